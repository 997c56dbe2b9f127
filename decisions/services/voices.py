"""Opinions and votes, by name; what was entered wrongly is voided; what an absent member wrote is read out."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import AgendaItem, Seat, Statement, StatementVoid, Vote, VoteVoid, WrittenOpinion
from decisions.permissions import check_can_keep_meetings
from decisions.services.acting import advance, locked_item, move
from decisions.sitting import Sitting
from decisions.states import Choice, Phase
from foundation.ledger.services import act
from foundation.townships.models import User
from foundation.violations import refuse_on


def record_statement(
    *, item: AgendaItem, seat: Seat, choice: Choice, text: str, actor: User, now: datetime
) -> Statement:
    """A seat states its opinion; reservations are kept word for word in `text`.

    Raises `RuleViolation` out of phase, out of turn, twice, and for a seat without a voice on this item.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.statement.record", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        _check_position(sitting, seat, Phase.STATING, choice)
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
        advance(sitting, record)
    return statement


def cast_vote(*, item: AgendaItem, seat: Seat, choice: Choice, actor: User, now: datetime) -> Vote:
    """A seat votes, by name. It may differ from the statement; pages show both.

    Raises `RuleViolation` for a secret item, out of phase, out of turn, twice, for a seat without a voice on it.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.vote.cast", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(rules.by_name(item))
        _check_position(sitting, seat, Phase.VOTING, choice)
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
        advance(sitting, record)
    return vote


def record_hands(*, item: AgendaItem, seats: Sequence[Seat], actor: User, now: datetime) -> list[Vote]:
    """D08: a show of hands, whose agreeing members vote at one moment and are entered together, each by name.

    One vote and one entry in the ledger for each; when one is refused none stays. Raises `RuleViolation` for nobody,
    for whoever votes last, and for all that `cast_vote` refuses.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.vote.cast", stream=item.scope.stream, actor=actor, now=now) as together:
        # The votes within are acts of their own, appended together as this one ends.
        together.drop()
        refuse_on(rules.hands_of_members(seats))
        return [cast_vote(item=item, seat=seat, choice=Choice.AGREE, actor=actor, now=now) for seat in seats]


def void_statement(*, statement: Statement, reason: str, actor: User, now: datetime) -> StatementVoid:
    """Void a wrongly entered statement; its seat states again, and the stage falls back to it."""
    check_can_keep_meetings(actor, statement.item.scope)
    with act("decisions.statement.void", stream=statement.item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(statement.item)
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
            move(item, Phase.STATING, record)
        advance(sitting, record)
    return void


def void_vote(*, vote: Vote, reason: str, actor: User, now: datetime) -> VoteVoid:
    """Void a wrongly entered vote; its seat votes again, and the stage falls back to it."""
    check_can_keep_meetings(actor, vote.item.scope)
    with act("decisions.vote.void", stream=vote.item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(vote.item)
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
        advance(sitting, record)
    return void


def record_written_opinion(*, item: AgendaItem, seat: Seat, text: str, actor: User, now: datetime) -> WrittenOpinion:
    """E07: what an absent member wrote is read out in the discussion and kept; it is no statement and no vote."""
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.opinion.record", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(
            rules.in_phase(item, Phase.DISCUSSION),
            rules.not_stopped(sitting),
            rules.is_absent(sitting, seat),
            rules.is_given(text, _("书面意见原文"), "text"),
        )
        opinion = WrittenOpinion.objects.create(item=item, seat=seat, text=text, actor=actor, at=now)
        record.about(item)
        record.touch(opinion)
    return opinion


def _check_position(sitting: Sitting, seat: Seat, phase: Phase, choice: Choice) -> None:
    refuse_on(
        rules.in_phase(sitting.item, phase),
        rules.not_stopped(sitting),
        rules.choice_is_offered(sitting.item, choice),
        rules.has_a_voice(sitting, seat),
        rules.once_each(sitting, seat),
        rules.in_turn(sitting, seat),
    )
