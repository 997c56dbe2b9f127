"""Reads of the ledger."""

import json
from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.ledger.canonical import EMPTY, canonical_bytes, leaf_hash, node_hash
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.refs import Ref


def entries_about(ref: Ref) -> QuerySet[LedgerEntry]:
    """What was done to one thing, oldest first."""
    return LedgerEntry.objects.filter(ref=str(ref)).order_by("stream", "number")


@dataclass(frozen=True)
class BadEntry:
    """The first place where a stream does not hold together, and why (in Chinese)."""

    stream: str
    number: int
    reason: str


def first_bad_entry(stream: str) -> BadEntry | None:
    """Walk a stream from its first entry; `None` when every byte, number and link is as it was written."""
    number, chain = 0, EMPTY
    for entry in LedgerEntry.objects.filter(stream=stream).order_by("number").iterator(chunk_size=2000):
        number += 1
        if entry.number != number:
            return BadEntry(stream, number, "缺少这一条")
        leaf = leaf_hash(bytes(entry.body))
        chain = node_hash(chain, leaf)
        if leaf != bytes(entry.leaf) or chain != bytes(entry.chain):
            return BadEntry(stream, number, "内容与摘要不符")
        if _shows_otherwise(entry):
            return BadEntry(stream, number, "显示的内容与存证的内容不符")
    head = LedgerHead.objects.filter(stream=stream).first()
    if (head.size, bytes(head.chain)) != (number, chain) if head else number:
        return BadEntry(stream, number + 1, "末端与记录不符")
    return None


def _shows_otherwise(entry: LedgerEntry) -> bool:
    """Whether the columns that people read and search differ from the bytes that the chain protects."""
    shown = {
        "stream": entry.stream,
        "number": entry.number,
        "at": entry.at,
        "actor": entry.actor,
        "act": entry.act,
        "ref": entry.ref,
    }
    try:
        body = json.loads(bytes(entry.body))
        return canonical_bytes(shown) != canonical_bytes({name: body[name] for name in shown})
    except (ValueError, KeyError, TypeError):  # not even written by us
        return True
