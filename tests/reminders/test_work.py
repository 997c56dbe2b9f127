"""What somebody sees of his deadlines: the list, the month, the number in the navigation."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from foundation.calendar.counting import calendar
from foundation.reminders.models import Reminder
from foundation.reminders.services import sweep
from foundation.reminders.words import working_countdown
from foundation.reminders.work import selectors
from foundation.reminders.work.month import neighbour
from foundation.reminders.work.selectors import MOST_COUNTED, PAGE, deadlines, due_count
from foundation.rulebook.services import load_defaults
from tests.reminders.wishes import RULE, STEPS, only, wish, wishes

DAY = timedelta(days=1)
WORK = reverse("deadlines:work")
#: Tests live on Tuesday 10 November 2026.
TODAY = date(2026, 11, 10)


@pytest.fixture
def clerk(cast):
    load_defaults(now=cast.now)
    with only(RULE, STEPS):
        yield cast.user("clerk.jinnan")


@pytest.fixture
def client(clerk, login):
    return login("clerk.jinnan")


def due(*days: int, user, first: int = 1, **more) -> None:
    """A thing for each of these days from today; all are told under one of the two rules, or both."""
    wishes.extend(wish(user, TODAY + day * DAY, plan=first + number, **more) for number, day in enumerate(days))
    sweep(now=timezone.now())


def month_page(client, month: str) -> str:
    return client.get(reverse("deadlines:month", args=[month])).content.decode()


# The list ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 10), "今天到期"),
        (date(2026, 11, 13), "还有3个工作日"),
        # Over a week-end, and over the national day with a Saturday worked in exchange.
        (date(2026, 11, 17), "还有5个工作日"),
        (date(2026, 11, 9), "已逾期1个工作日"),
        (date(2026, 10, 9), "已逾期23个工作日"),
    ],
)
def test_how_long_there_is_in_working_days(cast, on, said):
    assert working_countdown(on, TODAY, calendar()) == said


def test_where_no_working_day_lies_between_it_is_said_in_days(cast):
    friday, sunday = date(2026, 11, 13), date(2026, 11, 15)
    assert working_countdown(sunday, friday, calendar()) == "还有2天"
    assert working_countdown(friday, sunday, calendar()) == "已逾期2天"


def test_the_overdue_comes_first_and_each_thing_once(client, clerk):
    """Whatever is told in how many steps, and also what is not told yet."""
    due(40, 5, 0, -3, user=clerk)
    page = client.get(WORK, {"rule": STEPS.code})
    assert [(panel.title, [item.due for item in panel.items]) for panel in page.context["panels"]] == [
        ("已逾期", [TODAY - 3 * DAY]),
        ("今天", [TODAY]),
        ("本周", [TODAY + 5 * DAY]),
        ("以后", [TODAY + 40 * DAY]),
    ]
    text = page.content.decode()
    assert "已逾期2个工作日" in text and "2026年11月7日到期，已逾期3天" in text
    assert "还有3个工作日" in text and "2026年11月15日前，还有5天" in text
    assert Reminder.objects.filter(rule=STEPS.code, closed_at=None).count() > 4


def test_both_rules_are_there_and_one_can_be_chosen(client, clerk):
    due(0, user=clerk)
    page = client.get(WORK)
    # 计划日期已过 names a number of the rulebook, 报告 none.
    assert sorted((item.title, item.basis) for panel in page.context["panels"] for item in panel.items) == [
        ("报告：道路维修1号", ""),
        ("计划日期已过：道路维修1号", "按本县规定（待县确认）"),
    ]
    choices = page.context["filters"].fields["rule"].choices
    assert choices == [("", "全部"), (RULE.code, RULE.title), (STEPS.code, STEPS.title)]
    for query, count in (({"rule": RULE.code}, 1), ({"on": "2026-11-10"}, 2), ({"on": "2026-11-11"}, 0)):
        panels = client.get(WORK, query).context["panels"]
        assert sum(len(panel.items) for panel in panels) == count
    assert "没有符合条件的期限" in client.get(WORK, {"on": "2026-11-11"}).content.decode()
    # What is no choice narrows nothing.
    assert len(client.get(WORK, {"rule": "no.rule"}).context["panels"][0].items) == 2


def test_what_may_still_move_says_so(client, clerk):
    due(0, user=clerk, provisional=True)
    # Until then lie days of a year whose holidays nobody knows yet.
    due(400, user=clerk, first=2)
    panels = client.get(WORK, {"rule": STEPS.code}).context["panels"]
    assert [item.pill for panel in panels for item in panel.items] == ["暂定", "暂定"]


def test_a_long_list_has_pages(client, clerk):
    due(*range(PAGE + 5), user=clerk)
    first = client.get(WORK, {"rule": STEPS.code})
    second = client.get(first.context["next"])
    seen = [item.due for page in (first, second) for panel in page.context["panels"] for item in panel.items]
    assert seen == [TODAY + number * DAY for number in range(PAGE + 5)]
    assert (first.context["first"], second.context["next"]) == ("", "")
    assert second.context["first"] == f"{WORK}?rule={STEPS.code}"
    # Meanwhile the line at the edge has been done.
    Reminder.objects.filter(due=TODAY + (PAGE - 1) * DAY).update(closed_at=timezone.now())
    assert client.get(first.context["next"]).headers["Location"] == f"{WORK}?rule={STEPS.code}"


def test_nobody_sees_the_deadlines_of_others(cast, client, clerk, login):
    due(0, user=cast.user("clerk.taji"))
    assert "您现在没有期限" in client.get(WORK).content.decode()
    assert not deadlines(AnonymousUser()).exists()
    assert login("clerk.taji").get(WORK).context["panels"]


def test_whoever_is_above_reads_whose_it_is(cast, clerk, login):
    due(-4, user=clerk)
    page = login("head.jinnan").get(WORK).content.decode()
    assert f"这是金南镇的期限，责任人：{clerk.name}" in page
    assert "他人的期限" in month_page(login("head.jinnan"), "2026-11")


def test_the_home_page_leads_to_all_of_them(client, clerk):
    due(0, user=clerk)
    assert f'<a href="{WORK}">查看全部期限</a>' in client.get("/desk/").content.decode()


def test_how_many_deadlines_there_are_makes_no_difference(client, clerk, django_assert_num_queries):
    due(0, user=clerk)
    client.get(WORK)
    # Session, account, rights; rules, reminders, days, numbers; the navigation.
    for _each in range(2):
        with django_assert_num_queries(8):
            client.get(WORK)
        due(*range(-5, 15), user=clerk, first=2)


# The navigation ----------------------------------------------------------------------------------


def test_the_navigation_counts_what_is_due_today_and_late(client, clerk, django_assert_num_queries):
    assert 'class="count"' not in client.get(WORK).content.decode()
    due(0, -3, 1, 30, user=clerk)
    assert '<span class="count">4<span' in client.get("/desk/calendar/").content.decode()
    with django_assert_num_queries(1):
        assert due_count(clerk, TODAY) == 4
    # What is told ahead waits, and is not due.
    assert selectors.inbox(clerk, TODAY).filter(due__gt=TODAY).exists()


def test_the_navigation_counts_no_further_than_it_must(client, clerk):
    due(*([-1] * MOST_COUNTED), user=clerk)
    assert '<span class="count">99+<span' in client.get(WORK).content.decode()


# The month ---------------------------------------------------------------------------------------


def test_a_month_shows_what_is_due_on_its_days(client, clerk):
    due(0, -3, 5, 60, user=clerk)
    context = client.get(reverse("deadlines:month", args=["2026-11"])).context
    days = {day.cell.day: day for week in context["weeks"] for day in week.days if day.cell.day}
    assert len(days) == 30
    assert {day: len(each.lines) for day, each in days.items() if each.lines} == {
        TODAY: 2,
        TODAY - 3 * DAY: 2,
        TODAY + 5 * DAY: 2,
    }
    (line, _other) = days[TODAY - 3 * DAY].lines
    assert (line.said, line.thing, line.url, line.marks, line.basis) == (
        "计划日期已过", "道路维修2号", "/desk/plans/2/", ["已逾期"], "按本县规定（待县确认）",
    )  # fmt: skip
    assert [day for day, each in days.items() if each.cell.today] == [TODAY]
    assert (context["previous"], context["next"]) == (
        reverse("deadlines:month", args=["2026-10"]),
        reverse("deadlines:month", args=["2026-12"]),
    )
    # In a list by day nobody reads empty days.
    assert [week.idle for week in context["weeks"]] == [True, False, False, True, True, True]
    assert not context["idle"]


def test_a_month_says_which_days_are_worked(client):
    page = month_page(client, "2026-10")
    assert page.count("<b>休</b>") == 7 and "国庆节" in page
    assert page.count("<b>班</b>") == 1 and "调休上班" in page
    assert "这个月没有您的期限" in page and "还没有录入" not in page
    assert "还没有录入" in month_page(client, "2031-03")


def test_a_full_day_leads_to_its_list(client, clerk):
    due(*([1] * 4), user=clerk)
    page = month_page(client, "2026-11")
    assert "另有4件" in page and f"{WORK}?on=2026-11-11" in page


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "1999-12", "2101-01", "20261-1", "x"])
def test_what_is_no_month_is_not_found(client, month):
    assert client.get(f"{WORK}month/{month}/").status_code == 404


def test_the_calendar_ends_where_years_end():
    assert (neighbour(date(2000, 1, 1), -1), neighbour(date(2100, 12, 1), 1)) == ("", "")
    assert (neighbour(date(2026, 12, 1), 1), neighbour(date(2026, 1, 1), -1)) == ("2027-01", "2025-12")


def test_a_month_without_a_way_on_has_none(client):
    assert 'rel="prev"' not in month_page(client, "2000-01")


def test_a_full_month_costs_as_much_as_any(client, clerk, django_assert_num_queries):
    due(0, user=clerk)
    month_page(client, "2026-11")
    # Session, account, rights; reminders, days, numbers, marked days; the navigation.
    for _each in range(2):
        with django_assert_num_queries(8):
            month_page(client, "2026-11")
        due(*range(-5, 15), user=clerk, first=2)
