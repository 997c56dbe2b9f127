"""From content to PDF. The library takes half a second to load, so it is loaded in the job and nowhere else."""

import json
import re
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from foundation.documents.models import Paper
from foundation.documents.papers import kind_of
from foundation.jobs.registry import JobProblem

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: Points: the head is as large as the width of the page allows, and no larger.
HEAD_LARGEST, HEAD_WIDTH = 36, 430


def html_of(paper: Paper) -> str:
    """The paper as HTML for print; dates stand as in Chinese papers, whatever language the worker speaks."""
    content = _with_days(json.loads(paper.content))
    context = {
        "paper": paper,
        "content": content,
        "digest": " ".join(paper.digest[at : at + 8] for at in range(0, len(paper.digest), 8)),
        "head_size": min(HEAD_LARGEST, HEAD_WIDTH // max(1, len(content["heading"]))),
    }
    with translation.override("zh-hans"):
        return render_to_string(kind_of(paper.kind).template, context)


def pdf_of(paper: Paper) -> bytes:
    """The paper as PDF. Raises `JobProblem`, which says what to install, where the libraries are missing."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise JobProblem(
            f"缺少生成 PDF 的系统库（{error}）。请系统管理员安装 libpango-1.0-0、libpangoft2-1.0-0、"
            "libharfbuzz-subset0 和中文字体 fonts-noto-cjk，然后运行 manage.py sweep_jobs。"
        ) from error
    # A paper is made of its own content: nothing is fetched, from the network or from the disk.
    pages = HTML(string=html_of(paper), url_fetcher=URLFetcher(allowed_protocols=()))
    pdf: bytes = pages.write_pdf()
    return pdf


def _with_days(value: Any) -> Any:
    """Days are ISO texts in the content; templates print them as days."""
    match value:
        case str() if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        case dict():
            return {key: _with_days(item) for key, item in value.items()}
        case list():
            return [_with_days(item) for item in value]
    return value
