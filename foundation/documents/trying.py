"""A template of the office, tried on a sample: at its upload whether it can be filled, by a job how it looks."""

from __future__ import annotations

import re
import subprocess
import tempfile

from django.utils.translation import gettext as _

from foundation.documents import own_html, printing
from foundation.documents.fields import context_of, shapes_of
from foundation.documents.models import PaperTemplate
from foundation.documents.papers import PaperKind, kind_of
from foundation.documents.sources import source_of
from foundation.documents.specimens import specimen_of
from foundation.documents.states import Form
from foundation.documents.word.filling import check_parts, filled, marked_as_specimen
from foundation.documents.word.language import Language
from foundation.jobs.registry import JobProblem
from foundation.violations import RuleViolation

#: Pages that a sample may have: ours have three at most.
PAGES_MOST = 20
_SECONDS = 60


def check(kind: PaperKind, form: Form, data: bytes) -> None:
    """Whether a template can be filled. Raises `RuleViolation`, which says what in it cannot be."""
    specimen = specimen_of(kind)
    if form == Form.HTML:
        own_html.fill(data.decode(), context_of(specimen), shapes_of(kind))
        return
    check_parts(data, field="file")
    filled(data, context_of(specimen), Language(shapes_of(kind), field="file"), specimen.label)


def sample_of(template: PaperTemplate) -> tuple[bytes, str]:
    """The sample as PDF or .docx, and what is wrong with it in words. Raises `JobProblem`."""
    kind, source = kind_of(template.kind), source_of(template)
    specimen = specimen_of(kind)
    if template.form == Form.DOCX:
        language = Language(shapes_of(kind), field="file")
        return marked_as_specimen(filled(source, context_of(specimen), language, specimen.label)), ""
    try:
        pdf = printing.pdf_by(specimen, source.decode(), specimen=True)
    except (JobProblem, RuleViolation) as error:
        return b"", str(error)[:300]
    return pdf, _what_is_wrong(pdf, specimen.digest)


def _what_is_wrong(pdf: bytes, digest: str) -> str:
    """The digest belongs on every page: who holds a sheet compares it."""
    pages = _pages(pdf)
    if len(pages) > PAGES_MOST:
        return _("样张有 %(count)d 页，一份公文用不到这样多。请检查长度和分页。") % {"count": len(pages)}
    if any(digest not in page for page in pages):
        return _("有一页的页脚没有内容摘要。页边距和页脚由系统印制，请不要在样式里改动或者遮住它们。")
    return ""


def _pages(pdf: bytes) -> list[str]:
    """The words of each page without white space."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        try:
            found = subprocess.run(  # noqa: S603 - the name is ours
                ["pdftotext", file.name, "-"],  # noqa: S607 - where the system has it
                capture_output=True,
                text=True,
                check=True,
                timeout=_SECONDS,
            ).stdout
        except FileNotFoundError as error:
            raise JobProblem("没有 pdftotext。请系统管理员安装 poppler-utils，然后在“运行状况”里重新开始。") from error
    return [re.sub(r"\s", "", page) for page in found.split("\f")[:-1]]
