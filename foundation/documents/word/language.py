"""Jinja, cut down to the little language (`foundation.documents.templating`): for .docx templates.

Three walls. Every template is read before it runs, and only the nodes on a list may be in it; every name is compared
with the kind's fields. It runs in Jinja's own sandbox. And a dot never reaches an attribute of Python: it opens a
mapping of ours, or there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from foundation.documents.fields import LOOPS, Shape
from foundation.documents.templating import FILTERS, TAGS_MOST, Names, too_much, unreadable

_TEXTS = (nodes.TemplateData, nodes.Const, nodes.Output)
_JOINED = (nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand)


class Language(ImmutableSandboxedEnvironment):
    """An environment for the templates of one kind. Reading a template raises `RuleViolation` for whatever is in it
    that a paper does not need."""

    def __init__(self, shapes: Mapping[str, Shape], *, field: str = "") -> None:
        super().__init__(autoescape=True, cache_size=0)
        self.shapes, self.field = shapes, field
        self.filters = {name: self.filters[name] for name in FILTERS & set(self.filters)} | {"day": str}
        self.globals, self.tests = {}, {}
        self.tags = 0

    def from_string(self, source: Any, *args: Any, **more: Any) -> Any:
        try:
            tree = self.parse(str(source))
        except TemplateSyntaxError as error:
            raise unreadable(self.field, error.message or "") from error
        self._look(tree, Names(self.shapes, field=self.field))
        return super().from_string(source, *args, **more)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A dot: into a mapping of ours, or one of the four things that a loop knows of itself."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOPS["loop"]:
            return getattr(obj, attribute)
        return Undefined(obj=obj, name=attribute)

    # Reading -------------------------------------------------------------------------------------

    def _look(self, node: nodes.Node, names: Names) -> None:
        match node:
            case nodes.For():
                self._loop(node, names)
                return
            case nodes.Name() | nodes.Getattr():
                self._count()
                names.shape_of(_path(node, names))
                return
            case nodes.Filter():
                if node.name not in FILTERS:
                    raise names.forbidden(node.name)
            case nodes.Template() | nodes.If():
                self._count()
            case _ if not isinstance(node, (*_TEXTS, *_JOINED)):
                raise names.forbidden(type(node).__name__.lower())
        for inner in node.iter_child_nodes():
            if isinstance(node, nodes.Output) and isinstance(inner, nodes.Name | nodes.Getattr):
                self._count()
                names.text_of(_path(inner, names))
            else:
                self._look(inner, names)

    def _loop(self, node: nodes.For, names: Names) -> None:
        self._count()
        if not isinstance(node.target, nodes.Name) or node.test or node.recursive:
            raise names.forbidden("for")
        inside = names.within_loop(node.target.name, _path(node.iter, names))
        for inner in node.body:
            self._look(inner, inside)
        for inner in node.else_:
            self._look(inner, names)

    def _count(self) -> None:
        self.tags += 1
        if self.tags > TAGS_MOST:
            raise too_much(self.field)


def _path(node: nodes.Node, names: Names) -> tuple[str, ...]:
    """A dotted name, and nothing but names."""
    if isinstance(node, nodes.Getattr):
        return (*_path(node.node, names), node.attr)
    if isinstance(node, nodes.Name) and node.ctx == "load":
        return (node.name,)
    raise names.forbidden(type(node).__name__.lower())
