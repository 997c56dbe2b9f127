"""Papers without a database, and what is seen on the sheet: letters by poppler, ink by the picture."""

import hashlib
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from foundation.documents import printing
from foundation.documents.models import Paper
from foundation.documents.papers import PaperKind
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.models import Checkpoint

MM = 72 / 25.4
#: Pixels in a millimetre of the pictures: a fifth of what is asked.
FINE = 5
CHECKPOINT = Checkpoint(number=12, note="sunlit.example\n3\nAAAA\n")


def unsaved(kind: PaperKind, content: dict) -> Paper:
    """As `number_paper` writes it."""
    heading = f"{content['body']}{kind.series_word}"
    canonical = canonical_bytes({**content, "heading": heading, "number": "〔2026〕1号"})
    return Paper(
        kind=kind.code,
        label=f"{heading}〔2026〕1号",
        title=content.get("title", "会议"),
        content=canonical.decode(),
        digest=hashlib.sha256(canonical).hexdigest(),
    )


def html(kind: PaperKind, content: dict, checkpoint: Checkpoint | None = CHECKPOINT) -> str:
    with patch.object(printing, "latest_checkpoint", lambda: checkpoint):
        return printing.html_of(unsaved(kind, content))


def poppler(tool: str, *arguments: object) -> str:
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True)
class Box:
    """In millimetres from the left upper corner of the sheet."""

    left: float
    top: float
    right: float
    bottom: float


class Sheets:
    """A printed paper."""

    def __init__(self, folder: Path, kind: PaperKind, content: dict) -> None:
        self.folder = folder
        self.path = folder / f"{kind.code}.pdf"
        self.pdf = printing.pdf_from(html(kind, content))
        self.path.write_bytes(self.pdf)

    @cached_property
    def pages(self) -> list[Image.Image]:
        poppler("pdftoppm", "-r", 25.4 * FINE, "-png", self.path, self.folder / self.path.stem)
        return [Image.open(path).convert("RGB") for path in sorted(self.folder.glob(f"{self.path.stem}-*.png"))]

    def text(self, **crop: float) -> str:
        """Without white space; of a rectangle in millimetres, or of the whole sheets."""
        corner = [word for name, size in crop.items() for word in (f"-{name}", round(size * MM))]
        return re.sub(r"\s", "", poppler("pdftotext", *corner, self.path, "-"))

    def ink(self, page: int, left: float = 0, top: float = 0, right: float = 210, bottom: float = 297) -> Box:
        """Where something is printed within a rectangle."""
        return _box(
            self.pages[page - 1].convert("L").point(lambda level: 255 * (level < 160)), left, top, right, bottom
        )

    def red(self, page: int, top: float, bottom: float) -> Box:
        """Where something red is printed."""
        red, green, _blue = self.pages[page - 1].split()
        mask = Image.eval(green, lambda level: 255 * (level < 110))
        only = Image.composite(mask, Image.new("L", mask.size), Image.eval(red, lambda level: 255 * (level > 150)))
        return _box(only, 0, top, 210, bottom)


def _box(mask: Image.Image, left: float, top: float, right: float, bottom: float) -> Box:
    found = mask.crop(tuple(round(edge * FINE) for edge in (left, top, right, bottom))).getbbox()
    assert found, "nothing is printed there"
    return Box(found[0] / FINE + left, found[1] / FINE + top, found[2] / FINE + left, found[3] / FINE + top)
