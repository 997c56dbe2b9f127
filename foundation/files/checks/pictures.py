"""PNG: its pieces are copied without texts, times and tags; the picture itself stays as it is."""

import mmap
import struct
import zlib
from typing import BinaryIO

from foundation.files import refusals
from foundation.files.checks.pixels import fits

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIECE = 64 * 1024
#: What a picture is made of, and what its colours need.
_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}


def copy(data: mmap.mmap, out: BinaryIO) -> None:
    """Write the picture of `data` without its traces. Raises `RuleViolation` for a damaged or too large one."""
    out.write(SIGNATURE)
    place, kind, picture = len(SIGNATURE), b"", False
    while kind != b"IEND":
        head = data[place : place + 8]
        if len(head) < 8:
            raise refusals.damaged()
        size, kind = int.from_bytes(head[:4], "big"), head[4:]
        end = place + 12 + size
        if end > len(data) or (place == len(SIGNATURE)) != (kind == b"IHDR"):
            raise refusals.damaged()
        if kind == b"IHDR":
            fits(*struct.unpack(">II", data[place + 8 : place + 16]))
        picture = picture or kind == b"IDAT"
        if kind in _KEPT:
            _piece(data, place, end, out)
        elif not kind[0] & 0x20:
            # A piece that a reader must understand, and that is no part of the standard.
            raise refusals.damaged()
        place = end
    if not picture:
        raise refusals.damaged()


def _piece(data: mmap.mmap, place: int, end: int, out: BinaryIO) -> None:
    check = 0
    for at in range(place + 4, end - 4, _PIECE):
        check = zlib.crc32(data[at : min(at + _PIECE, end - 4)], check)
    if check != int.from_bytes(data[end - 4 : end], "big"):
        raise refusals.damaged()
    for at in range(place, end, _PIECE):
        out.write(data[at : min(at + _PIECE, end)])
