"""What happens to an item in the room. The lock on the item is always taken first: two people at once are the rule."""

from datetime import datetime

from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import (
    AgendaItem,
    LateArrival,
    Recusal,
    Report,
    Resolution,
    Seat,
    Speech,
    Statement,
    StatementVoid,
    Vote,
    VoteVoid,
)
from decisions.permissions import check_can_keep_meetings
from decisions.services.meetings import locked_meeting
from decisions.services.topics import save_with_history
from decisions.sitting import Sitting
from decisions.states import SET_ASIDE, STAGED, Choice, Outcome, Phase, Stage, TopicState
from foundation.ledger.services import Act, act
from foundation.scope import scope_columns
from foundation.townships.models import Official, User
from foundation.violations import refuse_on


def begin_item(*, item: AgendaItem, actor: User, now: datetime) -> AgendaItem:
    """Take up an item: the meeting is open, no other item is, it was delivered in time and there is a quorum."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.begin", stream=item.scope.stream, actor=actor, now=now) as record:
        locked_meeting(item.meeting)
        item = _locked(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.meeting_open(item.meeting),
            rules.in_phase(item, Phase.WAITING),
            rules.one_item_at_a_time(item),
            rules.delivery(item, sitting.due(), rules.delivery_parameter(item.meeting)),
            rules.quorum(sitting, rules.quorum_parameter(item)),
        )
        _move(item, Phase.REPORT, record)
    return item


def record_report(*, item: AgendaItem, reporter: Official, text: str, actor: User, now: datetime) -> Report:
    """The reporter has presented the item; the discussion begins."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.report", stream=item.scope.stream, actor=actor, now=now) as record:
        item = _locked(item)
        refuse_on(
            rules.in_phase(item, Phase.REPORT),
            rules.quorum(Sitting.of(item), rules.quorum_parameter(item)),
            rules.of_this_unit(reporter, item.scope, _("汇报人"), "reporter"),
            rules.is_given(text, _("汇报要点"), "text"),
        )
        report = Report.objects.create(item=item, reporter=reporter, text=text, actor=actor, at=now)
        record.about(item)
        record.touch(report)
        _move(item, Phase.DISCUSSION, record)
    return report


def record_speech(*, item: AgendaItem, seat: Seat, text: str, actor: User, now: datetime) -> Speech:
    """Somebody in the room speaks in the discussion, in any order and as often as he likes."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.speech.record", stream=item.scope.stream, actor=actor, now=now) as record:
        item = _locked(item)
        refuse_on(
            rules.in_phase(item, Phase.DISCUSSION),
            rules.may_speak(Sitting.of(item), seat),
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
        item = _locked(item)
        sitting = Sitting.of(item)
        refuse_on(rules.in_phase(item, Phase.DISCUSSION), rules.quorum(sitting, rules.quorum_parameter(item)))
        _move(item, Phase.STATING, record)
        _advance(sitting, record)
    return item


def record_statement(
    *, item: AgendaItem, seat: Seat, choice: Choice, text: str, actor: User, now: datetime
) -> Statement:
    """A seat states its opinion; reservations are kept word for word in `text`.

    Raises `RuleViolation` out of phase, out of turn, twice, and for a seat without a voice on this item.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.statement.record", stream=item.scope.stream, actor=actor, now=now) as record:
        item = _locked(item)
        sitting = Sitting.of(item)
        _check_position(sitting, seat, Phase.STATING)
        statement = Statement.objects.create(
            item=item,
            seat=seat,
            choice=choice,
            text=text,
            attempt=item.statements.filter(seat=seat).count() + 1,
            actor=actor,
            at=now,
        )
        sitting.statements[seat.pk] = statement
        record.about(item)
        record.touch(statement)
        _advance(sitting, record)
    return statement


def cast_vote(*, item: AgendaItem, seat: Seat, choice: Choice, actor: User, now: datetime) -> Vote:
    """A seat votes, by name. It may differ from the statement; pages show both.

    Raises `RuleViolation` out of phase, out of turn, twice, and for a seat without a voice on this item.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.vote.cast", stream=item.scope.stream, actor=actor, now=now) as record:
        item = _locked(item)
        sitting = Sitting.of(item)
        _check_position(sitting, seat, Phase.VOTING)
        refuse_on(rules.quorum(sitting, rules.quorum_parameter(item)))
        vote = Vote.objects.create(
            item=item,
            seat=seat,
            choice=choice,
            attempt=item.votes.filter(seat=seat).count() + 1,
            actor=actor,
            at=now,
        )
        sitting.votes[seat.pk] = vote
        record.about(item)
        record.touch(vote)
        _advance(sitting, record)
    return vote


def void_statement(*, statement: Statement, reason: str, actor: User, now: datetime) -> StatementVoid:
    """Void a wrongly entered statement; its seat states again, and the stage falls back to it."""
    check_can_keep_meetings(actor, statement.item.scope)
    with act("decisions.statement.void", stream=statement.item.scope.stream, actor=actor, now=now) as record:
        item = _locked(statement.item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.can_void(sitting, statement.seat, Phase.STATING),
            rules.stands(sitting.statements, statement),
            rules.is_given(reason, _("作废原因"), "reason"),
        )
        void = StatementVoid.objects.create(statement=statement, reason=reason, actor=actor, at=now)
        del sitting.statements[statement.seat_id]
        record.about(item)
        record.touch(void)
        if item.phase == Phase.VOTING:
            _move(item, Phase.STATING, record)
        _advance(sitting, record)
    return void


def void_vote(*, vote: Vote, reason: str, actor: User, now: datetime) -> VoteVoid:
    """Void a wrongly entered vote; its seat votes again, and the stage falls back to it."""
    check_can_keep_meetings(actor, vote.item.scope)
    with act("decisions.vote.void", stream=vote.item.scope.stream, actor=actor, now=now) as record:
        item = _locked(vote.item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.can_void(sitting, vote.seat, Phase.VOTING),
            rules.stands(sitting.votes, vote),
            rules.is_given(reason, _("作废原因"), "reason"),
        )
        void = VoteVoid.objects.create(vote=vote, reason=reason, actor=actor, at=now)
        del sitting.votes[vote.seat_id]
        record.about(item)
        record.touch(void)
        _advance(sitting, record)
    return void


def recuse(*, item: AgendaItem, seat: Seat, reason: str, actor: User, now: datetime) -> Recusal:
    """A seat takes no part in an item: it is neither due nor waited for. Before its own statement only."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.recuse", stream=item.scope.stream, actor=actor, now=now) as record:
        item = _locked(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.meeting_open(item.meeting),
            rules.not_closed(item),
            rules.not_recused_yet(sitting, seat),
            rules.can_recuse(sitting, seat),
            rules.is_given(reason, _("回避原因"), "reason"),
        )
        recusal = Recusal.objects.create(item=item, seat=seat, reason=reason)
        sitting.recused[seat.pk] = reason
        record.about(item)
        record.touch(recusal)
        _advance(sitting, record)
    return recusal


def record_arrival(*, seat: Seat, actor: User, now: datetime) -> Seat:
    """Somebody marked absent has come. On an item whose principals have begun he neither states nor votes."""
    check_can_keep_meetings(actor, seat.meeting.scope)
    with act("decisions.seat.arrive", stream=seat.meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(seat.meeting)
        # The open item before the seat: the lock on the item orders the arrival among the votes.
        items = AgendaItem.objects.select_for_update(of=("self",)).filter(meeting=meeting)
        current = items.exclude(phase__in=[Phase.WAITING, Phase.CLOSED]).select_related("topic", "meeting").first()
        seat = Seat.objects.select_for_update(of=("self",)).select_related("official").get(pk=seat.pk)
        refuse_on(rules.meeting_open(meeting), rules.was_absent(seat))
        seat.present, seat.arrived_at = True, now
        seat.save(update_fields=["present", "arrived_at"])
        record.about(meeting)
        record.touch(seat)
        if current is not None and _principals_have_begun(current):
            record.touch(LateArrival.objects.create(item=current, seat=seat, at=now))
        elif current is not None:
            _advance(Sitting.of(current), record)
    return seat


def announce_result(*, item: AgendaItem, text: str, actor: User, now: datetime) -> Resolution:
    """The chair announces the result: counted over the members due, it becomes a resolution that never changes.

    `text` is the decision in words. Raises `RuleViolation` while somebody present has not voted.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.announce_result", stream=item.scope.stream, actor=actor, now=now) as record:
        item = _locked(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.in_phase(item, Phase.VOTING),
            rules.quorum(sitting, rules.quorum_parameter(item)),
            rules.everyone_has_voted(sitting),
            rules.is_given(text, _("决定内容"), "text"),
        )
        due = len(sitting.due())
        needed = rules.majority_parameter(item).needed_of(due)
        agree, oppose, abstain = (sitting.count(choice) for choice in Choice)
        outcome = Outcome.ADOPTED if agree >= needed else Outcome.REJECTED
        _close(item, outcome, "", TopicState.DECIDED, record, actor, now)
        resolution = Resolution.objects.create(
            item=item,
            topic=item.topic,
            outcome=outcome,
            text=text,
            decided_on=item.meeting.day,
            due=due,
            present=len(sitting.able()),
            recused=len(sitting.recused),
            agree=agree,
            oppose=oppose,
            abstain=abstain,
            absent=due - agree - oppose - abstain,
            needed=needed,
            **scope_columns(item.scope),
        )
        record.touch(resolution)
    return resolution


def set_aside_item(*, item: AgendaItem, outcome: Outcome, reason: str, actor: User, now: datetime) -> AgendaItem:
    """End an item without a resolution (deferred, withdrawn, inquorate); its topic goes back to the pool.

    Not once the vote has begun, except as inquorate. `reason` is kept with the item.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.item.set_aside", stream=item.scope.stream, actor=actor, now=now) as record:
        item = _locked(item)
        refuse_on(
            rules.meeting_open(item.meeting),
            rules.not_closed(item),
            rules.outcome_sets_aside(outcome, SET_ASIDE),
            rules.vote_not_begun(item, outcome),
            rules.is_given(reason, _("理由"), "reason"),
        )
        if outcome == Outcome.INQUORATE:
            refuse_on(rules.quorum_is_missing(Sitting.of(item), rules.quorum_parameter(item)))
        _close(item, outcome, reason, TopicState.POOL, record, actor, now)
    return item


# Inside ------------------------------------------------------------------------------------------


def _locked(item: AgendaItem) -> AgendaItem:
    """The item as it is now, locked until the act ends: always the first thing an act on an item does."""
    items = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__body__division", "topic")
    return items.get(pk=item.pk)


def _check_position(sitting: Sitting, seat: Seat, phase: Phase) -> None:
    refuse_on(
        rules.in_phase(sitting.item, phase),
        rules.has_a_voice(sitting, seat),
        rules.once_each(sitting, seat),
        rules.in_turn(sitting, seat),
    )


def _move(item: AgendaItem, phase: Phase, record: Act) -> None:
    """The only writer of `phase`. Every phase starts at the first stage."""
    refuse_on(rules.move_allowed(Phase(item.phase), phase))
    item.phase, item.stage = phase, Stage.MEMBERS
    item.save(update_fields=["phase", "stage"])
    record.touch(item)


def _advance(sitting: Sitting, record: Act) -> None:
    """Go to the first stage at which somebody is missing, forwards or back; after the statements comes the vote."""
    item = sitting.item
    if item.phase not in STAGED:
        return
    stage = sitting.next_stage(Phase(item.phase))
    if item.phase == Phase.STATING and stage == Stage.DONE and sitting.able():
        _move(item, Phase.VOTING, record)
        stage = sitting.next_stage(Phase.VOTING)
    if item.stage != stage:
        item.stage = stage
        item.save(update_fields=["stage"])
        record.touch(item)


def _principals_have_begun(item: AgendaItem) -> bool:
    """It is, or was, a principal's turn. Where nobody could state at all (`DONE`), nobody has begun."""
    return item.phase == Phase.VOTING or (item.phase == Phase.STATING and Stage.MEMBERS < item.stage < Stage.DONE)


def _close(
    item: AgendaItem, outcome: Outcome, reason: str, topic_state: TopicState, record: Act, actor: User, now: datetime
) -> None:
    refuse_on(rules.move_allowed(Phase(item.phase), Phase.CLOSED))
    item.phase, item.outcome, item.outcome_reason, item.closed_at = Phase.CLOSED, outcome, reason, now
    item.save(update_fields=["phase", "outcome", "outcome_reason", "closed_at"])
    item.topic.state = topic_state
    save_with_history(item.topic, actor, fields=["state"])
    record.about(item)
    record.touch(item, item.topic)
