"""One row, one entry: always the same bytes, on every database."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

EMPTY = bytes(32)


def canonical_bytes(value: Any) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces. Raises `TypeError` for a value without one fixed form."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
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


def covered_columns(model: type[models.Model]) -> list[str]:
    """The columns that a digest covers: all but those the model names in `LEDGER_EXCLUDED`, sorted."""
    excluded: frozenset[str] = getattr(model, "LEDGER_EXCLUDED", frozenset())
    return sorted(str(field.column) for field in model._meta.concrete_fields if field.column not in excluded)


def row_bytes(row: models.Model) -> bytes:
    """The canonical bytes of a row's covered columns, as the database would give them back."""
    fields = {field.column: field for field in row._meta.concrete_fields}
    columns = {
        column: fields[column].to_python(fields[column].value_from_object(row)) for column in covered_columns(type(row))
    }
    return canonical_bytes({"table": row._meta.db_table, "key": str(row.pk), "columns": columns})


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
