"""Which period is owed next and by which day: without a database."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from foundation.reminders.duties.models import RecurringDuty
from foundation.reminders.duties.states import MONTHS, Period
from foundation.reminders.duties.terms import Term, named, next_term
from foundation.rulebook.states import Unit
from foundation.rulebook.values import Value
from foundation.violations import Basis

FIRST, BEGINS = date(2026, 1, 1), date(2026, 11, 10)
NUMBER = Value("a.b", "x", "15", Unit.DAY_OF_MONTH, Basis("x"))


def duty(period=Period.QUARTER, **more) -> RecurringDuty:
    return RecurringDuty(**{"period": period, "first": FIRST, "start": BEGINS, **more})


def term(duty: RecurringDuty, *, number=None, done_until=None, exists=None) -> Term | None:
    return next_term(duty, number=number, done_until=done_until, exists=exists)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (Period.HALF_YEAR, date(2026, 7, 1), date(2026, 12, 31)),
        (Period.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (Period.TWO_YEARS, date(2026, 1, 1), date(2027, 12, 31)),
        (Period.SIX_YEARS, date(2026, 1, 1), date(2031, 12, 31)),
    ],
)
def test_it_begins_with_the_period_of_its_first_day(period, start, end):
    """Nothing is owed of the quarters before, and a period without a day of its own is due on its last one."""
    assert term(duty(period)) == Term(start, end, end)


@pytest.mark.parametrize(
    ("begins", "start"),
    [(date(2026, 3, 31), date(2026, 1, 1)), (date(2026, 4, 1), date(2026, 4, 1)), (date(2025, 5, 5), FIRST)],
)
def test_the_day_decides_which_period_is_the_first(begins, start):
    assert term(duty(start=begins)).start == start


def test_a_township_founded_later_owes_what_comes_after():
    assert term(duty(), exists=date(2027, 2, 3)).start == date(2027, 1, 1)
    assert term(duty(), exists=date(1999, 1, 1)).start == date(2026, 10, 1)


def test_periods_follow_each_other_and_none_is_left_out():
    done = None
    seen = []
    for _each in range(5):
        found = term(duty(), done_until=done)
        seen.append((found.start, found.end))
        done = found.end
    assert seen[0] == (date(2026, 10, 1), date(2026, 12, 31))
    assert all((later[0] - former[1]).days == 1 for former, later in pairwise(seen))
    assert seen[-1] == (date(2027, 10, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("more", "number", "due"),
    [
        ({"due_month": 1, "due_day": 15}, None, date(2027, 1, 15)),
        ({"due_month": 2, "due_day": 31}, None, date(2027, 2, 28)),
        ({"due_month": 12, "due_day": 1}, None, date(2027, 12, 1)),
        ({}, NUMBER, date(2027, 1, 15)),
        ({}, replace(NUMBER, text="31", unit=Unit.DAY_OF_MONTH), date(2027, 1, 31)),
        ({}, replace(NUMBER, text="01-31", unit=Unit.DAY_OF_YEAR), date(2027, 1, 31)),
        ({"start": date(2027, 1, 1)}, replace(NUMBER, text="06-30", unit=Unit.DAY_OF_YEAR), date(2027, 6, 30)),
    ],
)
def test_the_last_day(more, number, due):
    assert term(duty(**more), number=number).due == due


@pytest.mark.parametrize(("months", "end"), [("12", date(2026, 12, 31)), ("36", date(2028, 12, 31)), ("0", None)])
def test_a_number_of_months_is_the_length(months, end):
    """Whatever the county sets; of nothing at all a month is made, or it would never end."""
    found = term(duty(Period.TWO_YEARS), number=replace(NUMBER, text=months, unit=Unit.MONTHS))
    assert (found.end if end else found.start) == (end or date(2026, 11, 1))
    assert found.due == found.end


def test_a_duty_that_has_ended_asks_for_what_ended_before():
    assert term(duty(end=date(2026, 12, 31))) is not None
    assert term(duty(end=date(2026, 12, 30))) is None


def test_every_period_has_its_months():
    assert set(MONTHS) == set(Period)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        (date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度"),
        (date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        (date(2026, 1, 1), date(2031, 12, 31), "2026年至2031年"),
        (date(2026, 2, 1), date(2026, 4, 30), "2026年2月1日至2026年4月30日"),
        (date(2026, 1, 1), date(2026, 4, 30), "2026年1月1日至2026年4月30日"),
        (date(2026, 7, 1), date(2027, 6, 30), "2026年7月1日至2027年6月30日"),
    ],
)
def test_a_period_has_a_name(start, end, said):
    assert named(start, end) == said
