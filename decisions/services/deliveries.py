"""Who has signed for what was delivered, and what came too late for it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import (
    AdHocConsent,
    AdHocMotion,
    AgendaItem,
    Delivery,
    Meeting,
    Receipt,
    Topic,
)
from decisions.permissions import check_can_keep_meetings
from decisions.services.meetings import add_item, locked_meeting
from decisions.services.topics import locked_topic
from decisions.states import MeetingState, Phase
from foundation.ledger.services import act
from foundation.townships.models import Official, User
from foundation.townships.permissions import check_may
from foundation.townships.selectors import who_sits
from foundation.townships.states import Capability
from foundation.violations import refuse_on


def sign_for(*, meeting: Meeting, actor: User, now: datetime) -> list[Receipt]:
    """A member signs, by his own login, for all that was delivered to him for a meeting (D05).

    Raises `RuleViolation` when nothing waits for him, and after the meeting.
    """
    check_may(actor, Capability.VIEW_DECISIONS, meeting.scope)
    with act("decisions.meeting.receipt", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        waiting = _unsigned(meeting, actor.official)
        refuse_on(rules.before_the_end(meeting), rules.something_to_sign(waiting))
        record.about(meeting)
        receipts = [Receipt.objects.create(delivery=delivery, actor=actor, at=now) for delivery in waiting]
        record.touch(*receipts)
    return receipts


def record_hand_over(
    *, meeting: Meeting, official: Official, handed_on: date, actor: User, now: datetime
) -> list[Receipt]:
    """The office records that a member has signed on paper for what was handed over to him on a day.

    Raises `RuleViolation` for a day ahead, when nothing waits for him, and after the meeting.
    """
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.meeting.hand_over", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        waiting = _unsigned(meeting, official)
        refuse_on(
            rules.before_the_end(meeting),
            rules.something_to_sign(waiting),
            rules.handed_over_by(handed_on, timezone.localdate(now)),
        )
        record.about(meeting)
        receipts = [
            Receipt.objects.create(delivery=delivery, handed_on=handed_on, actor=actor, at=now) for delivery in waiting
        ]
        record.touch(*receipts)
    return receipts


def put_ad_hoc(*, meeting: Meeting, topic: Topic, reason: str, actor: User, now: datetime) -> AgendaItem:
    """Put a topic on the agenda that comes too late for timely delivery, also while the meeting goes on.

    It reaches every member at once. Raises `RuleViolation` for personnel, without a reason, while it could still be
    delivered in time, after the meeting, and for what `add_item` refuses.
    """
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.item.put_ad_hoc", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        topic = locked_topic(topic)
        today = timezone.localdate(now)
        refuse_on(
            rules.takes_ad_hoc(meeting),
            rules.never_personnel(topic),
            rules.comes_too_late(meeting, today, rules.delivery_parameter(meeting)),
            rules.is_given(reason, _("临时动议的理由"), "reason"),
        )
        item = add_item(meeting, topic, actor)
        motion = AdHocMotion.objects.create(item=item, reason=reason.strip(), actor=actor, at=now)
        record.touch(item, motion, topic)
        for official in _members(meeting):
            record.touch(Delivery.objects.create(item=item, official=official, day=today))
    return item


def record_consent(*, item: AgendaItem, agree: int, actor: User, now: datetime) -> AdHocConsent:
    """So many of the members in the room agree that an ad-hoc motion is dealt with.

    Raises `RuleViolation` for another item, outside of the meeting, once it has begun, for more than are there, and for
    fewer than the parameter asks: then the item is withdrawn.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.consent", stream=item.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(item.meeting)
        items = AgendaItem.objects.select_for_update(of=("self",)).select_related("ad_hoc__consent")
        item = items.get(pk=item.pk)
        present = meeting.seats.filter(votes=True, present=True).count()
        wanted = rules.ad_hoc_parameter(meeting)
        refuse_on(
            rules.meeting_open(meeting),
            rules.waits_for_consent(item),
            rules.in_phase(item, Phase.WAITING),
            rules.agree_are_present(agree, present),
            rules.enough_agree(agree, present, wanted),
        )
        record.about(item)
        consent = AdHocConsent.objects.create(
            motion=item.ad_hoc, agree=agree, present=present, needed=wanted.needed_of(present), actor=actor, at=now
        )
        record.touch(consent)
    return consent


def _unsigned(meeting: Meeting, official: Official | None) -> list[Delivery]:
    rows = Delivery.objects.filter(item__meeting=meeting, official=official, receipt=None)
    return list(rows.order_by("item__position")) if official else []


def _members(meeting: Meeting) -> Iterable[Official]:
    """Whoever is to be told: who sits on that day, or who sits in the meeting that goes on."""
    if meeting.state == MeetingState.CONVENED:
        return [sitter.official for sitter in who_sits(meeting.body, meeting.day)]
    return [seat.official for seat in meeting.seats.select_related("official").order_by("rank")]
