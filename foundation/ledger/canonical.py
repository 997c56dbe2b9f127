"""One row, one entry: always the same bytes, on every database."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from foundation.keys.confidential import Secret
from foundation.ledger import renames
from foundation.refs import Ref

#: Most values of most rows; an import seals tens of thousands of rows, and this test is the quickest.
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def canonical_bytes(value: Any) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces. Raises `TypeError` for a value without one fixed form."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if type(value) in _AS_THEY_ARE:
        return value
    match value:
        case int() | str():
            return value
        case datetime():
            if timezone.is_naive(value):
                raise TypeError("an instant needs a time zone before it is written to the ledger")
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


@cache
def _covered_fields(model: type[models.Model]) -> tuple[tuple[str, models.Field], ...]:
    excluded: frozenset[str] = getattr(model, "LEDGER_EXCLUDED", frozenset())
    columns = {
        str(field.column): field
        for field in model._meta.concrete_fields
        # Made from another column, and anew with every new key.
        if not getattr(field, "ledger_excluded", False)
    }
    return tuple((column, columns[column]) for column in sorted(columns.keys() - excluded))


def covered_columns(model: type[models.Model]) -> list[str]:
    """The columns that a digest covers: all but blind indexes and those of `LEDGER_EXCLUDED`, sorted."""
    return [column for column, _field in _covered_fields(model)]


def row_bytes(row: models.Model) -> bytes:
    """The canonical bytes of a saved row's covered columns, as the database would give them back."""
    return _bytes_of(row, row._meta.db_table, _covered_fields(row._meta.model))


@dataclass(frozen=True)
class Shape:
    """The table and the columns that a digest covers, by the names of its day."""

    table: str
    columns: tuple[str, ...]

    def bytes_of(self, row: models.Model) -> bytes:
        """What `row_bytes` gave for such a row on that day. Raises `LookupError` for a column that is no more."""
        return _bytes_of(row, self.table, _fields_then(self, row._meta.model))


@cache
def _fields_then(shape: Shape, model: type[models.Model]) -> tuple[tuple[str, models.Field], ...]:
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    return tuple((column, fields[renames.column_now(shape.table, column)]) for column in shape.columns)


def _bytes_of(row: models.Model, table: str, fields: Iterable[tuple[str, models.Field]]) -> bytes:
    columns = {column: _sealed(field.to_python(getattr(row, field.attname))) for column, field in fields}
    return canonical_bytes({"table": table, "key": Ref.of(row).pk, "columns": columns})


def _sealed(value: Any) -> Any:
    """Of an encrypted value its seal, which binds it and outlives every rotation (docs/adr/0018)."""
    return value.seal if isinstance(value, Secret) else value
