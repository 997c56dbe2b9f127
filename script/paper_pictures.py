"""`python -m script.paper_pictures`: each kind of paper as a picture beside the measures of GB/T 9704—2012.

Writes docs/images/papers/KIND.png from the house's samples: blue lines are where the standard wants the edges of the
text, the red head and the page number. The drill measures the same in numbers; this is for the eye.
"""

import os
import subprocess
import tempfile
from pathlib import Path
from unittest.mock import patch

import django

TARGET = Path(__file__).parents[1] / "docs" / "images" / "papers"
#: Millimetres of an upright sheet: edges of the text (top, right, bottom, left).
TOP, RIGHT, BOTTOM, LEFT = 37, 26, 35, 28
HEAD_BELOW_TOP, NUMBER_BELOW_TEXT = 35, 7
DOTS = 96
BLUE, GREY = (30, 90, 200), (120, 120, 120)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from foundation.documents import fonts, kinds, printing, specimens

    fonts.prepare()
    TARGET.mkdir(parents=True, exist_ok=True)
    # No database: samples are issued by nobody, and no checkpoint stands at their foot.
    with patch.object(printing, "latest_checkpoint", lambda: None):
        for kind in kinds.KINDS:
            pdf = printing.pdf_from(printing.html_of(specimens.specimen_of(kind)))
            measured(pdf, TARGET / f"{kind.code}.png")


def measured(pdf: bytes, target: Path) -> None:
    """The first page, with the measures drawn over it."""
    from PIL import Image, ImageDraw

    with tempfile.TemporaryDirectory() as folder:
        source, page = Path(folder) / "paper.pdf", Path(folder) / "page"
        source.write_bytes(pdf)
        command = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS), str(source), str(page)]
        subprocess.run(command, check=True)
        picture = Image.open(page.with_suffix(".png")).convert("RGB")
    draw, (width, height) = ImageDraw.Draw(picture), picture.size
    lying = width > height

    def dots(millimetres: float) -> int:
        return round(millimetres / 25.4 * DOTS)

    # A sheet that lies is turned to the left: its upper edge is where the binding was.
    top, right, bottom, left = (LEFT, TOP, RIGHT, BOTTOM) if lying else (TOP, RIGHT, BOTTOM, LEFT)
    box = (dots(left), dots(top), width - dots(right), height - dots(bottom))
    draw.rectangle(box, outline=BLUE)
    lines = [(box[3] + dots(NUMBER_BELOW_TEXT), f"{NUMBER_BELOW_TEXT} mm")]
    if not lying:
        lines.append((box[1] + dots(HEAD_BELOW_TOP), f"{HEAD_BELOW_TOP} mm"))
    for y, said in lines:
        draw.line([(0, y), (width, y)], fill=BLUE if y < box[3] else GREY)
        draw.text((4, y - 14), said, fill=BLUE)
    for at, said in (
        ((4, 4), f"{top} mm"),
        ((4, box[1] + 4), f"{left} mm"),
        ((width - 46, box[1] + 4), f"{right} mm"),
        ((4, height - 16), f"{bottom} mm"),
    ):
        draw.text(at, said, fill=BLUE)
    picture.quantize(64).save(target, optimize=True)


if __name__ == "__main__":
    main()
