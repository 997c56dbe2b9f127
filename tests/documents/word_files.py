"""What is in a .docx: its parts, its paragraphs, and templates that somebody wrote in a word processor."""

import re
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from foundation.documents.word.packing import WORD

W = f"{{{WORD}}}"


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(data: bytes, **changed: bytes) -> bytes:
    """With other parts: `word/document.xml` is written `word_document`, and one that is new is added."""
    names = {name.replace("_", "/", 1) + ".xml": part for name, part in changed.items()}
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, part in {**parts(data), **names}.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_words(data: bytes, words: str) -> bytes:
    """A template that says something more in its first paragraph."""
    body = parts(data)["word/document.xml"].decode()
    return repacked(data, word_document=re.sub(r"(<w:t [^>]*>)", rf"\g<1>{words}", body, count=1).encode())


def root(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(parts(data)[name])


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    """Style and text of each paragraph of the document."""
    found = []
    for each in root(data).iter(f"{W}p"):
        style = each.find(f"{W}pPr/{W}pStyle")
        found.append(
            (style.get(f"{W}val") if style is not None else "", "".join(t.text or "" for t in each.iter(f"{W}t")))
        )
    return found


def style(data: bytes, code: str) -> etree._Element:
    (found,) = root(data, "word/styles.xml").findall(f'{W}style[@{W}styleId="{code}"]')
    return found


def values(element: etree._Element, name: str) -> dict[str, str]:
    found = next(element.iter(f"{W}{name}"))
    return {key.removeprefix(W): value for key, value in found.attrib.items()}
