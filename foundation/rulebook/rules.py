"""The rules of this room. Each reads, never writes, and returns what it objects to, or nothing."""

from datetime import date

from django.utils.translation import gettext as _

from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.models import Parameter
from foundation.rulebook.states import KINDS, Unit
from foundation.rulebook.values import can_be_read
from foundation.violations import Basis, RuleViolation


def code_is_known(code: str) -> RuleViolation | None:
    """Only numbers that some rule reads can be set."""
    if code in DEFAULTS:
        return None
    return RuleViolation(
        "rulebook.unknown_code",
        _("代码：没有“%(code)s”这一参数。请从以下参数中选择：%(codes)s。")
        % {"code": code, "codes": "、".join(sorted(DEFAULTS))},
        field="code",
    )


def unit_is_of_same_kind(code: str, unit: Unit) -> RuleViolation | None:
    """Days stay a time, shares stay shares, sums stay sums: the rule that reads the number expects it."""
    default = DEFAULTS[code]
    fitting = next(kind for kind in KINDS if default.unit in kind)
    if unit in fitting:
        return None
    return RuleViolation(
        "rulebook.unit",
        _("单位：“%(title)s”不能以“%(unit)s”计。请改用：%(units)s。")
        % {
            "title": default.title,
            "unit": unit.label,
            "units": "、".join(str(each.label) for each in Unit if each in fitting),
        },
        field="unit",
    )


def value_can_be_read(text: str, unit: Unit) -> RuleViolation | None:
    """The value is a number of its unit."""
    if can_be_read(text, unit):
        return None
    return RuleViolation(
        "rulebook.value",
        _("数值：“%(value)s”不是以“%(unit)s”计的数。天数和月数请填整数，比例请填如 2/3 的分数，金额最多两位小数。")
        % {"value": text[:20], "unit": unit.label},
        field="value",
    )


def basis_is_named(basis: Basis) -> RuleViolation | None:
    """Nobody sets a number without saying on what ground."""
    if basis.text.strip():
        return None
    return RuleViolation(
        "rulebook.no_basis", _("依据：没有填写。请写明文件名称和条款，或会议决定的日期和编号。"), field="basis"
    )


def does_not_reach_back(start: date, end: date | None, today: date) -> RuleViolation | None:
    """A number changes from today on at the earliest: what is past was decided under the old one."""
    if start < today:
        return RuleViolation(
            "rulebook.reaches_back",
            _("生效日期：不能早于今天。已经办理的事项沿用当时的规定。请改为今天或以后的日期。"),
            field="start",
        )
    if end is not None and end < start:
        return RuleViolation("rulebook.end_before_start", _("失效日期：不能早于生效日期。请核对后重填。"), field="end")
    return None


def follows_the_latest(latest: Parameter | None, start: date) -> RuleViolation | None:
    """One version after the other: none is slipped in before one that is set already."""
    if latest is None or latest.start < start:
        return None
    return RuleViolation(
        "rulebook.not_latest",
        _("生效日期：已有自%(year)d年%(month)d月%(day)d日起的规定。请填更晚的日期。")
        % {"year": latest.start.year, "month": latest.start.month, "day": latest.start.day},
        field="start",
    )
