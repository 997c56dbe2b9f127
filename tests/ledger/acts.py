"""A thing to act upon: what a service would do inside `with act(...)`."""

import json
from datetime import UTC, datetime
from typing import Any

from foundation.keys import sealing
from foundation.ledger.details import BatchLine, Line, parsed
from foundation.ledger.heads import sealed_bytes
from foundation.ledger.merkle import SHA256, Frontier, Hasher
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerHead
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


def seal_anew() -> None:
    """Every stream ends where it ends, under the keys of now."""
    for head in LedgerHead.objects.all():
        frontier = Frontier(Hasher.of(head.hash), head.size, bytes(head.frontier))
        head.seal = sealing.mac(sealed_bytes(head.stream, frontier))
        head.save(update_fields=["seal"])


def told(entry: LedgerEntry) -> dict[tuple[str, str], bytes]:
    """Table and key of each row that an entry names → the canonical bytes that its digest covers."""
    rows = json.loads(bytes(entry.body))["rows"]
    lines = lines_beside(entry)[1 : 1 + len(rows)]
    assert [line.digest(SHA256).hex() for line in lines] == [row["digest"] for row in rows]
    return {(row["table"], row["key"]): line.text for row, line in zip(rows, lines, strict=True)}


def told_batches(entry: LedgerEntry) -> list[BatchLine]:
    """The rows of each batch: keys, digests and their salt."""
    body = json.loads(bytes(entry.body))
    lines = [BatchLine.parse(line) for line in lines_beside(entry)[1 + len(body["rows"]) :]]
    assert [SHA256.root(line.digests).hex() for line in lines] == [batch["root"] for batch in body["batches"]]
    return lines


def lines_beside(entry: LedgerEntry) -> list[Line]:
    lines = parsed(bytes(LedgerDetail.objects.get(entry=entry.pk).body))
    assert None not in lines
    return lines
