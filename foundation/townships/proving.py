"""Showing the second factor at a door: one guess at a time, and every wrong one counted with the wrong passwords."""

from collections.abc import Callable

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from foundation.townships.models import User
from foundation.web.tokens import once, replayed

#: Tells the security log apart what failed; django-axes counts both alike.
SECOND_FACTOR = "second_factor"


def act_when_proved(
    request: HttpRequest, user: User, token: str, *, check: Callable[[], bool], work: Callable[[], str]
) -> str:
    """Run `work` once for the form `token` if `check` finds the second factor right. Returns the address of the result.

    Empty when it was wrong, or when this account may not try from this network: django-axes then answers
    in place of the page. The account is locked meanwhile, so the count is right however many guesses come
    at once. Raises what `work` raises; a code that was used for it can then be used again.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if done := replayed(token, actor=user):
            return done
        credentials = {"username": user.username, SECOND_FACTOR: True}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True  # type: ignore[attr-defined]
            return ""
        if check():
            return once(token, actor=user, work=work)
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        return ""


def is_proved(request: HttpRequest, user: User, token: str, *, check: Callable[[], bool]) -> bool:
    """The same for a login, which acts by itself."""
    return bool(act_when_proved(request, user, token, check=check, work=lambda: reverse("accounts:me")))


def is_locked_out(request: HttpRequest) -> bool:
    """Whether this request was one guess too many, or came after it."""
    return bool(getattr(request, "axes_locked_out", False))
