"""How a period is counted, without a database: by hand for what people know, by every date for the rest."""

from datetime import date, timedelta
from functools import cache

import pytest

from foundation.calendar.days import Calendar, End, unmoved
from foundation.calendar.states import CALENDAR_DAYS, MONTHS, UNITS, WORKING_DAYS
from foundation.rulebook.states import Unit
from tests.calendar.filling import as_supplied, day, marks

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
COUNTS = (0, 1, 2, 3, 7, 20, 60)
#: The days of the years whose arrangements come with the system.
KNOWN = date(2004, 1, 1), date(2026, 12, 31)
EVERY_DATE = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return as_supplied()


def with_2027(calendar: Calendar) -> Calendar:
    more = Calendar.of(((mark.day, mark.kind) for mark in marks()), [2027])
    return Calendar(calendar.rest | more.rest, calendar.work | more.work, calendar.fixed | more.fixed)


# By hand ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        # National Day 2026: 1 to 7 October, in exchange Sunday 20 September and Saturday 10 October.
        ("2026-09-30", 1, WORKING_DAYS, "2026-10-08"),
        ("2026-09-30", 2, WORKING_DAYS, "2026-10-09"),
        ("2026-09-30", 3, WORKING_DAYS, "2026-10-10"),
        ("2026-09-30", 4, WORKING_DAYS, "2026-10-12"),
        ("2026-09-18", 1, WORKING_DAYS, "2026-09-20"),
        ("2026-10-03", 1, WORKING_DAYS, "2026-10-08"),
        ("2026-09-24", 7, CALENDAR_DAYS, "2026-10-08"),
        ("2026-09-30", 7, CALENDAR_DAYS, "2026-10-08"),
        ("2026-10-03", 7, CALENDAR_DAYS, "2026-10-10"),
        ("2026-09-01", 1, MONTHS, "2026-10-08"),
        # Mid-Autumn 2026: Friday to Sunday, 25 to 27 September, nothing in exchange.
        ("2026-09-24", 1, WORKING_DAYS, "2026-09-28"),
        ("2026-09-24", 1, CALENDAR_DAYS, "2026-09-28"),
        # Spring Festival 2026: 15 to 23 February, in exchange the Saturdays 14 and 28 February.
        ("2026-02-13", 1, WORKING_DAYS, "2026-02-14"),
        ("2026-02-13", 2, WORKING_DAYS, "2026-02-24"),
        ("2026-02-13", 6, WORKING_DAYS, "2026-02-28"),
        ("2026-02-13", 7, WORKING_DAYS, "2026-03-02"),
        ("2026-02-10", 7, CALENDAR_DAYS, "2026-02-24"),
        ("2026-02-13", 15, CALENDAR_DAYS, "2026-02-28"),
        ("2026-01-16", 1, MONTHS, "2026-02-24"),
        # New Year 2026: 1 to 3 January, in exchange Sunday 4 January. The New Year's break of 2024 began in 2023.
        ("2025-12-31", 1, WORKING_DAYS, "2026-01-04"),
        ("2023-12-29", 1, WORKING_DAYS, "2024-01-02"),
        # Months end on the same number, or on the last day of a month that lacks it.
        ("2026-03-15", 1, MONTHS, "2026-04-15"),
        ("2026-01-31", 1, MONTHS, "2026-02-28"),
        ("2024-01-31", 1, MONTHS, "2024-02-29"),
        ("2025-11-30", 3, MONTHS, "2026-02-28"),
        ("2026-03-31", 3, MONTHS, "2026-06-30"),
        ("2024-02-29", 12, MONTHS, "2025-02-28"),
        ("2026-04-01", 1, MONTHS, "2026-05-06"),
        # Nothing to count: the day itself, if it is worked.
        ("2026-09-30", 0, WORKING_DAYS, "2026-09-30"),
        ("2026-10-01", 0, WORKING_DAYS, "2026-10-08"),
        ("2026-10-01", 0, CALENDAR_DAYS, "2026-10-08"),
        ("2026-10-01", 0, MONTHS, "2026-10-08"),
    ],
)
def test_a_period_ends_where_people_say_it_ends(calendar, start, count, unit, end):
    assert calendar.add(day(start), count, unit) == End(day(end), provisional=False)


@pytest.mark.parametrize(
    ("end", "count", "unit", "start"),
    [
        ("2026-10-08", 1, WORKING_DAYS, "2026-10-07"),
        ("2026-10-08", 2, WORKING_DAYS, "2026-09-29"),
        ("2026-02-24", 3, WORKING_DAYS, "2026-02-12"),
        ("2026-10-12", 2, WORKING_DAYS, "2026-10-09"),
        ("2026-10-12", 0, WORKING_DAYS, "2026-10-12"),
        # Never moved: two days before are two days before, also on a holiday.
        ("2026-10-08", 2, CALENDAR_DAYS, "2026-10-06"),
        ("2026-03-15", 1, MONTHS, "2026-02-15"),
        ("2026-03-30", 1, MONTHS, "2026-02-28"),
        ("2026-03-31", 1, MONTHS, "2026-02-28"),
        # A month from 31 January ends on 28 February, and so the 31st is still in time.
        ("2026-02-28", 1, MONTHS, "2026-01-31"),
        ("2026-04-30", 1, MONTHS, "2026-03-31"),
    ],
)
def test_the_last_day_to_begin(calendar, end, count, unit, start):
    assert calendar.latest_start(day(end), count, unit) == End(day(start), provisional=False)


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        ("2026-09-30", True),
        ("2026-10-01", False),
        ("2026-10-07", False),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2026-09-20", True),
        ("2026-02-14", True),
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2027-01-01", True),
        ("2027-01-02", False),
    ],
)
def test_working_days(calendar, on, worked):
    assert calendar.is_working_day(day(on)) is worked


def test_working_days_between_two_days_are_counted_without_the_first(calendar):
    # 30 September; 8, 9, 10 and 12 October.
    assert calendar.working_days_between(day("2026-09-29"), day("2026-10-12")) == 5
    assert calendar.working_days_between(day("2026-09-30"), day("2026-10-07")) == 0
    assert calendar.working_days_between(day("2026-09-30"), day("2026-09-30")) == 0
    assert calendar.working_days_between(day("2026-10-12"), day("2026-09-30")) == 0


def test_nothing_lies_between_a_rest_day_and_the_day_to_which_it_moves(calendar):
    for each in EVERY_DATE:
        end = calendar.moved_on(each).day
        passed = [each + timedelta(days=n) for n in range((end - each).days)]
        assert calendar.is_working_day(end) and not any(map(calendar.is_working_day, passed))


def test_a_rest_day_moves_on_and_a_working_day_stays(calendar):
    assert calendar.moved_on(day("2026-10-02")) == End(day("2026-10-08"), provisional=False)
    assert calendar.moved_on(day("2026-10-10")) == End(day("2026-10-10"), provisional=False)


# What is not known -----------------------------------------------------------------------------------


def test_twenty_working_days_over_new_year_2027_are_provisional_until_the_year_is_known(calendar):
    """28 to 31 December are 4; without the notice 1 January is a Friday like any other."""
    start = day("2026-12-25")
    assert calendar.add(start, 4, WORKING_DAYS) == End(day("2026-12-31"), provisional=False)
    assert calendar.add(start, 20, WORKING_DAYS) == End(day("2027-01-22"), provisional=True)
    assert with_2027(calendar).add(start, 20, WORKING_DAYS) == End(day("2027-01-25"), provisional=False)


def test_a_day_of_an_unknown_year_is_provisional_however_it_is_reached(calendar):
    assert calendar.moved_on(day("2026-12-31")).provisional is False
    assert calendar.moved_on(day("2027-01-02")) == End(day("2027-01-04"), provisional=True)
    # The first day is not looked at.
    assert calendar.add(day("2003-12-31"), 1, WORKING_DAYS) == End(day("2004-01-02"), provisional=False)
    assert calendar.add(day("2003-12-30"), 1, WORKING_DAYS).provisional
    assert calendar.latest_start(day("2027-01-04"), 1, WORKING_DAYS) == End(day("2027-01-03"), provisional=True)
    assert calendar.latest_start(day("2026-12-31"), 1, WORKING_DAYS) == End(day("2026-12-30"), provisional=False)
    # Counting back over calendar days and months looks at no calendar.
    assert calendar.latest_start(day("2027-01-04"), 2, CALENDAR_DAYS) == End(day("2027-01-02"), provisional=False)


def test_a_period_that_runs_over_an_unknown_year_is_provisional(calendar):
    hole = Calendar(calendar.rest, calendar.work, calendar.fixed - {2025})
    for unit, count in ((WORKING_DAYS, 300), (CALENDAR_DAYS, 500), (MONTHS, 14)):
        assert not calendar.add(day("2024-12-02"), count, unit).provisional
        found = hole.add(day("2024-12-02"), count, unit)
        assert found.provisional and found.day.year == 2026


def test_without_any_table_weekends_count():
    nothing = Calendar()
    assert nothing.add(day("2026-09-30"), 1, WORKING_DAYS) == End(day("2026-10-01"), provisional=True)
    assert nothing.add(day("2026-10-02"), 1, CALENDAR_DAYS) == End(day("2026-10-05"), provisional=True)


# Every date ------------------------------------------------------------------------------------------


every_rule = pytest.mark.parametrize(
    ("unit", "count"), [(unit, count) for unit in sorted(UNITS) for count in COUNTS], ids=str
)


@pytest.mark.unmeasured
@every_rule
def test_every_date_of_a_century_can_be_counted_from(calendar, unit, count):
    """It ends on a working day, not before its start, never earlier for a later start; a year is known or it is not."""
    ends = [(start, calendar.add(start, count, unit)) for start in EVERY_DATE]
    days = [end.day for _start, end in ends]
    assert days == sorted(days)
    assert [end for _start, end in ends if not calendar.is_working_day(end.day)] == []
    later = timedelta(days=count if unit != MONTHS else 28 * count)
    assert [start for start, end in ends if end.day < start + later] == []
    # The first day is not looked at.
    unknown = [
        start
        for start, end in ends
        if not KNOWN[0] <= min(start + timedelta(days=1), end.day) or not end.day <= KNOWN[1]
    ]
    assert [start for start, end in ends if end.provisional] == unknown
    if unit != WORKING_DAYS:
        plain = [unmoved(start, count, unit) for start in EVERY_DATE]
        assert [calendar.moved_on(each).day for each in plain] == days


@pytest.mark.unmeasured
@every_rule
def test_backwards_and_forwards_agree_on_every_date(calendar, unit, count):
    """Who begins on the day that was counted back is in time, who begins a day later is late."""

    # Most days are asked twice: as the one in time, and for the day before as the one too late.
    @cache
    def reached(start: date) -> date:
        return calendar.add(start, count, unit).day if unit == WORKING_DAYS and count else unmoved(start, count, unit)

    for end in EVERY_DATE:
        start = calendar.latest_start(end, count, unit).day
        assert reached(start) <= end < reached(start + timedelta(days=1))


@pytest.mark.unmeasured
@pytest.mark.parametrize("count", COUNTS[1:])
def test_as_many_days_are_worked_as_were_counted(calendar, count):
    """Compared with a count by fingers on every date, which asks each day whether it is worked."""
    worked = [day for day in EVERY_DATE if calendar.is_working_day(day)]
    place = 0
    for start in EVERY_DATE:
        while place < len(worked) and worked[place] <= start:
            place += 1
        if place + count > len(worked):
            break
        assert calendar.add(start, count, WORKING_DAYS).day == worked[place + count - 1]


def test_days_between_are_those_that_are_worked(calendar):
    for first, last in (("2003-12-20", "2004-03-01"), ("2025-12-01", "2027-02-01"), ("2026-09-01", "2026-10-31")):
        start = day(first)
        worked = 0
        while start < day(last):
            start += timedelta(days=1)
            worked += calendar.is_working_day(start)
            assert calendar.working_days_between(day(first), start) == worked


# What cannot be counted ------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["add", "latest_start"])
@pytest.mark.parametrize(
    ("count", "unit"),
    [(-1, WORKING_DAYS), (1, "weeks"), (10**7, CALENDAR_DAYS), (10**6, MONTHS), (10**7, WORKING_DAYS)],
)
def test_what_cannot_be_counted_is_said(calendar, method, count, unit):
    with pytest.raises(ValueError):
        getattr(calendar, method)(day("2026-01-05"), count, unit)


def test_a_parameters_unit_is_a_unit_here(calendar):
    for unit in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS):
        assert calendar.add(day("2026-03-02"), 2, unit) == calendar.add(day("2026-03-02"), 2, unit.value)
    with pytest.raises(ValueError):
        calendar.add(day("2026-03-02"), 2, Unit.YUAN)
