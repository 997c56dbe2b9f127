"""无记名投票: the count of paper ballots, by two tellers."""

from datetime import datetime

from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import AgendaItem, BallotCount, BallotCountVoid, Seat
from decisions.permissions import check_can_keep_meetings
from decisions.services.acting import locked_item
from decisions.sitting import Sitting
from decisions.states import Phase
from foundation.ledger.services import act
from foundation.townships.models import User
from foundation.violations import refuse_on


def count_ballots(
    *,
    item: AgendaItem,
    handed_out: int,
    returned: int,
    valid: int,
    agree: int,
    oppose: int,
    abstain: int,
    postpone: int = 0,
    teller: Seat,
    second_teller: Seat,
    actor: User,
    now: datetime,
) -> BallotCount:
    """Two tellers have counted the ballots of a secret item; who voted how nobody enters.

    Raises `RuleViolation` of a recorded vote, without a quorum, when the numbers do not agree with those in the room
    and among themselves, and for tellers who are recused, absent or principals.
    """
    check_can_keep_meetings(actor, item.scope)
    with act("decisions.ballots.count", stream=item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(item)
        sitting = Sitting.of(item)
        refuse_on(rules.in_phase(item, Phase.VOTING), rules.by_ballot(item))
        count = BallotCount(
            item=item,
            attempt=item.ballot_counts.count() + 1,
            handed_out=handed_out,
            returned=returned,
            valid=valid,
            agree=agree,
            oppose=oppose,
            abstain=abstain,
            postpone=postpone,
            teller=teller,
            second_teller=second_teller,
            actor=actor,
            at=now,
        )
        refuse_on(
            rules.not_stopped(sitting),
            rules.not_counted_yet(sitting),
            rules.quorum(sitting, rules.quorum_parameter(item)),
            rules.may_tell(sitting, teller, second_teller),
            rules.ballots_agree(sitting, count),
        )
        count.save()
        record.about(item)
        record.touch(count)
    return count


def void_ballots(*, count: BallotCount, reason: str, actor: User, now: datetime) -> BallotCountVoid:
    """A count was entered wrongly: the ballots are counted again, before the result is announced."""
    check_can_keep_meetings(actor, count.item.scope)
    with act("decisions.ballots.void", stream=count.item.scope.stream, actor=actor, now=now) as record:
        item = locked_item(count.item)
        refuse_on(rules.count_stands(Sitting.of(item), count), rules.is_given(reason, _("作废原因"), "reason"))
        void = BallotCountVoid.objects.create(count=count, reason=reason, actor=actor, at=now)
        record.about(item)
        record.touch(void)
    return void
