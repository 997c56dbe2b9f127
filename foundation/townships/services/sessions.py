"""Logins that are ended from elsewhere. Sessions are no records of the county: the security log tells of them."""

from datetime import datetime

from foundation.security import services as security
from foundation.security.states import Kind
from foundation.townships.models import LoginSession, User


def end_session(*, session: LoginSession, actor: object, now: datetime) -> None:
    """One login ends: its next click is refused."""
    user = session.user
    if user is None:
        raise ValueError("a session of nobody is no login")
    session.delete()
    reason = " · ".join(part for part in (user.username, session.device, session.network) if part)
    security.note(Kind.SESSION_ENDED, at=now, actor=actor, stream=user.stream, reason=reason)


def end_other_sessions(*, user: User, keep: str, actor: object, now: datetime) -> int:
    """Every login of the account ends but the one with the session key `keep`. Returns how many there were."""
    ended = end_sessions(user=user, keep=keep)
    if ended:
        security.note(Kind.SESSION_ENDED, at=now, actor=actor, stream=user.stream, reason=f"{user.username} × {ended}")
    return ended


def end_sessions(*, user: User, keep: str = "") -> int:
    """Within an act that shuts others out: its entry says why."""
    deleted, _by_model = LoginSession.objects.filter(user=user).exclude(session_key=keep).delete()
    return deleted
