"""The rules on divisions: in force, merged, split."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation.townships.models import (
    Division,
    Succession,
    Tenure,
)
from foundation.townships.states import Level
from foundation.violations import RuleViolation


def division_in_force(division: Division, day: date) -> RuleViolation | None:
    """What has been merged or divided takes no new acts from that day on; its successors do."""
    if division.end is None or day <= division.end:
        return None
    successors = Division.objects.filter(origins__predecessor=division).order_by("code")
    names = "、".join(successors.values_list("name", flat=True)) or _("承接其职能的单位")
    return RuleViolation(
        "townships.division_ended",
        _("单位：%(name)s至 %(end)s 止，此后已撤并，不再办理新的事项。请到%(successors)s办理。")
        % {"name": division.name, "end": division.end, "successors": names},
        field="division",
    )


# Mergers and divisions ---------------------------------------------------------------------------


def succession_has_both_sides(predecessors: Sequence[Division], successors: Sequence[Division]) -> RuleViolation | None:
    """Something goes on in something else."""
    if predecessors and successors:
        return None
    return RuleViolation("townships.succession_empty", _("区划：原区划和现区划都至少要有一个。请补充代码。"))


def succession_keeps_level(predecessors: Sequence[Division], successors: Sequence[Division]) -> RuleViolation | None:
    """A town goes on in towns, a village in villages; a grant on the one then covers the other."""
    wanted = Level(predecessors[0].level)
    odd = next((each for each in [*predecessors, *successors] if each.level != wanted), None)
    if odd is None and wanted in {Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE}:
        return None
    shown = odd or predecessors[0]
    return RuleViolation(
        "townships.succession_level",
        _("区划：%(name)s是%(level)s。撤并须在同一层级的县、乡镇或村之间登记，请分别登记。")
        % {"name": shown.name, "level": shown.get_level_display()},
    )


def succession_is_apart(predecessors: Sequence[Division], successors: Sequence[Division]) -> RuleViolation | None:
    """What goes on under its own code has no successor."""
    both = [division.name for division in predecessors if division in successors]
    if not both:
        return None
    return RuleViolation(
        "townships.succession_both",
        _("区划：%(names)s既是原区划，又是现区划。继续存在的单位请只写在现区划中。") % {"names": "、".join(both)},
    )


def succession_is_new(predecessors: Sequence[Division], successors: Sequence[Division]) -> RuleViolation | None:
    """A merger is on record once."""
    known = Succession.objects.filter(predecessor__in=predecessors, successor__in=successors)
    found = known.select_related("predecessor", "successor").first()
    if found is None:
        return None
    return RuleViolation(
        "townships.succession_known",
        _("区划：“%(succession)s”已于 %(day)s 生效，不必重复登记。") % {"succession": found, "day": found.day},
    )


def succession_on_its_day(
    predecessors: Sequence[Division], successors: Sequence[Division], day: date
) -> RuleViolation | None:
    """Both sides exist on the day, and each predecessor existed before it for a day at least."""
    for division in [*predecessors, *successors]:
        if not division.exists_on(day):
            return RuleViolation(
                "townships.succession_not_in_force",
                _("生效日期：%(name)s在 %(day)s 不存在（%(start)s 至 %(end)s）。请核对日期和代码。")
                % {
                    "name": division.name,
                    "day": day,
                    "start": division.start or _("一直"),
                    "end": division.end or _("今"),
                },
                field="day",
            )
    young = next((each for each in predecessors if each.start is not None and each.start >= day), None)
    if young is None:
        return None
    return RuleViolation(
        "townships.succession_early",
        _("生效日期：%(name)s于 %(start)s 才设立，撤并须在此后。请核对日期。")
        % {"name": young.name, "start": young.start},
        field="day",
    )


def nobody_comes_later(predecessors: Sequence[Division], day: date) -> RuleViolation | None:
    """A tenure that would begin after its unit is gone can neither begin nor end."""
    late = Tenure.objects.filter(post__division__in=predecessors, start__gte=day).select_related("official", "post")
    found = late.order_by("start", "pk").first()
    if found is None:
        return None
    return RuleViolation(
        "townships.tenure_after_merger",
        _("任职：%(name)s自 %(start)s 起任%(post)s，晚于撤并。请把撤并日期定在其任职日期之后，或者先与任免机关核对。")
        % {"name": found.official.name, "start": found.start, "post": found.post},
        field="day",
    )
