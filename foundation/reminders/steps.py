"""The steps of a deadline as data: ahead, on the day, late, and upward to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.calendar.days import Calendar, End
from foundation.calendar.states import CALENDAR_DAYS, UNITS
from foundation.reminders.states import STEP_LENGTH, When
from foundation.rulebook.selectors import InForce
from foundation.scope import Scope
from foundation.townships.states import Capability, Role

_CODE = re.compile(rf"[a-z_]{{1,{STEP_LENGTH}}}", re.ASCII)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One time at which somebody is told.

    `count` `unit` lie between the day and the telling; where `parameter` names a number of the rulebook,
    that number does, in its own unit. `upward` are the roles or capabilities, over whoever owns the
    thing, that are told in place of its owners: only of what is late. Raises `ValueError` for a step that
    contradicts itself.
    """

    code: str
    when: When
    count: int = 0
    unit: str = CALENDAR_DAYS
    parameter: str = ""
    upward: tuple[Role | Capability, ...] = ()

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"a step has at most {STEP_LENGTH} small letters: {self.code!r}")
        if self.count < 0 or self.unit not in UNITS:
            raise ValueError(f"step {self.code} counts {self.count} {self.unit}")
        if self.upward and self.when is not When.LATE:
            raise ValueError(f"step {self.code} goes upward before its day has passed")

    def tell_on(self, due: date, days: Calendar, numbers: InForce, scope: Scope, village: str = "") -> End:
        """The day from which the step is told. `provisional`: it was counted over a year that is not known yet.

        Whoever is told ahead reads it on a working day: where the period begins on a rest day, he is told
        before. Late is the day after at the earliest. Raises `MissingParameter`.
        """
        if self.when is When.ON_DAY:
            return End(due, False)
        if self.when is When.AHEAD:
            start = self._start(due, days, numbers, scope, village)
            return End(_worked(start.day, days), start.provisional)
        end = self._end(due, days, numbers, scope, village)
        return End(max(end.day, due + _DAY), end.provisional)

    def _start(self, due: date, days: Calendar, numbers: InForce, scope: Scope, village: str) -> End:
        if self.parameter:
            return numbers.of(self.parameter, scope=scope, village=village).latest_start(due, days)
        return days.latest_start(due, self.count, self.unit)

    def _end(self, due: date, days: Calendar, numbers: InForce, scope: Scope, village: str) -> End:
        if self.parameter:
            return numbers.of(self.parameter, scope=scope, village=village).end_from(due, days)
        return days.add(due, self.count, self.unit)


def _worked(day: date, days: Calendar) -> date:
    while not days.is_working_day(day):
        day -= _DAY
    return day


#: The steps of an ordinary deadline. A rule takes those that suit it, or has its own.
AHEAD = Step("ahead", When.AHEAD, parameter="reminders.ahead_days")
ON_DAY = Step("day", When.ON_DAY)
LATE = Step("late", When.LATE, count=1)
TO_PRINCIPALS = Step("principals", When.LATE, parameter="reminders.principal_days", upward=(Role.PRINCIPAL,))
TO_INSPECTORS = Step("inspectors", When.LATE, parameter="reminders.county_days", upward=(Role.INSPECTOR,))
