"""The little language of the office's templates: name a field, repeat for a list, ask whether there is something.

Two engines read it (Django's for HTML, Jinja for .docx), and both are told here which words they may know. What is
not on the list does not exist: no functions, no attributes of Python, no other files.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from foundation.documents.fields import LEAF, LOOPS, Shape, listed
from foundation.violations import RuleViolation

#: A template is a page; more of it is a mistake, or worse.
TAGS_MOST, DEPTH_MOST = 400, 6
#: What may stand behind a field: `|length`, `|join`, and `|day`, which the house's own templates write.
FILTERS = frozenset({"day", "join", "length"})


class Names:
    """What the names in a template mean at one place of it: the kind's fields, and those of the loops around."""

    def __init__(self, shapes: Mapping[str, Shape], *, field: str) -> None:
        """`field` is the field of the form that a refusal stands beside."""
        self.known = dict(shapes)
        self.top = shapes
        self.field = field
        self.depth = 0

    def within_loop(self, name: str, path: tuple[str, ...]) -> Names:
        """The names inside a loop over `path`. Raises `RuleViolation` for what is no list."""
        shape = self.shape_of(path)
        if not isinstance(shape, list):
            raise RuleViolation(
                "documents.template_no_list",
                _("模板：“%(name)s”不是一组内容，不能用 for 重复。请改为直接打印，或者换成一组内容。")
                % {"name": ".".join(path)},
                field=self.field,
            )
        inner = Names(self.top, field=self.field)
        inner.known = {**self.known, **LOOPS, name: shape[0]}
        inner.depth = self.depth + 1
        if inner.depth > DEPTH_MOST or name in self.top or name in LOOPS:
            raise too_much(self.field) if inner.depth > DEPTH_MOST else self.forbidden(name)
        return inner

    def shape_of(self, path: tuple[str, ...]) -> Shape:
        """What stands under a dotted name. Raises `RuleViolation`, which names what is known, for an unknown one."""
        shape: Shape = dict(self.known)
        for name in path:
            if not isinstance(shape, dict) or name not in shape:
                raise self._unknown(path)
            shape = shape[name]
        return shape

    def text_of(self, path: tuple[str, ...]) -> None:
        """Raises `RuleViolation` for what cannot be printed as it is: an unknown name, a list, a group of fields."""
        if self.shape_of(path) != LEAF:
            raise RuleViolation(
                "documents.template_no_text",
                _("模板：“%(name)s”是一组内容，不能直接打印。请用 for 逐项打印，或者写明其中的哪一个字段。")
                % {"name": ".".join(path)},
                field=self.field,
            )

    def _unknown(self, path: tuple[str, ...]) -> RuleViolation:
        known = "、".join(name for name, _label in listed(self.top))
        return RuleViolation(
            "documents.template_unknown",
            _("模板：没有“%(name)s”这个字段。可以用的字段有：%(known)s。请改正后再提交。")
            % {"name": ".".join(path)[:80], "known": known},
            field=self.field,
        )

    def forbidden(self, what: str) -> RuleViolation:
        """The refusal of whatever is not of the language."""
        return RuleViolation(
            "documents.template_forbidden",
            _("模板：不能使用“%(what)s”。模板只能打印字段（{{ 字段 }}），用 for 重复，用 if 判断。请删去后再提交。")
            % {"what": what[:80]},
            field=self.field,
        )


def too_much(field: str) -> RuleViolation:
    """More tags, loops within loops, or words than a page needs."""
    return RuleViolation(
        "documents.template_too_much",
        _("模板：内容过多，或者 for 和 if 套得太深。一份公文用不到这样多，请精简后再提交。"),
        field=field,
    )


def unreadable(field: str, why: str) -> RuleViolation:
    """The tags are not closed, or misspelt."""
    return RuleViolation(
        "documents.template_syntax",
        _("模板：标记写得不对（%(why)s）。请检查花括号和 for、if、endfor、endif 是否成对。") % {"why": why[:200]},
        field=field,
    )
