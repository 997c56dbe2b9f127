"""Before the meeting: the right body, the agenda, and two days for everybody to read."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from decisions import rules, services
from decisions.models import AgendaItem, Delivery, Seat
from decisions.states import BODIES_FOR_PERSONNEL, Category, Outcome, Phase, TopicState
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.townships.models import Body, Official
from foundation.townships.states import BodyKind
from foundation.violations import Basis, RuleViolation
from tests.cast import forget_numbers
from tests.decisions.crowds import add_member, leave
from tests.decisions.refusals import refused
from tests.decisions.scenes import Scene

DAY = timedelta(days=1)


def begin(scene, meeting, position=1):
    item = meeting.items.get(position=position)
    return services.begin_item(item=item, **scene.by)


# D15: the right body -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [each for each in BodyKind if each not in BODIES_FOR_PERSONNEL])
def test_personnel_is_not_put_to_any_other_body_than_the_party_committee(kind):
    """The directory says it already; the rule stands behind it."""
    objection = rules.right_body(Category.PERSONNEL, Body(kind=kind, name=str(kind.label)))
    assert (objection.code, objection.field) == ("decisions.right_body", "body")
    assert str(kind.label) in objection.message and "党委会" in objection.message


def test_personnel_is_put_to_the_party_committee(town):
    assert town.topic(category=Category.PERSONNEL).state == TopicState.POOL


@pytest.mark.parametrize("category", [each for each in Category if each != Category.PERSONNEL])
def test_whatever_is_not_personnel_may_go_to_a_joint_meeting(category):
    assert rules.right_body(category, Body(kind=BodyKind.JOINT_MEETING)) is None
    assert rules.right_body(Category.PERSONNEL, Body(kind=BodyKind.VILLAGE_BRANCH)) is None


# D02: the proposal -------------------------------------------------------------------------------


def test_a_topic_is_proposed_by_somebody_who_serves_in_the_unit(town, other):
    with refused("townships.no_post_in_unit", "戊", untouched=True) as refusal:
        town.topic(proposer=other.sitters()[0])
    assert refusal.field == "proposer"


def test_who_left_his_post_yesterday_proposes_nothing(town):
    proposer = Official.objects.get(name="丁九")
    leave(town, "丁九", end=town.today - DAY)
    with refused("townships.no_post_in_unit", "丁九"):
        town.topic(proposer=proposer)


def test_a_topic_is_not_planned_for_a_day_that_has_passed(town):
    with refused("decisions.past_day", str(town.today - DAY), untouched=True) as refusal:
        town.topic(planned_day=town.today - DAY)
    assert refusal.field == "planned_day"
    assert town.topic(planned_day=town.today).planned_day == town.today


# The agenda --------------------------------------------------------------------------------------


def test_a_meeting_is_not_convened_backwards(town):
    with refused("decisions.past_day", untouched=True) as refusal:
        services.convene_meeting(body=town.body, day=town.today - DAY, place="室", **town.by)
    assert refusal.field == "day"


def test_a_meeting_is_not_moved_backwards(town):
    meeting = town.convened()
    with refused("decisions.past_day", untouched=True):
        services.reschedule_meeting(meeting=meeting, day=town.today - DAY, **town.by)


def test_a_topic_stands_on_one_agenda_only(town):
    topic = town.topic()
    town.convened(topic)
    second = services.convene_meeting(body=town.body, day=town.today + DAY, place="室", **town.by)
    with refused("decisions.topic_taken", topic.title, "已列入议程", untouched=True) as refusal:
        services.put_on_agenda(meeting=second, topic=topic, **town.by)
    assert refusal.field == "topic"


def test_a_topic_does_not_stand_twice_on_the_same_agenda(town):
    topic = town.topic()
    meeting = town.convened(topic)
    with refused("decisions.topic_taken"):
        services.put_on_agenda(meeting=meeting, topic=topic, **town.by)
    assert meeting.items.count() == 1


def test_what_is_decided_does_not_come_again(town):
    topic = town.resolution().topic
    meeting = services.convene_meeting(body=town.body, day=town.today, place="室", **town.by)
    with refused("decisions.topic_taken", "已作决定"):
        services.put_on_agenda(meeting=meeting, topic=topic, **town.by)


def test_a_topic_goes_to_the_body_that_it_was_put_to(town):
    topic = town.topic()
    town.kind = BodyKind.JOINT_MEETING
    meeting = services.convene_meeting(body=town.body, day=town.today, place="室", **town.by)
    with refused("decisions.other_body", topic.title, topic.body.name) as refusal:
        services.put_on_agenda(meeting=meeting, topic=topic, **town.by)
    assert refusal.field == "topic"


def test_a_topic_of_another_town_does_not_come_on_the_agenda(town, other):
    meeting, foreign = town.convened(), other.topic()
    with refused("decisions.other_body", untouched=True):
        services.put_on_agenda(meeting=meeting, topic=foreign, **town.by)


def test_items_are_numbered_in_the_order_in_which_they_were_put(town):
    meeting = town.convened(town.topic("一"), town.topic("二"), town.topic("三"))
    assert [item.topic.title for item in meeting.items.order_by("position")] == ["一", "二", "三"]
    assert [item.position for item in meeting.items.order_by("position")] == [1, 2, 3]


def test_the_agenda_is_closed_when_the_meeting_opens(town):
    meeting, late = town.opened(), town.topic("临时动议")
    for act in (
        lambda: services.put_on_agenda(meeting=meeting, topic=late, **town.by),
        lambda: services.reschedule_meeting(meeting=meeting, day=town.today + DAY, **town.by),
        lambda: services.deliver_meeting(meeting=meeting, **town.by),
    ):
        with refused("decisions.meeting_has_opened", "正在开会", untouched=True):
            act()


def test_an_empty_agenda_is_neither_delivered_nor_opened(town):
    meeting = services.convene_meeting(body=town.body, day=town.today, place="室", **town.by)
    with refused("decisions.empty_agenda"):
        services.deliver_meeting(meeting=meeting, **town.by)
    chair = town.sitters()[0]
    with refused("decisions.empty_agenda"):
        services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.WITHDRAWN, Outcome.INQUORATE])
def test_what_was_set_aside_goes_back_to_the_pool_and_comes_again(town, outcome):
    topic = town.topic()
    absent = {f"丁{sign}": "出差" for sign in "五六七八九"} if outcome == Outcome.INQUORATE else {}
    item = town.opened(topic, absent=absent, chair="丁一").items.get()
    services.set_aside_item(item=item, outcome=outcome, reason="材料不全", **town.by)
    topic.refresh_from_db()
    assert topic.state == TopicState.POOL
    again = town.item_at(Phase.VOTING, topic)
    assert again.pk != item.pk
    town.everyone_votes(again)
    services.announce_result(item=again, text="同意。", **town.by)
    topic.refresh_from_db()
    assert topic.state == TopicState.DECIDED
    assert [one.outcome for one in AgendaItem.objects.filter(topic=topic).order_by("pk")] == [outcome, "adopted"]


# D05: delivery -----------------------------------------------------------------------------------


def test_exactly_two_calendar_days_are_enough(town):
    begin(town, town.opened(days_ahead=2))


@pytest.mark.parametrize("days", [0, 1])
def test_fewer_than_two_calendar_days_are_not(town, days):
    meeting = town.opened(days_ahead=days)
    with refused("decisions.delivery", str(town.today - 2 * DAY), "丁一", "丁九", "暂缓", untouched=True):
        begin(town, meeting)


def test_days_are_days_of_the_calendar_and_not_forty_eight_hours(town):
    """Told at a minute to midnight, met at a minute past it: two calendar days."""
    town.now = timezone.localtime(town.now).replace(hour=23, minute=59)
    meeting = town.convened(days_ahead=2)
    town.now = town.now + timedelta(hours=24, minutes=2)
    assert town.today == meeting.day
    chair = town.sitters()[0]
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    begin(town, meeting)


def test_one_member_who_was_not_told_stops_the_item(town):
    meeting = town.convened(deliver=False)
    item = meeting.items.get()
    for official in town.sitters():
        if official.name != "丁七":
            Delivery.objects.create(item=item, official=official, day=town.today)
    town.now += 2 * DAY
    chair = town.sitters()[0]
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    with refused("decisions.delivery", "未按时送达：丁七。"):
        begin(town, meeting)


def test_an_absent_member_must_have_been_told_as_well(town):
    meeting = town.convened(deliver=False)
    item = meeting.items.get()
    for official in town.sitters():
        if official.name != "丁七":
            Delivery.objects.create(item=item, official=official, day=town.today)
    town.now += 2 * DAY
    chair, away = town.sitters()[0], Official.objects.get(name="丁七")
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={away.pk: "出差"}, **town.by)
    with refused("decisions.delivery", "丁七"):
        begin(town, meeting)


def test_who_is_recused_need_not_have_been_told(town):
    meeting = town.convened(deliver=False)
    item = meeting.items.get()
    for official in town.sitters():
        if official.name != "丁七":
            Delivery.objects.create(item=item, official=official, day=town.today)
    town.now += 2 * DAY
    chair = town.sitters()[0]
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    services.recuse(item=item, seat=town.seat(item, "丁七"), reason="本人承包", **town.by)
    begin(town, meeting)


def test_who_joined_the_body_after_the_delivery_was_not_told(town):
    meeting = town.convened(days_ahead=2)
    town.now += DAY
    add_member(town, "丁新", start=town.today)
    services.deliver_meeting(meeting=meeting, **town.by)
    town.now += DAY
    chair = town.sitters()[0]
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    with refused("decisions.delivery", "未按时送达：丁新。"):
        begin(town, meeting)


def test_who_will_have_joined_on_the_day_is_told_beforehand(town):
    add_member(town, "丁新", start=town.today + 2 * DAY)
    meeting = town.opened(days_ahead=2)
    assert Seat.objects.filter(meeting=meeting, official__name="丁新").exists()
    begin(town, meeting)


def test_who_will_have_left_by_the_day_need_not_be_told(town):
    leave(town, "丁九", end=town.today + DAY)
    meeting = town.opened(town.topic(proposer=Official.objects.get(name="丁八")), days_ahead=2)
    assert not Delivery.objects.filter(official__name="丁九").exists()
    begin(town, meeting)


def test_delivering_again_tells_only_who_was_not_told(town):
    meeting = town.convened(days_ahead=4)
    assert services.deliver_meeting(meeting=meeting, **town.by) == []
    services.put_on_agenda(meeting=meeting, topic=town.topic("第二件"), **town.by)
    town.now += DAY
    fresh = services.deliver_meeting(meeting=meeting, **town.by)
    assert {(one.item.position, one.day) for one in fresh} == {(2, town.today)}
    assert len(fresh) == 9


def test_an_item_put_on_too_late_is_refused_while_the_first_goes_on(town):
    meeting = town.convened(town.topic("早"), days_ahead=2)
    town.now += DAY
    services.put_on_agenda(meeting=meeting, topic=town.topic("晚"), **town.by)
    services.deliver_meeting(meeting=meeting, **town.by)
    town.now += DAY
    chair = town.sitters()[0]
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    with refused("decisions.delivery"):
        begin(town, meeting, 2)
    begin(town, meeting, 1)


def test_a_meeting_moved_forward_loses_its_days_and_moved_back_gains_them(town):
    meeting = town.convened(days_ahead=1)
    services.reschedule_meeting(meeting=meeting, day=town.today + 2 * DAY, **town.by)
    town.now += 2 * DAY
    chair = town.sitters()[0]
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    begin(town, meeting)

    nearer = town.convened(town.topic("提前"), days_ahead=5)
    services.reschedule_meeting(meeting=nearer, day=town.today + DAY, **town.by)
    town.now += DAY
    services.open_meeting(meeting=nearer, chair=chair, recorder=chair, absences={}, **town.by)
    with refused("decisions.delivery"):
        begin(town, nearer)


def test_a_county_that_asks_for_three_days_gets_them(town):
    set_parameter(
        code="decisions.delivery_days",
        value="3",
        unit=Unit.CALENDAR_DAYS,
        scope=town.division.scope,
        start=town.today,
        basis=Basis("镇规"),
        actor=town.clerk,
        now=town.now,
    )
    meeting = town.opened(days_ahead=2)
    with refused("decisions.delivery", str(meeting.day - 3 * DAY)):
        begin(town, meeting)


# Opening -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_meeting_opens_on_its_day_only(town, shift):
    meeting = town.convened(days_ahead=2)
    town.now += (2 + shift) * DAY
    chair = town.sitters()[0]
    with refused("decisions.other_day", str(meeting.day), str(town.today), untouched=True):
        services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)


def test_a_meeting_opens_once(town):
    meeting = town.opened()
    chair = town.sitters()[0]
    with refused("decisions.meeting_has_opened", untouched=True):
        services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)


def test_who_is_absent_does_not_preside(town):
    with refused("decisions.chair_absent", "丁一") as refusal:
        town.opened(absent={"丁一": "开会"}, chair="丁一")
    assert refusal.field == "chair"


def test_who_only_attends_does_not_preside(town):
    town.kind = BodyKind.HEAD_MEETING
    with refused("decisions.chair_absent", "丁五"):
        town.opened(town.topic(proposer=Official.objects.get(name="丁二")), chair="丁五")


def test_an_absence_without_a_reason_is_refused(town):
    with refused("decisions.not_given", "缺席原因") as refusal:
        town.opened(absent={"丁九": "  "})
    assert refusal.field == "absences"


def test_the_record_is_kept_by_somebody_of_the_unit(town, other):
    meeting = town.convened(days_ahead=0)
    chair = town.sitters()[0]
    with refused("decisions.other_unit", "记录人", "戊一", untouched=True) as refusal:
        services.open_meeting(meeting=meeting, chair=chair, recorder=other.sitters()[0], absences={}, **town.by)
    assert refusal.field == "recorder"


def test_another_towns_clerk_does_not_take_up_an_item(town, other):
    meeting = town.opened()
    with pytest.raises(PermissionDenied):
        services.begin_item(item=meeting.items.get(), actor=other.clerk, now=town.now)
    assert meeting.items.get().phase == Phase.WAITING


def test_without_its_defaults_the_rulebook_refuses_rather_than_guesses(cast):
    bare = Scene(cast.jinnan, cast.user("clerk.jinnan"))
    meeting = bare.opened()
    forget_numbers()
    with pytest.raises(RuleViolation) as caught:
        begin(bare, meeting)
    assert caught.value.code == "rulebook.missing"
