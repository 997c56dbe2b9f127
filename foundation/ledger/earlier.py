"""The entries that named a row before another one did, looked for within bounds.

Nothing in the database leads from a row to the entries that name it. Nearly every act on a row stands in the stream
of its owner, and very many entries are about the same thing: so the last `WINDOW` entries of the stream are read,
the nearest first, and the last `ABOUT` entries about the same things. Whoever shows what is found says with which
entry he compares: an act in another stream may lie between.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from foundation.ledger import renames
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.details import BatchLine, parsed
from foundation.ledger.models import LedgerDetail, LedgerEntry
from foundation.ledger.titles import model_of
from foundation.refs import Ref

#: How many entries of the stream are read, and how many of them first: most rows were named not long ago.
WINDOW, NEAR = 5000, 300
#: How many entries about the same things are read, and of how many batches the keys.
ABOUT, BATCHES = 200, 5

#: Table (by today's name) and key.
Row = tuple[str, str]
#: How a row is named in the canonical bytes of an entry: sorted keys make these two neighbours.
NAMED = b'"key":%b,"table":"'
NO_BATCHES = b'"batches":[]'


@dataclass(frozen=True)
class Naming:
    """An entry that names a row: the row is number `index` among its rows; `None` when it is one of a batch."""

    entry: LedgerEntry
    index: int | None


@dataclass
class Search:
    """`found` within the bounds; `whole` when the bounds go back to the first entry of the stream."""

    found: dict[Row, Naming] = field(default_factory=dict)
    whole: bool = False

    def take(self, row: Row, naming: Naming) -> None:
        known = self.found.get(row)
        if known is None or known.entry.pk < naming.entry.pk:
            self.found[row] = naming


def earlier(entry: LedgerEntry, wanted: set[Row], may_read: Callable[[str], bool]) -> Search:
    """The last entries before this one that name the wanted rows, in streams that the reader may read.

    At most four queries. Entries of the stream itself are always read.
    """
    search = Search()
    if not wanted:
        return search
    batched: dict[int, LedgerEntry] = {}
    for start, end in ((entry.number - NEAR, entry.number), (entry.number - WINDOW, entry.number - NEAR)):
        search.whole = search.whole or start <= 1
        if wanted - search.found.keys() and end > 1:
            theirs = LedgerEntry.objects.filter(stream=entry.stream, number__range=(start, end - 1))
            _look_through(theirs, wanted, search, batched)
    about = LedgerEntry.objects.filter(ref__in=sorted(_refs(entry, wanted)), pk__lt=entry.pk).order_by("-pk")[:ABOUT]
    _look_through(about, wanted, search, batched, may_read)
    _look_into_batches(wanted, search, batched)
    return search


def _refs(entry: LedgerEntry, wanted: Iterable[Row]) -> Iterator[str]:
    if entry.ref:
        yield entry.ref
    for table, key in wanted:
        if model := model_of(table):
            yield str(Ref(model._meta.label_lower, key))


def _look_through(
    entries: QuerySet[LedgerEntry],
    wanted: set[Row],
    search: Search,
    batched: dict[int, LedgerEntry],
    may_read: Callable[[str], bool] = lambda _stream: True,
) -> None:
    """Thousands pass through here: only those that name a wanted key are taken apart."""
    named = re.compile(b"|".join(re.escape(NAMED % canonical_bytes(key)) for _table, key in sorted(wanted)))
    for pk, stream, number, stored in entries.values_list("pk", "stream", "number", "body"):
        data = bytes(stored)
        hit, batches = named.search(data), NO_BATCHES not in data
        if not (hit or batches) or not may_read(stream):
            continue
        entry = LedgerEntry(pk=pk, stream=stream, number=number, body=data)
        if batches:
            batched[pk] = entry
        for index, row in enumerate(json.loads(data)["rows"] if hit else []):
            place = renames.table_now(row["table"]), row["key"]
            if place in wanted:
                search.take(place, Naming(entry, index))


def _look_into_batches(wanted: set[Row], search: Search, batched: dict[int, LedgerEntry]) -> None:
    """Which rows a batch has, only its line tells; the lines of the newest batches of the wanted tables are read."""
    tables = {table for table, _key in wanted}
    of_tables = [pk for pk in sorted(batched, reverse=True) if tables & set(_tables(batched[pk]))][:BATCHES]
    if not of_tables:
        return
    for detail in LedgerDetail.objects.filter(entry__in=of_tables):
        entry = batched[detail.entry]
        body = json.loads(bytes(entry.body))
        lines = parsed(bytes(detail.body))[1 + len(body["rows"]) :]
        for table, line in zip(_tables(entry), lines, strict=False):
            keys: set[str] = set(BatchLine.parse(line).keys) if line else set()
            for row in wanted:
                if row[0] == table and row[1] in keys:
                    search.take(row, Naming(entry, None))


def _tables(entry: LedgerEntry) -> list[str]:
    body: dict[str, Any] = json.loads(bytes(entry.body))
    return [renames.table_now(batch["table"]) for batch in body["batches"]]
