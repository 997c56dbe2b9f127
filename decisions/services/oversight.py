"""The discipline secretary stops, the chair answers, the county's observers note: each from his own login, but for
the chair the clerk enters."""

from datetime import datetime

from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import AgendaItem, Meeting, Observer, ObserverNote, Stop, StopAnswer, StopLift
from decisions.permissions import check_can_keep_meetings, check_can_note, check_can_oversee
from decisions.services.acting import locked_item
from decisions.services.meetings import locked_meeting
from decisions.states import StopAnswerKind, StopKind
from foundation.ledger.services import act
from foundation.townships.models import Official, User
from foundation.violations import refuse_on


def raise_stop(*, item: AgendaItem, kind: StopKind, reason: str, actor: User, now: datetime) -> Stop:
    """提醒 or 制止 (D10). A stop holds the item until the chair has answered on record.

    Raises `PermissionDenied` for everybody but the unit's discipline secretary, `RuleViolation` when the item is not
    going on.
    """
    check_can_oversee(actor, item.scope)
    with act("decisions.stop.raise", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        refuse_on(rules.is_going_on(item), rules.is_given(reason, _("理由"), "reason"))
        stop = Stop.objects.create(item=item, kind=kind, reason=reason, actor=actor, at=now)
        record.about(item)
        record.touch(stop)
    return stop


def answer_stop(*, stop: Stop, kind: StopAnswerKind, text: str, actor: User, now: datetime) -> StopAnswer:
    """What the chair answers, as the clerk enters it. Going on against a stop is allowed, and becomes a finding."""
    check_can_keep_meetings(actor, stop.item.scope)
    with act("decisions.stop.answer", stream=stop.item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(stop.item)
        stop = Stop.objects.select_related("answer").get(pk=stop.pk)
        refuse_on(
            rules.not_closed(item),
            rules.not_answered_yet(stop),
            rules.reminder_ends_nothing(stop, kind),
            rules.is_given(text, _("答复内容"), "text"),
        )
        chair: Official = item.meeting.chair  # type: ignore[assignment]
        answer = StopAnswer.objects.create(stop=stop, kind=kind, chair=chair, text=text, actor=actor, at=now)
        record.about(item)
        record.touch(answer)
    return answer


def lift_stop(*, stop: Stop, reason: str, actor: User, now: datetime) -> StopLift:
    """What he objected to has been put right: the discipline secretary lets the item go on."""
    check_can_oversee(actor, stop.item.scope)
    with act("decisions.stop.lift", stream=stop.item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(stop.item)
        stop = Stop.objects.select_related("answer", "lift").get(pk=stop.pk)
        refuse_on(rules.not_closed(item), rules.can_lift(stop), rules.is_given(reason, _("撤销理由"), "reason"))
        lift = StopLift.objects.create(stop=stop, reason=reason, actor=actor, at=now)
        record.about(item)
        record.touch(lift)
    return lift


def add_observer(*, meeting: Meeting, official: Official, actor: User, now: datetime) -> Observer:
    """The county has sent somebody: he may keep a note of his own of this meeting."""
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.observer.add", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        refuse_on(
            rules.not_over(meeting),
            rules.from_the_county(official, meeting),
            rules.not_observing_yet(meeting, official),
        )
        observer = Observer.objects.create(meeting=meeting, official=official)
        record.about(meeting)
        record.touch(observer)
    return observer


def note_as_observer(
    *, observer: Observer, item: AgendaItem | None, text: str, actor: User, now: datetime
) -> ObserverNote:
    """An observer's own note (E07), on the meeting or on one item. The unit neither writes nor changes it."""
    check_can_note(actor, observer)
    with act("decisions.observer.note", stream=observer.meeting.scope.stream, actor=actor, now=now) as record:
        refuse_on(
            rules.has_opened(observer.meeting),
            rules.is_of_the_meeting(item, observer.meeting),
            rules.is_given(text, _("记录"), "text"),
        )
        note = ObserverNote.objects.create(observer=observer, item=item, text=text, author=actor, at=now)
        record.about(observer.meeting)
        record.touch(note)
    return note
