"""The last hand on a .docx: each run names its East-Asian face, nothing says who made it, the bytes have one form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

from foundation.documents.measures import head_size, width
from foundation.documents.word import packing
from foundation.documents.word import styles as s

_W = f"{{{packing.WORD}}}"
#: The parts that hold runs: text, heads and feet, notes; and what holds where nothing else is said.
_TEXTS = re.compile(
    r"word/(document|styles(WithEffects)?|numbering|(header|footer)\d*|footnotes|endnotes|glossary/document)\.xml"
)
_NEUTRAL = {
    "docProps/app.xml": packing.NEUTRAL_APP,
    "docProps/custom.xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    ),
}
#: Which sittings at which machine wrote something.
_SITTINGS = re.compile(rb"<w:rsids>.*?</w:rsids>", re.DOTALL)
#: A table with more columns lies.
COLUMNS_UPRIGHT = 7
#: Characters that a column is counted with, at least and at most.
NARROWEST, WIDEST = 3, 16


def finished(made: bytes, context: Mapping[str, Any], title: str) -> bytes:
    """The same document, neutral: its title is all that is told of it."""
    with ZipFile(BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    parts["docProps/core.xml"] = packing.core(escape(title)).encode()
    for name, neutral in _NEUTRAL.items():
        if name in parts:
            parts[name] = neutral.encode()
    for name in parts:
        parts[name] = _SITTINGS.sub(b"", parts[name]) if name == "word/settings.xml" else parts[name]
        if _TEXTS.fullmatch(name):
            parts[name] = _with_faces(parts[name], context if name == "word/document.xml" else {})
    return packing.zipped(parts)


def _with_faces(part: bytes, context: Mapping[str, Any]) -> bytes:
    from lxml import etree

    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter(etree.Element):
        # Which sitting at which machine wrote a line is nobody's business.
        for name in [name for name in element.attrib if name.startswith(f"{_W}rsid")]:
            del element.attrib[name]
    for sitting in list(root.iter(f"{_W}rsid")):
        sitting.getparent().remove(sitting)
    for properties in _properties_of_runs(root):
        _name_face(properties)
    if context:
        _fit(root, context)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _properties_of_runs(root: Any) -> Iterable[Any]:
    for run in root.iter(f"{_W}r"):
        found = run.find(f"{_W}rPr")
        if found is None:
            found = run.makeelement(f"{_W}rPr", {})
            run.insert(0, found)
        yield found
    # Of styles, of what they stand on, and of the marks at the ends of paragraphs: as far as they name a face.
    for found in root.iter(f"{_W}rPr"):
        if found.getparent().tag != f"{_W}r" and found.find(f"{_W}rFonts") is not None:
            yield found
    for found in root.iter(f"{_W}rPrDefault"):
        inner = found.find(f"{_W}rPr")
        if inner is None:
            inner = found.makeelement(f"{_W}rPr", {})
            found.append(inner)
        yield inner


def _name_face(properties: Any) -> None:
    """The East-Asian face where it is missing: the one of the other letters if that is Chinese, else 仿宋."""
    fonts = properties.find(f"{_W}rFonts")
    if fonts is None:
        fonts = properties.makeelement(f"{_W}rFonts", {})
        at = 1 if len(properties) and properties[0].tag == f"{_W}rStyle" else 0
        properties.insert(at, fonts)
    if fonts.get(f"{_W}eastAsia") is None:
        other = fonts.get(f"{_W}ascii", "")
        fonts.set(f"{_W}eastAsia", s.FANG if other.isascii() else other)
    # A theme's face would win over the one that is named.
    fonts.attrib.pop(f"{_W}eastAsiaTheme", None)


# What no template can say beforehand ---------------------------------------------------------------


def _fit(root: Any, context: Mapping[str, Any]) -> None:
    """The head in one line, the date beside the signature, many columns on a sheet that lies."""
    signer = context["content"].get("signer", "")
    day = context["content"].get("date", "")
    behind = _behind(width(signer), width(day))
    for paragraph in root.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        match style.get(f"{_W}val") if style is not None else "":
            case s.HEAD.code | s.LETTERHEAD.code:
                _fit_head(paragraph)
            case s.SIGNER.code:
                _indent(paragraph, behind[0])
            case s.DATE.code:
                _indent(paragraph, behind[1])
    columns = context["content"].get("columns", [])
    if len(columns) > COLUMNS_UPRIGHT:
        _lay(root)
    for grid in root.iter(f"{_W}tblGrid"):
        if len(grid) > 1:
            _spread(grid, lying=len(columns) > COLUMNS_UPRIGHT)


def _behind(signer: float, day: float) -> tuple[float, float]:
    """How many characters signature and date stand from the right: the date begins two behind the signature, and the
    longer of them ends two before the edge."""
    if day > signer:
        return 4 + day - signer, 2
    return 2, max(0, signer - day)


def _fit_head(paragraph: Any) -> None:
    text = "".join(found.text or "" for found in paragraph.iter(f"{_W}t"))
    half = min(round(s.HEAD.size), head_size(text)) * 2
    for properties in paragraph.iter(f"{_W}rPr"):
        for name in ("sz", "szCs"):
            found = properties.find(f"{_W}{name}")
            if found is None:
                found = properties.makeelement(f"{_W}{name}", {})
                properties.append(found)
            found.set(f"{_W}val", str(half))


def _indent(paragraph: Any, characters: float) -> None:
    properties = paragraph.find(f"{_W}pPr")
    properties.append(
        properties.makeelement(f"{_W}ind", {f"{_W}right": str(round(characters * s.CHARACTER)), f"{_W}firstLine": "0"})
    )


def _lay(root: Any) -> None:
    """The sheet turned, and its margins with it."""
    for size in root.iter(f"{_W}pgSz"):
        size.set(f"{_W}w", str(s.SHEET[1]))
        size.set(f"{_W}h", str(s.SHEET[0]))
        size.set(f"{_W}orient", "landscape")
    for margins in root.iter(f"{_W}pgMar"):
        for edge, length in zip(("top", "right", "bottom", "left"), s.LYING, strict=True):
            margins.set(f"{_W}{edge}", str(length))


def _spread(grid: Any, *, lying: bool) -> None:
    """Columns share the width of the text by the longest words in them, within limits."""
    whole = s.SHEET[1] - s.LYING[1] - s.LYING[3] if lying else s.WIDTH
    columns = grid.findall(f"{_W}gridCol")
    needed = [float(NARROWEST)] * len(columns)
    rows = [row.findall(f"{_W}tc") for row in grid.getparent().iter(f"{_W}tr")]
    for row in rows:
        for at, cell in enumerate(row[: len(columns)]):
            text = "".join(found.text or "" for found in cell.iter(f"{_W}t"))
            needed[at] = max(needed[at], min(WIDEST, width(text) + 1))
    widths = [round(whole * each / sum(needed)) for each in needed]
    for column, size in zip(columns, widths, strict=True):
        column.set(f"{_W}w", str(size))
    for row in rows:
        for cell, size in zip(row, widths, strict=False):
            for told in cell.iter(f"{_W}tcW"):
                told.set(f"{_W}w", str(size))
