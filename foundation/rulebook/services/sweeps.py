"""What the machine does by itself: ask every rule what it finds, and count the days to answer anew."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from foundation.house_rules import Rule
from foundation.ledger.services import SYSTEM, act
from foundation.rulebook.models import Finding, FindingNote
from foundation.rulebook.registry import Found, machine_rules
from foundation.rulebook.services.findings import raise_finding
from foundation.rulebook.states import UNJUDGED, FindingState, NoteKind
from foundation.rulebook.windows import answer_window

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What a sweep did: findings raised, notes that something no longer shows, rules that failed."""

    raised: int = 0
    no_longer: int = 0
    failed: tuple[str, ...] = ()


def raise_findings(*, now: datetime) -> Report:
    """Ask every machine rule what it finds today and raise what is new. A second time nothing happens.

    What was found and does not show any more stays, since it was true, with a note that says so, until
    somebody has judged it. A rule that fails is named in the report; the others go on.
    """
    raised = no_longer = 0
    failed = []
    for rule in machine_rules():
        try:
            found = list(rule.breaches_on(timezone.localdate(now)))
            raised += sum(raise_finding(rule=rule.code, found=each, now=now) is not None for each in found)
            no_longer += _note_what_is_gone(rule, found, now)
        except Exception:
            logger.exception("rule %s failed", rule.code)
            failed.append(rule.code)
    return Report(raised, no_longer, tuple(failed))


def note_no_longer(*, finding: Finding, now: datetime, actor: object = SYSTEM) -> FindingNote | None:
    """The rows that showed it have changed. Once, and only while nobody has judged: else nothing, and `None`."""
    with act("rulebook.finding.no_longer", stream=finding.scope.stream, actor=actor, now=now) as record:
        finding = Finding.objects.select_for_update().get(pk=finding.pk)
        known = finding.notes.filter(kind=NoteKind.NO_LONGER).exists()
        if known or finding.state not in UNJUDGED:
            record.drop()
            return None
        record.about(finding)
        note = FindingNote.objects.create(finding=finding, kind=NoteKind.NO_LONGER, at=now)
        record.touch(note)
    return note


def renew_windows(*, now: datetime, actor: object = SYSTEM) -> int:
    """The holidays of a year are known now: count the days to answer that were provisional. Returns how many moved."""
    waiting = Finding.objects.filter(answer_provisional=True, state__in=UNJUDGED)
    return sum(renew_window(finding=finding, now=now, actor=actor) for finding in waiting.order_by("pk"))


def renew_window(*, finding: Finding, now: datetime, actor: object = SYSTEM) -> bool:
    """Count the days to answer of one finding anew. Returns whether anything has changed.

    Whoever has answered by then keeps the longer of the two: what was in time stays in time.
    """
    with act("rulebook.finding.renew_window", stream=finding.scope.stream, actor=actor, now=now) as record:
        finding = Finding.objects.select_for_update().get(pk=finding.pk)
        if finding.state not in UNJUDGED:
            record.drop()
            return False
        end = answer_window(finding.scope, timezone.localdate(finding.raised_at))
        day = max(end.day, finding.answer_until) if finding.state == FindingState.ANSWERED else end.day
        if (day, end.provisional) == (finding.answer_until, finding.answer_provisional):
            record.drop()
            return False
        finding.answer_until, finding.answer_provisional = day, end.provisional
        finding.save(update_fields=["answer_until", "answer_provisional"])
        record.touch(finding)
    return True


def _note_what_is_gone(rule: Rule, found: Iterable[Found], now: datetime) -> int:
    shown = {(str(each.about), each.key) for each in found}
    waiting = Finding.objects.filter(rule=rule.code, raised_by=None, state__in=UNJUDGED)
    waiting = waiting.exclude(notes__kind=NoteKind.NO_LONGER).order_by("pk")
    gone = [finding for finding in waiting if (finding.about, finding.key) not in shown]
    return sum(note_no_longer(finding=finding, now=now) is not None for finding in gone)
