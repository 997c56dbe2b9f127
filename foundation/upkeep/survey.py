"""What a database holds at one moment: rows of each table, the end of each stream, the newest checkpoint."""

from dataclasses import dataclass

from django.db import connection

from foundation.ledger.merkle import Frontier, Hasher
from foundation.ledger.models import LedgerHead
from foundation.ledger.selectors import latest_checkpoint
from foundation.ledger.verification.findings import UNREADABLE


@dataclass(frozen=True)
class End:
    """How many entries a stream has, and the root of its tree in hex; empty when the head cannot be read."""

    size: int
    root: str


@dataclass(frozen=True)
class Survey:
    rows: dict[str, int]
    streams: dict[str, End]
    #: The text of the newest note, empty before the first one.
    checkpoint: str


def survey() -> Survey:
    """Of the default database. The caller sees to it that nobody writes meanwhile, or that it is not seen."""
    checkpoint = latest_checkpoint()
    streams = {head.stream: _end(head) for head in LedgerHead.objects.order_by("stream")}
    return Survey(_rows(), streams, checkpoint.note if checkpoint else "")


def _rows() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of ours
            found[table] = int(cursor.fetchone()[0])
    return found


def _end(head: LedgerHead) -> End:
    """A head that somebody has spoilt must not stop the backup: the drill will name it."""
    try:
        return End(int(head.size), Frontier(Hasher.of(head.hash), head.size, bytes(head.frontier)).root().hex())
    except UNREADABLE:
        return End(0, "")
