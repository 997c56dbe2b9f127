"""The deadline of findings. It stands here since the rulebook lies below the reminders."""

from collections.abc import Iterator
from datetime import date

from foundation.refs import Ref
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.reminders.steps import AHEAD, LATE, ON_DAY, TO_INSPECTORS, TO_PRINCIPALS
from foundation.rulebook.models import Finding
from foundation.rulebook.states import FindingState
from foundation.townships.selectors.holders import Holders
from foundation.townships.states import Capability

ANSWER_DUE = DeadlineRule(
    code="rulebook.answer_due",
    title="问题等待答复",
    wanted="foundation.reminders.findings.answers_due",
    parameter="findings.answer_days",
    steps=(AHEAD, ON_DAY, LATE, TO_PRINCIPALS, TO_INSPECTORS),
)


def answers_due(today: date) -> Iterator[Wanted]:
    """A finding that its unit has not answered, for whoever answers for the unit."""
    holders = Holders(today)
    waiting = Finding.objects.filter(state=FindingState.RAISED)
    for finding in waiting.order_by("answer_until", "pk"):
        yield Wanted(
            ref=Ref.of(finding),
            due=finding.answer_until,
            owners=holders.of(Capability.ANSWER_FINDINGS, finding.scope),
            scope=finding.scope,
            provisional=finding.answer_provisional,
        )
