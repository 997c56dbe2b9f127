"""What a template may name: the fields of a kind of paper, the same for HTML and for .docx.

A `Shape` is the form of what stands under a name: `LEAF` a text or a number, a list of one shape, or named shapes. It
is read from `contents.py`, so whatever a kind may say, its templates may print.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.documents import measures
from foundation.documents.contents import Block, MinutesItem
from foundation.documents.marks import grouped
from foundation.documents.models import Paper
from foundation.documents.papers import PaperKind
from foundation.ledger.canonical import canonical_bytes

Shape = str | list["Shape"] | dict[str, "Shape"]
LEAF = "leaf"

#: What a loop knows of itself, in HTML (`forloop`) and in .docx (`loop`).
LOOPS: dict[str, Shape] = {
    "forloop": dict.fromkeys(("first", "last", "counter"), LEAF),
    "loop": dict.fromkeys(("first", "last", "index", "length"), LEAF),
}

#: Names → what people call them. The same name means the same in every kind.
LABELS: dict[str, str | Promise] = {
    "absent": _("请假人员"),
    "addressee": _("主送机关"),
    "attachments": _("附件名称"),
    "blocks": _("正文各段"),
    "body": _("发文组织"),
    "chair": _("主持人"),
    "columns": _("栏目名称"),
    "copies": _("抄送机关"),
    "corrects": _("更正的公文"),
    "counts": _("表决情况"),
    "date": _("成文日期"),
    "day": _("会议日期"),
    "digest": _("内容摘要"),
    "discussion": _("讨论发言"),
    "dissent": _("不同意见"),
    "head_size": _("版头字号（磅）"),
    "heading": _("发文机关标志"),
    "items": _("各项议题"),
    "label": _("全称文号"),
    "level": _("层次：0 正文，1 至 4 标题"),
    "long_date": _("日期比署名长"),
    "mark": _("层次序号，如“一、”"),
    "name": _("姓名"),
    "note": _("附注"),
    "number": _("文号"),
    "observers": _("列席人员"),
    "organ_size": _("“机关+文件”的字号（磅）"),
    "place": _("地点"),
    "present": _("出席人员"),
    "printed": _("印发日期"),
    "printer": _("印发机关"),
    "reason": _("原因"),
    "recorder": _("记录人"),
    "reporter": _("汇报人"),
    "resolution": _("决定"),
    "rows": _("各行"),
    "signer": _("署名"),
    "summary": _("汇报内容"),
    "text": _("文字"),
    "title": _("标题"),
    "title_in_lines": _("标题，已分行"),
    "title_lines": _("标题的各行"),
    "unit": _("计量单位"),
}

#: What bears a mark of its level: 一、
_MARKED = (Block, MinutesItem)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: What XML cannot hold, and what a word processor would take for a command.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]+")
_FIGURES = "〇一二三四五六七八九"


def shapes_of(kind: PaperKind) -> dict[str, Shape]:
    """Every name that a template of the kind may begin with."""
    content = _shape(kind.content)
    assert isinstance(content, dict)  # noqa: S101 - contents are typed dictionaries
    return {
        "content": {**content, "heading": LEAF, "number": LEAF},
        "paper": {"label": LEAF, "title": LEAF, "digest": LEAF},
        "title_lines": [LEAF],
        "title_in_lines": LEAF,
        "head_size": LEAF,
        "organ_size": LEAF,
        "long_date": LEAF,
    }


def _shape(hint: Any) -> Shape:
    if is_typeddict(hint):
        fields: dict[str, Shape] = {name: _shape(each) for name, each in get_type_hints(hint).items()}
        return {**fields, "mark": LEAF} if hint in _MARKED else fields
    if get_origin(hint) is list:
        return [_shape(get_args(hint)[0])]
    return LEAF


def listed(shapes: Mapping[str, Shape], before: str = "") -> Iterable[tuple[str, str | Promise]]:
    """Every field as it is written in a template, with its name; a list (`content.items[]`) before what is in it."""
    for name, shape in shapes.items():
        path = f"{before}{name}"
        within = shape[0] if isinstance(shape, list) else shape
        if isinstance(shape, list) or within == LEAF:
            yield f"{path}[]" if isinstance(shape, list) else path, LABELS[name]
        if isinstance(within, dict):
            yield from listed(within, f"{path}[]." if isinstance(shape, list) else f"{path}.")


# Values ------------------------------------------------------------------------------------------


def context_of(paper: Paper) -> dict[str, Any]:
    """What templates of the office know: `shapes_of`, with plain values only. Days are texts as they are printed."""
    content = _plain(json.loads(paper.content))
    _number(content.get("blocks", []))
    for count, item in enumerate(content.get("items", []), start=1):
        item["mark"] = _mark(1, count)
    title = content.get("title", "")
    lines = measures.title_lines(title)
    signer, day = content.get("signer", ""), content.get("date", "")
    return {
        "content": content,
        "paper": {"label": _plain(paper.label), "title": _plain(paper.title), "digest": grouped(paper.digest)},
        "title_lines": lines,
        "title_in_lines": "\n".join(lines),
        "head_size": measures.head_size(content["heading"]),
        "organ_size": measures.head_size(f"{content['body']}文件"),
        "long_date": measures.width(day) > measures.width(signer),
    }


def _plain(value: Any) -> Any:
    match value:
        case str() if _DAY.fullmatch(value):
            return written(date.fromisoformat(value))
        case str():
            return _UNPRINTABLE.sub(" ", value)
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
    return value


def written(day: date) -> str:
    """A day as papers write it: 2026年3月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _number(blocks: list[dict[str, Any]]) -> None:
    """Give each heading its mark: 一、 （一） 1. （1）; those below begin anew."""
    counted = [0, 0, 0, 0, 0]
    for block in blocks:
        level = block["level"]
        block["mark"] = ""
        if level:
            counted[level:] = [counted[level] + 1, *[0] * (4 - level)]
            block["mark"] = _mark(level, counted[level])


def _mark(level: int, count: int) -> str:
    match level:
        case 1:
            return f"{in_chinese(count)}、"
        case 2:
            return f"（{in_chinese(count)}）"
        case 3:
            return f"{count}."
    return f"（{count}）"


def in_chinese(count: int) -> str:
    """1 to 99 in Chinese figures; beyond that, as figures."""
    tens, ones = divmod(count, 10)
    if tens > 9:
        return str(count)
    return f"{_FIGURES[tens] if tens > 1 else ''}{'十' if tens else ''}{_FIGURES[ones] if ones else ''}"


def as_paper(kind: PaperKind, content: Mapping[str, object], *, label: str, number: str, digest: str) -> Paper:
    """A paper that is not issued, so that a template can be tried on it."""
    canonical = canonical_bytes({**content, "heading": f"{content['body']}{kind.series_word}", "number": number})
    title = str(content.get("title", kind.name))
    return Paper(kind=kind.code, label=label, title=title, content=canonical.decode(), digest=digest)
