"""The ledger: verifying a million entries, many writers on one stream, what an act costs a vote."""

import hashlib
import itertools
import json
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from django.db import connection, connections, transaction

from bench.bench_decisions import CastVote
from bench.cases import Case, register
from foundation.keys import sealing
from foundation.ledger.heads import sealed_bytes
from foundation.ledger.merkle import SHA256, Frontier
from foundation.ledger.models import LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.services import act
from foundation.ledger.verification.streams import first_bad_link

#: A smaller number for a quick look: BENCH_ENTRIES=50000 make bench T=核对
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "1000000"))
STREAM = "990001"
AT = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
COLUMNS = ("id", "stream", "number", "at", "actor", "act", "ref", "body", "leaf")
FETCHED = 256


@register
class VerifyEntries(Case):
    """Ours compares numbers, leaves, nodes and the sealed head; the bare way fetches the bytes and hashes the tree."""

    name = f"核对 {ENTRIES:,} 条存证记录"
    goal_ratio = 1.3
    rounds = 5

    def setup(self) -> None:
        put_entries(ENTRIES)

    def ours(self) -> object:
        bad = first_bad_link(STREAM)
        if bad is not None:
            raise RuntimeError(str(bad))
        return bad

    def bare(self) -> object:
        new = hashlib.sha256
        level = [new(b"\x00" + body).digest() for body in fetched_bodies()]
        while len(level) > 1:
            odd = level[-1:] if len(level) % 2 else []
            pairs = zip(level[::2], level[1::2], strict=False)
            level = [new(b"\x01" + left + right).digest() for left, right in pairs] + odd
        return level


def fetched_bodies() -> Iterator[Any]:
    """As the driver gives them, without an ORM."""
    table = LedgerEntry._meta.db_table
    statement = f"SELECT body FROM {table} WHERE stream = '{STREAM}' ORDER BY number"
    with transaction.atomic(), connection.cursor() as unused:
        cursor = unused if connection.vendor == "sqlite" else connection.connection.cursor(name="bodies")
        cursor.execute(statement)
        while rows := cursor.fetchmany(FETCHED):
            for (body,) in rows:
                yield body


def put_entries(count: int) -> None:
    """A stream of so many entries, sealed, in one bulk insert."""
    frontier, nodes = Frontier(SHA256), []

    def rows() -> Iterator[tuple[Any, ...]]:
        chance = random.Random(1)
        for number in range(1, count + 1):
            body = realistic_body(number, chance)
            leaf = SHA256.leaf(body)
            nodes.extend(frontier.append(leaf))
            yield number, STREAM, number, AT, "甲一（jia）", "decisions.vote.cast", "decisions.agendaitem:1", body, leaf

    put_rows(rows())
    LedgerNode.objects.bulk_create(
        LedgerNode(stream=STREAM, level=node.level, index=node.index, hash=node.hash) for node in nodes
    )
    seal = sealing.mac(sealed_bytes(STREAM, frontier))
    LedgerHead.objects.create(stream=STREAM, hash="sha256", size=count, frontier=frontier.encoded, seal=seal)


def realistic_body(number: int, chance: random.Random) -> bytes:
    """That of a vote: about 600 bytes."""
    digests = [chance.randbytes(32).hex() for _line in range(2)]
    columns = ["actor_id", "at", "choice", "county", "id", "item_id", "seat_id", "township"]
    said = {
        "act": "decisions.vote.cast",
        "actor": digests[0],
        "at": "2026-03-04T05:06:07.000089Z",
        "batches": [],
        "facts": {"choice": "agree", "position": number % 9, "seat": number % 13},
        "hash": "sha256",
        "number": number,
        "order": number,
        "ref": f"decisions.agendaitem:{number // 9}",
        "rows": [{"columns": columns, "digest": digests[1], "key": str(number), "table": "decisions_vote"}],
        "stream": STREAM,
        "v": 2,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def put_rows(rows: Iterator[tuple[Any, ...]]) -> None:
    marks = ", ".join(["%s"] * len(COLUMNS))
    statement = f"INSERT INTO {LedgerEntry._meta.db_table} ({', '.join(COLUMNS)}) VALUES ({marks})"
    with transaction.atomic(), connection.cursor() as cursor:
        while page := list(itertools.islice(rows, 1000)):
            if connection.vendor == "sqlite":
                cursor.executemany(statement, page)
            else:
                values = ", ".join(cursor.mogrify(f"({marks})", row).decode() for row in page)
                cursor.execute(f"{statement.partition(' VALUES ')[0]} VALUES {values}")


# Writing -----------------------------------------------------------------------------------------

WRITERS, ACTS = 8, 25
OURS, BARE = "990002", "990003"


@register
class ManyWriters(Case):
    """Both commit each entry by itself; the bare way locks a counter and inserts a row of the same size."""

    name = f"{WRITERS} 人同时写一个日志流，共 {WRITERS * ACTS} 条"
    rounds = 9

    def setup(self) -> None:
        for stream in (OURS, BARE):
            with act("bench.thing.do", stream=stream, actor="甲一", now=AT):
                pass
        self.body = realistic_body(1, random.Random(1))

    def ours(self) -> object:
        return at_once(self._act)

    def bare(self) -> object:
        return at_once(self._insert)

    def _act(self) -> None:
        with act("decisions.vote.cast", stream=OURS, actor="甲一（jia）", now=AT, choice="agree", position=1, seat=1):
            pass

    def _insert(self) -> None:
        with transaction.atomic():
            head = LedgerHead.objects.select_for_update().get(stream=BARE)
            LedgerEntry.objects.create(
                stream=BARE,
                number=head.size + 1,
                at=AT,
                actor="甲一（jia）",
                act="decisions.vote.cast",
                ref="decisions.agendaitem:1",
                body=self.body,
                leaf=bytes(32),
            )
            LedgerHead.objects.filter(stream=BARE).update(size=head.size + 1)


def at_once(write: Callable[[], None]) -> int:
    def work() -> int:
        try:
            for _act in range(ACTS):
                write()
            return ACTS
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(each.result() for each in [pool.submit(work) for _writer in range(WRITERS)])


@register
class VoteWithItsProof(CastVote):
    """The same vote by the same service, with its entry and without."""

    name = "投一票，存证与不存证"
    goal_ratio = 2

    def bare(self) -> object:
        with patch("foundation.ledger.services._append"):
            return self.ours()
