"""The forms on findings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import refs
from foundation.house_rules import Severity, grade_of
from foundation.refs import Ref
from foundation.rulebook.models.findings import PAPER, TEXT
from foundation.rulebook.registry import machine_rules, rules_by_person
from foundation.rulebook.states import FindingState
from foundation.townships.models import Division
from foundation.townships.states import Level
from foundation.web.tokens import OnceForm

#: More rows than this prove nothing more.
MOST = 10


class EvidenceField(forms.CharField):
    """The pages of the rows that prove something, one in each line, as a list of references."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("有关记录"),
            help_text=_("打开有关的议题、会议、决定或公开稿，把网址粘贴在这里，一行一个。"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            **more,
        )

    def clean(self, value: Any) -> list[Ref]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(gettext("最多填 %d 行。请只留最能说明问题的。") % MOST)
        found = {line: refs.at(urlsplit(line).path) for line in lines}
        wrong = [line for line, ref in found.items() if ref is None]
        if wrong:
            raise forms.ValidationError(gettext("不是本系统记录的网址：%s。请从地址栏复制。") % "、".join(wrong))
        return [ref for ref in found.values() if ref is not None]


def paper_field() -> forms.CharField:
    return forms.CharField(
        label=_("纸质材料"),
        help_text=_("材料的名称、编号和存放处。有关记录和纸质材料至少填一项。"),
        max_length=PAPER,
        required=False,
    )


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 6}))


class DivisionField(forms.ModelChoiceField):
    """A township, or one of its villages with the township before its name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.name} {obj.name}" if obj.level == Level.VILLAGE and obj.parent else str(obj.name)


class RaiseForm(OnceForm):
    """A person raises what no row shows by itself."""

    division = DivisionField(label=_("单位"), queryset=None, empty_label=_("请选择"))
    rule = forms.ChoiceField(label=_("违反的规则"), help_text=_("机器能从记录中看出的问题由系统提出，这里不列。"))
    text = _words(_("问题说明"), _("什么时候、什么事、与规定哪里不符。单位会看到。"))
    evidence = EvidenceField()
    paper = paper_field()

    def __init__(self, divisions: QuerySet[Division], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division"].queryset = divisions
        choices = [(rule.code, f"{rule.title}（{grade_of(rule.code).label}）") for rule in rules_by_person()]
        fields["rule"].choices = [("", gettext("请选择")), *choices]


class AnswerForm(OnceForm):
    text = _words(_("答复"), _("写明事实和原因。答复只有一次，提交后不能修改；以后可以补充说明。"))


class AdditionForm(OnceForm):
    text = _words(_("补充说明"))


class RectifyForm(OnceForm):
    text = _words(_("整改情况"), _("做了什么、什么时候做完、怎样防止再发生。"))
    evidence = EvidenceField()
    paper = paper_field()


class ReasonForm(OnceForm):
    """The county's word on a finding."""

    reason = _words(_("理由"), _("单位会看到。"))


#: Of the states: everything that is not done, and each by itself.
OPEN = "open"


class FilterForm(forms.Form):
    """Which findings a list shows."""

    state = forms.ChoiceField(
        label=_("状态"),
        choices=[("", _("全部")), (OPEN, _("未办结")), *FindingState.choices],
        required=False,
    )
    severity = forms.ChoiceField(label=_("严重程度"), choices=[("", _("全部")), *Severity.choices], required=False)
    rule = forms.ChoiceField(label=_("规则"), required=False)
    unit: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("乡镇"), queryset=None, empty_label=_("全部"), required=False
    )

    def __init__(self, units: QuerySet[Division], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rules = [*machine_rules(), *rules_by_person()]
        fields["rule"].choices = [("", gettext("全部")), *((rule.code, rule.title) for rule in rules)]
        fields["unit"].queryset = units
        fields["unit"].to_field_name = "code"
        fields["unit"].label_from_instance = lambda division: division.name
        if len(units) < 2:
            del fields["unit"]

    def chosen(self) -> dict[str, Any]:
        """What the list is narrowed to, as columns and values, once the answers are valid."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if given.get("state") == OPEN:
            given |= {"open": given.pop("state")}
        if "unit" in given:
            given["township"] = given.pop("unit").township
        return given
