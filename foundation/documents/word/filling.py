"""A paper as .docx. The library takes a fifth of a second to load, so it is loaded where a file is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils import translation
from django.utils.translation import gettext as _

from foundation.documents.fields import context_of, shapes_of
from foundation.documents.models import Paper
from foundation.documents.papers import kind_of
from foundation.documents.templating import unreadable
from foundation.documents.word.finishing import finished
from foundation.documents.word.house import template_of
from foundation.documents.word.language import Language
from foundation.documents.word.packing import zipped
from foundation.documents.word.styles import HEI, fonts
from foundation.violations import RuleViolation

#: 样张 at the right upper corner of the sheet.
SPECIMEN = (
    '<w:p><w:pPr><w:framePr w:w="1700" w:hSpace="0" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="8700" '
    'w:y="900"/>'
    f'<w:jc w:val="center"/></w:pPr><w:r><w:rPr>{fonts(HEI)}<w:color w:val="999999"/><w:sz w:val="44"/></w:rPr>'
    "<w:t>样　张</w:t></w:r></w:p>"
)
#: What is read as text in one part of a template: ten times that of the longest of ours.
PART_MOST = 1024 * 1024
_TAGS = re.compile(rb"\{[{%]")
_TRACES = re.compile(rb"<w:(ins|del|moveFrom|moveTo|commentReference)[ />]")


def docx_of(paper: Paper, template: bytes | None = None) -> bytes:
    """The paper as .docx, by the office's template or by the house's: the same bytes for the same content."""
    kind = kind_of(paper.kind)
    with translation.override("zh-hans"):
        return filled(template or template_of(kind), context_of(paper), Language(shapes_of(kind)), f"{paper.label}")


def filled(template: bytes, context: Mapping[str, Any], language: Language, title: str) -> bytes:
    """A template with its fields filled in, neutral and the same each time.

    Raises `RuleViolation` for a template that is none, or says what the language does not know.
    """
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError
    from lxml.etree import LxmlError

    made = BytesIO()
    try:
        document = DocxTemplate(BytesIO(template))
        document.render(dict(context), language, autoescape=True)
        document.save(made)
        return finished(made.getvalue(), context, title)
    except (TemplateError, LxmlError, BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise unreadable(language.field, type(error).__name__) from error


def marked_as_specimen(made: bytes) -> bytes:
    """The same document with 样张 above the text of its first page, in a frame that moves nothing."""
    with ZipFile(BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + SPECIMEN.encode(), 1)
    return zipped(parts)


def check_parts(template: bytes, *, field: str) -> None:
    """What a template must not have beside its words: traces of who wrote it, tags where none are filled in.

    That it is a Word file without macros and links is known already (`foundation.files`). Raises `RuleViolation`.
    """
    with ZipFile(BytesIO(template)) as archive:
        for member in archive.infolist():
            if not member.filename.startswith("word/") or not member.filename.endswith(".xml"):
                continue
            if member.file_size > PART_MOST:
                raise RuleViolation(
                    "documents.template_large",
                    _("文件：模板的文字部分太大，不像是一份公文的模板。请从下载的本系统模板改起。"),
                    field=field,
                )
            data = archive.read(member)
            if _TRACES.search(data) or member.filename == "word/comments.xml":
                raise RuleViolation(
                    "documents.template_traces",
                    _(
                        "文件：模板里有批注或者修订痕迹，会印在每一份公文上。请接受全部修订、删除全部批注，另存后再上传。"
                    ),
                    field=field,
                )
            if "notes" in member.filename and _TAGS.search(data):
                raise RuleViolation(
                    "documents.template_notes",
                    _("文件：脚注和尾注里不能写字段。请把字段移到正文、页眉或者页脚。"),
                    field=field,
                )
