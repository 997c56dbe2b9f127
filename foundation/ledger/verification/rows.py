"""Whether each business row is as the last act on it left it: changed, deleted and added ones are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from foundation.keys.confidential import Secret
from foundation.keys.trouble import KeyTrouble
from foundation.ledger import renames
from foundation.ledger.canonical import Shape
from foundation.ledger.merkle import Hasher
from foundation.ledger.verification.findings import UNREADABLE, Bad, Report, silent
from foundation.ledger.verification.reading import FETCHED, each_row
from foundation.ledger.verification.shown import Shown


@dataclass(frozen=True, slots=True)
class Last:
    """What the last act on a row said of it. Without a salt nothing can be compared: its entry is bad already."""

    order: int
    place: str
    shape: Shape
    hasher: Hasher
    digest: bytes
    salt: bytes | None


class Evidence:
    """Collects from all entries, in any order, what each row should be now."""

    def __init__(self) -> None:
        self.last: dict[tuple[str, str], Last] = {}
        #: Table → rows of batches whose keys nothing tells.
        self.unnamed: dict[str, int] = {}
        #: Rows that were compared.
        self.compared = 0

    def take(self, shown: Shown) -> None:
        said, order, place = shown.said, shown.order, shown.place
        for row, salt in zip(said.rows, shown.salts, strict=True):
            self._keep(row.key, Last(order, place, row.shape, said.hasher, row.digest, salt))
        for batch, told in zip(said.batches, shown.batches, strict=True):
            if told is None:
                table = renames.table_now(batch.shape.table)
                self.unnamed[table] = self.unnamed.get(table, 0) + batch.count
                continue
            for key, digest in zip(told.keys, told.digests, strict=True):
                self._keep(key, Last(order, place, batch.shape, said.hasher, digest, told.salt))

    def _keep(self, key: str, last: Last) -> None:
        row = renames.table_now(last.shape.table), key
        known = self.last.get(row)
        if known is None or last.order >= known.order:
            self.last[row] = last


def bad_rows(evidence: Evidence, ruled: list[type[models.Model]], report: Report = silent) -> Iterator[Bad]:
    """Every row of the ruled tables that is not as its last act left it, table by table. Uses up the evidence."""
    for model in sorted(ruled, key=lambda each: each._meta.db_table):
        yield from _bad_rows_of(model, evidence, report)
    for (table, key), last in sorted(evidence.last.items()):
        yield Bad(f"{table}:{key}", f"这一行不见了，最近一次记载在 {last.place}")


def _bad_rows_of(model: type[models.Model], evidence: Evidence, report: Report) -> Iterator[Bad]:
    table = model._meta.db_table
    unnamed, allowed = [], evidence.unnamed.get(table, 0)
    for number, (key, row) in enumerate(each_row(model._base_manager.order_by("pk")), start=1):
        last = evidence.last.pop((table, str(key)), None)
        if last is None:
            unnamed.append(Bad(f"{table}:{key}", "多出这一行：没有任何一次办理写过它"))
        elif row is None:
            yield Bad(f"{table}:{key}", f"内容不能识别，与最近一次记载（{last.place}）不符")
        elif last.salt is not None:
            evidence.compared += 1
            yield from _compared(row, last, last.salt)
        if number % FETCHED == 0:
            report(f"核对 {table}", number, 0)
    # Older batches told how many rows, not which.
    yield from unnamed[allowed:]


def _compared(row: models.Model, last: Last, salt: bytes) -> Iterator[Bad]:
    place = f"{row._meta.db_table}:{row.pk}"
    try:
        text = last.shape.bytes_of(row)
    except LookupError as error:
        yield Bad(place, f"列 {error} 已不存在，无法与 {last.place} 核对")
    except (KeyTrouble, *UNREADABLE):
        yield Bad(place, f"内容不能识别，与最近一次记载（{last.place}）不符")
    else:
        if last.hasher.leaf(salt + text) != last.digest:
            yield Bad(place, f"与最近一次记载（{last.place}）不符")
        else:
            yield from _unopened(row, place)


def _unopened(row: models.Model, place: str) -> Iterator[Bad]:
    """Of an encrypted value the digest covers the seal; whether it still is what was sealed, only opening it tells."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, Secret):
            try:
                value.open()
            except KeyTrouble as trouble:
                yield Bad(place, f"列 {field.column} 打不开：{trouble}")
