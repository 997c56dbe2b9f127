"""The numbers of the rulebook that the other rules are asked with."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from decisions.models import AgendaItem, Meeting, Resolution
from decisions.rules.procedures import procedure_of, quorum_code
from decisions.sitting import Sitting
from decisions.states import NUMBERS_OF_VILLAGERS, Category, Way
from foundation.calendar.counting import calendar
from foundation.calendar.days import End
from foundation.rulebook import strictness
from foundation.rulebook.selectors import parameter
from foundation.rulebook.states import Stricter, Unit
from foundation.rulebook.values import Value
from foundation.townships.models import Body
from foundation.townships.states import BodyKind, Level
from foundation.violations import Basis


@dataclass(frozen=True)
class Quorum(Value):
    """A quorum by the rules of procedure: a share of those due, and never fewer than `least` people."""

    least: int = 0

    def needed_of(self, total: int) -> int:
        """How many of `total` people must be there."""
        return max(super().needed_of(total), self.least)


def quorum_parameter(item: AgendaItem) -> Quorum:
    """The quorum of an item: what the body's rules of procedure ask, where that is stricter than the number in force
    on the day of the meeting (two thirds for personnel, over half otherwise), else that number."""
    rules = procedure_of(item.meeting)
    personnel = item.topic.category == Category.PERSONNEL
    base = _number(quorum_code(BodyKind(item.meeting.body.kind), personnel=personnel), item.meeting)
    field = "quorum_personnel" if personnel and rules.quorum_personnel else "quorum"
    text, unit = getattr(rules, field), Unit(getattr(rules, f"{field}_unit") or Unit.SHARE_OVER)
    found: dict[str, Any] = {each.name: getattr(base, each.name) for each in fields(base)}
    if text and strictness.holds(text, unit, base.text, base.unit, Stricter.MORE):
        found |= {"text": text, "unit": unit, "basis": Basis(rules.title), "bound_by": None}
    return Quorum(**found, least=rules.least)


def majority_parameter(item: AgendaItem) -> Value:
    """The majority in force on the day of the meeting: over half, by parameter."""
    of_villagers = item.meeting.body.kind == BodyKind.VILLAGERS_REPRESENTATIVES
    return _number(NUMBERS_OF_VILLAGERS[1] if of_villagers else "decisions.majority", item.meeting)


def votes_needed(sitting: Sitting) -> int:
    """How many must agree, by the body's way of deciding: of those due, or of those who are there."""
    way, majority = Way(procedure_of(sitting.item.meeting).way), majority_parameter(sitting.item)
    if way == Way.MAJORITY_OF_PRESENT:
        return majority.needed_of(sitting.heads())
    due = len(sitting.due())
    if way == Way.TWO_THIRDS_OF_DUE:
        return max(majority.needed_of(due), -(-2 * due // 3))
    return majority.needed_of(due)


def _number(code: str, meeting: Meeting) -> Value:
    return parameter(code, scope=meeting.scope, on=meeting.day, village=village_of(meeting.body))


def delivery_parameter(meeting: Meeting) -> Value:
    return parameter("decisions.delivery_days", scope=meeting.scope, on=meeting.day, village=village_of(meeting.body))


def ad_hoc_parameter(meeting: Meeting) -> Value:
    """Which share of the members in the room lets an ad-hoc motion in."""
    return parameter("decisions.ad_hoc_consent", scope=meeting.scope, on=meeting.day, village=village_of(meeting.body))


def light_parameter(meeting: Meeting) -> Value:
    """From which sum on a matter is decided collectively, whatever it is."""
    return parameter("decisions.large_sum", scope=meeting.scope, on=meeting.day, village=village_of(meeting.body))


def notice_parameter(resolution: Resolution) -> Value:
    """For how many days objections are taken: by the rule of the day on which it was decided."""
    village = village_of(resolution.item.meeting.body)
    return parameter("disclosure.notice_days", scope=resolution.scope, on=resolution.decided_on, village=village)


def notice_end(resolution: Resolution, prepared_on: date) -> End:
    """Until when objections are taken, by the days that are known now; a copy says what was known when it was made."""
    return notice_parameter(resolution).end_from(prepared_on, calendar())


def village_of(body: Body) -> str:
    """The code of the village that a body belongs to: villages may have numbers of their own. Empty for a unit's."""
    return body.division.code if body.division.level == Level.VILLAGE else ""
