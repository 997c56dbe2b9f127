"""Reads of this room."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from foundation.calendar.days import Calendar, Mark
from foundation.calendar.models import Arrangement, SpecialDay
from foundation.calendar.states import Kind, Standing
from foundation.townships.models import User
from foundation.townships.states import Capability

#: The State Council's office announces a year in the November before.
NOTICE_MONTH = 11


def newest() -> tuple[int, datetime] | None:
    """What the days of now are known by: the arrangement entered last. One row of the primary key.

    The instant is part of it: the key of a row that was rolled back may be given again.
    """
    return Arrangement.objects.order_by("-pk").values_list("pk", "entered_at").first()


def read() -> Calendar:
    """The days of all years, as they hold now. One query.

    Where two years speak of one day, of the last of December, the later notice holds.
    """
    rows = (
        Arrangement.objects.current()
        .order_by("year", "days__day")
        .values_list("year", "standing", "days__day", "days__kind")
    )
    found = list(rows)
    return Calendar.of(
        marks=((day, kind) for _year, _standing, day, kind in found if day),
        fixed={year for year, standing, _day, _kind in found if standing != Standing.EXPECTED},
    )


def arrangement_of(year: int) -> Arrangement | None:
    """What holds for a year."""
    return Arrangement.objects.current().filter(year=year).first()


def current_arrangements() -> QuerySet[Arrangement]:
    """What holds, the latest year first."""
    return Arrangement.objects.current().order_by("-year")


def marks_of(arrangement: Arrangement | None) -> list[Mark]:
    """The days of an arrangement in their order; none of none."""
    if arrangement is None:
        return []
    rows = SpecialDay.objects.filter(arrangement=arrangement).order_by("day")
    return [Mark(row.day, Kind(row.kind), row.name) for row in rows]


def marks_within(year: int) -> list[Mark]:
    """The marked days of a calendar year, also those that the next year's notice has set. One query."""
    rows = SpecialDay.objects.filter(arrangement__in=Arrangement.objects.current(), day__year=year)
    found = {row.day: Mark(row.day, Kind(row.kind), row.name) for row in rows.order_by("arrangement__year")}
    return sorted(found.values())


@dataclass(frozen=True)
class Break:
    """Days of one kind and name that follow each other."""

    first: date
    last: date
    kind: Kind
    name: str

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def breaks_of(marks: list[Mark], kind: Kind) -> list[Break]:
    """The days of one kind, those that follow each other under one name taken together."""
    days = sorted(mark for mark in marks if mark.kind == kind)
    found = []
    # Of days in a row the distance to their place in the list stays the same.
    for _key, run in groupby(enumerate(days), key=lambda each: (each[1].day.toordinal() - each[0], each[1].name)):
        of_it = [mark for _place, mark in run]
        found.append(Break(of_it[0].day, of_it[-1].day, kind, of_it[0].name))
    return found


@dataclass(frozen=True)
class Gap:
    """A year that is needed and not known: nothing is entered, or only what was expected."""

    year: int
    expected: bool


def gaps(today: date) -> list[Gap]:
    """This year, and from November on the next one, as far as their arrangements are not known. One query."""
    needed = [today.year, today.year + 1][: 2 if today.month >= NOTICE_MONTH else 1]
    standings = dict(Arrangement.objects.current().filter(year__in=needed).values_list("year", "standing"))
    return [
        Gap(year, expected=year in standings)
        for year in needed
        if standings.get(year, Standing.EXPECTED) == Standing.EXPECTED
    ]


def visible_arrangements(user: User | AnonymousUser) -> QuerySet[Arrangement]:
    """For the admin: the country's own, so whoever sees anything there sees all, but for the three administrators."""
    if not (user.is_authenticated and user.may(Capability.VIEW_PEOPLE)):
        return Arrangement.objects.none()
    return Arrangement.objects.all()
