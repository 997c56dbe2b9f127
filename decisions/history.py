"""What the fields of a row were: who changed them, when, from what to what. Read only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import ForeignKey

from decisions.models import Meeting, Topic


@dataclass(frozen=True)
class Change:
    """One field: what it was and what it became."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Saving:
    """One saving of a row; the `first` one wrote all that was there from the beginning."""

    at: datetime
    who: str
    changes: list[Change]
    first: bool


#: Whose a row is never changes, and its owner's name says it better than the code.
UNSAID = frozenset({"id", "county", "township"})


def savings_of(row: Topic | Meeting) -> list[Saving]:
    """Newest first. One query, however many savings and people."""
    fields: list[Any] = [field for field in row._meta.concrete_fields if field.name not in UNSAID]
    keys = [field.name for field in fields if isinstance(field, ForeignKey)]
    records = row.history.select_related("history_user", "body__division", *keys).order_by("history_date", "history_id")
    savings: list[Saving] = []
    older: Any = None
    for newer in records:
        changes = list(_between(older, newer, fields))
        savings.append(Saving(newer.history_date, str(newer.history_user or ""), changes, first=older is None))
        older = newer
    return savings[::-1]


def _between(older: Any, newer: Any, fields: list[Any]) -> Iterator[Change]:
    for field in fields:
        before, after = _shown(older, field), _shown(newer, field)
        if before != after:
            yield Change(str(field.verbose_name), before, after)


def _shown(record: Any, field: Any) -> Any:
    """The value as people read it; nothing where there is none."""
    if record is None:
        return ""
    display = getattr(record, f"get_{field.name}_display", None)
    value = display() if display else getattr(record, field.name)
    return "" if value is None else value
