"""The ends of the streams: locked, checked against their seal, moved on, sealed anew."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Max

from foundation.keys import sealing
from foundation.keys.ring import current_suite
from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger.merkle import Frontier, Hasher, Node
from foundation.ledger.models import LedgerEntry, LedgerHead, LedgerNode

NEXT_ORDERS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def locked(stream: str) -> tuple[LedgerHead, Frontier]:
    """The end of a stream, locked until the transaction ends; a stream that nobody has written to begins here.

    Raises `KeyTrouble` when the seal does not fit.
    """
    heads = LedgerHead.objects.select_for_update()
    head = heads.filter(stream=stream).first()
    if head is None:
        empty = Frontier(Hasher.of(current_suite().hash_name))
        seal = sealing.mac(sealed_bytes(stream, empty))
        LedgerHead.objects.get_or_create(
            stream=stream, defaults={"hash": empty.hasher.name, "size": 0, "frontier": b"", "seal": seal}
        )
        head = heads.get(stream=stream)
    frontier = frontier_of(head)
    if frontier is None:
        raise KeyTrouble(
            Trouble.ALTERED,
            f"存证日志 {stream}：末端与封印不符，可能被人改动，或校验密钥不是原来的。"
            "请暂停办理，运行 manage.py ledger_verify 查明。",
        )
    return head, frontier


def frontier_of(head: LedgerHead) -> Frontier | None:
    """The edge of the tree as the head tells it; `None` when its seal does not fit."""
    try:
        frontier = Frontier(Hasher.of(head.hash), head.size, bytes(head.frontier))
    except (LookupError, TypeError, ValueError):
        return None
    return frontier if sealing.check_mac(sealed_bytes(head.stream, frontier), bytes(head.seal)) else None


def write(head: LedgerHead, frontier: Frontier, nodes: Iterable[Node]) -> None:
    """Move the locked end of a stream to where its tree ends now."""
    LedgerNode.objects.bulk_create(
        [LedgerNode(stream=head.stream, level=node.level, index=node.index, hash=node.hash) for node in nodes]
    )
    LedgerHead.objects.filter(stream=head.stream).update(
        size=frontier.size,
        frontier=frontier.encoded,
        seal=sealing.mac(sealed_bytes(head.stream, frontier)),
    )


def sealed_bytes(stream: str, frontier: Frontier) -> bytes:
    """What the seal of a head is made over."""
    return f"ledger head {stream} {frontier.hasher.name} {frontier.size} {frontier.encoded.hex()}".encode()


def next_orders(count: int) -> list[int]:
    """The places of the next entries among those of all streams.

    Two acts on one row come here one after the other, since the row is locked: theirs are in their order.
    """
    if connection.vendor == "sqlite":
        # Nobody else writes while this transaction does.
        last = LedgerEntry.objects.aggregate(last=Max("id"))["last"] or 0
        return list(range(last + 1, last + 1 + count))
    with connection.cursor() as cursor:
        cursor.execute(NEXT_ORDERS, [connection.ops.quote_name(LedgerEntry._meta.db_table), count])
        return [order for (order,) in cursor.fetchall()]
