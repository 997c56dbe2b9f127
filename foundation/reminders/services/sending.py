"""Mails and group messages: what is due goes out, once, and not while people sleep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from foundation.calendar.counting import is_working_day
from foundation.jobs.clocks import clock_from
from foundation.keys.trouble import KeyTrouble
from foundation.reminders import mail, selectors_ways
from foundation.reminders.hours import is_quiet, morning_of
from foundation.reminders.letters import digest_letter, group_message, reminder_letter
from foundation.reminders.models import Digest, Reminder, Robot
from foundation.reminders.outbox import FRESH, begin, claim, settle
from foundation.reminders.robots import pace_of, speak
from foundation.reminders.states import LINES_A_MESSAGE
from foundation.reminders.trouble import Undelivered

#: Mails of one connection. Even when each of them runs into its timeout, they are done before they look stuck.
MAILS_AT_ONCE = 20
#: Who got a digest, and that he got it, is of no use to anybody later.
DIGESTS_KEPT = timedelta(days=30)
#: How long one sweep sends: the next one is near, and a task that lasts longer would be given to a second worker.
SHIFT = timedelta(minutes=4)
#: The letter that a row becomes, or nothing. Raises `KeyTrouble` when the address does not open.
Writer = Callable[[Any], EmailMessage | None]


@dataclass(frozen=True)
class Sent:
    """What went out: mails and messages to groups. `failed`: rows that did not, and are tried again or given up."""

    mails: int = 0
    messages: int = 0
    failed: int = 0

    def __add__(self, other: Sent) -> Sent:
        return Sent(self.mails + other.mails, self.messages + other.messages, self.failed + other.failed)


@dataclass(frozen=True)
class Shift:
    """The time of one sender: from when it was told to begin until it has worked long enough."""

    clock: Callable[[], datetime]
    until: datetime

    @property
    def goes_on(self) -> bool:
        now = self.clock()
        return now < self.until and not is_quiet(now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.clock())


def send_out(*, now: datetime) -> Sent:
    """Send what is due by mail and to groups. Any number of senders may run; quiet hours stop them all.

    Never inside a transaction: what another machine has taken cannot be taken back.
    """
    shift = Shift(clock_from(now), now + SHIFT)
    # What is read on other machines is Chinese, whoever pressed the button.
    with translation.override(settings.LANGUAGE_CODE):
        sent = _send_mails(shift) + _send_digests(shift) if settings.MAIL_ON else Sent()
        return sent + _send_to_groups(shift)


def retry_given_up(*, now: datetime) -> int:
    """Let everything that was given up and is still open begin again. Returns how many rows."""
    return sum(rows.update(**FRESH) for rows in selectors_ways.to_retry(timezone.localdate(now)))


# Mails -------------------------------------------------------------------------------------------


def _send_mails(shift: Shift) -> Sent:
    def writer(_rows: Sequence[Reminder]) -> Writer:
        today = shift.today
        return lambda row: reminder_letter(row, _address_of(row.recipient), today)

    return _send_batches(shift, selectors_ways.mails_due, writer)


def _send_digests(shift: Shift) -> Sent:
    now = shift.clock()
    if now < morning_of(now) or not is_working_day(shift.today):
        return Sent()
    _prepare_digests(now)

    def writer(digests: Sequence[Digest]) -> Writer:
        inboxes = selectors_ways.inboxes([digest.user_id for digest in digests], digests[0].day)
        # Whoever has nothing to do gets no mail that says so.
        return lambda digest: (
            digest_letter(digest, rows, _address_of(digest.user)) if (rows := inboxes.get(digest.user_id)) else None
        )

    return _send_batches(shift, selectors_ways.digests_due, writer)


def _prepare_digests(now: datetime) -> None:
    """A row for everybody who wants a digest and has none of today, also for whoever has nothing to do: what comes
    up in the course of the day waits for the next morning."""
    today = timezone.localdate(now)
    missing = [Digest(user_id=user, day=today) for user in selectors_ways.without_digest(today, morning_of(now))]
    if missing:
        Digest.objects.bulk_create(missing, ignore_conflicts=True)
        Digest.objects.filter(day__lt=today - DIGESTS_KEPT).delete()


def _send_batches(shift: Shift, due: Callable[[date], QuerySet], writer: Callable[[Any], Writer]) -> Sent:
    """Batch after batch, as long as the mail server takes any of it."""
    total = Sent()
    while shift.goes_on and (rows := claim(due(shift.today), now=shift.clock(), most=MAILS_AT_ONCE)):
        sent = _send_batch(rows, writer(rows), shift)
        total += sent
        if sent.failed == len(rows):
            break
    return total


def _send_batch(rows: Sequence[Any], write: Writer, shift: Shift) -> Sent:
    """Each row begins and is settled by itself: whoever is killed here has at most one in doubt."""
    total = Sent()
    with mail.Post() as post:
        for row in rows:
            if not begin([row]):
                continue
            try:
                letter = write(row)
                error = post.hand_over(letter) if letter else ""
            except KeyTrouble as trouble:
                letter, error = None, str(trouble)
            settle([row], [error], now=shift.clock())
            total += Sent(mails=int(bool(letter) and not error), failed=int(bool(error)))
    return total


def _address_of(user: Any) -> str:
    address: str = user.mail_choice.address.open()
    return address


# Groups ------------------------------------------------------------------------------------------


def _send_to_groups(shift: Shift) -> Sent:
    robots = selectors_ways.robots_due(shift.today)
    return sum((_send_to_group(robot, shift) for robot in robots), Sent())


def _send_to_group(robot: Robot, shift: Shift) -> Sent:
    """Message after message, until nothing is due, its minute is full, or it fails."""
    total = Sent()
    while shift.goes_on and (rows := _claim_message(robot, shift.clock())):
        if not begin(rows):
            continue
        try:
            speak(robot, group_message(rows, shift.today))
        except (Undelivered, KeyTrouble) as trouble:
            settle(rows, [str(trouble)] * len(rows), now=shift.clock())
            return total + Sent(failed=len(rows))
        settle(rows, [""] * len(rows), now=shift.clock())
        total += Sent(messages=1)
    return total


def _claim_message(robot: Robot, now: datetime) -> list[Any]:
    """The lines of one message, and the robot's turn to speak it; nothing when its minute is full."""
    with transaction.atomic():
        pace = pace_of(robot)
        if not pace.is_free:
            return []
        rows = claim(selectors_ways.messages_due(robot, timezone.localdate(now)), now=now, most=LINES_A_MESSAGE)
        if rows:
            pace.speak()
    return rows
