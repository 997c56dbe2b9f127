"""The address of somebody's calendar: made, and taken back."""

import hashlib
import secrets
from datetime import datetime

from foundation.reminders.models import CalendarFeed
from foundation.security import services as security
from foundation.security.states import Kind
from foundation.townships.models import User

#: 256 bits, written in 43 letters: whoever guesses finds nobody.
TOKEN_BYTES = 32


def make_feed(*, user: User, actor: object, now: datetime) -> str:
    """The token of a new address. The former address opens nothing from now on. The token is kept nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.update_or_create(user=user, defaults={"digest": digest_of(token), "made_at": now})
    security.note(Kind.FEED_MADE, at=now, actor=actor, stream=user.stream, reason=user.username)
    return token


def revoke_feed(*, user: User, actor: object, now: datetime) -> bool:
    """The address opens nothing from now on. Returns whether there was one."""
    deleted, _by_model = CalendarFeed.objects.filter(user=user).delete()
    if deleted:
        security.note(Kind.FEED_REVOKED, at=now, actor=actor, stream=user.stream, reason=user.username)
    return bool(deleted)


def digest_of(token: str) -> str:
    """What is kept of a token. Its bits are random, so that nobody finds it by trying: no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
