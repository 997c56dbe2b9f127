"""Who is there and who takes part: recusals, comings and goings, the chair."""

from datetime import datetime

from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import AgendaItem, ChairChange, Departure, LateArrival, Meeting, Recusal, Seat
from decisions.permissions import check_can_keep_meetings
from decisions.services.acting import advance, locked_item, principals_have_begun
from decisions.services.meetings import locked_meeting
from decisions.services.topics import save_with_history
from decisions.sitting import Sitting
from decisions.states import Motive, Phase
from foundation.ledger.services import act
from foundation.townships.models import Official, User
from foundation.violations import refuse_on


def recuse(
    *,
    item: AgendaItem,
    seat: Seat,
    reason: str,
    motive: Motive = Motive.OWN,
    asked_by: str = "",
    actor: User,
    now: datetime,
) -> Recusal:
    """A seat takes no part in an item: it is neither due nor waited for. Before its own statement only.

    On one's own motion; or because `asked_by` applied for it or ordered it (公务员法 §76).
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.recuse", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.meeting_open(item.meeting),
            rules.not_closed(item),
            rules.not_recused_yet(sitting, seat),
            rules.can_recuse(sitting, seat),
            rules.says_who_asked(motive, asked_by),
            rules.is_given(reason, _("回避原因"), "reason"),
        )
        recusal = Recusal.objects.create(item=item, seat=seat, reason=reason, motive=motive, asked_by=asked_by.strip())
        sitting.recused[seat.pk] = reason
        record.about(item)
        record.touch(recusal)
        advance(sitting, record)
    return recusal


def record_arrival(*, seat: Seat, actor: User, now: datetime) -> Seat:
    """Somebody marked absent has come, or come back. On an item whose principals have begun he neither states nor
    votes, unless he had voted before he went."""
    check_can_keep_meetings(actor, seat.meeting.scope)
    with act("decisions.seat.arrive", stream=seat.meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(seat.meeting)
        current = _current_item(meeting)
        seat = _locked_seat(seat)
        refuse_on(rules.meeting_open(meeting), rules.was_absent(seat))
        seat.present, seat.arrived_at = True, now
        seat.save(update_fields=["present", "arrived_at"])
        record.about(meeting)
        record.touch(seat)
        if current is None:
            return seat
        sitting = Sitting.of(current)
        if principals_have_begun(current):
            if seat.pk not in sitting.late | sitting.votes.keys():
                record.touch(LateArrival.objects.create(item=current, seat=seat, at=now))
        else:
            advance(sitting, record)
    return seat


def record_departure(*, seat: Seat, reason: str, actor: User, now: datetime) -> Departure:
    """Somebody leaves before the end. What he has voted on stands; of what follows he is absent, and the quorum is
    counted without him. The chair hands over first."""
    check_can_keep_meetings(actor, seat.meeting.scope)
    with act("decisions.seat.leave", stream=seat.meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(seat.meeting)
        current = _current_item(meeting)
        seat = _locked_seat(seat)
        refuse_on(
            rules.meeting_open(meeting),
            rules.was_present(seat),
            rules.chair_stays(meeting, seat),
            rules.is_given(reason, _("离会原因"), "reason"),
        )
        seat.present, seat.absence = False, reason
        seat.save(update_fields=["present", "absence"])
        departure = Departure.objects.create(seat=seat, item=current, at=now, reason=reason)
        record.about(meeting)
        record.touch(seat, departure)
        if current is not None:
            advance(Sitting.of(current), record)
    return departure


def pass_chair(*, meeting: Meeting, seat: Seat, reason: str, actor: User, now: datetime) -> ChairChange:
    """Another member takes the chair from now on; `reason` says why the one before does not go on."""
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.meeting.pass_chair", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        seat = _locked_seat(seat)
        refuse_on(
            rules.meeting_open(meeting),
            rules.takes_the_chair(meeting, seat),
            rules.is_given(reason, _("更换原因"), "reason"),
        )
        former: Official = meeting.chair  # type: ignore[assignment]
        change = ChairChange.objects.create(meeting=meeting, former=former, chair=seat.official, reason=reason, at=now)
        meeting.chair = seat.official
        save_with_history(meeting, actor, fields=["chair"])
        record.about(meeting)
        record.touch(meeting, change)
    return change


def _current_item(meeting: Meeting) -> AgendaItem | None:
    """The open item, locked before the seat: its lock orders comings and goings among the votes."""
    items = AgendaItem.objects.select_for_update(of=("self",)).filter(meeting=meeting)
    found = items.exclude(phase__in=[Phase.WAITING, Phase.CLOSED])
    return found.select_related("topic", "meeting__body__division", "meeting__procedure").first()


def _locked_seat(seat: Seat) -> Seat:
    return Seat.objects.select_for_update(of=("self",)).select_related("official").get(pk=seat.pk)
