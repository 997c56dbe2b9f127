"""PDF: no scripts, no actions that start something, no files inside, no password, also not in packed objects.

Every name of the file is read as it stands, with its `#xx` written out; packed objects (`/ObjStm`) are unpacked and
read the same way. What is packed in a way that we do not unpack is refused.
"""

import mmap
import re
import zlib
from collections.abc import Iterator

from foundation.files import refusals

_PIECE = 64 * 1024
_NAME = re.compile(rb"/([A-Za-z0-9#]{4,60})")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
#: Words of a name that may be cut by the end of a piece.
_OVERLAP = 64
#: Packed objects are words: no file has more of them.
_UNPACKED_MOST = 64 * 1024 * 1024
#: Names long enough that no picture has them by chance.
_REASONS = {
    b"JavaScript": refusals.scripts,
    b"Launch": refusals.scripts,
    b"SubmitForm": refusals.scripts,
    b"ImportData": refusals.scripts,
    b"Rendition": refusals.scripts,
    b"EmbeddedFile": refusals.embedded,
    b"EmbeddedFiles": refusals.embedded,
    b"RichMedia": refusals.embedded,
    b"GoToE": refusals.embedded,
    b"Encrypt": refusals.encrypted,
}
_OTHER_PACKING = {b"LZWDecode", b"ASCIIHexDecode", b"ASCII85Decode", b"RunLengthDecode", b"Crypt", b"DecodeParms"}


def check(data: mmap.mmap) -> None:
    budget = _UNPACKED_MOST
    for at, name in _names(data):
        _refuse(name)
        if name == b"ObjStm":
            budget = _unpack(data, at, budget)


def _names(data: mmap.mmap | bytes) -> Iterator[tuple[int, bytes]]:
    for found in _NAME.finditer(data):
        name = found[1]
        yield found.start(), _HEX.sub(lambda code: bytes.fromhex(code[1].decode()), name) if b"#" in name else name


def _refuse(name: bytes) -> None:
    if name in _REASONS:
        raise _REASONS[name]()


def _unpack(data: mmap.mmap, at: int, budget: int) -> int:
    """Read the names of the packed objects whose dictionary holds the place `at`. Returns what may be unpacked yet."""
    begin = max(data.rfind(b"obj", max(0, at - 4096), at), 0)
    stream = _STREAM.search(data, at)
    if stream is None:
        raise refusals.damaged()
    words = {name for _at, name in _names(data[begin : min(stream.start(), begin + _PIECE)])}
    if words & _OTHER_PACKING:
        raise refusals.opaque()
    if b"FlateDecode" not in words:
        # Not packed: read with the rest of the file.
        return budget
    rest = b""
    for piece in _inflated(data, stream.end()):
        budget -= len(piece)
        if budget < 0:
            raise refusals.bomb()
        for _at, name in _names(rest + piece):
            _refuse(name)
        rest = piece[-_OVERLAP:]
    return budget


def _inflated(data: mmap.mmap, at: int) -> Iterator[bytes]:
    unpacker, waiting = zlib.decompressobj(), b""
    try:
        while not unpacker.eof:
            if not waiting:
                waiting, at = data[at : at + _PIECE], at + _PIECE
                if not waiting:
                    raise refusals.damaged()
            yield unpacker.decompress(waiting, _PIECE)
            waiting = unpacker.unconsumed_tail
    except zlib.error as error:
        raise refusals.damaged() from error
