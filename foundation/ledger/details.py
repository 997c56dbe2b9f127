"""What an entry's digests cover: lines of salt and text that lie beside the entry and may lawfully be emptied.

The first line is the actor, then comes one for each row and one for each batch, in the order of the entry. A
digest is H(0x00 || salt || text): without its salt nobody can confirm a guess about what it covers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.merkle import Hasher

SALT_LENGTH = 16
ERASED = b"-"


@dataclass(frozen=True)
class Line:
    """A salt and the text that it salts."""

    salt: bytes
    text: bytes

    @classmethod
    def of(cls, text: bytes) -> Line:
        """With a fresh salt."""
        return cls(os.urandom(SALT_LENGTH), text)

    @classmethod
    def parse(cls, data: bytes) -> Line | None:
        """What `encoded` wrote; `None` for a line that was erased. Raises `ValueError` for anything else."""
        if data == ERASED:
            return None
        salt, _space, text = data.partition(b" ")
        line = cls(bytes.fromhex(salt.decode("ascii")), text)
        # Hexadecimal has several spellings of the same bytes; only one of them is ours.
        if len(line.salt) != SALT_LENGTH or line.encoded != data:
            raise ValueError("no line of a detail")
        return line

    def digest(self, hasher: Hasher) -> bytes:
        return hasher.leaf(self.salt + self.text)

    @property
    def encoded(self) -> bytes:
        return self.salt.hex().encode() + b" " + self.text


def joined(lines: Iterable[Line]) -> bytes:
    """The body of a side row. Canonical JSON holds no line break, and an actor is given none."""
    return b"\n".join([line.encoded for line in lines])


def parsed(body: bytes) -> list[Line | None]:
    """The lines of a side row; `None` where one was erased. Raises `ValueError` for what we did not write."""
    return [Line.parse(data) for data in body.split(b"\n")]


@dataclass(frozen=True)
class BatchLine:
    """Keys and digests of the rows of a batch, in the order of their keys. All share the salt of the line.

    Who has the line can confirm a guess about each row: it cannot be erased for one of them. Tables with personal
    values are named row by row.
    """

    salt: bytes
    keys: tuple[str, ...]
    digests: tuple[bytes, ...]

    @classmethod
    def of(cls, hasher: Hasher, rows: Sequence[tuple[str, bytes]]) -> BatchLine:
        """Of the key and the canonical bytes of each row."""
        salt = os.urandom(SALT_LENGTH)
        return cls(salt, tuple(key for key, _text in rows), tuple(hasher.leaves(salt + text for _key, text in rows)))

    @classmethod
    def parse(cls, line: Line) -> BatchLine:
        """Raises `ValueError` for a line that holds no batch."""
        try:
            said: dict[str, Any] = json.loads(line.text)
            return cls(line.salt, tuple(said["keys"]), tuple(bytes.fromhex(each) for each in said["digests"]))
        except (KeyError, TypeError) as error:
            raise ValueError("no line of a batch") from error

    @property
    def line(self) -> Line:
        return Line(self.salt, canonical_bytes({"keys": self.keys, "digests": self.digests}))
