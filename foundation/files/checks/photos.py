"""JPEG: its segments are copied without those that tell where, when and with what it was taken.

The picture itself is not packed anew, so nothing of it is lost. Which way is up is kept.
"""

import mmap
import re
import struct
from typing import BinaryIO

from foundation.files import refusals
from foundation.files.checks.pixels import fits

_PIECE = 64 * 1024
_END, _SCAN = 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Tables and scans, and what ends a frame: all that a picture is made of.
_PICTURE = _FRAMES | {0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD}
#: What programs and people add, comments too.
_ASIDE = frozenset({*range(0xE0, 0xF0), 0xFE})
#: Within a scan, 0xFF is followed by nothing, or by a restart; anything else is the next marker.
_NEXT = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112


def copy(data: mmap.mmap, out: BinaryIO) -> None:
    """Write the picture of `data` without its traces. Raises `RuleViolation` for a damaged or too large one."""
    out.write(b"\xff\xd8")
    upright = 1
    marker, place, segment = _segment(data, 2)
    while marker in _ASIDE:
        if segment[4:10] == _EXIF:
            upright = _orientation(segment[10:])
        out.write(_kept(marker, segment))
        marker, place, segment = _segment(data, place)
    out.write(_which_way_up(upright))
    framed = False
    while marker != _END:
        if marker in _PICTURE:
            framed = framed or marker in _FRAMES
            place = _drawn(data, marker, place, segment, out)
        elif marker not in _ASIDE:
            raise refusals.damaged()
        marker, place, segment = _segment(data, place)
    if not framed:
        raise refusals.damaged()
    # What stands behind the end, such as a film or a second picture, stays behind.
    out.write(b"\xff\xd9")


def _drawn(data: mmap.mmap, marker: int, place: int, segment: bytes, out: BinaryIO) -> int:
    """Copy a part of the picture. Returns the place behind it."""
    if marker in _FRAMES:
        height, width = struct.unpack_from(">HH", segment, 5) if len(segment) >= 9 else (0, 0)
        fits(width, height)
    out.write(segment)
    return _scan(data, place, out) if marker == _SCAN else place


def _segment(data: mmap.mmap, place: int) -> tuple[int, int, bytes]:
    """The marker at a place, the place behind its segment, and the segment with its marker and length."""
    while data[place : place + 2] == b"\xff\xff":
        place += 1
    start = data[place : place + 4]
    if len(start) < 2 or start[0] != 0xFF:
        raise refusals.damaged()
    if start[1] == _END:
        return _END, place + 2, b""
    length = int.from_bytes(start[2:4], "big") if len(start) == 4 else 0
    segment = data[place : place + 2 + length]
    if length < 2 or len(segment) != 2 + length:
        raise refusals.damaged()
    return start[1], place + len(segment), segment


def _scan(data: mmap.mmap, place: int, out: BinaryIO) -> int:
    found = _NEXT.search(data, place)
    if found is None:
        raise refusals.damaged()
    for at in range(place, found.start(), _PIECE):
        out.write(data[at : min(at + _PIECE, found.start())])
    return found.start()


def _kept(marker: int, segment: bytes) -> bytes:
    """What a picture needs to be shown in its colours; of the first one all but its own small picture."""
    if marker == 0xE0 and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
        return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"
    if (marker == 0xE2 and segment[4:16] == b"ICC_PROFILE\0") or (marker == 0xEE and segment[4:9] == b"Adobe"):
        return segment
    return b""


def _orientation(tiff: bytes) -> int:
    """Which way is up (1 to 8), from the tags of a photo; 1 where they do not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == _ORIENTATION and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return 1
    return 1


def _which_way_up(value: int) -> bytes:
    """A segment that says nothing else; none where the picture stands upright."""
    if value == 1:
        return b""
    tiff = b"MM\0\x2a\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, value, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff
