"""A thing to act upon: what a service would do inside `with act(...)`."""

from datetime import UTC, datetime
from typing import Any

from foundation.ledger.models import LedgerEntry
from foundation.ledger.services import Act, act
from foundation.scope import scope_columns
from foundation.townships.models import Division, Official

NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
STREAM = "990101"


def doing(name: str = "test.thing.do", *, stream: str = STREAM, **facts: Any) -> Any:
    return act(name, stream=stream, actor="甲一（jia）", now=NOW, **facts)


def add_official(record: Act | None, name: str, division: Division | None = None) -> Official:
    division = division or Division.objects.get(code="320831101000")
    official = Official.objects.create(name=name, division=division, **scope_columns(division.scope))
    if record is not None:
        record.touch(official)
    return official


def written(stream: str = STREAM) -> list[str]:
    """The acts of a stream in the order of their numbers, which have no gap."""
    entries = list(LedgerEntry.objects.filter(stream=stream).order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    return [entry.act for entry in entries]


def names(*wanted: str) -> list[str]:
    """Which of these people are on record."""
    return sorted(Official.objects.filter(name__in=wanted).values_list("name", flat=True))
