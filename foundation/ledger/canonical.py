"""One row, one entry: always the same bytes, on every database."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from foundation.keys.confidential import Secret
from foundation.refs import Ref

EMPTY = bytes(32)
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
    columns = {
        column: _sealed(field.to_python(getattr(row, field.attname)))
        for column, field in _covered_fields(row._meta.model)
    }
    return canonical_bytes({"table": row._meta.db_table, "key": Ref.of(row).pk, "columns": columns})


def _sealed(value: Any) -> Any:
    """Of an encrypted value its seal, which binds it and outlives every rotation (docs/adr/0018)."""
    return value.seal if isinstance(value, Secret) else value


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of a leaf, in its own domain so that no leaf can pass for a node (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of two neighbours (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root of leaf hashes, in the order given (RFC 6962, 2.1); of none, SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def rows_root(rows: Iterable[models.Model]) -> tuple[int, bytes]:
    """How many rows, and the Merkle root of their digests in the order of their keys."""
    ordered = sorted(rows, key=lambda row: row.pk)
    return len(ordered), tree_root([leaf_hash(row_bytes(row)) for row in ordered])
