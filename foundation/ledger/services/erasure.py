"""Empty what an entry's digests cover, where the law asks for it. The digests stay, and so does the tree."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import models

from foundation.ledger import renames
from foundation.ledger.canonical import row_bytes
from foundation.ledger.details import ERASED
from foundation.ledger.models import LedgerDetail, LedgerEntry
from foundation.ledger.services import act
from foundation.ledger.states import ERASE

FETCHED = 2000


def erase_values(*, row: models.Model, stream: str, actor: object, reason: str, now: datetime) -> int:
    """Empty every line that tells what a ruled row was and is no more; returns how many.

    Called when the row itself holds nothing any more that must go: what it holds is told by the entry of this
    act. `reason` stands in the entry and must not say what was erased. All streams are searched, which takes as
    long as reading them. Entries of the first form have no lines: their digests stay as they are.
    """
    table, key = row._meta.db_table, str(row.pk)
    with act(ERASE, stream=stream, actor=actor, now=now, reason=reason, table=table, key=key) as record:
        kept = row_bytes(row)
        lines = [place for entry, indexes in _telling(table, key) for place in _emptied(entry, indexes, kept)]
        record.facts["lines"] = lines
        if lines:
            record.touch(row)
        else:
            record.drop()
    return len(lines)


def _telling(table: str, key: str) -> list[tuple[LedgerEntry, list[int]]]:
    """Entries that name the row, with the indexes of its lines."""
    found = []
    for entry in LedgerEntry.objects.order_by("pk").iterator(chunk_size=FETCHED):
        rows = json.loads(bytes(entry.body))["rows"]
        indexes = [
            index
            for index, row in enumerate(rows, start=1)
            if row["key"] == key and renames.table_now(row["table"]) == table
        ]
        if indexes:
            found.append((entry, indexes))
    return found


def _emptied(entry: LedgerEntry, indexes: list[int], kept: bytes) -> list[tuple[str, int, int]]:
    """Empty the lines of an entry that tell anything else of the row than what it holds now (`kept`)."""
    detail = LedgerDetail.objects.select_for_update().filter(entry=entry.pk).first()
    if detail is None:  # an entry of the first form: its digest has no salt and nothing lies beside it
        return []
    lines = bytes(detail.body).split(b"\n")
    emptied = [index for index in indexes if lines[index] != ERASED and lines[index].partition(b" ")[2] != kept]
    for index in emptied:
        lines[index] = ERASED
    detail.body = b"\n".join(lines)
    detail.save(update_fields=["body"])
    return [(entry.stream, entry.number, index) for index in emptied]
