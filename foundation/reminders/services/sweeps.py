"""Make the rows what the rules want today, and tell what is due."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation.jobs import beats
from foundation.jobs.states import REMINDERS_SWEEP
from foundation.reminders import registry, selectors_ways
from foundation.reminders.expansion import Expansion, Key, Telling
from foundation.reminders.leases import lease
from foundation.reminders.models import Reminder
from foundation.reminders.outbox import FRESH
from foundation.reminders.registry import DeadlineRule
from foundation.reminders.services.sending import Sent, send_out
from foundation.reminders.states import ROBOTS
from foundation.scope import scope_columns

logger = logging.getLogger(__name__)

#: How many rows are claimed at once: other sweepers work on the rest meanwhile.
BATCH = 500
#: Who renews. Two at once would do no harm, but all the work twice.
RENEWAL = "reminders.renewal"
#: What a renewal may change in a row.
COLUMNS = (
    "due", "tell_on", "upward", "provisional", "confidential", "sequence", "county", "township",
)  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What a sweep did: rows added (or opened again), moved to another day, closed, told in the inbox; mails and
    group messages; rules that failed.

    `busy`: somebody else was renewing, so this sweep only told what was due.
    """

    added: int = 0
    moved: int = 0
    closed: int = 0
    sent: int = 0
    out: Sent = field(default_factory=Sent)
    failed: tuple[str, ...] = ()
    busy: bool = False


def sweep(*, now: datetime, outward: bool = True) -> Report:
    """Renew all reminders, then tell those that are due. Any number of sweepers may run at the same time.

    Without `outward` in the inbox alone: for somebody who waits for the answer, which a mail server may put off.
    """
    renewed = renew(now=now)
    report = replace(renewed, sent=tell_inbox(now), out=send_out(now=now) if outward else Sent())
    failed = "、".join(report.failed)
    # Whoever only told what was due knows nothing of the rules.
    beats.note(
        REMINDERS_SWEEP, trouble=None if report.busy else f"这些提醒规则没有执行成功：{failed}。" if failed else ""
    )
    return report


def renew(*, now: datetime) -> Report:
    """Ask every rule what it wants today; write what is missing, move what has moved, close the rest.

    Whatever was lost or changed by hand is mended here. A rule that fails keeps its rows as they are and
    is named in the report; the others go on. Only one process at a time renews.
    """
    with lease(RENEWAL) as mine:
        return _renew(now) if mine else Report(busy=True)


def _renew(now: datetime) -> Report:
    added = moved = closed = 0
    failed = []
    rules = registry.registered()
    expansion = Expansion(rules, timezone.localdate(now))
    for rule in rules:
        try:
            with transaction.atomic():
                one = _renew_rule(rule, expansion, now)
        except Exception:
            logger.exception("deadline rule %s failed", rule.code)
            failed.append(rule.code)
            continue
        added, moved, closed = added + one.added, moved + one.moved, closed + one.closed
    closed += _close_orphans(now)
    return Report(added, moved, closed, failed=tuple(failed))


def _renew_rule(rule: DeadlineRule, expansion: Expansion, now: datetime) -> Report:
    wanted = expansion.rows(rule)
    known = _known(rule, {ref for ref, *_rest in wanted})
    sequences = _sequences(wanted, known)
    missing = [_row(rule, one, sequences[_person(key)]) for key, one in wanted.items() if key not in known]
    # Another sweeper may have written the same rows a moment ago.
    Reminder.objects.bulk_create(missing, ignore_conflicts=True, batch_size=BATCH)
    opened = moved = 0
    changed, anew = [], []
    for key, one in wanted.items():
        row = known.get(key)
        if row is None:
            continue
        before = _standing(row)
        if _brought_to(row, one, sequences[_person(key)], expansion.today):
            opened += row.closed_at is not None
            moved += row.closed_at is None
            anew.append(row.pk)
        if _standing(row) != before:
            changed.append(row)
    Reminder.objects.bulk_update(changed, COLUMNS, batch_size=BATCH)
    _update(anew, closed_at=None, **FRESH)
    surplus = [row.pk for key, row in known.items() if key not in wanted and row.closed_at is None]
    closed = _update(surplus, closed_at=now)
    return Report(len(missing) + opened, moved, closed)


def _known(rule: DeadlineRule, refs: set[str]) -> dict[Key, Reminder]:
    """The open rows of a rule and the closed ones about the same things, locked in the order of their keys."""
    rows = Reminder.objects.filter(rule=rule.code).filter(Q(closed_at__isnull=True) | Q(ref__in=refs))
    return {
        (row.ref, row.step, row.recipient_id or row.robot_id or 0, row.channel): row
        for row in rows.select_for_update(of=("self",)).order_by("pk")
    }


#: A thing, who is told of it, by which way.
Person = tuple[str, int, str]


def _person(key: Key) -> Person:
    ref, _step, recipient, channel = key
    return ref, recipient, channel


def _sequences(wanted: dict[Key, Telling], known: dict[Key, Reminder]) -> dict[Person, int]:
    """How often the day has changed for each person and thing: one more when it moves. What comes back counts
    two, since a calendar has meanwhile shown its end as one."""
    rows: dict[Person, list[Reminder]] = {}
    for key, row in known.items():
        rows.setdefault(_person(key), []).append(row)
    found = {}
    for key, one in wanted.items():
        former = rows.get(_person(key), [])
        days = {row.due for row in former if row.closed_at is None}
        step = 2 if former and not days else int(bool(days - {one.wanted.due}))
        found[_person(key)] = max((row.sequence for row in former), default=0) + step
    return found


def _row(rule: DeadlineRule, one: Telling, sequence: int) -> Reminder:
    whom = "robot_id" if one.channel in ROBOTS else "recipient_id"
    return Reminder(
        rule=rule.code,
        ref=str(one.wanted.ref),
        step=one.step.code,
        channel=one.channel,
        **{whom: one.recipient},
        due=one.wanted.due,
        tell_on=one.tell_on,
        upward=bool(one.step.upward),
        provisional=one.wanted.provisional,
        confidential=one.wanted.confidential,
        sequence=sequence,
        **scope_columns(one.wanted.scope),
    )


def _standing(row: Reminder) -> list[object]:
    return [getattr(row, column) for column in COLUMNS]


def _brought_to(row: Reminder, one: Telling, sequence: int, today: date) -> bool:
    """Give an existing row what is wanted now. Returns whether it must be told anew: it was closed, its day
    or its owner has changed, or its telling has moved into the future."""
    wanted = one.wanted
    changed = row.closed_at is not None or (row.due, row.scope) != (wanted.due, wanted.scope)
    changed = changed or (row.tell_on != one.tell_on and one.tell_on > today)
    row.due, row.tell_on, row.upward, row.sequence = wanted.due, one.tell_on, bool(one.step.upward), sequence
    row.provisional, row.confidential = wanted.provisional, wanted.confidential
    row.county, row.township = wanted.scope.county, wanted.scope.township
    return changed


def _close_orphans(now: datetime) -> int:
    """Rows of rules that no installed app knows any more."""
    known = [rule.code for rule in registry.registered()]
    return Reminder.objects.filter(closed_at__isnull=True).exclude(rule__in=known).update(closed_at=now)


def _update(pks: Iterable[int], **values: Any) -> int:
    """The same values in many rows, batch by batch. Returns how many there were."""
    pks, changed = list(pks), 0
    for first in range(0, len(pks), BATCH):
        changed += Reminder.objects.filter(pk__in=pks[first : first + BATCH]).update(**values)
    return changed


def tell_inbox(now: datetime) -> int:
    """Tell what is due, batch by batch. For the inbox, to be told is to be marked."""
    sent = 0
    while batch := _send_batch(now):
        sent += batch
    return sent


def _send_batch(now: datetime) -> int:
    with transaction.atomic():
        due = selectors_ways.inbox_due(timezone.localdate(now)).select_for_update(skip_locked=True)
        claimed = list(due.values_list("pk", flat=True)[:BATCH])
        return Reminder.objects.filter(pk__in=claimed).update(sent_at=now)
