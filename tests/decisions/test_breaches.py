"""What the machine reads from meetings and resolutions: what is there, from which day, and nothing beyond the rows."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest

from decisions import services
from decisions.breaches import meetings_not_held, minutes_late, not_published
from decisions.states import Category, Choice, Outcome, Phase
from disclosure.services import publish
from foundation.calendar.counting import End
from foundation.refs import Ref
from foundation.rulebook.models import Finding
from foundation.rulebook.services import raise_findings, set_parameter
from foundation.rulebook.states import Unit
from foundation.townships.models import User
from foundation.townships.states import BodyKind
from foundation.violations import Basis
from tests.decisions.verbs import prepared

DAY = timedelta(days=1)


def due(day: date, *, provisional: bool = False):
    """As if every period ended on this day."""
    return patch("foundation.calendar.days.Calendar.add", return_value=End(day, provisional))


# Meetings that were not held ---------------------------------------------------------------------


def test_a_meeting_is_missed_the_day_after(town):
    meeting = town.convened()
    assert [list(meetings_not_held(meeting.day + days * DAY)) for days in (-1, 0)] == [[], []]
    (found,) = meetings_not_held(meeting.day + DAY)
    assert (found.about, found.division, found.key) == (Ref.of(meeting), town.division, meeting.day.isoformat())
    assert found.evidence == (Ref.of(meeting),)
    assert found.parameters == {"body": "金南镇党委会", "day": meeting.day, "seen": meeting.day + DAY}


@pytest.mark.parametrize("hold", ["opened", "closed"])
def test_a_meeting_that_was_opened_was_held(town, hold):
    meeting = town.opened() if hold == "opened" else town.resolution().item.meeting
    assert list(meetings_not_held(meeting.day + 9 * DAY)) == []


def test_a_meeting_that_was_moved_is_missed_on_its_new_day(town):
    meeting = town.convened()
    old = meeting.day
    services.reschedule_meeting(meeting=meeting, day=old + 5 * DAY, **town.by)
    assert list(meetings_not_held(old + 3 * DAY)) == []
    (found,) = meetings_not_held(old + 6 * DAY)
    assert found.key == (old + 5 * DAY).isoformat()


def test_a_meeting_that_is_missed_twice_is_found_twice(town):
    meeting = town.convened()
    town.now += 4 * DAY
    assert raise_findings(now=town.now).raised == 1
    services.reschedule_meeting(meeting=meeting, day=town.today + 2 * DAY, **town.by)
    assert raise_findings(now=town.now).no_longer == 1
    town.now += 4 * DAY
    assert raise_findings(now=town.now).raised == 1
    assert Finding.objects.filter(about=str(Ref.of(meeting))).count() == 2


def test_a_town_may_wait_longer(town):
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
    meeting = town.convened()
    assert meeting.day.weekday() == 3, "its third day is a Sunday, which moves on"
    assert [len(list(meetings_not_held(meeting.day + days * DAY))) for days in (2, 3, 4)] == [0, 0, 1]


def test_of_a_village_the_village_is_named(town, cast):
    town.division, town.kind = cast.village, BodyKind.VILLAGE_BRANCH
    meeting = town.convened()
    (found,) = meetings_not_held(meeting.day + DAY)
    assert found.division == cast.village


# Minutes -----------------------------------------------------------------------------------------


def test_minutes_are_late_after_their_last_day(town):
    meeting = town.resolution().item.meeting
    last = town.today + 9 * DAY
    with due(last):
        assert list(minutes_late(last + DAY)) == [], "it is still open"
        services.close_meeting(meeting=meeting, **town.by)
        assert list(minutes_late(last)) == []
        (found,) = minutes_late(last + DAY)
        assert found.parameters == {"body": "金南镇党委会", "day": meeting.day, "due": last, "seen": last + DAY}
        town.minutes(meeting)
        assert list(minutes_late(last + DAY)) == []


def test_they_are_counted_in_working_days_from_the_close(town):
    services.close_meeting(meeting=town.resolution().item.meeting, **town.by)
    closed = town.today
    weekdays = [closed + days * DAY for days in range(1, 20) if (closed + days * DAY).weekday() < 5]
    assert list(minutes_late(weekdays[6])) == []
    assert len(list(minutes_late(weekdays[6] + DAY))) == 1


def test_a_day_that_is_provisional_claims_nothing(town):
    services.close_meeting(meeting=town.resolution().item.meeting, **town.by)
    with due(town.today, provisional=True):
        assert list(minutes_late(town.today + 99 * DAY)) == list(not_published(town.today + 99 * DAY)) == []


# Publication -------------------------------------------------------------------------------------


def test_a_decision_is_public_by_its_last_day(town):
    resolution = town.resolution()
    last = town.today + 9 * DAY
    with due(last):
        assert list(not_published(last)) == []
        (found,) = not_published(last + DAY)
        assert found.about == Ref.of(resolution)
        assert found.evidence == (Ref.of(resolution), Ref.of(resolution.item.meeting))
        assert found.parameters == {
            "title": "修建文化广场",
            "day": resolution.decided_on,
            "due": last,
            "seen": last + DAY,
        }
        draft = prepared(town, resolution)
        assert len(list(not_published(last + DAY))) == 1, "a draft is not public"
        publish(draft=draft, reviewer=User.objects.get(username="reviewer.jinnan"), now=town.now)
        assert list(not_published(last + DAY)) == []


def test_personnel_stays_inside(town):
    town.resolution(town.topic(category=Category.PERSONNEL, amount=None))
    with due(town.today):
        assert list(not_published(town.today + 9 * DAY)) == []


def test_what_was_rejected_or_put_off_need_not_be_public(town):
    item = town.item_at(Phase.VOTING)
    for seat in town.able(item):
        town.vote(item, seat, Choice.OPPOSE)
    resolution = services.announce_result(item=item, text="不同意。", **town.by)
    assert resolution.outcome == Outcome.REJECTED
    with due(town.today):
        assert list(not_published(town.today + 9 * DAY)) == []


def test_each_town_answers_for_its_own(town, other):
    for scene in (town, other):
        scene.convened()
    town.now += 9 * DAY
    assert raise_findings(now=town.now).raised == 2
    assert set(Finding.objects.values_list("township", flat=True)) == {"320831101", "320831103"}


def test_without_its_number_a_rule_fails_alone(town):
    from foundation.rulebook.models import Parameter

    town.convened()
    town.now += 9 * DAY
    Parameter.objects.filter(code="decisions.plan_overdue_days").delete()
    assert raise_findings(now=town.now).failed == ("decisions.meeting_not_held",)


@pytest.mark.parametrize("rule", [meetings_not_held, minutes_late, not_published])
def test_no_rows_no_claims(town, rule):
    assert list(rule(town.today)) == []
