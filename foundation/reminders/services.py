"""The verbs of this room: make the rows what the rules want today, and tell what is due."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation.reminders import registry
from foundation.reminders.models import Reminder
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.reminders.states import Channel
from foundation.scope import scope_columns

logger = logging.getLogger(__name__)

#: How many rows are claimed at once: other sweepers work on the rest meanwhile.
BATCH = 500

Key = tuple[str, str, int, str]


@dataclass(frozen=True)
class Report:
    """What a sweep did: rows added (or opened again), moved to another day, closed, told; rules that failed."""

    added: int = 0
    moved: int = 0
    closed: int = 0
    sent: int = 0
    failed: tuple[str, ...] = ()


def sweep(*, now: datetime) -> Report:
    """Renew all reminders, then tell those that are due. Any number of sweepers may run at the same time."""
    renewed = renew(now=now)
    return Report(renewed.added, renewed.moved, renewed.closed, _send_due(now), renewed.failed)


def renew(*, now: datetime) -> Report:
    """Ask every rule what it wants today; write what is missing, move what has moved, close the rest.

    Whatever was lost or changed by hand is mended here. A rule that fails keeps its rows as they are and
    is named in the report; the others go on.
    """
    added = moved = closed = 0
    failed = []
    for rule in registry.registered():
        try:
            with transaction.atomic():
                one = _renew_rule(rule, now)
        except Exception:
            logger.exception("deadline rule %s failed", rule.code)
            failed.append(rule.code)
            continue
        added, moved, closed = added + one.added, moved + one.moved, closed + one.closed
    closed += _close_orphans(now)
    return Report(added, moved, closed, failed=tuple(failed))


def _renew_rule(rule: DeadlineRule, now: datetime) -> Report:
    wanted = {_key(one): one for one in rule.wanted_on(timezone.localdate(now))}
    known = _known(rule, {str(one.ref) for one in wanted.values()})
    missing = [_row(rule, one) for key, one in wanted.items() if key not in known]
    # Another sweeper may have written the same rows a moment ago.
    Reminder.objects.bulk_create(missing, ignore_conflicts=True, batch_size=BATCH)
    opened = moved = 0
    changed = []
    for key, one in wanted.items():
        row = known.get(key)
        if row is not None and _brought_to(row, one):
            opened += row.closed_at is not None
            moved += row.closed_at is None
            row.sent_at = row.closed_at = None
            changed.append(row)
    Reminder.objects.bulk_update(changed, ["due", "sent_at", "closed_at", "county", "township"], batch_size=BATCH)
    surplus = [row.pk for key, row in known.items() if key not in wanted and row.closed_at is None]
    closed = _close(surplus, now)
    return Report(len(missing) + opened, moved, closed)


def _known(rule: DeadlineRule, refs: set[str]) -> dict[Key, Reminder]:
    """The open rows of a rule and the closed ones about the same things, locked in the order of their keys."""
    rows = Reminder.objects.filter(rule=rule.code).filter(Q(closed_at__isnull=True) | Q(ref__in=refs))
    return {
        (row.ref, row.step, row.recipient_id, row.channel): row
        for row in rows.select_for_update(of=("self",)).order_by("pk")
    }


def _key(one: Wanted) -> Key:
    return str(one.ref), one.step, one.recipient_id, Channel.INBOX


def _row(rule: DeadlineRule, one: Wanted) -> Reminder:
    return Reminder(
        rule=rule.code,
        ref=str(one.ref),
        step=one.step,
        recipient_id=one.recipient_id,
        due=one.due,
        **scope_columns(one.scope),
    )


def _brought_to(row: Reminder, one: Wanted) -> bool:
    """Give an existing row the day and owner that are wanted now. Returns whether it must be told anew:
    it was closed, or its day has moved."""
    changed = row.closed_at is not None or (row.due, row.scope) != (one.due, one.scope)
    row.due, row.county, row.township = one.due, one.scope.county, one.scope.township
    return changed


def _close_orphans(now: datetime) -> int:
    """Rows of rules that no installed app knows any more."""
    known = [rule.code for rule in registry.registered()]
    return Reminder.objects.filter(closed_at__isnull=True).exclude(rule__in=known).update(closed_at=now)


def _close(pks: Iterable[int], now: datetime) -> int:
    pks, closed = list(pks), 0
    for first in range(0, len(pks), BATCH):
        closed += Reminder.objects.filter(pk__in=pks[first : first + BATCH]).update(closed_at=now)
    return closed


def _send_due(now: datetime) -> int:
    """Tell what is due, batch by batch. For the inbox, to be told is to be marked."""
    sent = 0
    while batch := _send_batch(now):
        sent += batch
    return sent


def _send_batch(now: datetime) -> int:
    with transaction.atomic():
        due = Reminder.objects.filter(
            registry.due_by(timezone.localdate(now)),
            sent_at__isnull=True,
            closed_at__isnull=True,
            channel=Channel.INBOX,
        )
        claimed = due.select_for_update(skip_locked=True).order_by("due", "pk").values_list("pk", flat=True)
        return Reminder.objects.filter(pk__in=list(claimed[:BATCH])).update(sent_at=now)
