"""What looks odd about a year is said, and refuses nothing."""

import pytest

from foundation.calendar.days import Mark
from foundation.calendar.plausibility import doubts, legal_days
from foundation.calendar.states import Kind
from foundation.calendar.supplied import supplied
from tests.calendar.filling import YEAR, day, marks


def odd(found: list[Mark], *, year: int = YEAR, today: str = "2026-11-10") -> list[str]:
    return doubts(found, year=year, today=day(today))


def test_a_year_as_it_should_be_raises_no_doubt():
    assert odd(marks()) == []


def test_the_law_gives_thirteen_days_eleven_before_and_none_is_known_before_that():
    assert [sum(legal_days(year).values()) for year in (2007, 2008, 2024, 2025, 2027)] == [0, 11, 11, 13, 13]


#: The one year with a break that was not of a festival: two days of remembrance.
REMEMBRANCE = 2015


@pytest.mark.parametrize("year", sorted(supplied()))
def test_no_year_that_was_is_out_of_season(year):
    found = doubts(supplied()[year], year=year, today=day("2000-01-01"))
    others = [sentence for sentence in found if not sentence.startswith("法定节日")]
    assert len(others) == (2 if year == REMEMBRANCE else 0)


def test_missing_and_short_festivals_are_named():
    without = [mark for mark in marks() if mark.name != "中秋节" and mark.day != day("2027-05-01")]
    short = [mark for mark in without if mark.name != "春节" or mark.kind == Kind.MAKE_UP or mark.day.day < 7]
    assert odd(without) == ["法定节日应有13天，这里只认出12天，缺少或不足的：中秋。"]
    assert odd(short) == ["法定节日应有13天，这里只认出10天，缺少或不足的：春节、中秋。"]


def test_a_break_named_after_two_festivals_has_room_for_both():
    merged = [mark for mark in marks() if mark.name != "中秋节"]
    merged = [Mark(mark.day, mark.kind, "国庆节、中秋节") if mark.name == "国庆节" else mark for mark in merged]
    assert odd(merged) == []


def test_a_holiday_out_of_season_and_one_that_nobody_knows_are_named():
    wrong = [*marks(), Mark(day("2027-08-01"), Kind.HOLIDAY, "国庆节"), Mark(day("2027-08-02"), Kind.HOLIDAY, "建军节")]
    assert odd(wrong) == [
        "2027年8月1日放假，不在“国庆节”通常的日期前后。",
        "2027年8月2日放假，“建军节”不是每年都有的节日。",
    ]


def test_new_year_may_begin_in_december():
    assert odd([*marks(), Mark(day("2026-12-31"), Kind.HOLIDAY, "元旦")]) == []
    (found,) = odd([*marks(), Mark(day("2026-12-20"), Kind.HOLIDAY, "元旦")])
    assert "2026年12月20日" in found


def test_a_make_up_day_in_the_week_is_worked_anyway():
    assert odd([*marks(), Mark(day("2027-10-08"), Kind.MAKE_UP)]) == ["2027年10月8日是周五，本来就上班，不必调休。"]


def test_days_that_are_past_are_counted():
    assert odd(marks(), today="2027-01-01") == []
    assert odd(marks(), today="2027-01-03") == ["有2天已经过去，最早的是2027年1月1日。"]
