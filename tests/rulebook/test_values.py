"""What a number means. The table of majorities is written by hand from 民法典 §1259, not from the code."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.rulebook.states import KINDS, Stricter, Unit, kind_of
from foundation.rulebook.strictness import holds
from foundation.rulebook.values import Floor, Value, can_be_read, share
from foundation.violations import Basis
from tests.foundation.wording import words

#: People → (超过 1/2, 2/3 以上, 超过 2/3, 1/2 以上).
NEEDED = {
    1: (1, 1, 1, 1),
    2: (2, 2, 2, 1),
    3: (2, 2, 3, 2),
    4: (3, 3, 3, 2),
    5: (3, 4, 4, 3),
    6: (4, 4, 5, 3),
    7: (4, 5, 5, 4),
    8: (5, 6, 6, 4),
    9: (5, 6, 7, 5),
    10: (6, 7, 7, 5),
    11: (6, 8, 8, 6),
    12: (7, 8, 9, 6),
    13: (7, 9, 9, 7),
    14: (8, 10, 10, 7),
    15: (8, 10, 11, 8),
}


def value(text: str, unit: Unit) -> Value:
    return Value("decisions.test", "测试", text, unit, Basis("某规定第一条"))


@pytest.mark.parametrize("people", NEEDED)
def test_majorities_of_three_to_fifteen(people: int):
    counted = (
        value("1/2", Unit.SHARE_OVER).needed_of(people),
        value("2/3", Unit.SHARE_AT_LEAST).needed_of(people),
        value("2/3", Unit.SHARE_OVER).needed_of(people),
        value("1/2", Unit.SHARE_AT_LEAST).needed_of(people),
    )
    assert counted == NEEDED[people]


def test_nobody_is_never_enough():
    assert value("1/2", Unit.SHARE_OVER).needed_of(0) == 1
    assert value("2/3", Unit.SHARE_AT_LEAST).needed_of(0) == 1
    with pytest.raises(ValueError, match="-1"):
        value("1/2", Unit.SHARE_OVER).needed_of(-1)


def test_all_of_them():
    assert value("1/1", Unit.SHARE_AT_LEAST).needed_of(9) == 9


@given(st.integers(1, 99), st.integers(1, 99), st.integers(1, 500))
def test_what_is_needed_can_be_reached_and_is_the_least(above: int, below: int, people: int):
    text = f"{above}/{below}"
    for unit in (Unit.SHARE_AT_LEAST, Unit.SHARE_OVER):
        if not can_be_read(text, unit):
            continue
        needed = value(text, unit).needed_of(people)
        enough = (
            (lambda n: n * below >= above * people)
            if unit == Unit.SHARE_AT_LEAST
            else (lambda n: n * below > above * people)
        )
        assert 1 <= needed <= people
        assert enough(needed)
        assert needed == 1 or not enough(needed - 1)


def test_days_and_sums_are_read_exactly():
    assert value("20", Unit.WORKING_DAYS).whole() == 20
    assert value("6", Unit.MONTHS).whole() == 6
    assert value("100000.5", Unit.YUAN).yuan() == Decimal("100000.50")


@pytest.mark.parametrize(
    ("unit", "asked"),
    [
        (Unit.YUAN, "whole"),
        (Unit.SHARE_OVER, "whole"),
        (Unit.POINTS, "whole"),
        (Unit.DAY_OF_YEAR, "whole"),
        (Unit.MONTHS, "yuan"),
        (Unit.SHARE_AT_LEAST, "yuan"),
        (Unit.YUAN, "points"),
    ],
)
def test_a_number_is_not_read_as_something_else(unit: Unit, asked: str):
    with pytest.raises(ValueError, match=r"decisions\.test"):
        getattr(value("1/2", unit), asked)()


def test_days_of_month_and_year_counts_and_points_are_read():
    assert value("15", Unit.DAY_OF_MONTH).whole() == 15
    assert value("3", Unit.COUNT).whole() == 3
    assert value("0.5", Unit.POINTS).points() == Decimal("0.5")
    assert value("01-31", Unit.DAY_OF_YEAR).day_in(2027) == date(2027, 1, 31)
    assert [value("02-29", Unit.DAY_OF_YEAR).day_in(year) for year in (2027, 2028)] == [
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]
    with pytest.raises(ValueError, match="not a day of the year"):
        value("15", Unit.DAY_OF_MONTH).day_in(2027)


@given(st.sampled_from(Unit), st.text(st.sampled_from("0123456789/.-"), max_size=8))
def test_whatever_can_be_read_is_read_and_written(unit: Unit, text: str):
    """No text that is let in fails later: not when it is read, written, or compared with a floor."""
    if not can_be_read(text, unit):
        return
    found = value(text, unit)
    assert str(found)
    read = {
        Unit.YUAN: found.yuan,
        Unit.POINTS: found.points,
        Unit.DAY_OF_YEAR: lambda: found.day_in(2027),
        Unit.SHARE_AT_LEAST: lambda: found.needed_of(9),
        Unit.SHARE_OVER: lambda: found.needed_of(9),
    }.get(unit, found.whole)
    assert read() is not None
    for stricter in Stricter:
        assert holds(text, unit, text, unit, stricter)


def test_every_unit_is_of_one_kind():
    assert sorted(unit for kind in KINDS for unit in kind.units) == sorted(Unit)
    assert all(unit in kind_of(unit).units for unit in Unit)


def test_days_are_no_share():
    with pytest.raises(ValueError, match="not a share"):
        value("2", Unit.CALENDAR_DAYS).needed_of(9)


@pytest.mark.parametrize(
    ("text", "unit", "good"),
    [
        ("2", Unit.CALENDAR_DAYS, True),
        ("0", Unit.WORKING_DAYS, True),
        ("-2", Unit.CALENDAR_DAYS, False),
        ("２", Unit.CALENDAR_DAYS, False),
        ("2.5", Unit.MONTHS, False),
        # So long after that no year is left: one county's number would stop a rule for all.
        ("9999", Unit.MONTHS, True),
        ("10000", Unit.MONTHS, False),
        ("", Unit.MONTHS, False),
        ("100000", Unit.YUAN, True),
        ("0.05", Unit.YUAN, True),
        ("0.005", Unit.YUAN, False),
        ("1e3", Unit.YUAN, False),
        ("2/3", Unit.SHARE_AT_LEAST, True),
        ("1/1", Unit.SHARE_AT_LEAST, True),
        ("1/1", Unit.SHARE_OVER, False),
        ("3/2", Unit.SHARE_AT_LEAST, False),
        ("0/3", Unit.SHARE_AT_LEAST, False),
        ("1/0", Unit.SHARE_OVER, False),
        ("0.5", Unit.SHARE_OVER, False),
        ("2/3\n", Unit.SHARE_OVER, False),
        ("1", Unit.DAY_OF_MONTH, True),
        ("31", Unit.DAY_OF_MONTH, True),
        ("0", Unit.DAY_OF_MONTH, False),
        ("32", Unit.DAY_OF_MONTH, False),
        ("015", Unit.DAY_OF_MONTH, False),
        ("01-31", Unit.DAY_OF_YEAR, True),
        ("02-29", Unit.DAY_OF_YEAR, True),
        ("02-30", Unit.DAY_OF_YEAR, False),
        ("13-01", Unit.DAY_OF_YEAR, False),
        ("1-31", Unit.DAY_OF_YEAR, False),
        ("3", Unit.COUNT, True),
        ("3.5", Unit.COUNT, False),
        ("0.5", Unit.POINTS, True),
        ("80", Unit.POINTS, True),
        ("0.505", Unit.POINTS, False),
    ],
)
def test_what_can_be_a_value(text: str, unit: Unit, good: bool):
    assert can_be_read(text, unit) is good


def test_a_share_is_a_fraction():
    with pytest.raises(ValueError, match="half"):
        share("half")


def test_values_are_said_in_chinese():
    assert str(value("2", Unit.CALENDAR_DAYS)) == "2 自然日"
    assert str(value("2/3", Unit.SHARE_AT_LEAST)) == "2/3以上"
    assert str(value("1/2", Unit.SHARE_OVER)) == "超过1/2"
    assert str(value("15", Unit.DAY_OF_MONTH)) == "当月15日"
    assert str(value("01-31", Unit.DAY_OF_YEAR)) == "1月31日"
    assert str(value("100000.00", Unit.YUAN)) == "100,000.00 元"
    assert str(value("12", Unit.MONTHS)) == "12 个月"
    assert str(value("0.5", Unit.POINTS)) == "0.5 分"
    assert str(Floor("2/3", Unit.SHARE_AT_LEAST, Basis("x"))) == "2/3以上"


def test_an_unchecked_basis_is_never_a_citation():
    assert words(Basis("某条例第三条")) == "按本县规定(待县确认)"
    assert str(Basis("某条例第三条", confirmed=True)) == "某条例第三条"
