"""RFC 6962 Merkle trees: roots, the compact frontier of a growing tree, and paths that prove.

A tree is over leaf hashes in order. Leaves and nodes are hashed in domains of their own, so that no leaf can
pass for a node (RFC 6962, 2.1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

HASH_LENGTH = 32
#: The roots of complete groups of so many leaves are stored, and of so many of those, and so on.
GROUP_LEVELS = 8
GROUP = 1 << GROUP_LEVELS

_NEW: dict[str, Callable[[bytes], Any]] = {"sha256": hashlib.sha256, "sm3": partial(hashlib.new, "sm3")}


@dataclass(frozen=True)
class Hasher:
    """One hash for a whole tree. `name` is as in `hashlib`: "sha256" or "sm3"."""

    name: str

    @classmethod
    def of(cls, name: str) -> Hasher:
        """Raises `LookupError` for a hash that no tree of ours has."""
        return cls(name) if name in _NEW else _unknown(name)

    def leaf(self, data: bytes) -> bytes:
        return bytes(_NEW[self.name](b"\x00" + data).digest())

    def leaves(self, data: Iterable[bytes]) -> list[bytes]:
        """The same of many at once; a million entries pass through here."""
        new = _NEW[self.name]
        return [new(b"\x00" + each).digest() for each in data]

    def node(self, left: bytes, right: bytes) -> bytes:
        return bytes(_NEW[self.name](b"\x01" + left + right).digest())

    def root(self, leaves: Sequence[bytes]) -> bytes:
        """The root over leaf hashes in the order given; of none, the hash of nothing."""
        new, level = _NEW[self.name], list(leaves)
        if not level:
            return bytes(new(b"").digest())
        while len(level) > 1:
            odd = level[-1:] if len(level) % 2 else []
            pairs = zip(level[::2], level[1::2], strict=False)
            level = [new(b"\x01" + left + right).digest() for left, right in pairs] + odd
        return level[0]


def _unknown(name: str) -> Hasher:
    raise LookupError(f"no such hash: {name!r}")


SHA256 = Hasher("sha256")


@dataclass(frozen=True)
class Node:
    """The root of the complete group of 2 ** `level` leaves that has `index` such groups before it."""

    level: int
    index: int
    hash: bytes


class Frontier:
    """The right edge of a tree: the roots of its complete parts, the largest first. It can go on and tell the root."""

    def __init__(self, hasher: Hasher, size: int = 0, peaks: bytes = b"") -> None:
        """`peaks` as `encoded` gives them. Raises `ValueError` when their number does not fit `size`."""
        if size < 0 or len(peaks) != size.bit_count() * HASH_LENGTH:
            raise ValueError(f"{len(peaks)} bytes are no frontier of {size} leaves")
        self.hasher = hasher
        self.size = size
        self.peaks = [peaks[at : at + HASH_LENGTH] for at in range(0, len(peaks), HASH_LENGTH)]

    def append(self, root: bytes, level: int = 0) -> list[Node]:
        """Add a leaf, or a complete group of 2 ** `level` leaves where the tree has room for it.

        Returns the groups that this completed, of those sizes that are stored. Raises `ValueError` when the
        group would begin in the middle of another.
        """
        if self.size % (1 << level):
            raise ValueError(f"{self.size} leaves have no room for a group of {1 << level}")
        self.size += 1 << level
        completed = []
        while True:
            if level and level % GROUP_LEVELS == 0:
                completed.append(Node(level, (self.size >> level) - 1, root))
            if self.size >> level & 1:
                break
            root = self.hasher.node(self.peaks.pop(), root)
            level += 1
        self.peaks.append(root)
        return completed

    def root(self) -> bytes:
        if not self.peaks:
            return self.hasher.root([])
        *others, root = self.peaks
        for peak in reversed(others):
            root = self.hasher.node(peak, root)
        return root

    @property
    def encoded(self) -> bytes:
        return b"".join(self.peaks)


class Tree:
    """A tree of which any complete group can be asked for: `group(level, index)` gives its root."""

    def __init__(self, hasher: Hasher, size: int, group: Callable[[int, int], bytes]) -> None:
        self.hasher = hasher
        self.size = size
        self.group = group

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The path from leaf `index` (from 0) to the root of the first `size` leaves (RFC 6962, 2.1.1).

        Raises `IndexError` when there is no such leaf among them, or no such tree.
        """
        size = self._checked(self.size if size is None else size)
        if not 0 <= index < size:
            raise IndexError(f"no leaf {index} in a tree of {size}")
        return self._inclusion(index, 0, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """What proves that the first `old` leaves of the first `new` are what they were (RFC 6962, 2.1.2).

        Raises `IndexError` unless 0 < old < new ≤ size.
        """
        if not 0 < old < self._checked(new):
            raise IndexError(f"no tree of {new} grew from one of {old}")
        return self._consistency(old, 0, new, whole=True)

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves. Raises `IndexError` when there are fewer."""
        size = self._checked(self.size if size is None else size)
        return self._range(0, size) if size else self.hasher.root([])

    def _checked(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise IndexError(f"{self.size} leaves are no tree of {size}")
        return size

    def _inclusion(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _left_part(end - start)
        if index < middle:
            return [*self._inclusion(index, start, middle), self._range(middle, end)]
        return [*self._inclusion(index, middle, end), self._range(start, middle)]

    def _consistency(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end:
            return [] if whole else [self._range(start, end)]
        middle = start + _left_part(end - start)
        if old <= middle:
            return [*self._consistency(old, start, middle, whole=whole), self._range(middle, end)]
        return [*self._consistency(old, middle, end, whole=False), self._range(start, middle)]

    def _range(self, start: int, end: int) -> bytes:
        length = end - start
        if length & (length - 1) == 0:
            level = length.bit_length() - 1
            return self.group(level, start >> level)
        middle = start + _left_part(length)
        return self.hasher.node(self._range(start, middle), self._range(middle, end))


def _left_part(length: int) -> int:
    """The largest power of two smaller than `length`."""
    return 1 << (length - 1).bit_length() - 1
