"""Word, Excel and slides (ISO 29500): a zip, looked through member by member without being unpacked onto the disk."""

from __future__ import annotations

import os
import re
import struct
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from foundation.files import refusals
from foundation.files.checks.markup import Markup
from foundation.files.states import MediaType, upload_most

_PIECE = 64 * 1024
_TYPES = "[Content_Types].xml"
#: What makes a zip a document, and of which kind.
_MAIN = {
    "word/document.xml": MediaType.DOCX,
    "xl/workbook.xml": MediaType.XLSX,
    "ppt/presentation.xml": MediaType.PPTX,
}
#: The list of a zip's members is read whole: no document needs a longer one.
_LIST_MOST, _MEMBERS_MOST = 1024 * 1024, 5000
#: Text shrinks to a twentieth at best; what would grow to more than this many times its size is no document.
_GROWTH = 100
#: No document needs more space than this many of the largest file.
_UNPACKED = 10
_MACROS = re.compile(r"vba(project|data)|macrosheets/|\.(docm|xlsm|pptm|xlam|ppam|dotm|xltm|potm)$")
_OBJECTS = re.compile(r"(^|/)(activex/|ctrlprops/|oleobject\d*\.)|embeddings/[^/]*\.(bin|exe|ole)$")
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_OLE, _PROGRAM = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MZ"
#: A diagram carries the workbook that its numbers come from. It is looked through as well; nothing may be in it.
_OF_A_DIAGRAM = re.compile(r"embeddings/[^/]*\.xlsx$")
#: What is read as markup: where links stand, and the words of a text, which may hold commands (DDE).
_READ = re.compile(r"\.rels$|^\[content_types\]\.xml$|^word/[^/]*\.xml$|^xl/externallinks/")
#: What a damaged zip raises, deep in the library.
_TROUBLE = (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, struct.error, OverflowError)


@dataclass
class _Budget:
    """What may still be unpacked of a file, with all that is in it."""

    left: int

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise refusals.bomb()


def kind_of(stream: BinaryIO) -> MediaType | None:
    """Which kind of document a zip is; nothing for whatever is none."""
    names = {member.filename for member in _opened(stream).infolist()}
    kinds = [kind for main, kind in _MAIN.items() if main in names]
    return kinds[0] if _TYPES in names and len(kinds) == 1 else None


def check(stream: BinaryIO, size: int) -> None:
    """Raises `RuleViolation` for what grows, runs, hides or leads elsewhere."""
    most = upload_most()
    _look(stream, _Budget(min(_UNPACKED * most, max(most, _GROWTH * size))), inside=False)


def _look(stream: BinaryIO, budget: _Budget, *, inside: bool) -> None:
    archive = _opened(stream)
    members = archive.infolist()
    if sum(member.file_size for member in members) > budget.left:
        raise refusals.bomb()
    if len({member.filename.lower() for member in members}) < len(members):
        raise refusals.damaged()
    for member in members:
        _named(member)
        try:
            _member(archive, member, budget, inside=inside)
        except _TROUBLE as error:
            raise refusals.damaged() from error


def _opened(stream: BinaryIO) -> ZipFile:
    """The zip, if the list of its members is one that can be read without harm."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - 65557))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    record = tail[at : at + 22] if at >= 0 else b""
    if len(record) < 22:
        raise refusals.damaged()
    count, size = struct.unpack_from("<HI", record, 10)
    if count > _MEMBERS_MOST or size > _LIST_MOST:
        raise refusals.bomb()
    try:
        return ZipFile(stream)
    except _TROUBLE as error:
        raise refusals.damaged() from error


def _named(member: ZipInfo) -> None:
    name = member.filename.lower()
    if member.flag_bits & 1:
        raise refusals.encrypted()
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise refusals.damaged()
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise refusals.damaged()
    if _MACROS.search(name):
        raise refusals.macros()
    if _OBJECTS.search(name):
        raise refusals.objects()


def _member(archive: ZipFile, member: ZipInfo, budget: _Budget, *, inside: bool) -> None:
    """Read a member to its end: what it says of its size and its sum is true then."""
    name = member.filename.lower()
    markup = Markup() if _READ.search(name) else None
    with archive.open(member) as packed, tempfile.TemporaryFile() as copy:
        piece = packed.read(_PIECE)
        nested = _is_a_diagrams(name, piece, inside=inside)
        while piece:
            budget.spend(len(piece))
            if markup:
                markup.feed(piece)
            if nested:
                copy.write(piece)
            piece = packed.read(_PIECE)
        if markup:
            markup.end()
        if nested:
            _nested(copy, budget)


def _is_a_diagrams(name: str, begin: bytes, *, inside: bool) -> bool:
    if begin.startswith((_OLE, _PROGRAM)):
        raise refusals.objects()
    if not begin.startswith(_PACKED):
        if name.endswith(".xml") and re.search(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E", begin):
            # Documents have no declarations of their own; entities that multiply need one.
            raise refusals.bomb()
        return False
    if inside or not _OF_A_DIAGRAM.search(name):
        raise refusals.nested()
    return True


def _nested(copy: BinaryIO, budget: _Budget) -> None:
    copy.flush()
    copy.seek(0)
    if kind_of(copy) != MediaType.XLSX:
        raise refusals.nested()
    _look(copy, budget, inside=True)
