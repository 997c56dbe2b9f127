"""What is kept of a login: in its session, for its owner's list; in the security log, for the audit administrator."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from foundation.scope import INSTALLATION
from foundation.security import services as security
from foundation.security.states import Kind
from foundation.townships.models import User
from foundation.townships.proving import SECOND_FACTOR
from foundation.townships.sessions import DEVICE, NETWORK, SEEN, STARTED
from foundation.web.network import device_of, network_of


def connect() -> None:
    """Called once, in `ready()`."""
    user_logged_in.connect(_came_in, dispatch_uid="townships.came_in")
    user_logged_out.connect(_left, dispatch_uid="townships.left")
    user_login_failed.connect(_failed, dispatch_uid="townships.failed")
    user_locked_out.connect(_locked, dispatch_uid="townships.locked")


def _came_in(request: HttpRequest, user: User, **_more: Any) -> None:
    now = timezone.now()
    request.session.update(
        {STARTED: now.isoformat(), SEEN: now.isoformat(), NETWORK: network_of(request), DEVICE: device_of(request)}
    )
    security.note(Kind.LOGGED_IN, at=now, actor=user, stream=user.stream)


def _left(request: HttpRequest, user: User | None, **_more: Any) -> None:
    if user is not None:
        security.note(Kind.LOGGED_OUT, at=timezone.now(), actor=user, stream=user.stream)


def _failed(credentials: dict[str, Any], **_more: Any) -> None:
    """The name as it was typed; whether there is such an account is nobody's business here."""
    name = str(credentials.get("username", ""))
    kind = Kind.FACTOR_FAILED if SECOND_FACTOR in credentials else Kind.LOGIN_FAILED
    security.note(kind, at=timezone.now(), actor=name, stream=_stream_of_name(name))


def _locked(username: str, **_more: Any) -> None:
    security.note(Kind.LOCKED, at=timezone.now(), actor=username, stream=_stream_of_name(username))


def _stream_of_name(name: str) -> str:
    user = User.objects.select_related("official").filter(username=name).first()
    return user.stream if user else INSTALLATION
