"""The same form sent twice acts once: the second time it leads to the same result."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.violations import RuleViolation
from foundation.web.models import FormToken

#: A session ends after minutes, so a form older than this cannot come back.
KEPT_FOR = timedelta(days=7)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class OnceForm(forms.Form):
    """Base of every form that acts: carries a token of its own, which stays while errors are corrected."""

    form_token = forms.CharField(widget=forms.HiddenInput, initial=new_token, min_length=20, max_length=64)


def once(token: str, *, actor: object, work: Callable[[], str]) -> str:
    """Run `work`, which acts and returns the address of its result, at most once for `token`.

    Returns that address, the first time and on every replay. The token is kept in the transaction of
    the act: when `work` raises, the form can be sent again. Raises `RuleViolation` for a token that
    somebody else has used.
    """
    with transaction.atomic():
        used, is_new = FormToken.objects.get_or_create(token=token, defaults={"actor": str(actor)})
        if not is_new:
            if used.actor != str(actor):
                raise RuleViolation("web.foreign_form", _("表单：已由他人提交。请重新打开页面再填写。"))
            return used.result
        used.result = work()
        used.save(update_fields=["result"])
    return used.result


def result_of(token: str, *, actor: object) -> str:
    """The address to which this actor's earlier use of a token led; empty when there was none."""
    used = FormToken.objects.filter(token=token, actor=str(actor)).values_list("result", flat=True)
    return used.first() or ""


def forget_tokens(*, now: datetime) -> int:
    """Delete the tokens of forms that can no longer come back. Returns how many there were."""
    deleted, _by_model = FormToken.objects.filter(at__lt=now - KEPT_FOR).delete()
    return deleted


def add_violation(form: forms.BaseForm, violation: RuleViolation) -> None:
    """Show a rule's refusal in the form: beside its field, or above all of them."""
    field: Any = violation.field if violation.field in form.fields else None
    form.add_error(field, str(violation))
