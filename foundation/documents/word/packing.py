"""A .docx file from its parts: the same bytes for the same parts, and nothing in it of who made it when."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from foundation.documents.word import markup
from foundation.documents.word import styles as s

_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = f'xmlns:w="{WORD}" xmlns:r="{_OFFICE}/relationships"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: The day that every member of the zip bears: the earliest that a zip can say.
BEGINNING = (1980, 1, 1, 0, 0, 0)
#: The part that a zip of this kind begins with.
FIRST = "[Content_Types].xml"
#: What is told of the file beside its title: nothing.
NEUTRAL_APP = f'{_DECLARED}<Properties xmlns="{_OFFICE}/extended-properties"/>'


def core(title: str) -> str:
    """The properties of the document: its title, no author, no day. `title` is escaped already."""
    return (
        f'{_DECLARED}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
    )


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a zip: in a fixed order, with a fixed day, packed in one way."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda name: (name != FIRST, name)):
            archive.writestr(member(name), parts[name])
    return out.getvalue()


def member(name: str) -> ZipInfo:
    """A member of a zip that says nothing of when and on which system it was written."""
    info = ZipInfo(name, BEGINNING)
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
    return info


def packed(body: str, first_foot: str = "") -> bytes:
    """A template: its text, the feet of odd and even pages, and of the first page where that has its own."""
    feet = {"footer1.xml": markup.foot_right(), "footer2.xml": markup.foot_left()}
    if first_foot:
        feet["footer3.xml"] = first_foot
    parts = {
        FIRST: _content_types(feet),
        "_rels/.rels": _relations(
            ("officeDocument", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("app", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ),
        "docProps/core.xml": core(""),
        "docProps/app.xml": NEUTRAL_APP,
        "word/document.xml": _part("document", f"<w:body>{body}{_section(first_foot)}</w:body>"),
        "word/styles.xml": _part("styles", _defaults() + "".join(style.xml() for style in s.STYLES)),
        "word/settings.xml": _part("settings", _SETTINGS),
        "word/fontTable.xml": _part("fonts", "".join(_face(name, other) for name, other in s.FACES.items())),
        **{f"word/{name}": _part("ftr", foot) for name, foot in feet.items()},
        "word/_rels/document.xml.rels": _relations(
            *((name, f"{_OFFICE}/relationships/{name}", f"{name}.xml") for name in ("styles", "settings", "fontTable")),
            *((name[:-4], f"{_OFFICE}/relationships/footer", name) for name in feet),
        ),
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def _part(root: str, inner: str) -> str:
    return f"{_DECLARED}<w:{root} {_SPACES}>{inner}</w:{root}>"


def _defaults() -> str:
    run = f'{s.fonts(s.FANG)}<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>'
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{s.UNSPACED}</w:pPr></w:pPrDefault></w:docDefaults>"
    )


def _section(first_foot: str) -> str:
    """A4, margins of the standard; the number stands 7 mm below the text."""
    top, right, bottom, left = s.MARGINS
    first = ('<w:footerReference w:type="first" r:id="footer3"/>', "<w:titlePg/>") if first_foot else ("", "")
    below = bottom - s.mm(7) - s.pt(14 + 9.5)
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/>'
        '<w:footerReference w:type="even" r:id="footer2"/>'
        f'{first[0]}<w:pgSz w:w="{s.SHEET[0]}" w:h="{s.SHEET[1]}"/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="{s.mm(15)}" '
        f'w:footer="{below}" w:gutter="0"/>{first[1]}</w:sectPr>'
    )


#: Feet of odd and even pages differ; no line begins with a mark.
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat><w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/>'
)


def _face(name: str, other: str) -> str:
    return f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'


def _content_types(feet: Mapping[str, str]) -> str:
    overrides = {
        "/word/document.xml": f"{_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_TYPE}.styles+xml",
        "/word/settings.xml": f"{_TYPE}.settings+xml",
        "/word/fontTable.xml": f"{_TYPE}.fontTable+xml",
        **{f"/word/{name}": f"{_TYPE}.footer+xml" for name in feet},
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{_DECLARED}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(*relations: tuple[str, str, str]) -> str:
    listed = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in relations)
    return f'{_DECLARED}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
