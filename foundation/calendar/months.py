"""A year as twelve tables: which days are holidays, which are worked in exchange."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from foundation.calendar.days import Mark
from foundation.calendar.states import Kind

_WEEKEND = 5


@dataclass(frozen=True)
class Cell:
    """A day of a month, or a hole before its first and after its last. `word` says what the colour says."""

    day: date | None = None
    tone: str = ""
    word: str = ""
    name: str = ""
    today: bool = False


@dataclass(frozen=True)
class Month:
    """A month by weeks that begin on Monday."""

    number: int
    weeks: list[list[Cell]]

    @property
    def title(self) -> str:
        return _("%(month)d月") % {"month": self.number}


def months_of(year: int, marks: Iterable[Mark], today: date) -> list[Month]:
    """The months of a year with its marked days."""
    found = {mark.day: mark for mark in marks}

    def cell(month: int, day: date) -> Cell:
        return _cell(day, found.get(day), today) if day.month == month else Cell()

    return [
        Month(month, [[cell(month, day) for day in week] for week in Weeks().monthdatescalendar(year, month)])
        for month in range(1, 13)
    ]


def _cell(day: date, mark: Mark | None, today: date) -> Cell:
    if mark is None:
        return Cell(day, "weekend" if day.weekday() >= _WEEKEND else "", today=day == today)
    if mark.kind == Kind.HOLIDAY:
        return Cell(day, "rest", _("休"), mark.name, day == today)
    return Cell(day, "work", _("班"), _("调休上班"), day == today)
