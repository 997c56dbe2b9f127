"""From content to PDF. The library takes half a second to load, so it is loaded in the job and nowhere else."""

import json
import math
import re
import unicodedata
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from foundation.documents import fonts
from foundation.documents.marks import marks_of
from foundation.documents.models import Paper
from foundation.documents.papers import kind_of
from foundation.jobs.registry import JobProblem
from foundation.ledger.selectors import latest_checkpoint

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: Points: the head is as large as the width of the page allows, and no larger.
HEAD_LARGEST, HEAD_WIDTH = 36, 430
#: Characters of 22 points in a line of the title.
TITLE_WIDTH = 20
#: A line of the title may end behind these or before those, looked for so many characters around the middle.
TITLE_ENDS, TITLE_BEGINNINGS, TITLE_REACH = "的和与及暨年度、，；：》”）", "“《（", 4
#: No line begins with these.
NEVER_FIRST = "、，。；：！？》”’）】〕"


def html_of(paper: Paper) -> str:
    """The paper as HTML for print; dates stand as in Chinese papers, whatever language the worker speaks."""
    content = _with_days(json.loads(paper.content))
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
    """The paper as PDF. Raises `JobProblem`, which says what to install, where the libraries are missing."""
    return pdf_from(html_of(paper))


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


# Lengths -----------------------------------------------------------------------------------------


def head_size(text: str) -> int:
    """How many points the red head may have."""
    return min(HEAD_LARGEST, HEAD_WIDTH // max(1, len(text)))


def title_lines(title: str) -> list[str]:
    """A title in lines of about the same length, ending behind a word where one ends nearby."""
    lines = math.ceil(_width(title) / TITLE_WIDTH)
    if lines <= 1:
        return [title]
    at = _end_near(title, len(title) // lines)
    return [title[:at], *title_lines(title[at:])]


def _end_near(title: str, middle: int) -> int:
    """Where to break: the nearest good place; else the nearest that is not wrong."""
    reach = range(max(1, middle - TITLE_REACH), min(middle + TITLE_REACH, len(title) - 1) + 1)
    nearest = [at for at in sorted(reach, key=lambda at: abs(at - middle)) if not _is_wrong(title, at)]
    good = (at for at in nearest if title[at - 1] in TITLE_ENDS or title[at] in TITLE_BEGINNINGS)
    return next(good, next(iter(nearest), middle))


def _is_wrong(title: str, at: int) -> bool:
    """Whether a break there tears a number, or puts a mark where none may stand."""
    before, behind = title[at - 1], title[at]
    return behind in NEVER_FIRST or before in TITLE_BEGINNINGS or (before.isascii() and behind.isascii())


def _is_longer(day: object, signer: str) -> bool:
    """Whether the date takes more room than who signs: then the date is what stands two characters from the right."""
    return isinstance(day, date) and _width(f"{day.year}年{day.month}月{day.day}日") > _width(signer)


def _width(text: str) -> float:
    """In characters; figures take half of one, Chinese quotation marks a whole one."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)


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
