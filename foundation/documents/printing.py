"""From content to PDF. The library takes half a second to load, so it is loaded in the job and nowhere else."""

import json
import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from foundation.documents import fonts, own_html, press
from foundation.documents.marks import marks_of
from foundation.documents.measures import head_size, title_lines, width
from foundation.documents.models import Paper
from foundation.documents.papers import kind_of
from foundation.documents.selectors_templates import template_of_paper
from foundation.documents.sources import source_of
from foundation.documents.states import Form
from foundation.jobs.registry import JobProblem
from foundation.ledger.selectors import latest_checkpoint

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def html_of(paper: Paper) -> str:
    """The paper as HTML for print; dates stand as in Chinese papers, whatever language the worker speaks."""
    content = with_days(json.loads(paper.content))
    with translation.override("zh-hans"):
        return render_to_string(kind_of(paper.kind).template, context_of(paper, content))


def context_of(paper: Paper, content: dict[str, Any]) -> dict[str, Any]:
    """What templates know: see `templates/documents/paper.html`."""
    return {
        "paper": paper,
        "content": content,
        "marks": marks_of(paper, latest_checkpoint()),
        "head_size": head_size(content["heading"]),
        "organ_size": head_size(f"{content['body']}文件"),
        "title_lines": title_lines(content.get("title", "")),
        "long_date": _is_longer(content.get("date"), content.get("signer", "")),
    }


def pdf_of(paper: Paper) -> bytes:
    """The paper as PDF, by the office's template of its day or by the house's.

    Raises `JobProblem`, which says what to install, where the libraries are missing.
    """
    own = template_of_paper(paper, Form.HTML)
    return pdf_from(html_of(paper)) if own is None else pdf_by(paper, source_of(own).decode())


def pdf_by(paper: Paper, source: str, *, specimen: bool = False) -> bytes:
    """The paper as PDF by a template of the office, printed in a process of its own. Raises `JobProblem`, and
    `RuleViolation` for a template that says what it must not."""
    context = context_of(paper, with_days(json.loads(paper.content)))
    html = own_html.page_of(paper, source, context, specimen=specimen)
    try:
        return press.printed(html, fonts.declared(fonts.cut_faces()))
    except press.TooLong as error:
        raise JobProblem(
            "按照本单位的公文模板不能生成 PDF：超过了时限，或者用去了太多内存。请检查模板里的长度和分页，"
            "改正后重新上传，或者停用这个模板。"
        ) from error


def pdf_from(html: str) -> bytes:
    """A page of ours as PDF, in the faces that were cut for it. Raises `JobProblem`."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise JobProblem(
            f"缺少生成 PDF 的系统库（{error}）。请系统管理员安装 libpango-1.0-0、libpangoft2-1.0-0、"
            "libharfbuzz-subset0 和中文字体 fonts-noto-cjk，然后运行 manage.py sweep_jobs。"
        ) from error
    # A paper is made of its own content: nothing is fetched, from the network or from the disk.
    pages = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    pdf: bytes = pages.write_pdf(font_config=font_config(tuple(fonts.cut_faces())))
    return pdf


@lru_cache(maxsize=1)
def font_config(faces: tuple[tuple[fonts.Face, Path], ...]) -> Any:
    """The faces of the system and the cut ones, read once by a process and again after they were cut anew."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    config = FontConfiguration()
    CSS(string=fonts.declared(faces), font_config=config, url_fetcher=URLFetcher(allowed_protocols=("file",)))
    return config


def _is_longer(day: object, signer: str) -> bool:
    """Whether the date takes more room than who signs: then the date is what stands two characters from the right."""
    return isinstance(day, date) and width(f"{day.year}年{day.month}月{day.day}日") > width(signer)


def with_days(value: Any) -> Any:
    """Days are ISO texts in the content; templates print them as days."""
    match value:
        case str() if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        case dict():
            return {key: with_days(item) for key, item in value.items()}
        case list():
            return [with_days(item) for item in value]
    return value
