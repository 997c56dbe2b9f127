"""The sheets that come out: measures of GB/T 9704—2012, every word of the content, no letter missing."""

import re
from datetime import date

import pytest

from foundation.documents import fonts, kinds, printing
from tests.documents.samples import contents, minutes, table, text
from tests.documents.sheets import Sheets, html, poppler

#: The text stands between them.
LEFT, TOP, RIGHT, BOTTOM = 28, 37, 184, 262
#: "Within 1 mm".
near = lambda size: pytest.approx(size, abs=1)  # noqa: E731


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Every kind once, in the faces that `prepare_fonts` made."""
    fonts.prepare()
    folder = tmp_path_factory.mktemp("papers")
    return {kind: Sheets(folder, kind, contents(kind)) for kind in kinds.KINDS}


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """Pages that hold as much as they can, the later ones in two faces."""
    content = {
        **text(),
        "blocks": [{"level": 0, "text": "国" * 28 * 60}, {"level": 0, "text": "国2026" * 600}],
        "attachments": [],
        "copies": [],
        "printer": "",
    }
    return Sheets(tmp_path_factory.mktemp("full"), kinds.CIRCULAR, content)


# Measures ----------------------------------------------------------------------------------------


def test_a_page_holds_22_lines_of_28_characters_within_its_margins(full):
    assert "595.276 x 841.89" in poppler("pdfinfo", full.path)
    lines = re.findall("国+", poppler("pdftotext", "-f", 2, "-l", 2, "-layout", full.path, "-"))
    assert lines == ["国" * 28] * 22
    # Also where two faces meet in each line.
    lines = re.findall("[国206]{20,}", poppler("pdftotext", "-f", 5, "-l", 5, "-layout", full.path, "-"))
    assert len(lines) == 22 and all("国2026国" in line for line in lines)
    ink = full.ink(2, bottom=BOTTOM)
    assert (ink.left, ink.right) == (near(LEFT), near(RIGHT))
    # Lines of 225 / 22 mm, letters in the middle of them.
    first, last = full.ink(2, bottom=TOP + 225 / 22), full.ink(2, top=BOTTOM - 225 / 22, bottom=BOTTOM)
    assert (first.top + first.bottom) / 2 == near(TOP + 225 / 44)
    assert (last.top + last.bottom) / 2 == near(BOTTOM - 225 / 44)


def test_the_page_number_stands_outside_7_mm_below_the_text(full):
    right, left = (full.ink(1, left=150, top=BOTTOM), full.ink(2, right=60, top=BOTTOM))
    character = 14 / 72 * 25.4
    assert right.right == near(RIGHT - character)
    assert left.left == near(LEFT + character)
    # The figures are lower than their line.
    assert BOTTOM + 7 <= right.top <= BOTTOM + 8.5 and right.top == left.top
    assert "—1—" in full.text() and "—2—" in full.text()


@pytest.mark.parametrize("kind", [kinds.MINUTES, kinds.CIRCULAR, kinds.OPINION])
def test_the_red_head_stands_35_mm_below_the_edge_of_the_text(printed, kind):
    sheets = printed[kind]
    assert sheets.red(1, top=0, bottom=95).top == near(TOP + 35)
    line = sheets.red(1, top=95, bottom=150)
    assert (line.left, line.right) == (near(LEFT), near(RIGHT))
    assert 0.35 <= line.bottom - line.top <= 0.8
    # 4 mm below the last line of the head.
    assert line.top - sheets.ink(1, top=95, bottom=line.top - 1).bottom == near(4)


def test_a_letter_has_a_head_of_its_own(printed):
    letter = printed[kinds.LETTER]
    assert letter.red(1, top=0, bottom=42).top == near(30)
    upper, lower = letter.red(1, top=43, bottom=60), letter.red(1, top=265, bottom=297)
    assert (upper.left, upper.right, lower.left, lower.right) == (near(20), near(190), near(20), near(190))
    assert lower.bottom == near(297 - 20)
    # The number at the right below the line; no page number on the first page.
    assert letter.ink(1, left=100, top=upper.bottom + 1, bottom=upper.bottom + 12).right == near(RIGHT)
    assert "—1—" not in letter.text() and "—2—" in letter.text()


def test_signature_and_date_stand_as_on_paper_without_a_seal(printed):
    """Two characters from the right, the date two characters behind."""
    lines = re.findall(r'<line xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)".*?</line>', _boxes(printed), re.DOTALL)
    signer, day = [(float(left), float(right)) for left, right in lines][:2]
    character = 15.75
    assert signer[1] == pytest.approx(RIGHT / 25.4 * 72 - 2 * character, abs=3)
    assert day[0] - signer[0] == pytest.approx(2 * character, abs=1)


def _boxes(printed) -> str:
    page = poppler("pdftotext", "-bbox-layout", "-f", 2, "-l", 2, printed[kinds.CIRCULAR].path, "-")
    return page[page.rindex("<block", 0, page.index(">金南镇人民政府<")) :]


def test_copies_and_printer_stand_at_the_lower_end_of_the_text(printed):
    ink = printed[kinds.CIRCULAR].ink(2, top=230, bottom=BOTTOM + 1)
    assert (ink.left, ink.right, ink.bottom) == (near(LEFT), near(RIGHT), near(BOTTOM))


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_word_of_the_content_is_printed(printed, kind):
    """Without what stands at the foot, as one text over all pages."""
    found = printed[kind].text(x=0, y=0, W=210, H=BOTTOM + 1)
    heading = [] if kind in (kinds.LETTER, kinds.CIRCULAR) else [f"{contents(kind)['body']}{kind.series_word}"]
    missing = [words for words in [*_words(contents(kind)), *heading, "〔2026〕1号"] if words not in found]
    assert not missing


def _words(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case date():
            return [f"{value.year}年{value.month}月{value.day}日"]
        case dict():
            return [words for key, item in value.items() if key != "level" for words in _words(item)]
        case list():
            return [words for item in value for words in _words(item)]
    raise TypeError(value)


def test_headings_are_numbered_by_level(printed):
    found = printed[kinds.CIRCULAR].text()
    for heading in (
        "一、治理重点",
        "（一）资金管理",
        "1.现金坐支",
        "（1）单笔",
        "（2）专项",
        "（二）资产资源管理",
        "二、工作要求",
    ):
        assert heading in found


def test_what_is_empty_is_left_out():
    content = minutes()
    content["absent"], content["observers"] = [], []
    content["items"] = [{**content["items"][2], "summary": "", "resolution": ""}]
    page = html(kinds.MINUTES, content)
    for label in ("请假：", "列席：", "汇报：", "讨论：", "表决：", "决定：", "不同意见："):
        assert label not in page
    page = html(kinds.CIRCULAR, {**text(), "attachments": [], "note": "", "copies": [], "printer": "", "addressee": ""})
    for part in ("附件：", 'class="note"', 'class="record"', 'class="addressee"'):
        assert part not in page


def test_what_people_write_stays_text():
    assert "&lt;b&gt;三楼&lt;/b&gt;&amp;" in html(kinds.MINUTES, {**minutes(), "place": "<b>三楼</b>&"})


def test_a_wide_table_lies():
    assert "landscape" in html(kinds.TABLE, {**table(), "columns": list("一二三四五六七八")})
    assert "landscape" not in html(kinds.TABLE, table())


def test_a_long_head_becomes_smaller():
    assert (printing.head_size("金南镇党委会纪要"), printing.head_size("党" * 20), printing.head_size("")) == (
        36,
        21,
        36,
    )


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("", [""]),
        ("关于开展专项治理的通知", ["关于开展专项治理的通知"]),
        ("金南镇2026年第一季度“三公”经费支出情况表", ["金南镇2026年第一季度", "“三公”经费支出情况表"]),
        ("国" * 30, ["国" * 15, "国" * 15]),
        # Neither a number nor a pair of marks is torn.
        ("甲乙丙丁戊己庚辛20260101壬癸子丑寅卯辰巳午", ["甲乙丙丁戊己庚辛", "20260101壬癸子丑寅卯辰巳午"]),
        ("20261231" * 9, ["20261231" * 4 + "2026", "1231" + "20261231" * 4]),
    ],
)
def test_titles_break_into_lines_of_about_one_length(title, lines):
    assert printing.title_lines(title) == lines


@pytest.mark.parametrize(("signer", "is_long"), [("镇政府", True), ("金南镇人民政府", False)])
def test_a_date_longer_than_the_signature_is_what_stands_at_the_right(signer, is_long):
    assert ('class="signature long-date"' in html(kinds.CIRCULAR, {**text(), "signer": signer})) is is_long


# Letters -----------------------------------------------------------------------------------------


def test_no_letter_is_missing(printed, caplog):
    """Also not of rare names: every face is embedded, and the library did not fall back to a box."""
    for sheets in printed.values():
        faces = poppler("pdffonts", sheets.path).splitlines()[2:]
        assert faces and all("yes yes yes" in re.sub(r" +", " ", face) for face in faces)
        assert not [face for face in faces if "DejaVu" in face]
    names = html(kinds.MINUTES, {**minutes(), "present": list("喆堃昇珺淼犇赟媸〇玥旻")})
    printing.pdf_from(names)
    assert "notdef" not in caplog.text
    # The sign that we looked for is given.
    printing.pdf_from(names.replace("媸", "\ue000"))
    assert "notdef" in caplog.text


def test_the_paper_says_in_which_faces_it_is_printed(printed):
    """The faces that were cut are those that were used."""
    faces = fonts.used_in(printed[kinds.CIRCULAR].pdf)
    assert fonts.cut_faces()
    assert not [face.name for face, _path in fonts.cut_faces() if not any(face.printed_as(name) for name in faces)]


def test_the_same_content_gives_the_same_bytes(printed):
    assert printing.pdf_from(html(kinds.MINUTES, minutes())) == printed[kinds.MINUTES].pdf


def test_nothing_is_fetched(caplog):
    """Neither from the network nor from this machine, whatever a template may say one day."""
    outside = ("http://127.0.0.1:1/x.png", "file:///etc/hostname")
    printing.pdf_from("".join(f'<img src="{url}">' for url in outside))
    for url in outside:
        assert f"URI uses disallowed protocol: {url}" in caplog.text
