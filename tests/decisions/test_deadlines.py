"""计划日期已过，议题尚未议决: who is told, when, and when it is over."""

from datetime import timedelta

import pytest

from decisions import services
from decisions.deadlines import PLAN_OVERDUE, overdue_plans
from decisions.states import Category, Outcome, Phase
from disclosure.services import publish
from foundation.calendar.counting import calendar
from foundation.refs import Ref
from foundation.reminders import registry
from foundation.reminders.models import Reminder
from foundation.reminders.selectors import inbox
from foundation.reminders.services import Report, sweep
from foundation.rulebook.models import Parameter
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.townships import services as townships
from foundation.townships.models import Official, User
from foundation.townships.states import BodyKind, Role
from foundation.violations import Basis
from tests.decisions.verbs import prepared

DAY = timedelta(days=1)


@pytest.fixture
def overdue(town):
    """A topic whose planned day was yesterday; the clock shows today."""
    topic = town.topic(planned_day=town.today)
    town.now += DAY
    return topic


def told(username: str, scene) -> list[str]:
    user = User.objects.get(username=username)
    return [one.ref for one in inbox(user, scene.today).filter(rule=PLAN_OVERDUE.code)]


def inbox_rows(today) -> set[str]:
    return {user.username for user in User.objects.all() if inbox(user, today).exists()}


def test_the_rule_is_registered_under_its_name():
    assert registry.rule_of("decisions.plan_overdue") == PLAN_OVERDUE
    assert PLAN_OVERDUE.title == "计划日期已过，议题尚未议决"


def test_on_the_planned_day_itself_nobody_is_told(town):
    town.topic(planned_day=town.today)
    assert list(overdue_plans(town.today)) == []


def test_the_day_after_the_clerk_is_told(town, overdue):
    assert sweep(now=town.now) == Report(added=2, sent=1)
    assert told("clerk.jinnan", town) == [str(Ref.of(overdue))]
    (row,) = Reminder.objects.filter(sent_at__isnull=False)
    assert (row.due, row.step, row.scope) == (overdue.planned_day + DAY, "day", overdue.scope)
    assert not row.confidential


def test_what_stays_undecided_goes_upward(town, overdue):
    """Three working days after Wednesday the principals of the town, after ten the county."""
    for days, names in ((4, {"clerk"}), (5, {"clerk", "secretary", "head"})):
        sweep(now=town.now + days * DAY)
        rows = inbox_rows(town.today + days * DAY)
        assert {name.removesuffix(".jinnan") for name in rows} == names
    sweep(now=town.now + 14 * DAY)
    assert "inspector.county" in inbox_rows(town.today + 14 * DAY)


def test_personnel_matters_are_confidential(town):
    town.topic(category=Category.PERSONNEL, planned_day=town.today)
    town.now += DAY
    (wanted,) = overdue_plans(town.today)
    assert wanted.confidential


def test_how_many_are_overdue_makes_no_difference(town, overdue, django_assert_num_queries):
    for title in ("第二件", "第三件", "第四件"):
        town.topic(title, planned_day=town.today)
    calendar()
    # The topics, the calendar, the number, who holds which role, which units were taken over.
    with django_assert_num_queries(5):
        assert len(list(overdue_plans(town.today + DAY))) == 4


def test_a_sweep_twice_is_a_sweep_once(town, overdue):
    sweep(now=town.now)
    assert sweep(now=town.now) == sweep(now=town.now + timedelta(hours=3)) == Report()
    assert Reminder.objects.count() == 2


def test_nobody_else_is_told(town, overdue, other):
    sweep(now=town.now)
    for username in ("clerk.taji", "reviewer.jinnan", "secretary.jinnan", "inspector.county"):
        assert told(username, town) == []


def test_each_towns_clerk_is_told_of_his_own(town, overdue, other):
    other.topic(planned_day=other.today)
    sweep(now=town.now)
    assert len(told("clerk.jinnan", town)) == len(told("clerk.taji", town)) == 1
    assert told("clerk.jinnan", town) != told("clerk.taji", town)


def test_of_several_overdue_topics_the_clerk_is_told_each(town, overdue):
    """Who the clerk is, is asked once for a town."""
    second = town.topic("第二件", planned_day=town.today)
    town.now += DAY
    sweep(now=town.now)
    assert told("clerk.jinnan", town) == [str(Ref.of(overdue)), str(Ref.of(second))]


def test_every_clerk_of_the_town_is_told(town, overdue):
    second = User.objects.get(username="reviewer.jinnan")
    townships.grant_role(
        user=second, role=Role.CLERK, division=town.division, start=town.today, actor="县", now=town.now
    )
    sweep(now=town.now)
    assert told("clerk.jinnan", town) == told("reviewer.jinnan", town) == [str(Ref.of(overdue))]


def test_of_a_village_its_towns_clerk_is_told(town, cast):
    town.division, town.kind = cast.village, BodyKind.VILLAGE_BRANCH
    topic = town.topic(planned_day=town.today)
    town.now += DAY
    sweep(now=town.now)
    assert told("clerk.jinnan", town) == [str(Ref.of(topic))]


def test_being_on_an_agenda_is_not_being_decided(town):
    """The meeting was convened for the day, and did not take place."""
    topic = town.topic(planned_day=town.today)
    town.convened(topic, days_ahead=0)
    town.now += DAY
    sweep(now=town.now)
    assert told("clerk.jinnan", town) == [str(Ref.of(topic))]


def test_it_is_over_when_the_topic_is_decided(town, overdue):
    sweep(now=town.now)
    item = town.item_at(Phase.VOTING, overdue)
    assert len(told("clerk.jinnan", town)) == 1
    town.everyone_votes(item)
    services.announce_result(item=item, text="同意", **town.by)
    assert sweep(now=town.now) == Report(closed=2)
    assert told("clerk.jinnan", town) == []
    assert {row.closed_at for row in Reminder.objects.all()} == {town.now}
    assert sweep(now=town.now) == Report()


def test_it_stays_over_when_the_decision_is_published(town, overdue):
    sweep(now=town.now)
    draft = prepared(town, town.resolution(overdue))
    publish(draft=draft, reviewer=User.objects.get(username="reviewer.jinnan"), now=town.now)
    assert sweep(now=town.now) == Report(closed=2)


def test_it_goes_on_when_the_topic_went_back_to_the_pool(town, overdue):
    item = town.opened(overdue).items.get()
    services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    sweep(now=town.now)
    assert told("clerk.jinnan", town) == [str(Ref.of(overdue))]


def test_moving_the_meeting_does_not_move_the_plan(town):
    topic = town.topic(planned_day=town.today)
    meeting = town.convened(topic, days_ahead=0)
    services.reschedule_meeting(meeting=meeting, day=town.today + 9 * DAY, **town.by)
    town.now += DAY
    sweep(now=town.now)
    assert told("clerk.jinnan", town) == [str(Ref.of(topic))]


def test_a_town_that_waits_three_days_is_told_after_three(town):
    set_parameter(
        code="decisions.plan_overdue_days",
        value="3",
        unit=Unit.CALENDAR_DAYS,
        scope=town.division.scope,
        start=town.today,
        basis=Basis("镇规"),
        actor=town.clerk,
        now=town.now,
    )
    topic = town.topic(planned_day=town.today)
    for _day in range(2):
        town.now += DAY
        sweep(now=town.now)
        assert told("clerk.jinnan", town) == []
    town.now += DAY
    sweep(now=town.now)
    assert told("clerk.jinnan", town) == [str(Ref.of(topic))]


def test_without_anybody_to_act_those_above_are_told_all_the_same(town, overdue):
    (assignment,) = town.clerk.assignments.all()
    townships.revoke_role(assignment=assignment, actor="县", now=town.now)
    sweep(now=town.now + 5 * DAY)
    assert inbox_rows(town.today + 5 * DAY) == {"secretary.jinnan", "head.jinnan"}


def test_a_clerk_whose_role_has_ended_is_not_told(town, overdue):
    (assignment,) = town.clerk.assignments.all()
    townships.revoke_role(assignment=assignment, actor="县", now=town.now)
    assert [wanted.owners for wanted in overdue_plans(town.today)] == [()]
    assert sweep(now=town.now) == Report()
    assert Official.objects.filter(accounts=town.clerk).exists()


def test_without_its_number_the_rule_fails_alone_and_aloud(town, overdue):
    Parameter.objects.filter(code="decisions.plan_overdue_days").delete()
    assert "decisions.plan_overdue" in sweep(now=town.now).failed
