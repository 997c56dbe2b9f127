"""RFC 6962, 2.1, word for word: slow, recursive, and with nothing in common with the programs that are tested."""

import hashlib
from collections.abc import Sequence

#: The leaves that the reference implementation tests with (certificate-transparency), and the root of 1 … 8 of them.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def leaf(name: str, data: bytes) -> bytes:
    return hashlib.new(name, b"\x00" + data).digest()


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def root(name: str, entries: Sequence[bytes]) -> bytes:
    """MTH(D[n])."""
    if not entries:
        return hashlib.new(name, b"").digest()
    if len(entries) == 1:
        return leaf(name, entries[0])
    k = split(len(entries))
    return hashlib.new(name, b"\x01" + root(name, entries[:k]) + root(name, entries[k:])).digest()


def path(name: str, m: int, entries: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]); `m` counts from 0."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(name, m, entries[:k]), root(name, entries[k:])]
    return [*path(name, m - k, entries[k:]), root(name, entries[:k])]


def consistency(name: str, m: int, entries: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n])."""
    return _subproof(name, m, entries, True)


def _subproof(name: str, m: int, entries: Sequence[bytes], whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [root(name, entries)]
    k = split(len(entries))
    if m <= k:
        return [*_subproof(name, m, entries[:k], whole), root(name, entries[k:])]
    return [*_subproof(name, m - k, entries[k:], False), root(name, entries[:k])]
