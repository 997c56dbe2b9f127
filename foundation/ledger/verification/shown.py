"""Whether what people read and search is what the trees protect: columns, and the lines beside the entries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.details import BatchLine, Line, parsed
from foundation.ledger.models import LedgerDetail, LedgerEntry
from foundation.ledger.states import ERASE
from foundation.ledger.verification.findings import UNREADABLE, BadEntry, Report, silent
from foundation.ledger.verification.reading import FETCHED, each_row
from foundation.ledger.verification.said import Said

#: A line beside an entry: stream, number, index.
Place = tuple[str, int, int]


@dataclass(frozen=True)
class Shown:
    """What an entry says, and what lies beside it: the salt of each row, keys and digests of each batch.

    `None` stands for a line that is erased, that is not what its digest covers, or that the first form lacks.
    """

    place: str
    order: int
    said: Said
    salts: list[bytes | None]
    batches: list[BatchLine | None]
    erased: int


class NotAsWritten(Exception):
    """Says why, in Chinese."""


def shown_entries(stream: str, erased: Collection[Place], report: Report = silent) -> Iterator[Shown | BadEntry]:
    """Every entry of a stream whose tree holds together, and every one that is shown otherwise than it was written."""
    last = 0
    for number, (key, entry, data, detail) in enumerate(_entries(stream), start=1):
        try:
            said = Said.of(data)
            order = int(key if said.is_first_form else said.body["order"])
        except UNREADABLE:
            yield BadEntry.at(stream, number, "内容不能识别：不是本系统写下的")
            continue
        lines = _Lines(stream, number, said, erased)
        try:
            _compare_columns(entry, said)
            if order <= last:
                raise NotAsWritten("次序有变：排在前一条之前")
            lines.compare(entry, detail)
        except NotAsWritten as problem:
            yield BadEntry.at(stream, number, str(problem))
        last = max(last, order)
        yield Shown(f"{stream}#{number}", order, said, lines.salts, lines.batches, lines.empty)
        if number % FETCHED == 0:
            report(f"明细 {stream}", number, 0)


def erased_places(streams: Collection[str]) -> frozenset[Place]:
    """The lines that acts of erasure name, in streams whose trees hold together."""
    found: set[Place] = set()
    entries = LedgerEntry.objects.filter(act=ERASE, stream__in=streams)
    for body in entries.values_list("body", flat=True).iterator():
        said = json.loads(bytes(body))
        if said["act"] == ERASE:
            found.update((stream, number, index) for stream, number, index in said["facts"]["lines"])
    return frozenset(found)


def _entries(stream: str) -> Iterator[tuple[Any, LedgerEntry | None, bytes, Any]]:
    """Key, entry (`None`: its columns cannot be read), body and the body of the side row (`None`: there is none)."""
    entries = each_row(LedgerEntry.objects.filter(stream=stream).order_by("number").defer("leaf"))
    while page := list(islice(entries, FETCHED)):
        keys = [key for key, _entry in page]
        details = dict(LedgerDetail.objects.filter(entry__in=keys).values_list("entry", "body"))
        for key, entry in page:
            body = entry.body if entry else LedgerEntry.objects.values_list("body", flat=True).get(pk=key)
            yield key, entry, bytes(body), details.get(key)


def _compare_columns(entry: LedgerEntry | None, said: Said) -> None:
    if entry is None:
        raise NotAsWritten("显示的内容不能识别")
    shown = {"stream": entry.stream, "number": entry.number, "at": entry.at, "act": entry.act, "ref": entry.ref}
    shown |= {"actor": entry.actor} if said.is_first_form else {"order": entry.pk}
    if canonical_bytes(shown) != canonical_bytes({name: said.body.get(name) for name in shown}):
        raise NotAsWritten("显示的内容与存证的内容不符")


class _Lines:
    """The lines beside one entry. What is found in order is kept, the rest stays `None`."""

    def __init__(self, stream: str, number: int, said: Said, erased: Collection[Place]) -> None:
        self.said = said
        self.empty = 0
        # Digests of the first form have no salt.
        self.salts: list[bytes | None] = [b"" if said.is_first_form else None] * len(said.rows)
        self.batches: list[BatchLine | None] = [None] * len(said.batches)
        self.erased = {index for index in range(1 + len(said.rows)) if (stream, number, index) in erased}

    def compare(self, entry: LedgerEntry | None, detail: Any) -> None:
        """Raises `NotAsWritten` for the first line that is not as it was."""
        if self.said.is_first_form:
            if detail is not None:
                raise NotAsWritten("多出明细：这一条没有明细")
            return
        for index, line in enumerate(self._parsed(detail)):
            self._compare(index, line)
            if index == 0 and (line is None or entry is None or line.text != entry.actor.encode()):
                raise NotAsWritten("操作人与存证的内容不符")

    def _parsed(self, detail: Any) -> list[Line | None]:
        if detail is None:
            raise NotAsWritten("缺少明细")
        try:
            lines = parsed(bytes(memoryview(detail)))
        except UNREADABLE:
            raise NotAsWritten("明细不能识别：不是本系统写下的") from None
        if len(lines) != len(self.said.digests):
            raise NotAsWritten("明细的行数与存证的内容不符")
        return lines

    def _compare(self, index: int, line: Line | None) -> None:
        if line is None:
            if index not in self.erased:
                raise NotAsWritten(f"明细第 {index + 1} 行是空的，而没有删除的记录")
            self.empty += 1
            return
        if index in self.erased:
            raise NotAsWritten(f"明细第 {index + 1} 行已依法删除，又有了内容")
        if line.digest(self.said.hasher) != self.said.digests[index]:
            raise NotAsWritten(f"明细第 {index + 1} 行与存证的摘要不符")
        if 0 < index <= len(self.salts):
            self.salts[index - 1] = line.salt
        elif index:
            self._keep_batch(index - 1 - len(self.salts), BatchLine.parse(line))

    def _keep_batch(self, index: int, batch: BatchLine) -> None:
        said = self.said.batches[index]
        told = (len(batch.keys), len(batch.digests), self.said.hasher.root(batch.digests))
        if told != (said.count, said.count, said.root):
            raise NotAsWritten("成批的行与存证的摘要不符")
        self.batches[index] = batch
