"""Plain text: Chinese in UTF-8 or in GB 18030, without control characters, and no page in disguise."""

import codecs
import mmap
import re
from collections.abc import Iterator

from foundation.files import refusals

_PIECE = 64 * 1024
_ENCODINGS = ("utf-8-sig", "gb18030")
#: Everything below the blank but tab and the ends of lines, and DEL.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
#: What browsers and programs take for something else than text.
_MARKUP = re.compile(r"\s*(<[!?a-z]|\{\\rtf|#!|from:|mime-version:|begin:v)", re.IGNORECASE)
#: A cell that a spreadsheet would work out. A minus alone means "nothing", and a number may be below zero.
_FORMULA = re.compile(r"(?:^|[,;\t])[\s\"']*(?:[=@]|[+-]\s*[A-Za-z])")


def is_text(data: mmap.mmap) -> bool:
    return _encoding_of(data) is not None


def _encoding_of(data: mmap.mmap) -> str | None:
    return next((encoding for encoding in _ENCODINGS if _reads_as(data, encoding)), None)


def _reads_as(data: mmap.mmap, encoding: str) -> bool:
    try:
        for at, piece in enumerate(_pieces(data, encoding)):
            if _CONTROLS.search(piece) or (at == 0 and _MARKUP.match(piece)):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _pieces(data: mmap.mmap, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), _PIECE):
        yield decoder.decode(data[start : start + _PIECE], final=start + _PIECE >= len(data))


def check(data: mmap.mmap, *, with_formulas: bool) -> None:
    """A table as text must hold no formulas: whoever opens it in a spreadsheet would run them."""
    if with_formulas:
        return
    rest, line = "", 1
    for piece in _pieces(data, _encoding_of(data) or _ENCODINGS[0]):
        *whole, rest = (rest + piece).splitlines(keepends=True) or [""]
        for text in whole:
            _no_formula(text, line)
            line += 1
        if len(rest) > _PIECE:
            # No line of a table is that long.
            raise refusals.damaged()
    _no_formula(rest, line)


def _no_formula(text: str, line: int) -> None:
    if _FORMULA.search(text):
        raise refusals.formulas(line=line)
