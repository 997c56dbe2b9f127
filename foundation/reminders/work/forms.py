"""Which deadlines a list shows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.reminders.registry import rule_of
from foundation.web.inputs import day_field


class FilterForm(forms.Form):
    rule = forms.ChoiceField(label=_("种类"), required=False)
    on = day_field(_("到期日"), required=False)

    def __init__(self, codes: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        known = [(code, rule.title) for code in codes if (rule := rule_of(code))]
        fields["rule"].choices = [("", gettext("全部")), *known]
