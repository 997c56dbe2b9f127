"""The desk shows what somebody was reminded of: overdue first, the ground beside the date, nothing for nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.reminders.desk import MOST, panels
from foundation.reminders.models import Reminder
from foundation.reminders.services import sweep
from foundation.reminders.words import countdown
from foundation.rulebook.services import load_defaults, set_parameter
from foundation.rulebook.states import Unit
from foundation.violations import Basis
from foundation.web.events import Visit
from tests.foundation.wording import words
from tests.reminders.wishes import rules, wish, wishes

DAY = timedelta(days=1)


@pytest.fixture
def now(cast):
    load_defaults(now=cast.now)
    with rules():
        yield cast.now


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def clerk(cast):
    return cast.user("clerk.jinnan")


def test_nothing_is_shown_when_there_is_nothing(now, today, clerk):
    assert panels(Visit(clerk, today)) == []


def test_the_longest_overdue_comes_first(now, today, clerk, login):
    wishes.extend([wish(clerk, today, plan=1), wish(clerk, today - 3 * DAY, plan=2)])
    sweep(now=now)
    [panel] = panels(Visit(clerk, today))
    assert [(item.title, item.url, item.due, item.overdue) for item in panel.items] == [
        ("计划日期已过：道路维修2号", "/desk/plans/2/", today - 3 * DAY, True),
        ("计划日期已过：道路维修1号", "/desk/plans/1/", today, False),
    ]
    assert {words(item.basis) for item in panel.items} == {"按本县规定(待县确认)"}
    page = login("clerk.jinnan").get("/desk/").content.decode()
    assert (
        "计划日期已过：道路维修2号" in page and "已逾期2个工作日" in page and "已逾期3天" in page and "今天到期" in page
    )


@pytest.mark.parametrize(
    ("days", "said"), [(2, "还有2天"), (1, "还有1天"), (0, "今天到期"), (-1, "已逾期1天"), (-40, "已逾期40天")]
)
def test_days_are_counted_in_words(today, days, said):
    assert countdown(today + days * DAY, today) == said


def test_a_day_that_may_still_move_says_so(now, today, clerk):
    wishes.append(wish(clerk, today, provisional=True))
    sweep(now=now)
    [panel] = panels(Visit(clerk, today))
    assert panel.items[0].pill == "暂定"


def test_the_ground_is_the_one_of_the_own_county(now, today, clerk):
    set_parameter(
        code="decisions.plan_overdue_days",
        value="1",
        unit=Unit.CALENDAR_DAYS,
        scope=clerk.official.scope,
        start=today,
        basis=Basis("金南镇议事规则第七条", confirmed=True),
        actor="x",
        now=now,
    )
    wishes.append(wish(clerk, today))
    sweep(now=now)
    [panel] = panels(Visit(clerk, today))
    assert panel.items[0].basis == "金南镇议事规则第七条"


def test_whoever_may_no_longer_read_the_thing_does_not_learn_its_name(cast, now, today):
    stranger = cast.user("clerk.taji")
    wishes.append(wish(stranger, today))
    sweep(now=now)
    [panel] = panels(Visit(stranger, today))
    assert (panel.items[0].title, panel.items[0].url) == ("计划日期已过", "/desk/")


def test_a_rule_that_is_gone_still_says_that_there_is_something(now, today, clerk):
    """Between the start of a new version and its first sweep."""
    wishes.append(wish(clerk, today))
    sweep(now=now)
    Reminder.objects.update(rule="tests.gone")
    [panel] = panels(Visit(clerk, today))
    assert panel.items[0].title == "您有一项待办：道路维修1号"
    assert panel.items[0].basis == ""


def test_a_missing_number_hides_no_reminder(now, today, clerk):
    from foundation.rulebook.models import Parameter

    Parameter.objects.all().delete()
    wishes.append(wish(clerk, today))
    sweep(now=now)
    [panel] = panels(Visit(clerk, today))
    assert panel.items[0].basis == ""


def test_a_full_inbox_costs_three_queries(now, today, clerk, django_assert_num_queries):
    wishes.extend(wish(clerk, today - number * DAY, plan=number) for number in range(MOST + 5))
    sweep(now=now)
    # Reminders, days, numbers.
    with django_assert_num_queries(3):
        [panel] = panels(Visit(clerk, today))
    assert len(panel.items) == MOST
