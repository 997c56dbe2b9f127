"""What goes out, row by row: claimed by one sender, settled by the same, taken from one that has died.

A claim is committed before anything is sent and no transaction is open meanwhile: a mail server that hangs holds no
lock. An attempt counts from its beginning, so that a row which kills its sender is given up as well, but not
those that were claimed with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from foundation.reminders.states import MOST_ATTEMPTS, STUCK_AFTER, pause_after

#: A row that waits as if nothing had ever been tried.
FRESH: dict[str, Any] = {
    "sent_at": None, "sending_since": None, "attempts": 0, "try_at": None, "given_up_at": None, "error": "",
}  # fmt: skip


def is_free(now: datetime) -> Q:
    """Not sent, not given up, nobody is at it, and its pause is over. What lies further ahead than it can was written
    before somebody set the clock back."""
    abandoned = Q(sending_since__isnull=True) | ~Q(sending_since__range=(now - STUCK_AFTER, now + STUCK_AFTER))
    rested = Q(try_at__isnull=True) | Q(try_at__lte=now) | Q(try_at__gt=now + pause_after(MOST_ATTEMPTS))
    return Q(sent_at__isnull=True, given_up_at__isnull=True) & abandoned & rested


def claim(rows: QuerySet, *, now: datetime, most: int) -> list[Any]:
    """At most so many of the free rows, from now on ours. What was claimed too often is given up instead."""
    with transaction.atomic():
        found = list(rows.filter(is_free(now)).select_for_update(skip_locked=True, of=("self",))[:most])
        mine = [row for row in found if row.attempts < MOST_ATTEMPTS]
        spent = [row.pk for row in found if row.attempts >= MOST_ATTEMPTS]
        all_rows = rows.model.objects
        if spent:
            stuck = _("发送程序中途停止，没有留下结果。")
            all_rows.filter(pk__in=spent).update(given_up_at=now, sending_since=None, error=stuck)
        if mine:
            pks = [row.pk for row in mine]
            all_rows.filter(pk__in=pks).update(sending_since=now)
    for row in mine:
        row.sending_since = now
    return mine


def begin(rows: Sequence[Any]) -> bool:
    """Just before claimed rows are sent together. Returns whether they are still ours: another may have taken them."""
    begun = _ours(rows).update(attempts=F("attempts") + 1)
    for row in rows:
        row.attempts += 1
    return begun == len(rows)


def settle(rows: Sequence[Any], errors: Sequence[str], *, now: datetime) -> int:
    """Write how it ended for each claimed row: nothing for sent, else the reason. Returns how many were sent.

    A row that was made anew meanwhile, or taken over, is left alone: it is no longer the one that was sent.
    """
    sent = [row for row, error in zip(rows, errors, strict=True) if not error]
    if sent:
        _ours(sent).update(sent_at=now, sending_since=None, error="")
    for row, error in zip(rows, errors, strict=True):
        if error:
            _ours([row]).update(sending_since=None, error=error[:200], **_after_failure(row.attempts, now))
    return len(sent)


def _after_failure(attempts: int, now: datetime) -> dict[str, datetime]:
    return {"given_up_at": now} if attempts >= MOST_ATTEMPTS else {"try_at": now + pause_after(attempts)}


def _ours(rows: Sequence[Any]) -> QuerySet:
    """Of one claim."""
    pks, since = [row.pk for row in rows], rows[0].sending_since
    found: QuerySet = type(rows[0]).objects.filter(pk__in=pks, sending_since=since)
    return found
