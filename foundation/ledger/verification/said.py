"""The body of an entry, taken apart. There are two forms; nothing else is ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from foundation.ledger.canonical import Shape
from foundation.ledger.merkle import SHA256, Hasher


@dataclass(frozen=True, slots=True)
class SaidRow:
    shape: Shape
    key: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class SaidBatch:
    """`digest` is of the line that says which row has which; the first form has none."""

    shape: Shape
    count: int
    root: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """`body` is all of it. In the first form the actor stands in it, and digests have no salt."""

    body: Mapping[str, Any]
    is_first_form: bool
    hasher: Hasher
    rows: list[SaidRow]
    batches: list[SaidBatch]

    @classmethod
    def of(cls, data: bytes) -> Said:
        """Raises what `findings.UNREADABLE` lists for anything that is no entry of ours."""
        body = json.loads(data)
        if body["v"] not in (1, 2):
            raise ValueError("no form of ours")
        first = body["v"] == 1
        return cls(
            body,
            first,
            SHA256 if first else Hasher.of(body["hash"]),
            [SaidRow(_shape_of(row), row["key"], bytes.fromhex(row["digest"])) for row in body["rows"]],
            [
                SaidBatch(
                    _shape_of(batch),
                    batch["count"],
                    bytes.fromhex(batch["root"]),
                    b"" if first else bytes.fromhex(batch["digest"]),
                )
                for batch in body["batches"]
            ],
        )

    @property
    def digests(self) -> list[bytes]:
        """Of the lines beside the entry, in their order."""
        actor = bytes.fromhex(self.body["actor"])
        return [actor, *(row.digest for row in self.rows), *(batch.digest for batch in self.batches)]


def _shape_of(said: Mapping[str, Any]) -> Shape:
    return _shape(said["table"], tuple(said["columns"]))


@cache
def _shape(table: str, columns: tuple[str, ...]) -> Shape:
    """One object for the thousands of rows that look the same."""
    return Shape(table, columns)
