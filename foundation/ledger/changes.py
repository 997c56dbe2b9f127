"""What an entry did to the rows that it names, readable: each column before and after, as far as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from foundation.ledger import renames
from foundation.ledger.details import BatchLine, Line, parsed
from foundation.ledger.earlier import WINDOW, Naming, Row, Search, earlier
from foundation.ledger.models import LedgerDetail, LedgerEntry
from foundation.ledger.readable import target_of, text_of
from foundation.ledger.titles import Named, kind_of, model_of, titles_of

#: So many rows of one entry are compared; further ones are named.
ROWS = 60
#: So many keys of a batch are shown.
KEYS = 10

Values = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: `before` is empty where nothing is known to compare with."""

    name: str
    after: str
    before: str = ""


@dataclass(frozen=True)
class RowChange:
    """A row that an entry names. Without the right to see values, `names` says which columns the digest covers."""

    kind: str
    title: str
    key: str
    note: str = ""
    columns: tuple[Column, ...] = ()
    names: tuple[str, ...] = ()
    #: The last entry before that names the row, and whether it told values to compare with.
    compared: LedgerEntry | None = None
    before_known: bool = False


@dataclass(frozen=True)
class BatchChange:
    """Rows of one table that an entry names together: digests alone are kept of them."""

    kind: str
    count: int
    names: tuple[str, ...]
    keys: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Changes:
    rows: list[RowChange]
    batches: list[BatchChange]


@dataclass(frozen=True)
class Told:
    """The entry's own words on one row, and the line beside it; without one, `silence` says why."""

    table: str
    key: str
    names: tuple[str, ...]
    line: Line | None
    silence: str

    @property
    def row(self) -> Row:
        return renames.table_now(self.table), self.key

    @property
    def model(self) -> type[models.Model] | None:
        return model_of(self.table)

    @property
    def values(self) -> Values | None:
        """The columns by their names of today; `None` when nothing is told any more."""
        if self.line is None:
            return None
        columns: Values = json.loads(self.line.text)["columns"]
        return {renames.column_now(self.table, name): value for name, value in columns.items()}


def changes_of(entry: LedgerEntry, may_read: Callable[[str], bool]) -> Changes:
    """For somebody who sees the values of the entry's stream; `may_read(stream)` says whether he sees another's.

    A bounded number of queries: about five to find what was before, and a few for each model that is named.
    """
    body, lines = _read([entry])[entry.pk]
    told = list(_told_rows(body, lines))
    compared = told[:ROWS]
    search = earlier(entry, {each.row for each in compared}, may_read)
    before = _values_before(search)
    titles = titles_of(_named(compared, before.values()))
    rows = [_row_change(each, search, before, titles) for each in compared]
    rows += [_bare_row(each, _("不再逐项比较：这条记录涉及的行太多。")) for each in told[ROWS:]]
    return Changes(rows, list(_batches(body, lines)))


def rows_of(entry: LedgerEntry) -> Changes:
    """For somebody who may know that rows were written, but not what they hold: no line is read."""
    body: dict[str, Any] = json.loads(bytes(entry.body))
    rows = [_bare_row(each) for each in _told_rows(body, [])]
    return Changes(rows, [BatchChange(kind_of(b["table"]), b["count"], _column_names(b)) for b in body["batches"]])


# Reading ---------------------------------------------------------------------------------------


def _read(entries: Iterable[LedgerEntry]) -> dict[int, tuple[dict[str, Any], list[Line | None]]]:
    """Body and lines of each entry. One query."""
    bodies = {entry.pk: json.loads(bytes(entry.body)) for entry in entries}
    details = LedgerDetail.objects.filter(entry__in=list(bodies)).values_list("entry", "body")
    lines = {entry: parsed(bytes(data)) for entry, data in details}
    return {pk: (body, lines.get(pk, [])) for pk, body in bodies.items()}


def _told_rows(body: dict[str, Any], lines: list[Line | None]) -> Iterator[Told]:
    for index, row in enumerate(body["rows"], start=1):
        line = lines[index] if index < len(lines) else None
        yield Told(row["table"], row["key"], _column_names(row), line, "" if line else _silence(body, lines))


def _silence(body: dict[str, Any], lines: list[Line | None]) -> str:
    """Why a line is not there."""
    if body["v"] == 1:
        return _("早期格式的记录，没有保存内容。")
    return _("已依法删除。") if lines else _("明细不见了，可能被人改动，请运行 manage.py ledger_verify 查明。")


def _values_before(search: Search) -> dict[Row, Told]:
    """What the entries that were found told of the rows; those of a batch are not among them."""
    found = {row: naming for row, naming in search.found.items() if naming.index is not None}
    if not found:
        return {}
    read = _read(naming.entry for naming in found.values())
    told = {pk: list(_told_rows(body, lines)) for pk, (body, lines) in read.items()}
    return {row: told[naming.entry.pk][naming.index or 0] for row, naming in found.items()}


def _column_names(said: dict[str, Any]) -> tuple[str, ...]:
    return tuple(_verbose(said["table"], renames.column_now(said["table"], name)) for name in said["columns"])


def _fields(table: str) -> dict[str, models.Field]:
    model = model_of(table)
    return {str(field.column): field for field in model._meta.concrete_fields} if model else {}


def _verbose(table: str, column: str) -> str:
    field = _fields(table).get(column)
    return str(field.verbose_name) if field else column


# Comparing -------------------------------------------------------------------------------------


def _row_change(told: Told, search: Search, before: Mapping[Row, Told], titles: Mapping[Named, str]) -> RowChange:
    naming, old = search.found.get(told.row), before.get(told.row)
    after, known = told.values, old.values if old else None
    columns = tuple(_columns(told, known, after, titles)) if after is not None else ()
    return RowChange(
        kind=kind_of(told.table),
        title=titles[told.model, told.key] if told.model else told.key,
        key=told.key,
        note=told.silence or _note(search, naming, old, columns),
        columns=columns,
        compared=naming.entry if naming else None,
        before_known=known is not None and after is not None,
    )


def _note(search: Search, naming: Naming | None, old: Told | None, columns: tuple[Column, ...]) -> str:
    if naming is None:
        if search.whole:
            return _("本日志流此前没有记载这一行，列出全部内容。")
        return _("在此之前的值未找到（查了本日志流此前 %(count)d 条和同一对象的记录），列出全部内容。") % {
            "count": WINDOW
        }
    if old is None:
        return _("上一次是批量写入，没有逐行保存当时的值，列出全部内容。")
    if old.line is None:
        return _("在此之前的值未找到：%(why)s列出全部内容。") % {"why": old.silence}
    return "" if columns else _("内容没有变化。")


def _columns(told: Told, before: Values | None, after: Values, titles: Mapping[Named, str]) -> Iterator[Column]:
    """All of a row that is new here, else what differs. The key is said already."""
    fields = _fields(told.table)
    names = [name for name in {**after, **(before or {})} if not _is_key(fields.get(name))]
    for name in sorted(names, key=_in_the_order_of(fields)):
        text = {
            when: text_of(fields.get(name), values[name], titles) if name in values else _("（没有这一项）")
            for when, values in (("before", before or {}), ("after", after))
        }
        if before is None:
            yield Column(_verbose(told.table, name), text["after"])
        elif name not in before or name not in after or before[name] != after[name]:
            yield Column(_verbose(told.table, name), text["after"], text["before"])


def _is_key(field: models.Field | None) -> bool:
    return field is not None and field.primary_key


def _in_the_order_of(fields: Mapping[str, models.Field]) -> Callable[[str], tuple[int, str]]:
    """As the model has its columns, which is how people are used to read them; what is no more comes last."""
    places = {name: place for place, name in enumerate(fields)}
    return lambda name: (places.get(name, len(places)), name)


def _named(told: Iterable[Told], before: Iterable[Told]) -> Iterator[Named]:
    """Every row that has to be called something: those that are named, and those that their values point to."""
    for each in told:
        if each.model:
            yield each.model, each.key
    for each in [*told, *before]:
        fields = _fields(each.table)
        for name, value in (each.values or {}).items():
            if target := target_of(fields.get(name), value):
                yield target


def _bare_row(told: Told, note: str = "") -> RowChange:
    return RowChange(kind_of(told.table), told.key, told.key, note=note, names=told.names)


def _batches(body: dict[str, Any], lines: list[Line | None]) -> Iterator[BatchChange]:
    first = 1 + len(body["rows"])
    for index, said in enumerate(body["batches"], start=first):
        line = lines[index] if index < len(lines) else None
        kind, names = kind_of(said["table"]), _column_names(said)
        if line is None:
            yield BatchChange(kind, said["count"], names, note=_silence(body, lines))
        else:
            yield BatchChange(kind, said["count"], names, keys=BatchLine.parse(line).keys[:KEYS])
