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
#: The nodes of that tree that its published paths consist of.
_SECOND_LEAF = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_LEAVES_3_4 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_LEAVES_5_8 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_FIFTH_LEAF = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
_LEAVES_7_8 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
_LEAVES_5_6 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
#: (leaf, counted from 1, size) → its audit path, and (old size, new size) → its consistency proof, as published there.
PATHS: dict[tuple[int, int], list[str]] = {
    (1, 1): [],
    (1, 8): [_SECOND_LEAF, _LEAVES_3_4, _LEAVES_5_8],
    (6, 8): [_FIFTH_LEAF, _LEAVES_7_8, ROOTS[3]],
    (3, 3): [ROOTS[1]],
    (2, 5): [ROOTS[0], _LEAVES_3_4, _FIFTH_LEAF],
}
PROOFS: dict[tuple[int, int], list[str]] = {
    (1, 8): [_SECOND_LEAF, _LEAVES_3_4, _LEAVES_5_8],
    (6, 8): [_LEAVES_5_6, _LEAVES_7_8, ROOTS[3]],
    (2, 5): [_LEAVES_3_4, _FIFTH_LEAF],
}
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
