"""The tree of a stream: every entry's bytes hashed again, and the ends compared. As fast as hashing allows."""

from collections.abc import Iterable, Mapping

from foundation.ledger import heads
from foundation.ledger.merkle import GROUP, GROUP_LEVELS, Frontier, Hasher, Node
from foundation.ledger.models import LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.verification.findings import UNREADABLE, BadEntry, Report, silent
from foundation.ledger.verification.groups import Groups, Row, Rows, groups_of

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
    for groups in groups_of(stream):
        bad = walk.take(groups)
        if bad:
            return bad
        report(f"日志树 {stream}", walk.frontier.size, head.size)
    return walk.end(head)


class _Walk:
    def __init__(self, stream: str, hasher: Hasher, roots: Roots) -> None:
        self.stream = stream
        self.hasher = hasher
        self.frontier = Frontier(hasher)
        self.roots = dict(roots)
        self.fitted = 0
        stored = LedgerNode.objects.filter(stream=stream).values_list("level", "index", "hash")
        self.nodes = {(level, index): bytes(root) for level, index, root in stored}

    def take(self, groups: Groups) -> BadEntry | None:
        """The next entries; only the last may be fewer than make a group."""
        first = self.frontier.size + 1
        leaves = groups.leaves(self.hasher, first)
        if leaves is None:
            return self._first_bad(groups.rows(), first)
        each = (self._add(leaves[at : at + GROUP], first + at) for at in range(0, len(leaves), GROUP))
        return next(filter(None, each), None)

    def _add(self, leaves: list[bytes], first: int) -> BadEntry | None:
        bad = self._compare_roots(leaves, first)
        if bad:
            return bad
        if len(leaves) == GROUP:
            return self._compare_nodes(self.frontier.append(self.hasher.root(leaves), GROUP_LEVELS), first)
        for leaf in leaves:
            self.frontier.append(leaf)
        return None

    def _first_bad(self, rows: list[Row], first: int) -> BadEntry:
        """Whatever makes them differ is in one of the rows, or in none that is left."""
        each = enumerate(rows, start=first)
        number = next((at for at, row in each if Rows([row]).leaves(self.hasher, at) is None), first + len(rows))
        is_missing = number == first + len(rows) or rows[number - first][0] != number
        return BadEntry.at(self.stream, number, "缺少这一条" if is_missing else "内容与摘要不符")

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
