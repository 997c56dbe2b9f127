"""What a clerk types or pastes: the notice as it stands, or shorter; an error says which line, why, and what to do."""

import pytest

from foundation.calendar import notices
from foundation.calendar.days import Mark
from foundation.calendar.notices import Unreadable, read, written
from foundation.calendar.states import Kind
from foundation.calendar.supplied import supplied
from tests.calendar.filling import day
from tests.foundation.wording import is_chinese_with_remedy

#: As the State Council's office wrote it.
NOTICE_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


def days(text: str, *, year: int = 2026, kind: Kind = Kind.HOLIDAY) -> dict[str, tuple[str, str]]:
    return {mark.day.isoformat(): (mark.kind.value, mark.name) for mark in read(text, year=year, kind=kind)}


def problems(text: str, *, kind: Kind = Kind.HOLIDAY) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        read(text, year=2026, kind=kind)
    return caught.value.problems


def test_a_whole_notice_can_be_pasted():
    assert read(NOTICE_2026, year=2026, kind=Kind.HOLIDAY) == supplied()[2026]


@pytest.mark.parametrize("year", sorted(supplied()))
def test_what_is_written_can_be_read_again(year):
    found = []
    for kind in Kind:
        found += read(written(supplied()[year], year=year, kind=kind), year=year, kind=kind)
    assert sorted(found) == supplied()[year]


def test_a_break_that_begins_in_december_names_its_year():
    lines = written(supplied()[2023], year=2023, kind=Kind.HOLIDAY).splitlines()
    assert lines[:2] == ["2022年12月31日至1月2日 元旦", "1月21日至1月27日 春节"]


@pytest.mark.parametrize(
    "text",
    [
        "10月1日至10月3日 国庆节",
        "10月1日至3日 国庆节",
        "国庆节 10月1日到3日",
        "10月1日-10月3日 国庆节",
        "10月1-3日：国庆节",
        "10月1日—3日国庆节",
        "10月1日～3日　国庆节",
        "１０月１日至３日　国庆节",
        "10/1-10/3 国庆节",
        "10.1-10.3 国庆节",
        "2026-10-01至2026-10-03 国庆节",
        "2026年10月1日至2026年10月3日 国庆节",
        "10月1日、2日、3日 国庆节",
        "10月1日，10月2日，10月3日 国庆节",
        "7. 国庆节：10月1日（周四）至3日（周六）放假，共3天。",
        "（七）国庆节：10月1日（周四）至3日（周六）放假，与周末连休。",
        "2026年国庆节：10月1日星期四至3日星期六休息3天",
        "\n  10月1日至3日 国庆节  \n\n",
        "10月1日 国庆节\n10月2日至3日 国庆节",
    ],
)
def test_a_break_can_be_written_in_many_ways(text):
    assert days(text) == dict.fromkeys(["2026-10-01", "2026-10-02", "2026-10-03"], ("holiday", "国庆节"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2月27日至3月2日 春节", "2026-02-27", "2026-03-02"),
        ("12月31日至1月2日 元旦", "2025-12-31", "2026-01-02"),
        ("2025年12月31日至1月2日 元旦", "2025-12-31", "2026-01-02"),
        ("2025年12月30日、31日、2026年1月1日 元旦", "2025-12-30", "2026-01-01"),
    ],
)
def test_a_break_runs_over_the_end_of_a_month_and_of_a_year(text, first, last):
    found = sorted(days(text))
    assert (found[0], found[-1]) == (first, last)
    assert len(found) == (day(last) - day(first)).days + 1


def test_two_festivals_keep_both_names():
    assert set(days("国庆节、中秋节：10月1日至8日放假，共8天。").values()) == {("holiday", "国庆节、中秋节")}


def test_make_up_days_are_a_list_or_stand_in_the_line_of_their_break():
    for text in ("9月20日、10月10日", "9月20日，10月10日上班", "9月20日\n10月10日", "9.20 10.10"):
        assert days(text, kind=Kind.MAKE_UP) == dict.fromkeys(["2026-09-20", "2026-10-10"], ("make_up", ""))
    assert days("10月1日放假，9月20日、27日照常上班。国庆节") == {
        "2026-10-01": ("holiday", "国庆节"),
        "2026-09-20": ("make_up", "国庆节"),
        "2026-09-27": ("make_up", "国庆节"),
    }


def test_a_day_of_remembrance_keeps_the_number_in_its_name():
    name = "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"
    assert days(f"9月3日 {name}") == {"2026-09-03": ("holiday", name)}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("国庆节", "没有找到日期"),
        ("国务院办公厅", "没有找到日期"),
        ("10月1日", "没有写是什么节日"),
        ("2月30日 春节", "没有2月30日这一天"),
        ("13月1日 春节", "没有13月1日这一天"),
        ("2026-02-30 春节", "没有02月30日这一天"),
        ("10月7日至1日 国庆节", "最后一天早于第一天"),
        ("2026年12月31日至2026年1月2日 元旦", "最后一天早于第一天"),
        ("5日 劳动节", "前面没有写月份"),
        ("10月1日至 国庆节", "“至”后面没有日期"),
        ("10月1日至放假 国庆节", "“至”后面没有日期"),
        ("至10月1日 国庆节", "“至”前面没有日期"),
        ("10月1日至至7日 国庆节", "“至”前面没有日期"),
        ("10月1日至7日 国庆节 共8天", "写的是8天，按日期数是7天"),
        ("国庆节：10月1日至7日放假调休，共8天。", "写的是8天，按日期数是7天"),
        ("2027年元旦：1月1日放假", "写的是2027年"),
        ("123456 国庆节", "看不懂数字“123456”"),
        ("1月1日至10月7日 国庆节", "连续280天，超过15天"),
        ("4月4日、4月4日 清明节", "4月4日在第1行已经写过"),
        ("4月4日 清明节" + "甲" * 31, "超过30个字"),
    ],
)
def test_a_line_that_makes_no_sense_is_named_with_a_remedy(text, what):
    (problem,) = problems(text)
    assert problem.startswith(f"第1行“{text[: notices._QUOTED]}") and what in problem
    assert is_chinese_with_remedy(problem)


def test_every_wrong_line_is_named_once_by_its_number():
    text = "1月1日 元旦\n\n国庆节\n2月30日 春节\n1月1日至2日 元旦"
    assert [problem.split("“")[0] for problem in problems(text)] == ["第3行", "第4行", "第5行"]
    assert "1月1日在第1行已经写过" in problems(text)[2]


def test_a_count_without_dates_before_it_says_nothing():
    assert days("共7天：10月1日至2日 国庆节") == dict.fromkeys(["2026-10-01", "2026-10-02"], ("holiday", "国庆节"))


def test_an_empty_text_has_no_days():
    assert read(" \n ", year=2026, kind=Kind.MAKE_UP) == []
    assert written([Mark(day("2026-10-01"), Kind.HOLIDAY, "国庆节")], year=2026, kind=Kind.MAKE_UP) == ""
