"""The one writer of the security log. Its rows stand although the transaction of what was refused is rolled back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from foundation.security.models import SecurityEvent
from foundation.security.states import Kind

logger = logging.getLogger("sunlit.security")

#: 网络安全法 第二十一条 asks for six months at least; nobody can set less.
LEAST_DAYS = 184

_waiting: ContextVar[list[SecurityEvent] | None] = ContextVar("waiting_security_events", default=None)
_network: ContextVar[str] = ContextVar("network_of_the_request", default="")


def note(
    kind: Kind, *, at: datetime, actor: object = "", stream: str = "", act: str = "", code: str = "", reason: str = ""
) -> None:
    """Remember that something happened at a door; written as soon as no transaction is open.

    `actor` is kept as text, `stream` is the county or township that it concerns, `act` the name of an
    act or the address that was asked for, `code` the rule that refused, `reason` what it said.
    """
    event = SecurityEvent(
        at=at,
        kind=kind,
        actor=_cut(actor, "actor"),
        stream=stream,
        act=_cut(act, "act"),
        code=code,
        reason=_cut(reason, "reason"),
        network=_network.get(),
    )
    # The file comes first: it stays readable when the database does not answer.
    logger.info("%s %s %s %s %s %s", kind.value, event.actor, stream, event.act, code, event.network)
    waiting = _waiting.get()
    if waiting is None:
        _waiting.set(waiting := [])
    waiting.append(event)
    if not _in_transaction():
        write_out()


def write_out() -> None:
    """Write what waits. Called when a request or an act is over, outside its transaction; never raises."""
    waiting = _waiting.get()
    if not waiting:
        return
    _waiting.set(None)
    try:
        SecurityEvent.objects.bulk_create(waiting)
    except DatabaseError:
        logger.exception("security events could not be written to the database; they are in the log file")


@contextmanager
def coming_from(network: str) -> Iterator[None]:
    """What is noted inside came from this network address; at the end everything is written."""
    token = _network.set(network)
    try:
        yield
    finally:
        write_out()
        _network.reset(token)


def forget_events(*, now: datetime, days: int) -> int:
    """Delete what is older than `days` (at least `LEAST_DAYS`, else `ValueError`). Returns how many rows."""
    if days < LEAST_DAYS:
        raise ValueError(f"logs are kept {LEAST_DAYS} days at least")
    deleted, _by_model = SecurityEvent.objects.filter(at__lt=now - timedelta(days=days)).delete()
    return deleted


def _in_transaction() -> bool:
    """Whether a rollback could still take a row along. The transaction around each test is none."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def _cut(text: object, column: str) -> str:
    length: int = SecurityEvent._meta.get_field(column).max_length  # type: ignore[union-attr, assignment]
    return str(text).replace("\0", "")[:length]
