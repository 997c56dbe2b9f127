"""The tree of a stream: every entry's bytes hashed again, and the ends compared. As fast as hashing allows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection, transaction

from foundation.ledger import heads
from foundation.ledger.merkle import GROUP, GROUP_LEVELS, Frontier, Hasher, Node
from foundation.ledger.models import LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.verification.findings import UNREADABLE, BadEntry, Report, silent

Row = tuple[int, Any, Any]
#: Bytes of a leaf, under every hash of this house.
_LEAF = 32
_EACH = "number, body, leaf"
#: PostgreSQL's driver takes longer for three small values than for one: number, length of the leaf, leaf, body.
_IN_ONE = (
    "int8send(coalesce(number, 0)::int8) || int4send(coalesce(octet_length(leaf), -1))"
    " || coalesce(leaf, '') || coalesce(body, '')"
)
#: What a tree was once known to be: size → (who says so, root).
Roots = Mapping[int, tuple[str, bytes]]


def all_streams() -> list[str]:
    """Every stream that has a head, a node or an entry."""
    found: set[str] = set()
    for model in (LedgerHead, LedgerEntry, LedgerNode):
        found.update(model._default_manager.order_by().values_list("stream", flat=True).distinct())
    return sorted(found)


def first_bad_link(stream: str, roots: Roots | None = None, report: Report = silent) -> BadEntry | None:
    """Walk a stream from its first entry: numbers without a gap, bytes as their leaves, nodes, sealed head.

    Where the walk comes by a size in `roots` with another root, or ends before it, the first entry after the last
    size that fitted is named.
    """
    head = LedgerHead.objects.filter(stream=stream).first()
    if head is None:
        return BadEntry.at(stream, 1, "日志流的末端不见了") if roots or _has_more_than_a_head(stream) else None
    try:
        return _walked(head, roots or {}, report)
    except UNREADABLE:
        return BadEntry.at(stream, 1, "日志流的末端或节点不能识别：不是本系统写下的")


def _has_more_than_a_head(stream: str) -> bool:
    return any(model._default_manager.filter(stream=stream).exists() for model in (LedgerEntry, LedgerNode))


def _walked(head: LedgerHead, roots: Roots, report: Report) -> BadEntry | None:
    stream = head.stream
    try:
        walk = _Walk(stream, Hasher.of(head.hash), roots)
    except LookupError:
        return BadEntry.at(stream, 1, f"摘要算法“{head.hash}”不能识别")
    for group in _groups(stream):
        bad = walk.take(group)
        if bad:
            return bad
        report(f"日志树 {stream}", walk.frontier.size, head.size)
    return walk.end(head)


def _groups(stream: str) -> Iterator[list[Row]]:
    """Numbers, bodies and leaves in the order of the numbers, as the driver gives them: a million pass through here.

    One group at a time: what was fetched is hashed while it still lies in the processor's cache.
    """
    as_one = connection.vendor == "postgresql"
    columns, table = _IN_ONE if as_one else _EACH, connection.ops.quote_name(LedgerEntry._meta.db_table)
    statement = f"SELECT {columns} FROM {table} WHERE stream = %s ORDER BY number"  # noqa: S608 - names of ours
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, [stream])
        while group := cursor.fetchmany(GROUP):
            yield list(map(_apart, group)) if as_one else group


def _apart(row: tuple[Any]) -> Row:
    """A leaf of another length is none of ours, and nobody knows where the body begins: it fits nothing."""
    (view,) = row
    number = int.from_bytes(view[:8])
    if int.from_bytes(view[8:12]) != _LEAF:
        return number, None, None
    return number, view[12 + _LEAF :], view[12 : 12 + _LEAF]


class _Walk:
    def __init__(self, stream: str, hasher: Hasher, roots: Roots) -> None:
        self.stream = stream
        self.hasher = hasher
        self.frontier = Frontier(hasher)
        self.roots = dict(roots)
        self.fitted = 0
        stored = LedgerNode.objects.filter(stream=stream).values_list("level", "index", "hash")
        self.nodes = {(level, index): bytes(root) for level, index, root in stored}

    def take(self, group: list[Row]) -> BadEntry | None:
        """The next entries, as many as make a group, fewer at the end."""
        first = self.frontier.size + 1
        leaves = self._leaves(group, first)
        if leaves is None:
            return self._first_bad(group, first)
        bad = self._compare_roots(leaves, first)
        if bad:
            return bad
        if len(group) == GROUP:
            return self._compare_nodes(self.frontier.append(self.hasher.root(leaves), GROUP_LEVELS), first)
        for leaf in leaves:
            self.frontier.append(leaf)
        return None

    def _leaves(self, group: list[Row], first: int) -> list[bytes] | None:
        """What the bodies give, when numbers and stored leaves are as they should be."""
        numbers, bodies, stored = zip(*group, strict=True)
        try:
            leaves = self.hasher.leaves(bodies)
            # The driver of PostgreSQL gives views, which never are equal to bytes.
            same = leaves == list(stored) or leaves == list(map(memoryview.tobytes, stored))
        except TypeError:  # SQLite takes texts and numbers too
            return None
        return leaves if same and list(numbers) == list(range(first, first + len(group))) else None

    def _first_bad(self, group: list[Row], first: int) -> BadEntry:
        """Whatever makes a group differ is in one of its rows."""
        numbers = [number for number, row in enumerate(group, start=first) if self._leaves([row], number) is None]
        is_missing = group[numbers[0] - first][0] != numbers[0]
        return BadEntry.at(self.stream, numbers[0], "缺少这一条" if is_missing else "内容与摘要不符")

    def _compare_roots(self, leaves: list[bytes], first: int) -> BadEntry | None:
        """Each root known of a size within this group."""
        sizes = sorted(size for size in self.roots if first <= size < first + len(leaves))
        if not sizes:
            return None
        edge = Frontier(self.hasher, self.frontier.size, self.frontier.encoded)
        for size in sizes:
            for leaf in leaves[edge.size - first + 1 : size - first + 1]:
                edge.append(leaf)
            source, root = self.roots.pop(size)
            if edge.root() != root:
                return BadEntry.at(self.stream, self.fitted + 1, f"第 {self.fitted + 1} 至 {size} 条与{source}不符")
            self.fitted = size
        return None

    def _compare_nodes(self, completed: Iterable[Node], first: int) -> BadEntry | None:
        for node in completed:
            if self.nodes.pop((node.level, node.index), None) != node.hash:
                return BadEntry.at(self.stream, first, f"日志树节点 {node.level}/{node.index} 与内容不符")
        return None

    def end(self, head: LedgerHead) -> BadEntry | None:
        """What is left to compare when the last entry has been taken."""
        size = self.frontier.size
        if self.roots:
            known = min(self.roots)
            return BadEntry.at(self.stream, size + 1, f"缺少这一条：{self.roots[known][0]}记有 {known} 条")
        if head.size > size:
            return BadEntry.at(self.stream, size + 1, f"缺少这一条：末端记有 {head.size} 条")
        if head.size < size:
            return BadEntry.at(self.stream, head.size + 1, f"多出这一条：末端只记有 {head.size} 条")
        if self.nodes:
            level, index = min(self.nodes)
            return BadEntry.at(self.stream, max(size, 1), f"多出日志树节点 {level}/{index}")
        if bytes(head.frontier) != self.frontier.encoded:
            return BadEntry.at(self.stream, max(size, 1), "末端与内容不符")
        if heads.frontier_of(head) is None:
            return BadEntry.at(self.stream, max(size, 1), "末端的封印不符：不是本系统写下的")
        return None
