"""The entries of a stream, a few groups at a time, as their leaves: a million pass through here."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Max

from foundation.ledger.merkle import GROUP, HASH_LENGTH, Hasher
from foundation.ledger.models import LedgerEntry

Row = tuple[Any, Any, Any]
_EACH = "number, body, leaf"
#: So many groups come at once from PostgreSQL: each question costs a way to the server and back.
AT_ONCE = 16
#: What PostgreSQL writes first of all when it copies in binary, and last.
_COPY_BEGINS, _COPY_ENDS = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"
#: Before a row's number: it has three values, of which the first has eight bytes. Before its leaf: that has 32.
_ROW, _LEAF = b"\x00\x03" + (8).to_bytes(4), HASH_LENGTH.to_bytes(4)
#: Where the body begins: after its own length.
_BODY = len(_ROW) + 8 + len(_LEAF) + HASH_LENGTH + 4


class Groups(Protocol):
    """Entries that follow one another: whole groups, and at the end of a stream what is left."""

    def leaves(self, hasher: Hasher, first: int) -> list[bytes] | None:
        """What the bodies give, when the numbers go on from `first` and the stored leaves are the same."""

    def rows(self) -> list[Row]:
        """Number, body and leaf of each, as they are stored; to name what is wrong among them."""


def groups_of(stream: str) -> Iterator[Groups]:
    """In the order of the numbers. What was fetched is hashed while it still lies in the processor's cache."""
    return _copied(stream) if connection.vendor == "postgresql" else _fetched(stream)


@dataclass(frozen=True)
class Rows:
    """Row by row, as the driver gives them."""

    fetched: list[Row]

    def leaves(self, hasher: Hasher, first: int) -> list[bytes] | None:
        numbers, bodies, stored = zip(*self.fetched, strict=True)
        try:
            leaves = hasher.leaves(bodies)
            # The driver of PostgreSQL gives views, which never are equal to bytes.
            same = leaves == list(stored) or leaves == list(map(memoryview.tobytes, stored))
        except TypeError:  # SQLite takes texts and numbers too
            return None
        return leaves if same and list(numbers) == list(range(first, first + len(numbers))) else None

    def rows(self) -> list[Row]:
        return self.fetched


@dataclass(frozen=True)
class Copied:
    """Rows as PostgreSQL copies them: number, leaf and body in one piece each, which costs a third of fetching them.

    `where` and `values` choose the same rows once more.
    """

    pieces: list[bytes]
    where: str
    values: tuple[str | int, ...]

    def leaves(self, hasher: Hasher, first: int) -> list[bytes] | None:
        """All that stands before the bodies is as it would be if everything were right: lengths, numbers, leaves."""
        leaves = hasher.leaves([piece[_BODY:] for piece in self.pieces])
        wanted = [
            _ROW + number.to_bytes(8) + _LEAF + leaf + (len(piece) - _BODY).to_bytes(4, signed=True)
            for number, (leaf, piece) in enumerate(zip(leaves, self.pieces, strict=True), start=first)
        ]
        return leaves if leaves and [piece[:_BODY] for piece in self.pieces] == wanted else None

    def rows(self) -> list[Row]:
        statement = f"SELECT {_EACH} FROM {_table()} WHERE {self.where} ORDER BY number"  # noqa: S608 - names of ours
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values)
            return list(cursor.fetchall())


def _fetched(stream: str) -> Iterator[Groups]:
    statement = f"SELECT {_EACH} FROM {_table()} WHERE stream = %s ORDER BY number"  # noqa: S608 - names of ours
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, [stream])
        while fetched := cursor.fetchmany(GROUP):
            yield Rows(fetched)


def _copied(stream: str) -> Iterator[Groups]:
    """Numbers below the first, and what has none, come with the first, so that nothing lies outside of all."""
    last = LedgerEntry.objects.filter(stream=stream).aggregate(last=Max("number"))["last"]
    if last is None:
        return
    size = AT_ONCE * GROUP
    yield _copy("stream = %s AND (number <= %s OR number IS NULL)", stream, size)
    for below in range(size, last, size):
        yield _copy("stream = %s AND number > %s AND number <= %s", stream, below, below + size)


def _copy(where: str, *values: str | int) -> Copied:
    inner = f"SELECT number::int8, leaf, body FROM {_table()} WHERE {where} ORDER BY number"  # noqa: S608 - names of ours
    pieces: list[bytes] = []
    with connection.cursor() as cursor:
        chosen = cursor.mogrify(inner, values).decode()
        cursor.copy_expert(f"COPY ({chosen}) TO STDOUT (FORMAT binary)", _Sink(pieces))
    return Copied(_rows(pieces), where, values)


class _Sink(BytesIO):
    """The driver writes a row at a time; only a file will do for it."""

    def __init__(self, pieces: list[bytes]) -> None:
        super().__init__()
        self.write = pieces.append  # type: ignore[method-assign, assignment]


def _rows(pieces: list[bytes]) -> list[bytes]:
    """Without what stands before the first row and after the last."""
    pieces[0] = pieces[0].removeprefix(_COPY_BEGINS)
    return [piece for piece in pieces if piece not in (b"", _COPY_ENDS)]


def _table() -> str:
    return connection.ops.quote_name(LedgerEntry._meta.db_table)
