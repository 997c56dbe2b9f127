"""What a number of the regulations may be set to, and from when."""

from datetime import date

from django.utils.translation import gettext as _

from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.models import Parameter
from foundation.rulebook.states import Stricter, Unit, kind_of
from foundation.rulebook.strictness import holds
from foundation.rulebook.values import Floor, can_be_read, written
from foundation.scope import Scope
from foundation.townships.models import Division
from foundation.townships.states import Level
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
    fitting = kind_of(default.unit).units
    if unit in fitting:
        return None
    return RuleViolation(
        "rulebook.unit",
        _("单位：“%(title)s”不能以“%(unit)s”计。请改用：%(units)s。")
        % {"title": default.title, "unit": unit.label, "units": "、".join(str(each.label) for each in fitting)},
        field="unit",
    )


def value_can_be_read(text: str, unit: Unit) -> RuleViolation | None:
    """The value is a number of its unit."""
    if can_be_read(text, unit):
        return None
    return RuleViolation(
        "rulebook.value",
        _("数值：“%(value)s”不是以“%(unit)s”计的数。请填%(example)s。")
        % {"value": text[:20], "unit": unit.label, "example": kind_of(unit).example},
        field="value",
    )


# Floors ------------------------------------------------------------------------------------------


def floor_can_be_read(code: str, floor: str, unit: Unit) -> RuleViolation | None:
    """A floor is a number of the same unit, and only where one way is stricter."""
    if not floor:
        return None
    if DEFAULTS[code].stricter == Stricter.NONE:
        return RuleViolation(
            "rulebook.floor_without_way",
            _("底线：“%(title)s”不分宽严，没有底线可设。请留空。") % {"title": DEFAULTS[code].title},
            field="floor",
        )
    if can_be_read(floor, unit):
        return None
    return RuleViolation(
        "rulebook.floor",
        _("底线：“%(value)s”不是以“%(unit)s”计的数。请填%(example)s。")
        % {"value": floor[:20], "unit": unit.label, "example": kind_of(unit).example},
        field="floor",
    )


def floor_has_a_level_below(floor: str, village: str) -> RuleViolation | None:
    """Below a village there is nobody whom a floor could bind."""
    if not (floor and village):
        return None
    return RuleViolation("rulebook.floor_of_village", _("底线：村以下没有下级。请留空。"), field="floor")


def floor_is_no_stricter(code: str, value: str, floor: str, unit: Unit) -> RuleViolation | None:
    """Nobody asks those below him for more than he asks of himself."""
    if not floor or holds(value, unit, floor, unit, DEFAULTS[code].stricter):
        return None
    return RuleViolation(
        "rulebook.floor_above_value",
        _("底线：%(floor)s比本级的数值%(value)s还严。请把底线改为不严于本级数值，或者同时提高本级数值。")
        % {"floor": written(floor, unit), "value": written(value, unit)},
        field="floor",
    )


def not_below_the_floor(fresh: Parameter, floor: Floor | None, owner: str) -> RuleViolation | None:
    """No level goes below the floor of a level above it (`owner` is its name, empty for the country).

    Units that cannot be compared for certain count as below: n working days are at least n calendar days,
    not the other way round.
    """
    if floor is None or _keeps(fresh.value, fresh, floor):
        return None
    return RuleViolation(
        "rulebook.below_floor",
        _(
            "数值：%(value)s宽于%(owner)s设定的底线%(floor)s。请填不宽于底线的数值，单位与底线一致；确需放宽的，请报设定底线的一级修改。"
        )
        % {"value": written(fresh.value, Unit(fresh.unit)), "owner": owner or _("国家"), "floor": floor},
        floor.basis,
        field="value",
    )


def floor_not_below_the_floor(fresh: Parameter, floor: Floor | None, owner: str) -> RuleViolation | None:
    """A floor of one's own does not lower the one above."""
    if floor is None or not fresh.floor or _keeps(fresh.floor, fresh, floor):
        return None
    return RuleViolation(
        "rulebook.floor_below_floor",
        _("底线：%(value)s宽于%(owner)s设定的底线%(floor)s。请填不宽于它的底线，或者留空，沿用上级的底线。")
        % {"value": written(fresh.floor, Unit(fresh.unit)), "owner": owner or _("国家"), "floor": floor},
        floor.basis,
        field="floor",
    )


def _keeps(text: str, fresh: Parameter, floor: Floor) -> bool:
    return holds(text, Unit(fresh.unit), floor.text, floor.unit, DEFAULTS[fresh.code].stricter)


def village_is_of_the_township(scope: Scope | None, village: str) -> RuleViolation | None:
    """A number of a single village stands in the township that the village lies in."""
    if not village:
        return None
    owner = scope.township if scope else ""
    if owner and village.startswith(owner) and Division.objects.filter(code=village, level=Level.VILLAGE).exists():
        return None
    return RuleViolation(
        "rulebook.village",
        _("适用范围：“%(code)s”不是本乡镇的村（社区）。请选择本乡镇的村，或者设为全乡镇的规定。")
        % {"code": village[:12]},
        field="village",
    )


# Bases -------------------------------------------------------------------------------------------


def basis_is_not_confirmed(row: Parameter) -> RuleViolation | None:
    """A basis is confirmed once; another text is another version."""
    if not row.confirmed:
        return None
    return RuleViolation(
        "rulebook.confirmed_already",
        _("依据：已经核对过。依据有变化的，请按新的依据修改这项参数。"),
        field="basis",
    )


def basis_is_own_to_confirm(row: Parameter, scope: Scope, village: str) -> RuleViolation | None:
    """Each level reads its own grounds; the country's default is read by the county where it holds."""
    if row.level == (scope.county, scope.township, village) or (not row.county and not scope.township):
        return None
    return RuleViolation(
        "rulebook.other_level",
        _("依据：这里沿用的是上级的规定。请由作出规定的一级核对；国家默认值请由县里核对。"),
        field="basis",
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


def touched_is_known(failed: int) -> RuleViolation | None:
    """Whoever changes a number sees first what it touches. `failed` rooms could not say."""
    if not failed:
        return None
    return RuleViolation(
        "rulebook.touched_unknown",
        _("影响：暂时查不清这项修改涉及哪些事项，所以不能继续。请稍后再试；仍不行的，请告诉系统管理员。"),
    )
