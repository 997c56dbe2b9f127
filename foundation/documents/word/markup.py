"""The words of WordprocessingML that house templates are written in. Every run names its faces."""

from __future__ import annotations

from xml.sax.saxutils import escape

from foundation.documents.word.styles import (
    FANG,
    FOOT_DIGEST,
    FOOT_DIGEST_RIGHT,
    FOOT_LEFT,
    FOOT_RIGHT,
    GREY,
    HEI,
    LETTER_LINE,
    SONG,
    Style,
    fonts,
)


def run(text: str, face: str, more: str = "") -> str:
    """A run of text in a face; a tab in it is a tab on the sheet."""
    pieces = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    tabbed = pieces.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f"<w:r><w:rPr>{fonts(face)}{more}</w:rPr>{tabbed}</w:r>"


def paragraph(style: Style, *runs: str) -> str:
    """A paragraph in a named style: texts in its face, or runs as they are."""
    written = "".join(each if each.startswith("<w:") else run(each, style.face) for each in runs)
    frame = style.more.get("frame", "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style.code}"/>{frame}</w:pPr>{written}</w:p>'


def labelled(style: Style, label: str, text: str) -> str:
    """A paragraph that begins with a label in black letters."""
    return paragraph(style, run(label, HEI), run(text, style.face))


def tag(words: str) -> str:
    """A line of its own that only says what happens to the paragraphs below."""
    return f"<w:p>{run(f'{{%p {words} %}}', FANG)}</w:p>"


def when(condition: str, *inner: str) -> str:
    """Paragraphs that are there under a condition."""
    return tag(f"if {condition}") + "".join(inner) + tag("endif")


def each(name: str, path: str, *inner: str) -> str:
    """Paragraphs that come once for each of a list."""
    return tag(f"for {name} in {path}") + "".join(inner) + tag("endfor")


# Table -------------------------------------------------------------------------------------------


_SIDES = {"top": 60, "left": 40, "bottom": 60, "right": 40}
_PADDING = "".join(f'<w:{edge} w:w="{width}" w:type="dxa"/>' for edge, width in _SIDES.items())
_CENTRED = '<w:tcPr><w:tcW w:w="1000" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'


def table(columns: str, rows: str, header: Style, cell: Style) -> str:
    """A table with as many columns and rows as there are; its head comes again on each sheet."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="5" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_PADDING}</w:tblCellMar></w:tblPr>'
    )
    head = (
        _cell("{%tc for name in " + columns + " %}", cell) + _cell("{{ name }}", header) + _cell("{%tc endfor %}", cell)
    )
    line = _cell("{%tc for cell in row %}", cell) + _cell("{{ cell }}", cell) + _cell("{%tc endfor %}", cell)
    return (
        f'<w:tbl>{properties}<w:tblGrid><w:gridCol w:w="1000"/></w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
        f"<w:tr>{_cell('{%tr for row in ' + rows + ' %}', cell)}</w:tr>"
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{line}</w:tr>"
        f"<w:tr>{_cell('{%tr endfor %}', cell)}</w:tr></w:tbl>"
    )


def _cell(text: str, style: Style) -> str:
    return f"<w:tc>{_CENTRED}{paragraph(style, text)}</w:tc>"


# Foot --------------------------------------------------------------------------------------------

_DIGEST_LABEL, _DIGEST = "{{ paper.label }}　内容摘要（SHA-256）", "{{ paper.digest }}"
_FINE = f'<w:color w:val="{GREY}"/><w:sz w:val="13"/><w:szCs w:val="13"/>'


def foot_right() -> str:
    """Odd pages: digest at the left, number at the right."""
    return paragraph(FOOT_RIGHT, run(f"{_DIGEST_LABEL}\t", HEI, _FINE), _page_number()) + paragraph(
        FOOT_DIGEST, _DIGEST
    )


def foot_left() -> str:
    """Even pages: number at the left, digest at the right."""
    return paragraph(FOOT_LEFT, _page_number(), run(f"\t{_DIGEST_LABEL}", HEI, _FINE)) + paragraph(
        FOOT_DIGEST_RIGHT, _DIGEST
    )


def foot_of_letter() -> str:
    """The first page of a letter: its lower red line, digest, no number."""
    return (
        paragraph(LETTER_LINE, run("", FANG))
        + paragraph(FOOT_DIGEST, _DIGEST_LABEL)
        + paragraph(FOOT_DIGEST, _DIGEST)
        + paragraph(FOOT_DIGEST)
    )


def _page_number() -> str:
    def part(inner: str) -> str:
        return f"<w:r><w:rPr>{fonts(SONG)}</w:rPr>{inner}</w:r>"

    return (
        run("— ", SONG)
        + part('<w:fldChar w:fldCharType="begin"/>')
        + part('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + part('<w:fldChar w:fldCharType="separate"/>')
        + run("1", SONG)
        + part('<w:fldChar w:fldCharType="end"/>')
        + run(" —", SONG)
    )
