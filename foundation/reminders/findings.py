"""The deadline of findings. It stands here since the rulebook lies below the reminders."""

from collections.abc import Iterator
from datetime import date

from foundation.refs import Ref
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.rulebook.models import Finding
from foundation.rulebook.states import FindingState
from foundation.townships.selectors import users_holding
from foundation.townships.states import Capability

ANSWER_DUE = DeadlineRule(
    code="rulebook.answer_due",
    title="问题等待答复",
    wanted="foundation.reminders.findings.answers_due",
    parameter="findings.answer_days",
    ahead=1,
)


def answers_due(_today: date) -> Iterator[Wanted]:
    """A finding that its unit has not answered: whoever answers for the unit is told the day before and on the day."""
    answerers: dict[str, list[int]] = {}
    waiting = Finding.objects.filter(state=FindingState.RAISED)
    for finding in waiting.order_by("answer_until", "pk"):
        stream = finding.scope.stream
        if stream not in answerers:
            answerers[stream] = users_holding(Capability.ANSWER_FINDINGS, finding.scope)
        for user in answerers[stream]:
            yield Wanted(
                ref=Ref.of(finding), step="answer", recipient_id=user, due=finding.answer_until, scope=finding.scope
            )
