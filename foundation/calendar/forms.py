"""The form of a year: it reads what was typed, the rules stand in the services."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.calendar import notices
from foundation.calendar.days import Mark
from foundation.calendar.models import Arrangement
from foundation.calendar.states import Kind
from foundation.web.tokens import OnceForm

SOURCE = Arrangement._meta.get_field("source").max_length


class YearForm(OnceForm):
    """The days of a year as the notice writes them. `replaces`: the arrangement that its sender had before him."""

    replaces = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    source = forms.CharField(
        label=_("依据"),
        max_length=SOURCE,
        help_text=_(
            "国务院办公厅通知的标题和文号，例如“国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕×号）”。"
        ),
    )
    holidays = forms.CharField(
        label=_("放假日期"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "一行一个节日，可以直接粘贴通知原文，也可以写成“10月1日至10月7日 国庆节”。"
            "原文里“……上班”的日子会自动认出来，不必再填到下面。"
        ),
    )
    make_up = forms.CharField(
        label=_("调休上班的日期"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("上面没有写到的周六、周日上班，例如“9月20日、10月10日”。没有的不填。"),
    )
    confirmed = forms.BooleanField(
        label=_("通知已经印发，以上内容已与通知核对"),
        required=False,
        help_text=_("没有印发的不要勾选：安排作为暂定使用，期限照此计算，仍标为暂定。"),
    )

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_holidays(self) -> list[Mark]:
        return self._read("holidays", Kind.HOLIDAY)

    def clean_make_up(self) -> list[Mark]:
        return self._read("make_up", Kind.MAKE_UP)

    def marks(self) -> list[Mark]:
        """All days of a form that is valid."""
        return [*self.cleaned_data["holidays"], *self.cleaned_data["make_up"]]

    def _read(self, name: str, kind: Kind) -> list[Mark]:
        try:
            return notices.read(self.cleaned_data[name], year=self.year, kind=kind)
        except notices.Unreadable as unreadable:
            raise ValidationError(unreadable.problems) from None
