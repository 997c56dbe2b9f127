from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import AgendaItem, Delivery, Meeting, Procedure, Seat, Topic
from decisions.permissions import check_can_keep_meetings
from decisions.services.topics import locked_topic, save_with_history
from decisions.sheet import Sheet
from decisions.states import MeetingState, TopicState, stage_of
from foundation.ledger.services import act
from foundation.scope import scope_columns
from foundation.townships.models import Body, Official, User
from foundation.townships.rules import division_in_force
from foundation.townships.selectors import Sitter, who_sits
from foundation.violations import refuse_on


def convene_meeting(*, body: Body, day: date, place: str, actor: User, now: datetime) -> Meeting:
    """Call a meeting of a body for a day. Raises `RuleViolation` for a day that has passed, or a unit gone by then."""
    check_can_keep_meetings(actor, body.scope)
    with act("decisions.meeting.convene", stream=body.scope.stream, actor=actor, now=now) as record:
        today = timezone.localdate(now)
        refuse_on(rules.day_not_past(day, today, "day"), division_in_force(body.division, max(today, day)))
        meeting = Meeting(body=body, day=day, place=place, **scope_columns(body.scope))
        save_with_history(meeting, actor)
        record.touch(meeting)
    return meeting


def reschedule_meeting(*, meeting: Meeting, day: date, actor: User, now: datetime) -> Meeting:
    """Move a meeting that has not opened to another day; what was delivered stays delivered."""
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.meeting.reschedule", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        refuse_on(
            rules.still_convened(meeting),
            rules.day_not_past(day, timezone.localdate(now), "day"),
            division_in_force(meeting.body.division, day),
        )
        meeting.day = day
        save_with_history(meeting, actor, fields=["day"])
        record.touch(meeting)
    return meeting


def put_on_agenda(*, meeting: Meeting, topic: Topic, actor: User, now: datetime) -> AgendaItem:
    """Put a topic of the pool on the agenda of a meeting of its body. Raises `RuleViolation` for what it lacks."""
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.item.put_on_agenda", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        topic = locked_topic(topic)
        refuse_on(rules.still_convened(meeting))
        item = add_item(meeting, topic, actor)
        record.touch(item, topic)
    return item


def add_item(meeting: Meeting, topic: Topic, actor: User) -> AgendaItem:
    """The next item of a meeting, both locked, within an act that names item and topic.

    Raises `RuleViolation` for a topic of another body or not free, one whose sheet is not complete, and one that this
    meeting has dealt with.
    """
    refuse_on(
        rules.topic_is_free(topic, meeting),
        rules.topic_is_ready(Sheet.of(topic)),
        rules.not_dealt_with(topic, meeting),
    )
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(meeting=meeting, topic=topic, position=last + 1, **scope_columns(meeting.scope))
    topic.state = TopicState.ON_AGENDA
    save_with_history(topic, actor, fields=["state"])
    return item


def deliver_meeting(*, meeting: Meeting, actor: User, now: datetime) -> list[Delivery]:
    """Tell every member of the day of the meeting of every item, where that has not been done (D05).

    Returns the new deliveries; the day is that of `now`. Raises `RuleViolation` for an empty agenda.
    """
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.meeting.deliver", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        refuse_on(rules.still_convened(meeting), rules.agenda_not_empty(meeting))
        record.about(meeting)
        done = set(Delivery.objects.filter(item__meeting=meeting).values_list("item_id", "official_id"))
        officials = [sitter.official for sitter in who_sits(meeting.body, meeting.day)]
        deliveries = [
            Delivery.objects.create(item=item, official=official, day=timezone.localdate(now))
            for item in meeting.items.all()
            for official in officials
            if (item.pk, official.pk) not in done
        ]
        record.touch(*deliveries)
        if not deliveries:
            record.drop()
    return deliveries


def open_meeting(
    *,
    meeting: Meeting,
    chair: Official,
    recorder: Official,
    absences: Mapping[int, str],
    actor: User,
    now: datetime,
) -> Meeting:
    """Open a meeting on its day: seats are made of who sits in the body on that day.

    `absences` maps the key of an absent official to the reason; everybody else is present. Raises
    `RuleViolation` on another day, for an empty agenda, an absence without its reason, a recorder of
    another unit, and when the chair is absent, only attends, or is not who presides by the rules of procedure.
    The rules of procedure in force on this day are kept with the meeting.
    """
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.meeting.open", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        sitters = who_sits(meeting.body, meeting.day)
        procedure = rules.procedure_for(meeting.body, meeting.day)
        present = [sitter.official for sitter in sitters if sitter.votes and sitter.official.pk not in absences]
        refuse_on(
            rules.still_convened(meeting),
            rules.opens_on_its_day(meeting, timezone.localdate(now)),
            rules.agenda_not_empty(meeting),
            rules.chair_is_present(chair, present),
            rules.presides(chair, sitters, absences, procedure),
            rules.of_this_unit(recorder, meeting.scope, _("记录人"), "recorder"),
            *(rules.is_given(reason, _("缺席原因"), "absences") for reason in absences.values()),
        )
        seats = [_seat(meeting, procedure, sitter, rank, absences) for rank, sitter in enumerate(sitters, start=1)]
        meeting.state, meeting.opened_at = MeetingState.OPEN, now
        meeting.chair, meeting.recorder, meeting.procedure = chair, recorder, procedure
        save_with_history(meeting, actor, fields=["state", "opened_at", "chair", "recorder", "procedure"])
        record.touch(meeting, *seats)
    return meeting


def _seat(meeting: Meeting, procedure: Procedure, sitter: Sitter, rank: int, absences: Mapping[int, str]) -> Seat:
    posts = {post.kind for post in sitter.posts}
    return Seat.objects.create(
        meeting=meeting,
        official=sitter.official,
        title=sitter.title,
        rank=rank,
        stage=stage_of(procedure.last_but_one, procedure.last, posts),
        votes=sitter.votes,
        acting=sitter.acting,
        present=sitter.official.pk not in absences,
        absence=absences.get(sitter.official.pk, ""),
    )


def close_meeting(*, meeting: Meeting, actor: User, now: datetime) -> Meeting:
    """Close a meeting whose items all have an outcome."""
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.meeting.close", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        refuse_on(rules.meeting_open(meeting), rules.every_item_closed(meeting))
        meeting.state, meeting.closed_at = MeetingState.CLOSED, now
        save_with_history(meeting, actor, fields=["state", "closed_at"])
        record.touch(meeting)
    return meeting


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting as it is now, locked until the act ends."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("body__division", "procedure")
    return rows.get(pk=meeting.pk)
