"""The office's own HTML templates: read before they are used, filled by an engine that knows nothing else.

Django's engine without loaders, without its own tags (no `load`, `include`, `extends`, `url`, `debug`) and with three
filters; every name is compared with the kind's fields. What comes out is looked at once more: plain tags, no links, no
scripts, styles that fetch nothing and stay on the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

from django.template import Context, Engine, TemplateSyntaxError
from django.template.base import FilterExpression, Node, TextNode, Variable, VariableNode
from django.template.defaulttags import CommentNode, ForNode, IfNode
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from foundation.documents.fields import LEAF, Shape, context_of, shapes_of
from foundation.documents.models import Paper
from foundation.documents.papers import kind_of
from foundation.documents.templating import TAGS_MOST, Names, too_much, unreadable
from foundation.violations import RuleViolation

#: Letters of a template, and of what comes out of it.
SOURCE_MOST, PAGE_MOST = 64 * 1024, 2 * 1024 * 1024
#: Lengths and counts in styles, in whatever unit: more is off the sheet.
NUMBER_MOST = 1000
FIELD = "text"
_TAGS = frozenset(
    "header main footer section div p span h1 h2 h3 h4 h5 h6 b i u em strong sub sup br hr wbr ol ul li dl dt dd "
    "table caption colgroup col thead tbody tfoot tr th td style".split()
)
_ATTRIBUTES = frozenset("class id lang style colspan rowspan".split())
_AT_RULES = frozenset("page counter-style media".split()) | {
    f"{edge}-{corner}"
    for edge in ("top", "bottom")
    for corner in ("left", "center", "right", "left-corner", "right-corner")
}
_FETCHING = frozenset("url src image image-set -webkit-image-set cross-fade attr local format".split())
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_UNKNOWN_TAG = re.compile(r"Invalid block tag on line \d+: '([^' ,]*)")
_UNKNOWN_FILTER = re.compile(r"Invalid filter: '([^']*)'")


class _Engine(Engine):
    """No loaders, no libraries, no tags but ours."""

    default_builtins = ["foundation.documents.own_tags"]


_engine = _Engine(dirs=[], loaders=[], libraries={}, autoescape=True)


# Printing ----------------------------------------------------------------------------------------


def page_of(paper: Paper, source: str, context: Mapping[str, Any], *, specimen: bool = False) -> str:
    """The paper as HTML for print, by a template of the office within the house's frame.

    `context` is what the frame knows (`printing.context_of`). Raises `RuleViolation` for what is not of the language.
    """
    with translation.override("zh-hans"):
        filled = fill(source, context_of(paper), shapes_of(kind_of(paper.kind)))
        style = "\n".join(_STYLE.findall(filled))
        told = {"own_style": mark_safe(style), "own_page": mark_safe(_STYLE.sub("", filled))}  # noqa: S308 - looked at
        return render_to_string("documents/own.html", {**context, **told, "specimen": specimen})


def fill(source: str, context: Mapping[str, Any], shapes: Mapping[str, Shape]) -> str:
    """The template with its fields filled in, looked at before and afterwards. Raises `RuleViolation`."""
    if len(source) > SOURCE_MOST:
        raise too_much(FIELD)
    template = _read(source, shapes)
    filled = str(template.render(Context(dict(context))))
    if len(filled) > PAGE_MOST:
        raise too_much(FIELD)
    _look_at(filled)
    return filled


def _read(source: str, shapes: Mapping[str, Shape]) -> Any:
    names = Names(shapes, field=FIELD)
    try:
        template = _engine.from_string(source)
    except TemplateSyntaxError as error:
        unknown = _UNKNOWN_TAG.search(str(error)) or _UNKNOWN_FILTER.search(str(error))
        raise names.forbidden(unknown[1]) if unknown else unreadable(FIELD, str(error)) from error
    _Reader().look(template.nodelist, names)
    return template


class _Reader:
    """Walks through a template as it was read."""

    def __init__(self) -> None:
        self.tags = 0

    def look(self, nodes: Iterable[Node], names: Names) -> None:
        for node in nodes:
            match node:
                case TextNode() | CommentNode():
                    continue
                case VariableNode():
                    self._expression(node.filter_expression, names, printed=True)
                case ForNode():
                    self._loop(node, names)
                case IfNode():
                    for condition, inner in node.conditions_nodelists:
                        self._condition(condition, names)
                        self.look(inner, names)
                case _:
                    raise names.forbidden(type(node).__name__)

    def _loop(self, node: ForNode, names: Names) -> None:
        if len(node.loopvars) != 1 or isinstance(node.sequence, str) or node.sequence.filters:
            raise names.forbidden("for")
        inside = names.within_loop(node.loopvars[0], self._path(node.sequence, names))
        inner: Any = node.nodelist_loop
        self.look(inner, inside)
        empty: Any = getattr(node, "nodelist_empty", ())
        self.look(empty, names)

    def _condition(self, condition: Any, names: Names) -> None:
        """`a`, `not a`, `a and b`, `a == 1`; nothing for the rest (`else`)."""
        if condition is None:
            return
        value = getattr(condition, "value", None)
        if isinstance(value, FilterExpression):
            self._expression(value, names)
            return
        for part in (getattr(condition, "first", None), getattr(condition, "second", None)):
            self._condition(part, names)

    def _expression(self, expression: FilterExpression, names: Names, *, printed: bool = False) -> None:
        self.tags += 1
        if self.tags > TAGS_MOST:
            raise too_much(FIELD)
        for _function, arguments in expression.filters:
            for is_looked_up, argument in arguments:
                if is_looked_up and argument.lookups is not None:
                    names.text_of(tuple(argument.lookups))
        variable = expression.var
        if not isinstance(variable, Variable) or variable.lookups is None:
            return
        shape = names.shape_of(tuple(variable.lookups))
        if printed and not expression.filters and shape != LEAF:
            names.text_of(tuple(variable.lookups))

    def _path(self, expression: FilterExpression, names: Names) -> tuple[str, ...]:
        variable = expression.var
        if not isinstance(variable, Variable) or variable.lookups is None:
            raise names.forbidden(str(expression.token))
        return tuple(variable.lookups)


# What comes out ----------------------------------------------------------------------------------


def _look_at(filled: str) -> None:
    looked = _Markup()
    looked.feed(filled)
    looked.close()
    for style in (*_STYLE.findall(filled), *looked.styles):
        _look_at_style(style)


class _Markup(HTMLParser):
    """Plain tags with plain attributes. Raises `RuleViolation` for any other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise refused_markup(f"<{tag}>")
        for name, value in attrs:
            if name not in _ATTRIBUTES:
                raise refused_markup(f"<{tag} {name}>")
            if name == "style":
                self.styles.append(f"x {{ {value or ''} }}")

    def handle_decl(self, decl: str) -> None:
        raise refused_markup(f"<!{decl[:20]}>")

    def handle_pi(self, data: str) -> None:
        raise refused_markup(f"<?{data[:20]}>")

    def handle_comment(self, _data: str) -> None:
        raise refused_markup("<!-- -->")


def _look_at_style(style: str) -> None:
    import tinycss2

    if "<" in style:
        raise refused_style("<")
    waiting: list[Any] = [tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)]
    while waiting:
        for token in waiting.pop():
            kind = token.type
            said = (getattr(token, each, "") for each in ("lower_at_keyword", "lower_name", "lower_value"))
            name = next((each for each in said if each), "")
            if kind == "error":
                raise refused_style(token.message)
            if kind in ("at-rule", "at-keyword") and name not in _AT_RULES:
                raise refused_style(f"@{name}")
            if kind in ("url", "bad-url") or (kind == "function" and name in _FETCHING):
                raise refused_style(name or "url")
            if kind in ("number", "dimension", "percentage") and abs(token.value) > NUMBER_MOST:
                raise refused_style(token.serialize())
            waiting += [
                part for part in (getattr(token, each, None) for each in ("prelude", "content", "arguments")) if part
            ]


def refused_markup(what: str) -> RuleViolation:
    return RuleViolation(
        "documents.template_markup",
        _(
            "模板：不能使用“%(what)s”。模板里只写段落、标题、表格这样的标记，没有图片、链接、脚本和注释。请删去后再提交。"
        )
        % {"what": what[:60]},
        field="text",
    )


def refused_style(what: str) -> RuleViolation:
    return RuleViolation(
        "documents.template_style",
        _("模板：样式里不能使用“%(what)s”。样式不引用任何文件和网址，长度不超过 %(most)d。请删去后再提交。")
        % {"what": what[:60], "most": NUMBER_MOST},
        field="text",
    )
