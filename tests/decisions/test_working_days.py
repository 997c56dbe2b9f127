"""A number of this room counts in its own unit: what a town sets in working days is not counted in days."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from decisions import services
from decisions.breaches import meetings_not_held
from decisions.deadlines import overdue_plans
from decisions.desk import panels
from decisions.views.steps import Progress
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.violations import Basis
from foundation.web.events import Visit
from tests.decisions.refusals import refused
from tests.decisions.scenes import scene

DAY = timedelta(days=1)
#: National Day 2026 is free from 1 to 7 October; Saturday the 10th is worked.
BEFORE_THE_FEAST = datetime(2026, 9, 29, 10, tzinfo=timezone.get_default_timezone())
OCTOBER = [date(2026, 10, number) for number in range(32) if number]


@pytest.fixture
def town(cast, clock):
    clock.now = BEFORE_THE_FEAST
    return scene(cast.jinnan, "clerk.jinnan", now=BEFORE_THE_FEAST)


def in_working_days(town, code: str, days: int) -> None:
    set_parameter(
        code=code,
        value=str(days),
        unit=Unit.WORKING_DAYS,
        scope=town.division.scope,
        start=town.today,
        basis=Basis("镇规"),
        actor=town.clerk,
        now=town.now,
    )


@pytest.fixture
def three_working_days(town) -> None:
    in_working_days(town, "decisions.delivery_days", 3)


def test_members_are_told_working_days_ahead(town, three_working_days):
    """Told on 29 September: 30 September, 8 and 9 October lie between, so the 9th is the first day that may be met."""
    early = town.convened(days_ahead=(date(2026, 10, 8) - town.today).days)
    town.now += early.day - town.today
    chair = town.sitters()[0]
    services.open_meeting(meeting=early, chair=chair, recorder=chair, absences={}, **town.by)
    with refused("decisions.delivery", "2026-09-28"):
        services.begin_item(item=early.items.get(), **town.by)


def test_on_the_first_day_that_may_be_met_it_is_met(town, three_working_days):
    meeting = town.opened(days_ahead=(date(2026, 10, 9) - town.today).days)
    services.begin_item(item=meeting.items.get(), **town.by)


def test_the_desk_and_the_steps_of_a_meeting_say_the_same_day(town, three_working_days):
    meeting = town.convened(days_ahead=(date(2026, 10, 9) - town.today).days, deliver=False)
    (panel,) = [panel for panel in panels(Visit(town.clerk, town.today)) if panel.title == "会议"]
    assert [(item.due, item.overdue) for item in panel.items] == [(date(2026, 9, 29), False)]
    assert [pill_of(meeting, today) for today in (town.today, town.today + DAY)] == ["", "已误期"]


def pill_of(meeting, today: date) -> str:
    (step,) = [step for step in Progress.of(meeting, today).steps() if step.title == "会前告知"]
    return step.pill.text if step.pill else ""


def test_days_to_object_end_after_the_feast(town):
    in_working_days(town, "disclosure.notice_days", 5)
    resolution = town.resolution()
    town.now = BEFORE_THE_FEAST + 2 * DAY
    draft = services.prepare_publication(
        resolution=resolution, what="修建文化广场", how_to_object="电话", actor=town.clerk, now=town.now
    )
    # Counted from 1 October: the 8th, 9th, 10th (made up), 12th and 13th.
    assert draft.object_until == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("prepared", "last"),
    [("2026-10-01", "2026-10-08"), ("2026-10-04", "2026-10-12")],
    ids=["a working day", "a Sunday moves on"],
)
def test_seven_days_to_object_do_not_end_on_a_rest_day(town, prepared, last):
    resolution = town.resolution()
    town.now = datetime.fromisoformat(f"{prepared}T15:00+08:00")
    draft = services.prepare_publication(
        resolution=resolution, what="修建文化广场", how_to_object="电话", actor=town.clerk, now=town.now
    )
    assert draft.object_until == date.fromisoformat(last)


def test_a_plan_is_late_after_working_days(town):
    in_working_days(town, "decisions.plan_overdue_days", 2)
    town.topic(planned_day=date(2026, 9, 30))
    wanted = list(overdue_plans(date(2026, 10, 12)))
    assert {each.due for each in wanted} == {date(2026, 10, 9)}


def test_a_meeting_is_missed_after_working_days(town):
    in_working_days(town, "decisions.plan_overdue_days", 2)
    town.convened(days_ahead=1)
    found = [day for day in OCTOBER if list(meetings_not_held(day))]
    assert found == [day for day in OCTOBER if day >= date(2026, 10, 9)]
