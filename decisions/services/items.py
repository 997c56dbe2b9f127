"""What happens to an item in the room. The lock on the item is always taken first: two people at once are the rule."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import AgendaItem, Report, Resolution, Seat, Speech, TakenUp
from decisions.permissions import check_can_keep_meetings
from decisions.services.acting import advance, close_item, locked_item, move
from decisions.services.meetings import locked_meeting
from decisions.sitting import Sitting
from decisions.states import SET_ASIDE, Choice, Outcome, Phase
from foundation.ledger.services import act
from foundation.scope import scope_columns
from foundation.townships.models import Official, User
from foundation.violations import refuse_on


def begin_item(*, item: AgendaItem, actor: User, now: datetime) -> AgendaItem:
    """Take up an item: the meeting is open, no other item is, it was delivered in time, there is a quorum and no room
    above has anything against it. Whether the vote will be secret is settled now."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.begin", stream=item.scope.stream, actor=actor, now=now) as record:
        locked_meeting(item.meeting)
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.meeting_open(item.meeting),
            rules.in_phase(item, Phase.WAITING),
            rules.one_item_at_a_time(item),
            rules.delivery(item, sitting.due(), rules.delivery_parameter(item.meeting)),
            rules.quorum(sitting, rules.quorum_parameter(item)),
            rules.nothing_blocks(item),
        )
        if rules.is_secret(item.topic, rules.procedure_of(item.meeting)):
            item.secret = True
            item.save(update_fields=["secret"])
        move(item, Phase.REPORT, record)
    return item


def record_report(*, item: AgendaItem, reporter: Official, text: str, actor: User, now: datetime) -> Report:
    """The reporter has presented the item; the discussion begins."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.report", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.in_phase(item, Phase.REPORT),
            rules.not_stopped(sitting),
            rules.quorum(sitting, rules.quorum_parameter(item)),
            rules.of_this_unit(reporter, item.scope, _("汇报人"), "reporter"),
            rules.is_given(text, _("汇报要点"), "text"),
        )
        report = Report.objects.create(item=item, reporter=reporter, text=text, actor=actor, at=now)
        record.about(item)
        record.touch(report)
        move(item, Phase.DISCUSSION, record)
    return report


def record_speech(*, item: AgendaItem, seat: Seat, text: str, actor: User, now: datetime) -> Speech:
    """Somebody in the room speaks in the discussion, in any order and as often as he likes."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.speech.record", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.in_phase(item, Phase.DISCUSSION),
            rules.not_stopped(sitting),
            rules.may_speak(sitting, seat),
            rules.is_given(text, _("发言要点"), "text"),
        )
        speech = Speech.objects.create(item=item, seat=seat, text=text, actor=actor, at=now)
        record.about(item)
        record.touch(speech)
    return speech


def end_discussion(*, item: AgendaItem, actor: User, now: datetime) -> AgendaItem:
    """The chair asks for clear opinions: members first, the principals last."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.end_discussion", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.in_phase(item, Phase.DISCUSSION),
            rules.not_stopped(sitting),
            rules.quorum(sitting, rules.quorum_parameter(item)),
        )
        move(item, Phase.STATING, record)
        advance(sitting, record)
    return item


def announce_result(
    *,
    item: AgendaItem,
    text: str,
    taken_up: Mapping[int, str] | None = None,
    decision: Outcome | None = None,
    head_reason: str = "",
    actor: User,
    now: datetime,
) -> Resolution:
    """The chair announces the result: counted by the body's way of deciding, it becomes a lasting resolution.

    `text` is the decision in words; `taken_up` says by the key of the seat how each differing opinion was taken up;
    where the head decides, `decision` is his, with `head_reason` when the majority is of another mind. Raises
    `RuleViolation` while somebody present has not voted, an opinion has no answer, or a room above objects.
    """
    check_can_keep_meetings(actor, item.scope)
    answers = dict(taken_up or {})
    with act("decisions.item.announce_result", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting, procedure = Sitting.of(item), rules.procedure_of(item.meeting)
        refuse_on(
            rules.in_phase(item, Phase.VOTING),
            rules.not_stopped(sitting),
            rules.quorum(sitting, rules.quorum_parameter(item)),
            rules.everyone_has_voted(sitting),
            rules.nothing_blocks(item),
            rules.is_given(text, _("决定内容"), "text"),
            rules.opinions_taken_up(sitting, answers),
            rules.head_may_differ(sitting, procedure, decision, head_reason),
        )
        outcome = decision or rules.majority_says(sitting)
        differs = outcome != rules.majority_says(sitting)
        close_item(item, outcome, "", record, actor, now)
        counted = {choice.value: sitting.count(choice) for choice in Choice}
        due = len(sitting.due())
        resolution = Resolution.objects.create(
            item=item,
            topic=item.topic,
            outcome=outcome,
            text=text,
            decided_on=item.meeting.day,
            due=due,
            present=sitting.heads(),
            recused=len(sitting.recused),
            **counted,
            absent=due - sum(counted.values()),
            needed=rules.votes_needed(sitting),
            way=procedure.way,
            secret=item.secret,
            head_reason=head_reason.strip() if differs else "",
            **scope_columns(item.scope),
        )
        said = [
            TakenUp.objects.create(item=item, seat=seat, text=answers[seat.pk].strip(), actor=actor, at=now)
            for seat in sitting.differing()
        ]
        record.touch(resolution, *said)
    return resolution


def set_aside_item(*, item: AgendaItem, outcome: Outcome, reason: str, actor: User, now: datetime) -> AgendaItem:
    """End an item without a resolution (deferred, withdrawn, inquorate); its topic goes back to the pool.

    Once the vote has begun: only as inquorate, after a stop that the chair has accepted, or deferred when the count is
    a tie, a large split or a majority for 缓议. `reason` is kept with the item.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.set_aside", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.meeting_open(item.meeting),
            rules.not_closed(item),
            rules.outcome_sets_aside(outcome, SET_ASIDE),
            rules.may_end_so(sitting, outcome),
            rules.is_given(reason, _("理由"), "reason"),
        )
        if outcome == Outcome.INQUORATE:
            refuse_on(rules.quorum_is_missing(sitting, rules.quorum_parameter(item)))
        close_item(item, outcome, reason, record, actor, now)
    return item
