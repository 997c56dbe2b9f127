"""Receipts, ad-hoc motions, the reminder and the finding that come of them, and what a leaver hands over."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from decisions import breaches, services
from decisions.deadlines import UNSIGNED, unsigned_deliveries
from decisions.handovers import still_open
from decisions.models import AdHocMotion, Delivery, Receipt, Topic
from decisions.selectors import quarter_of
from decisions.states import Category, Phase, TopicState
from foundation.refs import Ref
from foundation.reminders import registry
from foundation.rulebook.models import Parameter
from foundation.townships.models import User
from foundation.townships.states import BodyKind
from tests.decisions.refusals import refused
from tests.decisions.verbs import SMALL, light

DAY = timedelta(days=1)


@pytest.fixture
def member(cast) -> User:
    """Sits in the discipline committee, with a login of his own."""
    return cast.user("discipline.jinnan")


@pytest.fixture
def small(town):
    town.kind = SMALL
    return town


# Receipts ----------------------------------------------------------------------------------------


def test_a_member_signs_once_for_all_that_reached_him(small, member):
    meeting = small.convened(small.topic("一"), small.topic("二"))
    receipts = services.sign_for(meeting=meeting, actor=member, now=small.now)
    assert {row.delivery.official for row in receipts} == {member.official} and len(receipts) == 2
    assert {(row.actor, row.at, row.on_paper) for row in receipts} == {(member, small.now, False)}
    assert str(receipts[0]).startswith(member.official.name)
    with refused("decisions.nothing_to_sign"):
        services.sign_for(meeting=meeting, actor=member, now=small.now)


def test_what_comes_later_is_signed_for_by_itself(small, member):
    meeting = small.convened(small.topic("一"))
    services.sign_for(meeting=meeting, actor=member, now=small.now)
    services.put_on_agenda(meeting=meeting, topic=small.topic("二"), **small.by)
    services.deliver_meeting(meeting=meeting, **small.by)
    (receipt,) = services.sign_for(meeting=meeting, actor=member, now=small.now)
    assert receipt.delivery.item.topic.title == "二"


def test_who_was_told_of_nothing_has_nothing_to_sign(small, cast):
    meeting = small.convened()
    for username in ("reviewer.jinnan", "inspector.county"):
        with refused("decisions.nothing_to_sign"):
            services.sign_for(meeting=meeting, actor=cast.user(username), now=small.now)
    for username in ("discipline.taji", "accountant.jinnan"):
        with pytest.raises(PermissionDenied):
            services.sign_for(meeting=meeting, actor=cast.user(username), now=small.now)


def test_the_office_records_what_was_signed_on_paper(small, member):
    meeting = small.convened()
    (receipt,) = services.record_hand_over(meeting=meeting, official=member.official, handed_on=small.today, **small.by)
    assert (receipt.on_paper, receipt.handed_on, receipt.actor) == (True, small.today, small.clerk)
    with refused("decisions.nothing_to_sign"):
        services.sign_for(meeting=meeting, actor=member, now=small.now)


def test_nobody_but_the_office_records_it_and_not_ahead(small, member):
    meeting = small.convened()
    with pytest.raises(PermissionDenied):
        services.record_hand_over(
            meeting=meeting, official=member.official, handed_on=small.today, actor=member, now=small.now
        )
    with refused("decisions.handed_on", untouched=True):
        services.record_hand_over(meeting=meeting, official=member.official, handed_on=small.today + DAY, **small.by)


def test_after_the_meeting_nobody_signs(small, member):
    meeting = small.resolution().item.meeting
    services.close_meeting(meeting=meeting, **small.by)
    with refused("decisions.signed_too_late"):
        services.sign_for(meeting=meeting, actor=member, now=small.now)
    with refused("decisions.signed_too_late"):
        services.record_hand_over(meeting=meeting, official=member.official, handed_on=small.today, **small.by)


def test_who_has_not_signed_is_reminded_until_he_has(small, member):
    meeting = small.convened(days_ahead=5)
    (wanted,) = unsigned_deliveries(small.today)
    assert (wanted.ref, wanted.due) == (Ref.of(meeting), meeting.day - 2 * DAY)
    assert member.pk in wanted.owners and not wanted.confidential
    services.sign_for(meeting=meeting, actor=member, now=small.now)
    (wanted,) = unsigned_deliveries(small.today)
    assert member.pk not in wanted.owners
    assert registry.rule_of("decisions.unsigned") == UNSIGNED


def test_what_came_late_is_due_on_the_day_on_which_it_came(small):
    meeting = small.convened(days_ahead=1)
    (wanted,) = unsigned_deliveries(small.today)
    assert (wanted.ref, wanted.due) == (Ref.of(meeting), small.today)


def test_in_a_meeting_nobody_is_reminded_any_more(small):
    small.opened()
    assert list(unsigned_deliveries(small.today)) == []


# Ad-hoc motions ----------------------------------------------------------------------------------


def test_an_ad_hoc_motion_reaches_everybody_and_waits_for_their_consent(small):
    meeting = small.opened(small.topic("一"))
    topic = small.topic("临时")
    item = services.put_ad_hoc(meeting=meeting, topic=topic, reason=" 汛情紧急 ", **small.by)
    topic.refresh_from_db()
    assert (item.position, topic.state, str(item.ad_hoc)) == (2, TopicState.ON_AGENDA, "汛情紧急")
    assert Delivery.objects.filter(item=item, day=small.today).count() == meeting.seats.count()
    services.set_aside_item(item=meeting.items.get(position=1), outcome="withdrawn", reason="再议", **small.by)
    with refused("decisions.ad_hoc_waits"):
        services.begin_item(item=item, **small.by)
    consent = services.record_consent(item=item, agree=2, **small.by)
    assert (consent.agree, consent.present, consent.needed) == (2, 3, 2)
    assert str(consent) == "到会 3 人，同意 2 人"
    with refused("decisions.no_consent_wanted"):
        services.record_consent(item=item, agree=3, **small.by)
    item.refresh_from_db()
    assert services.begin_item(item=item, **small.by).phase == Phase.REPORT


@pytest.mark.parametrize(("agree", "code"), [(1, "decisions.ad_hoc_consent"), (4, "decisions.more_than_present")])
def test_too_few_or_more_than_are_there_do_not_consent(small, agree, code):
    meeting = small.opened()
    item = services.put_ad_hoc(meeting=meeting, topic=small.topic("临时"), reason="急", **small.by)
    with refused(code):
        services.record_consent(item=item, agree=agree, **small.by)


def test_before_the_meeting_it_is_put_on_the_agenda_and_those_who_will_sit_are_told(small):
    meeting = small.convened(days_ahead=1)
    item = services.put_ad_hoc(meeting=meeting, topic=small.topic("临时"), reason="急", **small.by)
    assert item.deliveries.count() == len(small.sitters())
    with refused("decisions.meeting_open"):
        services.record_consent(item=item, agree=2, **small.by)


def test_what_can_still_be_delivered_in_time_is_none(small):
    meeting, topic = small.convened(days_ahead=2), small.topic("临时")
    with refused("decisions.ad_hoc_in_time", untouched=True):
        services.put_ad_hoc(meeting=meeting, topic=topic, reason="急", **small.by)


def test_personnel_without_a_reason_or_after_the_end_there_is_none(town):
    meeting = town.convened(days_ahead=1)
    topic = town.topic("任职", category=Category.PERSONNEL, amount=None)
    with refused("decisions.ad_hoc_personnel"):
        services.put_ad_hoc(meeting=meeting, topic=topic, reason="急", **town.by)
    topic = town.topic("临时")
    with refused("decisions.not_given"):
        services.put_ad_hoc(meeting=meeting, topic=topic, reason=" ", **town.by)
    with refused("decisions.topic_taken"):
        services.put_ad_hoc(meeting=meeting, topic=meeting.items.get().topic, reason="急", **town.by)


def test_after_the_end_nothing_is_put_on_the_agenda(small):
    meeting = small.resolution().item.meeting
    services.close_meeting(meeting=meeting, **small.by)
    with refused("decisions.ad_hoc_closed"):
        services.put_ad_hoc(meeting=meeting, topic=small.topic("临时"), reason="急", **small.by)


def test_an_item_of_the_ordinary_agenda_wants_no_consent(small):
    item = small.item_at(Phase.WAITING)
    with refused("decisions.no_consent_wanted"):
        services.record_consent(item=item, agree=2, **small.by)


def test_more_than_the_number_in_a_quarter_is_found_once(small):
    Parameter.objects.filter(code="decisions.ad_hoc_quarter").update(value="1")
    meeting = small.convened(days_ahead=1)
    items = []
    for number in range(3):
        items.append(services.put_ad_hoc(meeting=meeting, topic=small.topic(f"急{number}"), reason="急", **small.by))
        found = list(breaches.ad_hoc_often(small.today))
        assert len(found) == (1 if number else 0)
    (one,) = found
    assert one.about == Ref.of(items[1]) and one.evidence == (Ref.of(items[0]), Ref.of(items[1]))
    assert one.parameters["count"] == "2" and one.parameters["most"] == "1"
    assert one.parameters["quarter"] == f"{meeting.day.year}年第{quarter_of(meeting.day)}季度"
    assert AdHocMotion.objects.count() == 3


def test_quarters():
    assert [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 6, 7, 9, 10, 12)] == [1, 1, 2, 2, 3, 3, 4, 4]


# Hand-over ---------------------------------------------------------------------------------------


def test_a_meeting_whose_papers_wait_is_open_until_it_opens(small):
    meeting = small.convened()
    ref = Ref.of(meeting)
    assert still_open(frozenset({ref})) == [ref]
    for official in small.sitters():
        services.record_hand_over(meeting=meeting, official=official, handed_on=small.today, **small.by)
    assert still_open(frozenset({ref})) == []
    assert Receipt.objects.count() == 3


def test_a_sheet_that_waits_for_its_signature_is_open_until_it_is_signed(town):
    town.kind = BodyKind.HEAD_MEETING
    meeting = town.opened()
    sheet = services.enter_light_sheet(meeting=meeting, lines=[light(town)], **town.by)
    services.set_aside_item(item=meeting.items.get(), outcome="deferred", reason="再议", **town.by)
    services.close_meeting(meeting=meeting, **town.by)
    town.minutes(meeting)
    ref = Ref.of(meeting)
    assert still_open(frozenset({ref})) == [ref]
    services.sign_off_light_sheet(sheet=sheet, **town.by)
    assert still_open(frozenset({ref})) == []


def test_what_this_meeting_has_set_aside_comes_to_another_one(small):
    """Found by the drill: back in the pool, it was put ad hoc into the meeting that had deferred it."""
    meeting = small.opened()
    item = meeting.items.get()
    services.set_aside_item(item=item, outcome="deferred", reason="再议", **small.by)
    with refused("decisions.dealt_with", untouched=True):
        services.put_ad_hoc(meeting=meeting, topic=item.topic, reason="急", **small.by)


def test_short_notice_is_no_way_around_the_sheet(town):
    meeting, topic = town.opened(), town.topic("另一件", signed=False)
    Topic.objects.filter(pk=topic.pk).update(state=TopicState.POOL)
    topic.refresh_from_db()
    with refused("decisions.not_ready", untouched=True):
        services.put_ad_hoc(meeting=meeting, topic=topic, reason="急", **town.by)
