"""What the acts on an item have in common: its lock, its phase, its stage. Each is called inside its caller's act."""

from datetime import datetime

from decisions import rules
from decisions.models import AgendaItem
from decisions.services.topics import save_with_history, settle
from decisions.sitting import Sitting
from decisions.states import STAGED, Outcome, Phase, Stage
from foundation.ledger.services import Act
from foundation.townships.models import User
from foundation.violations import refuse_on


def locked_item(item: AgendaItem) -> AgendaItem:
    """The item as it is now, locked until the act ends: always the first thing an act on an item does."""
    items = AgendaItem.objects.select_for_update(of=("self",)).select_related(
        "meeting__body__division", "meeting__procedure", "topic__body"
    )
    return items.get(pk=item.pk)


def move(item: AgendaItem, phase: Phase, record: Act) -> None:
    """The only writer of `phase`. Every phase starts at the first stage."""
    refuse_on(rules.move_allowed(Phase(item.phase), phase))
    item.phase, item.stage = phase, Stage.MEMBERS
    item.save(update_fields=["phase", "stage"])
    record.touch(item)


def advance(sitting: Sitting, record: Act) -> None:
    """Go to the first stage at which somebody is missing, forwards or back; after the statements comes the vote.
    Paper ballots have no turn: a secret vote is at its end as soon as it has begun."""
    item = sitting.item
    if item.phase not in STAGED:
        return
    stage = sitting.next_stage(Phase(item.phase))
    if item.phase == Phase.STATING and stage == Stage.DONE and sitting.able():
        move(item, Phase.VOTING, record)
        stage = sitting.next_stage(Phase.VOTING)
    if item.stage != stage:
        item.stage = stage
        item.save(update_fields=["stage"])
        record.touch(item)


def principals_have_begun(item: AgendaItem) -> bool:
    """It is, or was, a principal's turn. Where nobody could state at all (`DONE`), nobody has begun."""
    return item.phase == Phase.VOTING or (item.phase == Phase.STATING and Stage.MEMBERS < item.stage < Stage.DONE)


def close_item(item: AgendaItem, outcome: Outcome, reason: str, record: Act, actor: User, now: datetime) -> None:
    """The only writer of an outcome: the item ends; its topic is decided, back in the pool, or the next body's."""
    refuse_on(rules.move_allowed(Phase(item.phase), Phase.CLOSED))
    item.phase, item.outcome, item.outcome_reason, item.closed_at = Phase.CLOSED, outcome, reason, now
    item.save(update_fields=["phase", "outcome", "outcome_reason", "closed_at"])
    settle(item.topic, outcome)
    save_with_history(item.topic, actor, fields=["state", "body"])
    record.about(item)
    record.touch(item, item.topic)
