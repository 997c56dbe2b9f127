"""The deadlines of one person as a calendar: only that something is due, never about whom or how much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from foundation.reminders import ical
from foundation.reminders.ical import Event
from foundation.reminders.models import Reminder
from foundation.reminders.words import summary


def calendar_of(rows: Iterable[Reminder], *, now: datetime) -> bytes:
    """The file of somebody's calendar, from his open rows and those lately closed."""
    return ical.written(_("阳光用权待办"), events(rows), stamp=now)


def events(rows: Iterable[Reminder]) -> list[Event]:
    """One for each thing under each rule, however many steps tell of it."""
    things: dict[tuple[str, str], list[Reminder]] = {}
    for row in rows:
        things.setdefault((row.rule, row.ref), []).append(row)
    return [_event(of_thing) for of_thing in things.values()]


def _event(rows: list[Reminder]) -> Event:
    still = [row for row in rows if row.closed_at is None]
    # The newest of them: a closed step of a thing that has moved keeps the day that it told.
    row = max(still or rows, key=lambda each: each.sequence)
    return Event(
        uid=uid_of(row),
        sequence=row.sequence + (not still),
        day=row.due,
        summary=summary(row),
        url=settings.SITE_URL + reverse("web:desk"),
        status=_status(row, open_now=bool(still)),
    )


def _status(row: Reminder, *, open_now: bool) -> str:
    if not open_now:
        return ical.CANCELLED
    return ical.TENTATIVE if row.provisional else ical.CONFIRMED


def uid_of(row: Reminder) -> str:
    """The same as long as rule, thing and recipient are; nobody can read out of it what they are."""
    key = salted_hmac("reminders.uid", f"{row.recipient_id}|{row.rule}|{row.ref}", algorithm="sha256")
    return f"{key.hexdigest()[:40]}@sunlit"
