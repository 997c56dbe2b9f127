"""What is in a file: by its bytes and never by its name. Files are mapped, never read into memory.

Every check raises `RuleViolation` with the first reason it finds. What these checks are: a sieve for what
offices send one another. They are no virus scanner, and whoever opens a file still opens a stranger's file.
"""

from __future__ import annotations

import mmap
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import BinaryIO

from foundation.files import refusals
from foundation.files.checks import office, pdfs, photos, pictures, texts
from foundation.files.states import ENDINGS, MediaType

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The stream of an older container in which newer Office programs hide a document with a password.
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def look_into(stream: BinaryIO, name: str, kinds: Collection[MediaType]) -> MediaType:
    """What a file of this name is, if it is one of `kinds` and harmless as far as can be seen."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:8] == OLE:
            raise refusals.encrypted() if data.find(_LOCKED) >= 0 else refusals.old_office()
        found = _kind_of(data, stream, name)
        if found is None or found not in kinds or not name.lower().endswith(ENDINGS[found]):
            raise refusals.kind(name=name, kinds=in_words(kinds))
        match found:
            case MediaType.PDF:
                pdfs.check(data)
            case MediaType.DOCX | MediaType.XLSX | MediaType.PPTX:
                office.check(stream, len(data))
            case MediaType.TEXT | MediaType.CSV:
                texts.check(data, with_formulas=found == MediaType.TEXT)
    return found


def without_traces(stream: BinaryIO, kind: MediaType, out: BinaryIO) -> bool:
    """Write a picture without place, device and time into `out`, its picture unchanged bit by bit.

    Returns whether there was anything to write: other kinds stay as they are. Raises `RuleViolation` for a
    picture that is damaged or has too many pixels.
    """
    if kind not in (MediaType.JPEG, MediaType.PNG):
        return False
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        (photos if kind == MediaType.JPEG else pictures).copy(data, out)
    return True


def in_words(kinds: Collection[MediaType]) -> str:
    return "、".join(str(kind.label) for kind in kinds)


def _kind_of(data: mmap.mmap, stream: BinaryIO, name: str) -> MediaType | None:
    if data[:5] == b"%PDF-":
        return MediaType.PDF if data.rfind(b"%%EOF", max(0, len(data) - 2048)) >= 0 else None
    if data[:3] == b"\xff\xd8\xff":
        return MediaType.JPEG
    if data[:8] == pictures.SIGNATURE:
        return MediaType.PNG
    if data[:4] == b"PK\x03\x04":
        return office.kind_of(stream)
    if texts.is_text(data):
        return MediaType.CSV if PurePosixPath(name).suffix.lower() == ".csv" else MediaType.TEXT
    return None
