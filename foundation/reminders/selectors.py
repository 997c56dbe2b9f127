"""Reads of this room."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from foundation.reminders.models import CalendarFeed, Reminder
from foundation.reminders.states import Channel
from foundation.townships.models import User

#: So long a calendar is told that something is over: an app that was switched off for a while learns it too.
CANCELLED_FOR = timedelta(days=30)


def inbox(user: User | AnonymousUser, today: date) -> QuerySet[Reminder]:
    """What the user was told and still has to do, the longest overdue first. A row whose day has moved
    into the future waits for it."""
    if not (user.is_authenticated and user.is_active):
        return Reminder.objects.none()
    return told(today).filter(recipient=user.pk).order_by("due", "pk")


def told(today: date) -> QuerySet[Reminder]:
    """What anybody was told in his inbox and still has to do."""
    rows = Reminder.objects.filter(channel=Channel.INBOX, closed_at__isnull=True, sent_at__isnull=False)
    return rows.filter(tell_on__lte=today)


def owners_of(rows: Iterable[Reminder]) -> dict[tuple[str, str], list[str]]:
    """Who has to act on these things, by rule and reference: the names of the people. One query, none for no rows."""
    keys = {(row.rule, row.ref) for row in rows}
    if not keys:
        return {}
    own = Reminder.objects.filter(
        channel=Channel.INBOX,
        closed_at__isnull=True,
        upward=False,
        rule__in=sorted({rule for rule, _ref in keys}),
        ref__in=sorted({ref for _rule, ref in keys}),
    )
    found: dict[tuple[str, str], list[str]] = {}
    names = own.order_by("recipient").values_list("rule", "ref", "recipient__name").distinct()
    for rule, ref, name in names:
        found.setdefault((rule, ref), []).append(name)
    return found


# Calendars ---------------------------------------------------------------------------------------


def feed_of(user: User) -> CalendarFeed | None:
    """The address that the user has given to his calendar app; of it nothing but when it was made."""
    return CalendarFeed.objects.filter(user=user).first()


def feed_by_digest(digest: str) -> CalendarFeed | None:
    """Whose calendar it is: of accounts that are not disabled."""
    return CalendarFeed.objects.filter(digest=digest, user__is_active=True).first()


def calendar_rows(feed: CalendarFeed, now: datetime) -> list[Reminder]:
    """What is open for the owner of a calendar, told or not yet, and what has lately been closed. One query."""
    lately = Q(closed_at__isnull=True) | Q(closed_at__gte=now - CANCELLED_FOR)
    rows = Reminder.objects.filter(lately, recipient=feed.user_id, channel=Channel.INBOX)
    return list(rows.order_by("due", "pk"))
