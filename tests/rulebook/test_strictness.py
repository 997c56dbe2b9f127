"""Which number is at least as strict as another: written by hand, and against a model that counts people and days."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from foundation.rulebook.states import Stricter, Unit
from foundation.rulebook.strictness import holds
from foundation.rulebook.values import Value
from foundation.violations import Basis

DAYS, WORKING, MONTHS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS
AT_LEAST, OVER = Unit.SHARE_AT_LEAST, Unit.SHARE_OVER
MORE, LESS, NONE = Stricter.MORE, Stricter.LESS, Stricter.NONE

#: value, unit, floor, its unit, the stricter way, whether the value holds the floor.
CASES = [
    ("5", DAYS, "5", DAYS, MORE, True),
    ("4", DAYS, "5", DAYS, MORE, False),
    ("6", DAYS, "5", DAYS, LESS, False),
    ("5", DAYS, "5", DAYS, LESS, True),
    ("10", DAYS, "9", DAYS, MORE, True),
    # 以上 and 超过 of the same share; equal shares written differently.
    ("1/2", OVER, "1/2", AT_LEAST, MORE, True),
    ("1/2", AT_LEAST, "1/2", OVER, MORE, False),
    ("2/4", OVER, "1/2", OVER, MORE, True),
    ("2/3", AT_LEAST, "1/2", OVER, MORE, True),
    ("333/500", AT_LEAST, "2/3", AT_LEAST, MORE, False),
    ("1/10", AT_LEAST, "1/10", OVER, LESS, True),
    ("1/10", OVER, "1/10", AT_LEAST, LESS, False),
    # n working days last at least n calendar days, never the other way round for certain.
    ("5", WORKING, "5", DAYS, MORE, True),
    ("4", WORKING, "5", DAYS, MORE, False),
    ("30", DAYS, "5", WORKING, MORE, False),
    ("5", DAYS, "5", WORKING, LESS, True),
    ("6", DAYS, "5", WORKING, LESS, False),
    ("1", WORKING, "30", DAYS, LESS, False),
    ("1", MONTHS, "28", DAYS, MORE, True),
    ("1", MONTHS, "29", DAYS, MORE, False),
    ("31", DAYS, "1", MONTHS, MORE, True),
    ("30", DAYS, "1", MONTHS, MORE, False),
    ("31", WORKING, "1", MONTHS, MORE, True),
    ("12", MONTHS, "5", WORKING, MORE, False),
    ("0", DAYS, "0", WORKING, MORE, True),
    ("99999.99", Unit.YUAN, "100000", Unit.YUAN, LESS, True),
    ("100000.01", Unit.YUAN, "100000", Unit.YUAN, LESS, False),
    ("100000.00", Unit.YUAN, "100000", Unit.YUAN, LESS, True),
    ("0.5", Unit.POINTS, "0.45", Unit.POINTS, MORE, True),
    ("14", Unit.DAY_OF_MONTH, "15", Unit.DAY_OF_MONTH, LESS, True),
    ("16", Unit.DAY_OF_MONTH, "15", Unit.DAY_OF_MONTH, LESS, False),
    ("永久", Unit.RETENTION, "30年", Unit.RETENTION, MORE, True),
    ("10年", Unit.RETENTION, "30年", Unit.RETENTION, MORE, False),
    ("01-31", Unit.DAY_OF_YEAR, "02-01", Unit.DAY_OF_YEAR, LESS, True),
    ("10-01", Unit.DAY_OF_YEAR, "09-30", Unit.DAY_OF_YEAR, LESS, False),
    ("5", Unit.COUNT, "3", Unit.COUNT, MORE, True),
    ("1", DAYS, "99", WORKING, NONE, True),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_holds_a_floor(case):
    *question, answer = case
    assert holds(*question) is answer


def needed(text: str, unit: Unit, people: int) -> int:
    return Value("x", "x", text, unit, Basis("x")).needed_of(people)


shares = st.tuples(
    st.builds("{}/{}".format, st.integers(1, 20), st.integers(21, 60)), st.sampled_from([AT_LEAST, OVER])
)


@given(shares, shares, st.integers(0, 200))
def test_a_share_that_holds_never_needs_fewer_people(one, other, people):
    if holds(*one, *other, MORE):
        assert needed(*one, people) >= needed(*other, people)
    else:
        # Some assembly is large enough to tell them apart: one whose half both shares divide.
        exact = 2 * int(one[0].split("/")[1]) * int(other[0].split("/")[1])
        assert needed(*one, exact) < needed(*other, exact)


def last_day(start: date, count: int, unit: Unit, holidays: set[int]) -> date:
    """Naive: the first day is not counted; what is a holiday is drawn by lot; an end on one moves on."""
    day = start
    if unit == MONTHS:
        index = start.year * 12 + start.month - 1 + count
        year, month = divmod(index, 12)
        day = next(found for number in range(start.day, 0, -1) if (found := _date(year, month + 1, number)) is not None)
    elif unit == DAYS:
        day += timedelta(days=count)
    while unit == WORKING and count:
        day += timedelta(days=1)
        count -= day.toordinal() % 11 not in holidays
    while day.toordinal() % 11 in holidays:
        day += timedelta(days=1)
    return day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


periods = st.tuples(st.integers(0, 70), st.sampled_from([DAYS, WORKING, MONTHS]))


@given(
    periods,
    periods,
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sets(st.integers(0, 10), max_size=8),
)
def test_a_period_that_holds_never_ends_earlier(one, other, start, holidays):
    (count, unit), (least, least_unit) = one, other
    assume(holds(str(count), unit, str(least), least_unit, MORE))
    assert last_day(start, count, unit, holidays) >= last_day(start, least, least_unit, holidays)
    assert holds(str(least), least_unit, str(count), unit, LESS)
