"""The forms on what comes round."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import refs
from foundation.reminders.duties.models import PROOF, REASON, TEXT, TITLE
from foundation.reminders.duties.states import DAY_UNITS, LENGTH_UNITS, RESPONSIBLE, Period
from foundation.reminders.services.duties import Plan
from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.forms.parameters import basis_field
from foundation.violations import Basis
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm


class DutyForm(OnceForm):
    """Something that comes round, from a day on."""

    title = forms.CharField(label=_("工作"), max_length=TITLE, help_text=_("做什么，例如“常规性工作季度公开”。"))
    period = forms.ChoiceField(label=_("周期"), choices=Period.choices)
    first = day_field(_("第一期的第一天"), _("某月1日，以后各期依次接续。按自然季度、年度的，填某年1月1日。"))
    parameter = forms.ChoiceField(
        label=_("按哪项参数"),
        required=False,
        help_text=_("参数规定了截止日或者间隔的，选那一项；参数改了，截止日跟着改。"),
    )
    due_month = forms.IntegerField(
        label=_("期满后第几个月到期"),
        min_value=0,
        max_value=12,
        initial=0,
        help_text=_("1 是期满后的第一个月。期末最后一天到期的，或者由参数规定截止日的，填 0。"),
    )
    due_day = forms.IntegerField(
        label=_("当月几日到期"), min_value=0, max_value=31, initial=0, help_text=_("上一项填 0 的也填 0。")
    )
    responsible = forms.ChoiceField(
        label=_("由谁办理"),
        choices=[("", _("请选择")), *RESPONSIBLE],
        help_text=_("有这一角色或者权限的人收到提醒，由他们报告完成。"),
    )
    start = day_field(_("从哪天起要求"), _("今天或以后。那天所在的一期是要做的第一期，以前的各期不补列。"))
    end = day_field(_("到哪天为止"), _("最后一天。长期要求的不填。"), required=False)
    basis = basis_field(_("文件名称、文号和条款，或者会议决定的日期和编号。"))
    confirmed = forms.BooleanField(
        label=_("依据已经与原文核对"),
        required=False,
        help_text=_("核对以前，页面上只写“按本县规定（待县确认）”，不引用条文。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        units = DAY_UNITS | LENGTH_UNITS
        fitting = [(code, each.title) for code, each in DEFAULTS.items() if each.unit in units]
        fields["parameter"].choices = [("", gettext("不按参数")), *fitting]

    def plan(self) -> Plan:
        """What the service is told."""
        given = dict(self.cleaned_data)
        basis = Basis(given.pop("basis"), given.pop("confirmed"))
        given.pop("form_token")
        return Plan(**{**given, "period": Period(given["period"])}, basis=basis)


class EndForm(OnceForm):
    end = day_field(
        _("到哪天为止"), _("最后一天，今天或以后。在那天以前没有满期的一期不再要求；已经满期没有做的仍然要做。")
    )


class ProofField(forms.CharField):
    """Where to see that it was done: the page of a record, or an address outside, as text."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("在哪里可以看到"),
            help_text=_("可以不填。本系统的记录，打开后把网址粘贴在这里；公示栏、政府网站的网址也可以。"),
            required=False,
            max_length=PROOF,
            **more,
        )

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            parts = urlsplit(text)
        except ValueError:
            raise self._not_an_address(text) from None
        if found := refs.at(parts.path):
            return str(found)
        if parts.scheme not in ("http", "https") or not parts.netloc or any(letter.isspace() for letter in text):
            raise self._not_an_address(text)
        return text

    def _not_an_address(self, text: str) -> forms.ValidationError:
        return forms.ValidationError(gettext("不是网址：%s。请从地址栏复制，或者不填。") % text)


class ReportForm(OnceForm):
    """That the work of a period is done."""

    term = forms.DateField(label=_("本期第一天"), widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("完成情况"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("什么时候做的、结果怎样。提交后不能修改，写错了只能作废重报。"),
    )
    proof = ProofField()

    def __init__(self, start: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"term": start}})


class VoidForm(OnceForm):
    reason = forms.CharField(label=_("理由"), max_length=REASON, widget=forms.Textarea(attrs={"rows": 3}))
