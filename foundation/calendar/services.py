"""The verbs of this room. One public function, one act, one transaction, one entry in the ledger."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from foundation.calendar import counting, rules
from foundation.calendar.days import Mark
from foundation.calendar.events import YearChanged, year_changed
from foundation.calendar.models import Arrangement, SpecialDay
from foundation.calendar.selectors import arrangement_of, marks_of
from foundation.calendar.states import Standing
from foundation.calendar.supplied import SOURCE, supplied
from foundation.ledger.services import SYSTEM, act
from foundation.scope import INSTALLATION
from foundation.violations import refuse_on


def load_calendar(*, now: datetime, actor: object = SYSTEM) -> list[int]:
    """Write the years that came with the system and that are missing. Returns them; twice is the same as once.

    A year that is there is left alone, whoever entered it, even when a later version of the package says
    something else.
    """
    with act("calendar.years.load", stream=INSTALLATION, actor=actor, now=now) as record:
        _lock()
        known = set(Arrangement.objects.values_list("year", flat=True))
        missing = {year: marks for year, marks in supplied().items() if year not in known}
        years = Arrangement.objects.bulk_create(
            Arrangement(year=year, number=1, standing=Standing.SUPPLIED, source=SOURCE, entered_at=now)
            for year in missing
        )
        days = SpecialDay.objects.bulk_create(
            row for arrangement in years for row in _rows(arrangement, missing[arrangement.year])
        )
        record.touch_all(years)
        record.touch_all(days)
        record.facts["years"] = sorted(missing)
        if not missing:
            record.drop()
        _tell(missing, actor, now)
    return sorted(missing)


def fill_year(
    *,
    year: int,
    marks: Sequence[Mark],
    source: str,
    confirmed: bool,
    replaces: int,
    actor: object,
    now: datetime,
) -> Arrangement:
    """Say which days of a year are holidays and which are worked in exchange, for the whole country.

    `marks` are all of them, `source` the title and number of the notice; `confirmed` says that they were
    compared with it, otherwise they are what is expected. `replaces` is the number of the arrangement that
    the actor saw (0: none); it stays on record beside the new one.
    Raises `RuleViolation` when the year is too far away, the source or every holiday is missing, a day is of
    another year or there twice, nothing changes, or somebody else has entered the year meanwhile.
    """
    standing = Standing.CONFIRMED if confirmed else Standing.EXPECTED
    marks, source = sorted(marks), source.strip()
    with act("calendar.year.fill", stream=INSTALLATION, actor=actor, now=now, year=year) as record:
        refuse_on(
            rules.year_can_be_entered(year, timezone.localdate(now)),
            rules.source_is_named(source),
            rules.has_holidays(marks),
            rules.days_are_of_the_year(marks, year),
            rules.no_day_twice(marks),
            rules.calendar_is_loaded(_lock()),
        )
        before = arrangement_of(year)
        refuse_on(rules.nobody_was_faster(before.number if before else 0, replaces))
        old = marks_of(before)
        same = before is not None and (before.standing, before.source, old) == (standing, source, marks)
        refuse_on(rules.something_changes(same))
        fresh = Arrangement.objects.create(
            year=year, number=replaces + 1, standing=standing, source=source, entered_at=now
        )
        record.touch(fresh)
        record.touch_all(SpecialDay.objects.bulk_create(_rows(fresh, marks)))
        record.facts["before"] = _told(before, [mark for mark in old if mark not in marks])
        record.facts["after"] = _told(fresh, [mark for mark in marks if mark not in old])
        _tell([year], actor, now)
    return fresh


def _lock() -> bool:
    """Whoever enters a year comes one after the other, so that the newest row has the highest key."""
    return Arrangement.objects.select_for_update().order_by("pk").first() is not None


def _rows(arrangement: Arrangement, marks: Iterable[Mark]) -> list[SpecialDay]:
    return [SpecialDay(arrangement=arrangement, day=mark.day, kind=mark.kind, name=mark.name) for mark in marks]


def _told(arrangement: Arrangement | None, marks: Iterable[Mark]) -> dict[str, object]:
    """What an entry says of an arrangement: its ground, and those of its days that the other one has not."""
    if arrangement is None:
        return {}
    days = [f"{mark.day.isoformat()} {mark.kind.value} {mark.name}".rstrip() for mark in marks]
    return {"number": arrangement.number, "standing": arrangement.standing, "source": arrangement.source, "days": days}


def _tell(years: Iterable[int], actor: object, now: datetime) -> None:
    counting.forget()
    for year in years:
        year_changed.emit(YearChanged(year, actor, now))
