"""How a period is counted. Pure: no database, no clock; `counting.py` finds the days that hold."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from foundation.calendar.states import CALENDAR_DAYS, MONTHS, UNITS, WORKING_DAYS, Kind

_DAY = timedelta(days=1)
_WEEK, _WORKED = 7, 5


@dataclass(frozen=True, order=True)
class Mark:
    """A day that differs from its weekday. `name` is the festival, for a make-up day it may be empty."""

    day: date
    kind: Kind
    name: str = ""


@dataclass(frozen=True)
class End:
    """A day that was counted. `provisional`: days of a year without a fixed arrangement were looked at."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: weekdays without `rest`, and `work`. `fixed` are the years of which that is known.

    In any other year the week alone decides, and what comes out is provisional. Days are kept as ordinals,
    which compare faster than dates.
    """

    rest: frozenset[int] = frozenset()
    work: frozenset[int] = frozenset()
    fixed: frozenset[int] = frozenset()

    @classmethod
    def of(cls, marks: Iterable[tuple[date, str]], fixed: Iterable[int]) -> Calendar:
        """From days with their kinds; of two marks of one day the later in the list holds."""
        kinds = {day.toordinal(): kind for day, kind in marks}
        return cls(
            rest=frozenset(day for day, kind in kinds.items() if kind == Kind.HOLIDAY),
            work=frozenset(day for day, kind in kinds.items() if kind == Kind.MAKE_UP),
            fixed=frozenset(fixed),
        )

    def is_working_day(self, day: date) -> bool:
        return self._works(day.toordinal())

    def is_fixed(self, first: date, last: date) -> bool:
        """Whether the arrangement of every year from `first` to `last` is known."""
        return self.fixed.issuperset(range(first.year, last.year + 1))

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`; none when `end` is not later."""
        return max(0, self._until(end.toordinal()) - self._until(start.toordinal()))

    def moved_on(self, day: date) -> End:
        """The day itself when it is worked, else the next working day.

        民法典 §203: a period whose last day is a rest day (法定休假日: weekend or holiday) ends on the day
        after the rest.
        """
        end = date.fromordinal(self._next(day.toordinal()))
        return End(end, not self.is_fixed(day, end))

    def add(self, start: date, count: int, unit: str) -> End:
        """The last day of a period of `count` `unit` that begins to run on `start`.

        民法典 §201: the day on which it begins is not counted. Working days count working days alone.
        Calendar days count all days; months end on the same number of their last month (§202: or on the
        month's last day, when it has no such number); an end on a rest day moves on (§203). A count of 0
        ends on `start`, moved on in the same way.

        Raises `ValueError` for a negative count, an unknown unit, and beyond the year 9999.
        """
        _check(count, unit)
        if unit == WORKING_DAYS and count:
            last = self._nth(start.toordinal(), count)
        else:
            last = self._next(unmoved(start, count, unit).toordinal())
        end = date.fromordinal(last)
        return End(end, not self.is_fixed(min(start + _DAY, end), end))

    def latest_start(self, end: date, count: int, unit: str) -> End:
        """The last day on which a period of `count` `unit` can begin so that it is over by `end`.

        For "at least two days before": counted backwards and never moved. Who begins a day later is late.
        Only working days look at the calendar, so the others are never provisional. Raises `ValueError`
        for a negative count, an unknown unit, and before the year 1.
        """
        _check(count, unit)
        if unit == CALENDAR_DAYS:
            return End(_shifted(end, -count), False)
        if unit == MONTHS:
            return End(_months_before(end, count), False)
        start = date.fromordinal(self._nth_before(end.toordinal(), count))
        return End(start, not self.is_fixed(min(start + _DAY, end), end))

    def _works(self, ordinal: int) -> bool:
        # Ordinal 1 is a Monday.
        return ordinal in self.work or ((ordinal - 1) % _WEEK < _WORKED and ordinal not in self.rest)

    def _next(self, ordinal: int) -> int:
        while not self._works(ordinal):
            ordinal += 1
        return ordinal

    @cached_property
    def _more(self) -> list[int]:
        """The Saturdays and Sundays that are worked."""
        return sorted(day for day in self.work if (day - 1) % _WEEK >= _WORKED)

    @cached_property
    def _fewer(self) -> list[int]:
        """The weekdays that are not."""
        return sorted(day for day in self.rest if (day - 1) % _WEEK < _WORKED)

    def _until(self, ordinal: int) -> int:
        """How many working days there are from the first ordinal to this one."""
        weeks, days = divmod(ordinal, _WEEK)
        by_the_week = weeks * _WORKED + min(days, _WORKED)
        return by_the_week + bisect_right(self._more, ordinal) - bisect_right(self._fewer, ordinal)

    def _nth(self, ordinal: int, count: int) -> int:
        """The last of the next `count` working days. What is missing takes at least as many days: step by step."""
        wanted = self._until(ordinal) + count
        ordinal += count
        while (missing := wanted - self._until(ordinal)) > 0:
            ordinal += missing
        return ordinal

    def _nth_before(self, ordinal: int, count: int) -> int:
        """The last day after which there are still `count` working days."""
        wanted = self._until(ordinal) - count
        ordinal -= count
        while (missing := self._until(ordinal) - wanted) > 0:
            ordinal -= missing
        return ordinal


def unmoved(start: date, count: int, unit: str) -> date:
    """Where a period of calendar days or months ends before anybody looks whether that day is worked."""
    return _months_after(start, count) if unit == MONTHS else _shifted(start, count)


def _check(count: int, unit: str) -> None:
    if count < 0:
        raise ValueError(f"nobody can count {count} days or months; to count backwards there is latest_start")
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is none of {', '.join(sorted(UNITS))}")


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise ValueError(f"{days} days from {day} there is no calendar") from error


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(start.day, monthrange(year, month + 1)[1]))


def _months_before(end: date, months: int) -> date:
    """The latest day whose period ends on `end` or before: a month from 29, 30 or 31 January ends on 28 February."""
    start = _months_after(end, -months)
    if end.day == monthrange(end.year, end.month)[1]:
        return start.replace(day=monthrange(start.year, start.month)[1])
    return start
