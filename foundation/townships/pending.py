"""A login between its two steps: the password was right, the second factor has not been shown yet.

It lies in a session that belongs to nobody, so whoever holds that session may do nothing but take the second step.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime

from foundation.townships import totp
from foundation.townships.models import User
from foundation.townships.sessions import VERIFIED
from foundation.web.tokens import new_token

#: How long the second step may take; setting up an app on a telephone takes longer than reading a code.
LASTS = timedelta(minutes=5)
ENROLMENT_LASTS = timedelta(minutes=15)
#: How long new recovery codes can be looked at.
CODES_LAST = timedelta(minutes=15)

# Keys of the session.
PENDING = "pending_login"
SECRET = "new_authenticator"  # noqa: S105 - the name of a key
CODES = "new_recovery_codes"


@dataclass(frozen=True)
class Pending:
    """Whose password it was. `token` is the one form that takes the second step of this login, and of no other."""

    user: User
    backend: str
    token: str


def begin(request: HttpRequest, user: User, now: datetime) -> None:
    """Remember that the password of `user` was right. Whoever was logged in here before is logged out."""
    if request.user.is_authenticated:
        logout(request)
    else:
        request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "backend": user.backend,
        "password": user.get_session_auth_hash(),
        "at": now.isoformat(),
        "token": new_token(),
    }


def of(request: HttpRequest, now: datetime, lasts: timedelta = LASTS) -> Pending | None:
    """The login that waits for its second step here; none after `lasts`, for a disabled account or a new password."""
    kept: dict[str, Any] | None = request.session.get(PENDING)
    if kept is None or request.user.is_authenticated or not _is_fresh(kept["at"], now, lasts):
        return None
    user = User.objects.select_related("authenticator").filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["password"]):
        return None
    return Pending(user, kept["backend"], kept["token"])


def forget(request: HttpRequest) -> None:
    for key in (PENDING, SECRET):
        request.session.pop(key, None)


def complete(request: HttpRequest, waiting: Pending) -> None:
    """Both steps are done: from here on the session belongs to somebody."""
    forget(request)
    login(request, waiting.user, backend=waiting.backend)
    request.session[VERIFIED] = True


# A new device ------------------------------------------------------------------------------------


def new_secret(request: HttpRequest) -> str:
    """The secret offered to whoever sets up an app here: the same on every look, until it is taken."""
    if SECRET not in request.session:
        request.session[SECRET] = totp.sealed(totp.new_secret())
    return totp.opened(request.session[SECRET])


def offered_secret(request: HttpRequest) -> str:
    """The same, or nothing when none has been offered."""
    return totp.opened(request.session.get(SECRET, ""))


def keep_codes(request: HttpRequest, codes: list[str], now: datetime) -> None:
    """Recovery codes to be shown on the next page."""
    request.session.pop(SECRET, None)
    request.session[CODES] = {"at": now.isoformat(), "codes": [totp.sealed(code) for code in codes]}


def kept_codes(request: HttpRequest, now: datetime) -> list[str]:
    """Those codes, until their owner says that he has them, for some minutes at most."""
    kept = request.session.get(CODES)
    if kept is None or not _is_fresh(kept["at"], now, CODES_LAST):
        return []
    return [totp.opened(code) for code in kept["codes"]]


def forget_codes(request: HttpRequest) -> None:
    request.session.pop(CODES, None)


def _is_fresh(written: str, now: datetime, lasts: timedelta) -> bool:
    at = parse_datetime(written)
    return at is not None and now - at <= lasts
