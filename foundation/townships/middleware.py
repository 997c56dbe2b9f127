"""Between the session and the pages: an idle session ends, an account with an open duty goes there first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from foundation.townships.models import User
from foundation.townships.sessions import SEEN, VERIFIED
from foundation.townships.states import Capability

GetResponse = Callable[[HttpRequest], HttpResponse]

#: A session is written again when it was last written this long ago: reading a page is no write.
TOUCH_EVERY = timedelta(minutes=1)
#: In the address of a page that has come anew by itself (`<meta http-equiv="refresh">`): nobody has clicked.
BY_ITSELF = "itself"
#: Pages for everybody, which ask for nobody's account.
PUBLIC = frozenset({"disclosure", "ledger", "calendar_feed"})
#: The way in and the way out, open whatever duty is.
AT_THE_DOOR = frozenset({"accounts:login", "accounts:logout"})
CHANGE_PASSWORD = "accounts:password"  # noqa: S105 - the name of an address
#: Open to a password that has run out: where it is changed, and new recovery codes, which are shown but once.
BEFORE_THE_PASSWORD = frozenset({CHANGE_PASSWORD, "accounts:codes"})


class IdleSessions:
    """Every click of somebody who is logged in puts the end of his session off, at most once a minute. A page that
    comes anew by itself does not: else it would keep the desk open over night."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if _is_public(request) or BY_ITSELF in request.GET or not request.user.is_authenticated:
            return
        now = timezone.now()
        seen = parse_datetime(str(request.session.get(SEEN, "")))
        if seen is None or now - seen >= TOUCH_EVERY:
            request.session[SEEN] = now.isoformat()


class AccountGate:
    """Who must show a second factor has shown it; a password that has run out is changed first.

    A role that asks for the second factor may begin while a session is open: that session ends.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if _is_public(request) or _name(request) in AT_THE_DOOR:
            return None
        user = request.user
        if not user.is_authenticated:
            return None
        if user.may(Capability.SECOND_FACTOR) and not request.session.get(VERIFIED):
            logout(request)
            messages.warning(request, _("您的角色须用动态验证码登录。请重新登录。"))
            return redirect_to_login(request.get_full_path())
        if _has_run_out(user) and _name(request) not in BEFORE_THE_PASSWORD:
            messages.warning(request, _("您的密码已到期。请先设置新密码，再继续办理。"))
            return redirect(CHANGE_PASSWORD)
        return None


def _has_run_out(user: User) -> bool:
    return user.password_until is not None and user.password_until < timezone.localdate()


def _name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _is_public(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.namespace in PUBLIC
