"""The form above the rules."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """Find a rule."""

    q = forms.CharField(label=_("规则名称、代码或依据"), max_length=50, required=False)
