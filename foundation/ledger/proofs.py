"""What can be given out: that an entry stands in a tree, and that a tree grew from an older one.

The formats are read by `static/ledger/sunlit_verify.py`, which knows nothing of this house.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from foundation.ledger import notes, renames
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.details import ERASED
from foundation.ledger.merkle import GROUP, GROUP_LEVELS, Hasher, Tree
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.selectors import latest_checkpoint, size_in

#: An address, and no entry of the first form: those name their actor, who is not told to everybody.
FIRST_PROVABLE = 2


def stored_tree(stream: str) -> Tree:
    """The tree of a stream as the database has it, read group by group as it is needed.

    Raises `LookupError` for a stream that nobody has written to.
    """
    head = LedgerHead.objects.filter(stream=stream).first()
    if head is None:
        raise LookupError(f"no stream {stream!r}")
    return Tree(Hasher.of(head.hash), head.size, _Stored(stream, Hasher.of(head.hash)).group)


class _Stored:
    """Roots of complete groups: those of 256, 65,536 … are stored, the others lie less than 256 below one."""

    def __init__(self, stream: str, hasher: Hasher) -> None:
        self.stream = stream
        self.hasher = hasher
        self.read: dict[tuple[int, int], list[bytes]] = {}

    def group(self, level: int, index: int) -> bytes:
        below = level % GROUP_LEVELS
        first, count = index << below, 1 << below
        page = self._page(level - below, first >> GROUP_LEVELS)
        return self.hasher.root(page[first % GROUP : first % GROUP + count])

    def _page(self, level: int, page: int) -> list[bytes]:
        """Up to 256 roots of one level, beginning with number 256 × `page`."""
        if (level, page) not in self.read:
            first = page * GROUP
            if level:
                nodes = LedgerNode.objects.filter(stream=self.stream, level=level)
                stored = nodes.filter(index__range=(first, first + GROUP - 1)).order_by("index")
                found = [bytes(node.hash) for node in stored]
            else:
                entries = LedgerEntry.objects.filter(stream=self.stream, number__range=(first + 1, first + GROUP))
                found = [bytes(leaf) for leaf in entries.order_by("number").values_list("leaf", flat=True)]
            self.read[level, page] = found
        return self.read[level, page]


def inclusion(entry: LedgerEntry, lines: Iterable[int] = ()) -> bytes | None:
    """The proof file of an entry under the latest checkpoint, or `None` while none covers it.

    `lines` says which lines of its detail are given along: 0 the actor, from 1 its rows. What they hold is shown
    to whoever gets the file.
    """
    return Prover().inclusion(entry, lines)


class Prover:
    """Proofs of many entries under one checkpoint, the latest when it was made: notes and trees are read once."""

    def __init__(self) -> None:
        self.checkpoint = latest_checkpoint()
        self._trees: dict[str, tuple[Tree, int]] = {}

    def inclusion(self, entry: LedgerEntry, lines: Iterable[int] = ()) -> bytes | None:
        """As `inclusion`."""
        if self.checkpoint is None:
            return None
        if entry.stream not in self._trees:
            self._trees[entry.stream] = stored_tree(entry.stream), size_in(self.checkpoint, entry.stream)
        tree, size = self._trees[entry.stream]
        return None if size < entry.number else _proof(entry, lines, tree, size, self.checkpoint.number)


def _proof(entry: LedgerEntry, lines: Iterable[int], tree: Tree, size: int, checkpoint: int) -> bytes:
    return canonical_bytes(
        {
            "format": "sunlit-proof/1",
            "stream": entry.stream,
            "hash": tree.hasher.name,
            "number": entry.number,
            "size": size,
            "path": _written(tree.inclusion(entry.number - 1, size)),
            "entry": bytes(entry.body).decode(),
            "checkpoint": checkpoint,
            "key": notes.vkeys(),
            "lines": _lines(entry, lines),
        }
    )


def consistency(stream: str, old: int, new: int) -> bytes:
    """The file that proves that the tree of `new` entries grew from that of `old`.

    Raises `LookupError` for an unknown stream and for sizes between which nothing grew.
    """
    tree = stored_tree(stream)
    return canonical_bytes(
        {
            "format": "sunlit-consistency/1",
            "stream": stream,
            "hash": tree.hasher.name,
            "old": old,
            "new": new,
            "path": _written(tree.consistency(old, new)),
        }
    )


def line_of(entry: LedgerEntry, table: str, key: str) -> int | None:
    """Which line of the detail tells of a row; `None` when the entry does not name it, or is of the first form."""
    body: dict[str, Any] = json.loads(bytes(entry.body))
    if body["v"] < FIRST_PROVABLE:
        return None
    for index, row in enumerate(body["rows"], start=1):
        if row["key"] == key and renames.table_now(row["table"]) == table:
            return index
    return None


def _lines(entry: LedgerEntry, wanted: Iterable[int]) -> dict[str, str]:
    detail = LedgerDetail.objects.filter(entry=entry.pk).first()
    lines = bytes(detail.body).split(b"\n") if detail else []
    return {str(index): lines[index].decode() for index in wanted if index < len(lines) and lines[index] != ERASED}


def _written(path: list[bytes]) -> list[str]:
    return [b64encode(each).decode() for each in path]
