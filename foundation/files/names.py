"""The name under which a file is kept and handed out again."""

import unicodedata
from pathlib import PurePosixPath

from foundation.files import refusals
from foundation.files.states import NAME_MOST

#: Letters that turn or hide what follows: `exe.fdp` reads as a PDF behind one of them.
_TURNS = frozenset("\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | {
    chr(code) for start, end in ((0x202A, 0x202E), (0x2066, 0x2069)) for code in range(start, end + 1)
}
_ENDING_MOST = 20
_FORBIDDEN = dict.fromkeys(map(ord, '<>:"|?*'), "_")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
_PROGRAMS = frozenset(
    "app apk bat cmd com cpl dll docm dotm exe hta htm html jar js jse lnk msc msi pif potm ppam pptm ps1 py reg scr "
    "sh svg url vb vbe vbs wsf xlam xlsb xlsm xltm".split()
)


def cleaned(name: str, most: int = NAME_MOST) -> str:
    """The name without folders, short enough, its ending kept, fit for every system.

    Raises `RuleViolation` for control characters, names that a system keeps to itself, and programs in disguise.
    """
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in _TURNS for letter in name.strip()):
        raise refusals.name()
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").strip().rstrip("/").split("/")[-1])
    plain = plain.translate(_FORBIDDEN).strip(" .")
    path = PurePosixPath(plain or "_")
    first, *further = (part.strip().lower() for part in path.name.split("."))
    if first in _RESERVED:
        raise refusals.name_reserved(name=path.name[:40])
    for part in further[:-1]:
        if part in _PROGRAMS:
            raise refusals.name_double(ending=f".{part}")
    # What is so long is no ending.
    ending = path.suffix if len(path.suffix) <= _ENDING_MOST else ""
    return f"{path.name[: len(path.name) - len(ending)][: most - len(ending)]}{ending}"
