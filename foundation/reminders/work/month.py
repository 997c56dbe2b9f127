"""A month with the deadlines of its days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.calendar.days import Mark
from foundation.calendar.months import Cell, months_of
from foundation.calendar.states import FIRST_YEAR, LAST_YEAR
from foundation.calendar.words import weekday
from foundation.reminders.work.shown import Line


@dataclass(frozen=True)
class DayOfMonth:
    """A cell of the table; `more` deadlines have no room in it."""

    cell: Cell
    weekday: str = ""
    lines: Sequence[Line] = ()
    more: int = 0

    @property
    def idle(self) -> bool:
        """Nothing in it to read in a list by day."""
        return not (self.lines or self.cell.today)


@dataclass(frozen=True)
class Week:
    days: list[DayOfMonth]

    @property
    def idle(self) -> bool:
        return all(day.idle for day in self.days)


def weeks_of(
    first: date, marks: Iterable[Mark], lines: Mapping[date, Sequence[Line]], counts: Mapping[date, int], today: date
) -> list[Week]:
    """The weeks of the month that begins on `first`, from Monday on; the days of its neighbours are holes."""

    def of_day(cell: Cell) -> DayOfMonth:
        if cell.day is None:
            return DayOfMonth(cell)
        shown = lines.get(cell.day, ())
        return DayOfMonth(cell, weekday(cell.day), shown, counts.get(cell.day, 0) - len(shown))

    month = months_of(first.year, marks, today)[first.month - 1]
    return [Week([of_day(cell) for cell in week]) for week in month.weeks]


def neighbour(first: date, months: int) -> str:
    """`2026-12`, so many months away; empty where there is no calendar any more."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return written(date(year, month + 1, 1)) if FIRST_YEAR <= year <= LAST_YEAR else ""


def written(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"
