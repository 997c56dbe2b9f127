"""What somebody could do who owns the database and has no keys; and streams that are quickly made by who has them."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from foundation.keys import sealing
from foundation.ledger import heads
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.heads import sealed_bytes
from foundation.ledger.merkle import Frontier, Hasher
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.triggers import declared
from tests.ledger.acts import NOW


def let_go() -> None:
    """Take all triggers away; they come back when the transaction of the test ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for trigger in declared():
            if trigger.statements(connection.vendor):
                table = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{table}")
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rewrite(stream: str, bodies: dict[int, bytes], *, seal: bytes | None = None) -> None:
    """Put other bytes into entries, and compute leaves, nodes and the head anew. Without the keys the seal stays as
    it is, or is one that was found somewhere."""
    head = LedgerHead.objects.get(stream=stream)
    for number, body in bodies.items():
        leaf = Hasher.of(head.hash).leaf(body)
        LedgerEntry.objects.filter(stream=stream, number=number).update(body=body, leaf=leaf)
    frontier, nodes = Frontier(Hasher.of(head.hash)), []
    for leaf in LedgerEntry.objects.filter(stream=stream).order_by("number").values_list("leaf", flat=True):
        nodes += frontier.append(bytes(leaf))
    LedgerNode.objects.filter(stream=stream).delete()
    LedgerNode.objects.bulk_create(
        [LedgerNode(stream=stream, level=node.level, index=node.index, hash=node.hash) for node in nodes]
    )
    LedgerHead.objects.filter(stream=stream).update(
        size=frontier.size, frontier=frontier.encoded, seal=bytes(head.seal) if seal is None else seal
    )


def seal(stream: str) -> None:
    """What only the house can do."""
    head = LedgerHead.objects.get(stream=stream)
    frontier = Frontier(Hasher.of(head.hash), head.size, bytes(head.frontier))
    LedgerHead.objects.filter(stream=stream).update(seal=sealing.mac(sealed_bytes(stream, frontier)))


def first_form(number: int, stream: str, **more: Any) -> dict[str, Any]:
    """The body of an entry as it was before there were trees."""
    return {
        "v": 1,
        "stream": stream,
        "number": number,
        "at": NOW,
        "actor": "甲一（jia）",
        "act": "test.thing.do",
        "ref": "",
        "facts": {},
        "rows": [],
        "batches": [],
        **more,
    }


def put_first_form(stream: str, *more: dict[str, Any]) -> None:
    """A stream of entries of the first form, as the upgrade leaves it."""
    for number, (order, said) in enumerate(zip(heads.next_orders(len(more)), more, strict=True), start=1):
        said = first_form(number, stream, **said)
        columns = {name: said[name] for name in ("stream", "number", "at", "actor", "act", "ref")}
        LedgerEntry.objects.create(pk=order, body=canonical_bytes(said), leaf=bytes(32), **columns)
    LedgerHead.objects.create(stream=stream, hash="sha256", size=0, frontier=b"", seal=b"")
    let_go()
    rewrite(stream, {number: bytes(entry(stream, number).get().body) for number in range(1, len(more) + 1)})
    seal(stream)


def entry(stream: str, number: int) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(stream=stream, number=number)


def detail(stream: str, number: int) -> QuerySet[LedgerDetail]:
    return LedgerDetail.objects.filter(entry=entry(stream, number).get().pk)


def put_line(stream: str, number: int, index: int, line: bytes) -> None:
    """Another line beside an entry."""
    found = detail(stream, number)
    lines = bytes(found.get().body).split(b"\n")
    lines[index] = line
    found.update(body=b"\n".join(lines))
