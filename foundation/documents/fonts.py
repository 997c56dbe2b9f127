"""Which faces papers are printed in: the official ones where they are installed, free ones cut to GB 2312, full ones.

A whole CJK face has 30,000 letters and more, and whoever embeds a dozen of them reads them all. So the free faces are
cut once, at set-up, to the letters that papers are made of; whatever is missing there (the rare characters of names)
comes from the whole face behind them in the stack (`templates/documents/paper.css`). Nothing here stops the house:
without a face the next one in the stack is used, and the page of the paper says so.
"""

import ctypes
import hashlib
import os
import re
import subprocess
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from foundation.documents import cutting

#: A change here cuts anew.
VERSION = 2
#: What comes with the system's fontconfig, on which the printing library stands.
LIST = ("fc-list", "--format", "%{postscriptname}\\t%{index}\\t%{file}\\n")


@dataclass(frozen=True)
class Face:
    """A free face: `name` by PostScript, `shown` to people, `family` of its cut form, `official` whose place it takes.

    `without`: letters that the face behind it prints better.
    """

    name: str
    shown: str
    family: str
    official: str
    bold: bool = False
    without: range = range(0)

    def printed_as(self, name: str) -> bool:
        """Whether that is what a PDF calls it: by the family of its cut form, or of its whole one."""
        cut = f"{self.family} Bold" if self.bold else self.family
        return name.replace("-", " ") in (self.shown, cut)


#: In Fandol's Fang and Kai they are those of a grotesque.
LATIN = range(0x21, 0x7F)
FACES = (
    Face("FandolFang-Regular", "FandolFang", "Sunlit Fang", "仿宋_GB2312", without=LATIN),
    Face("FandolKai-Regular", "FandolKai", "Sunlit Kai", "楷体_GB2312", without=LATIN),
    Face("NotoSansCJKsc-Regular", "Noto Sans CJK SC", "Sunlit Hei", "黑体"),
    Face("NotoSerifCJKsc-Bold", "Noto Serif CJK SC Bold", "Sunlit Song", "方正小标宋简体", bold=True),
    Face("NotoSerifCJKsc-Regular", "Noto Serif CJK SC", "Sunlit Song", "宋体"),
)


@dataclass(frozen=True)
class Source:
    """Where a face is installed: the file, and its place in a collection."""

    path: Path
    index: int

    def fingerprint(self) -> str:
        """Changes when another file lies there, or when we cut otherwise."""
        seen = self.path.stat()
        told = f"{VERSION} {self.path} {self.index} {seen.st_size} {seen.st_mtime_ns}"
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def folder() -> Path:
    return settings.VAR_DIR / "fonts"


def installed() -> dict[str, Source]:
    """Every face of this machine by its PostScript name; none where the system cannot list them."""
    try:
        listed = subprocess.run(  # noqa: S603 - words of ours
            LIST, capture_output=True, text=True, check=True, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return {}
    rows = (line.split("\t") for line in listed.splitlines())
    return {name: Source(Path(path), int(index)) for name, index, path in rows if name}


@dataclass(frozen=True)
class Prepared:
    """What `prepare` found: cut now, there already, and not to be had."""

    cut: tuple[Face, ...]
    kept: tuple[Face, ...]
    missing: tuple[Face, ...]


def prepare() -> Prepared:
    """Cut the free faces that are installed. What is there stays as it is; a face is there whole or not at all.

    Raises `cutting.NoCutter` where the library that cuts is missing and there is something to cut.
    """
    found = installed()
    cut: list[Face] = []
    kept: list[Face] = []
    for face in FACES:
        if face.name in found:
            (cut if _place(face, found[face.name]) else kept).append(face)
    return Prepared(tuple(cut), tuple(kept), tuple(face for face in FACES if face.name not in found))


def _place(face: Face, source: Source) -> bool:
    """Whether there was something to cut."""
    target = folder() / f"{face.name}.{source.fingerprint()}.otf"
    earlier = set(_cuts(face)) - {target}
    is_new = not target.exists()
    if is_new:
        data = cutting.cut(source.path, source.index, face.without)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, target)
    for path in earlier:
        path.unlink(missing_ok=True)
    return is_new


def _cuts(face: Face) -> list[Path]:
    return sorted(folder().glob(f"{face.name}.*.otf"))


def cut_faces() -> list[tuple[Face, Path]]:
    """The cut faces that lie ready."""
    return [(face, paths[-1]) for face in FACES if (paths := _cuts(face))]


def declared(faces: Iterable[tuple[Face, Path]]) -> str:
    """The cut faces as CSS, for the printing library."""
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {"bold" if face.bold else "normal"}; '
        f'src: url("{path.as_uri()}") }}\n'
        for face, path in faces
    )


# What was used -----------------------------------------------------------------------------------

#: The printing library packs the objects that name faces.
_PACKED = re.compile(rb"/ObjStm[^>]*>>\s*stream\r?\n(.*?)endstream", re.DOTALL)
_EMBEDDED = re.compile(rb"/BaseFont ?/[A-Z]{6}\+([^\s/<>\[\]()]+)")


def used_in(pdf: bytes) -> list[str]:
    """The names of the faces in a PDF of ours, sorted."""
    packed = b"".join(zlib.decompressobj().decompress(part) for part in _PACKED.findall(pdf))
    return sorted({name.decode(errors="replace") for name in _EMBEDDED.findall(packed)})


@lru_cache(maxsize=1)
def can_cut() -> bool:
    """Whether the library that cuts faces is there. Without it each paper takes many seconds."""
    try:
        ctypes.CDLL(cutting.LIBRARY)
    except OSError:
        return False
    return True


def said(names: Iterable[str]) -> list[tuple[str, str]]:
    """The faces of a paper, each with the official one it stands in for: `[("FandolFang", "仿宋_GB2312")]`, or none.

    A whole face that only filled in for a cut one is not told twice.
    """
    stood_in = {face.shown: face.official for name in names for face in FACES if face.printed_as(name)}
    others = {name.replace("-", " "): "" for name in names if not any(face.printed_as(name) for face in FACES)}
    return sorted({**others, **stood_in}.items())
