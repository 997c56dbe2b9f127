"""The forms of the desk. They check the shape; the rules stand in the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure import contract
from foundation.web.tokens import OnceForm


class PublishForm(OnceForm):
    """Nothing to fill in: the page above it is what is agreed to."""


class ReturnForm(OnceForm):
    """Give a draft back."""

    reason = forms.CharField(
        label=_("退回理由"),
        help_text=_("写明哪里要改、怎样改。拟制人会看到。"),
        max_length=contract.REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("没有填写。请写明哪里要改、怎样改。")},
    )
