from datetime import datetime

from django.utils import timezone

from foundation.ledger.services import act
from foundation.townships import rules
from foundation.townships.models import HandOver, HandOverLine, Official
from foundation.townships.selectors.people import taken_over_by
from foundation.violations import refuse_on


def receive_line(
    *, line: HandOverLine, receiver: Official, note: str = "", actor: object, now: datetime
) -> HandOverLine:
    """Somebody takes over one open matter of a leaver, on the day of `now`; `note` says how (at most 300 letters).

    Raises `RuleViolation` when it has been received already, when the receiver is the leaver, or when
    he holds no post in the unit (or in what has taken it over) on that day.
    """
    with act("townships.hand_over.receive", stream=line.scope.stream, actor=actor, now=now) as record:
        hand_over = _locked(line.hand_over)
        line = HandOverLine.objects.select_for_update(of=("self",)).select_related("receiver").get(pk=line.pk)
        line.hand_over = hand_over
        today = timezone.localdate(now)
        units = taken_over_by(hand_over.tenure.post.division, today)
        refuse_on(
            rules.line_is_open(line),
            rules.receiver_is_another(line, receiver),
            rules.receiver_serves(receiver, units, today),
        )
        line.receiver, line.note, line.received_on = receiver, note, today
        line.save(update_fields=["receiver", "note", "received_on"])
        record.touch(line)
    return line


def complete_hand_over(*, hand_over: HandOver, witness: str, actor: object, now: datetime) -> HandOver:
    """Every matter has been received, before a witness (监交人) who is named.

    Raises `RuleViolation` when it is complete already, when a matter has no receiver, or when the
    witness is missing or one of those who hand over and receive.
    """
    witness = witness.strip()
    with act("townships.hand_over.complete", stream=hand_over.scope.stream, actor=actor, now=now) as record:
        hand_over = _locked(hand_over)
        refuse_on(
            rules.hand_over_is_open(hand_over),
            rules.every_line_received(hand_over),
            rules.witness_is_third(hand_over, witness),
        )
        hand_over.witness, hand_over.completed_on = witness, timezone.localdate(now)
        hand_over.save(update_fields=["witness", "completed_on"])
        record.touch(hand_over)
    return hand_over


def _locked(hand_over: HandOver) -> HandOver:
    """The hand-over as it is now; its lines change under its lock alone."""
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("tenure__official", "tenure__post__division")
    return rows.get(pk=hand_over.pk)
