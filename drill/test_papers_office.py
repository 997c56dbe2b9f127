"""Every kind of paper opened by a word processor that is not ours: sheets, measures, words and rare names come out."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from foundation.documents import kinds
from foundation.documents.word.filling import docx_of
from tests.documents.samples import contents, table, text
from tests.documents.sheets import Sheets, poppler, unsaved
from tests.documents.word_files import paragraphs

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice: apt-get install libreoffice-writer"),
]
#: The text stands between them, in millimetres.
LEFT, TOP, RIGHT, BOTTOM = 28, 37, 184, 262
RARE = "喆堃昇珺"
#: Free faces in the place of the official ones, which nobody may hand out.
STAND_INS = {
    "方正小标宋简体": "Noto Serif CJK SC:bold",
    "仿宋_GB2312": "FandolFang",
    "楷体_GB2312": "FandolKai",
    "黑体": "Noto Sans CJK SC",
    "宋体": "Noto Serif CJK SC",
}


class Opened(Sheets):
    """A .docx as LibreOffice prints it."""

    def __init__(self, folder: Path, data: bytes, name: str) -> None:
        self.folder = folder
        source, self.path = folder / f"{name}.docx", folder / f"{name}.pdf"
        source.write_bytes(data)
        command = [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run(
            [*command, "--outdir", str(folder), str(source)],
            check=True,
            capture_output=True,
            timeout=180,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "FONTCONFIG_FILE": str(fonts(folder))},
        )

    def between_the_margins(self) -> str:
        """Text without feet and without white space."""
        return self.text(x=0, y=25, W=210, H=BOTTOM - 24)


@cache
def fonts(folder: Path) -> Path:
    """What the system has, with its free faces under the official names."""
    path = folder / "fonts.conf"
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{official}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{free.partition(":")[0]}</string></edit>'
        + ('<edit name="weight" mode="assign"><const>bold</const></edit>' if ":" in free else "")
        + "</match>"
        for official, free in STAND_INS.items()
    )
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<include>/etc/fonts/fonts.conf</include>{aliases}</fontconfig>"
    )
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def opened(folder):
    return {kind: Opened(folder, docx_of(unsaved(kind, contents(kind))), kind.code) for kind in kinds.KINDS}


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.code)
def test_every_kind_opens_with_all_its_words(opened, kind):
    sheets = opened[kind]
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+ pts \(A4\)", poppler("pdfinfo", sheets.path))
    found = sheets.between_the_margins()
    for _code, words in paragraphs(docx_of(unsaved(kind, contents(kind)))):
        # A paragraph may go on upon the next page, behind what floats there.
        said = re.sub(r"\s", "", words)
        assert said in found or all(part in found for part in (said[: len(said) // 3], said[-len(said) // 3 :])), said
    assert "�" not in found
    whole = sheets.text()
    assert unsaved(kind, contents(kind)).digest[:8] in whole
    if kind != kinds.TABLE:
        assert all(letter in found for letter in RARE)
    # Every face that was used lies in the file: nothing is left to whoever prints it.
    listed = poppler("pdffonts", sheets.path).splitlines()[2:]
    assert listed and all(re.search(r" yes +(yes|no) +(yes|no) +\d+ +\d+$", line) for line in listed)


def test_many_columns_lie(folder):
    wide = {**table(), "columns": [f"第{at}栏" for at in range(9)], "rows": [[f"{at}" for at in range(9)]]}
    sheets = Opened(folder, docx_of(unsaved(kinds.TABLE, wide)), "wide")
    assert re.search(r"Page size: +841\.\d+ x 595\.\d+ pts", poppler("pdfinfo", sheets.path))


@pytest.mark.parametrize("kind", [kinds.MINUTES, kinds.CIRCULAR, kinds.OPINION], ids=lambda kind: kind.code)
def test_the_red_head_stands_where_the_standard_wants_it(opened, kind):
    sheets = opened[kind]
    assert sheets.red(1, top=0, bottom=95).top == pytest.approx(TOP + 35, abs=1)
    line = sheets.red(1, top=95, bottom=150)
    assert (line.left, line.right) == (pytest.approx(LEFT, abs=1), pytest.approx(RIGHT, abs=1))
    assert 0.3 <= line.bottom - line.top <= 0.8
    assert line.top - sheets.ink(1, top=95, bottom=line.top - 0.4).bottom == pytest.approx(4, abs=1.2)


def test_the_letter_form(opened):
    sheets = opened[kinds.LETTER]
    upper = sheets.red(1, top=45, bottom=60)
    assert sheets.red(1, top=20, bottom=45).top == pytest.approx(30, abs=1.2)
    assert (upper.left, upper.right) == (pytest.approx(20, abs=1), pytest.approx(190, abs=1))
    assert sheets.red(1, top=265, bottom=290).top == pytest.approx(277, abs=1.2)
    assert "—1—" not in sheets.text() and "—2—" in sheets.text()


def test_a_page_holds_22_lines_of_28_characters(folder):
    content = {
        **text(),
        "blocks": [{"level": 0, "text": "国" * 28 * 60}],
        "attachments": [],
        "copies": [],
        "printer": "",
    }
    sheets = Opened(folder, docx_of(unsaved(kinds.CIRCULAR, content)), "full")
    lines = re.findall("国+", poppler("pdftotext", "-f", 2, "-l", 2, "-layout", sheets.path, "-"))
    assert lines == ["国" * 28] * 22
    ink = sheets.ink(2, bottom=BOTTOM)
    assert (ink.left, ink.right) == (pytest.approx(LEFT, abs=1.3), pytest.approx(RIGHT, abs=1.3))


def test_the_page_number_stands_outside_7_mm_below_the_text(opened):
    sheets = opened[kinds.CIRCULAR]
    right, left = sheets.ink(1, left=150, top=BOTTOM), sheets.ink(2, right=60, top=BOTTOM)
    character = 14 / 72 * 25.4
    assert right.right == pytest.approx(RIGHT - character, abs=1)
    assert left.left == pytest.approx(LEFT + character, abs=1)
    assert BOTTOM + 6.5 <= right.top <= BOTTOM + 8.5 and right.top == left.top


def test_the_block_at_the_end_stands_at_the_lower_end_of_the_last_page(opened):
    sheets = opened[kinds.CIRCULAR]
    ink = sheets.ink(len(sheets.pages), top=200, bottom=BOTTOM + 2)
    assert ink.bottom == pytest.approx(BOTTOM, abs=1.2)
    assert (ink.left, ink.right) == (pytest.approx(LEFT, abs=1), pytest.approx(RIGHT, abs=1))
