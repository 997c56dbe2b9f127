"""The deadlines of one person, each thing once under each rule, told or still to be told."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from foundation.reminders.models import Reminder
from foundation.reminders.selectors import inbox
from foundation.reminders.states import Channel
from foundation.townships.models import User
from foundation.web.paging import KeysetPage, keyset_page

PAGE = 20
#: More than these in one day of a month help nobody: the list has them all.
MOST_IN_A_DAY = 4
#: From here on the navigation says 99+.
MOST_COUNTED = 100


def deadlines(user: User | AnonymousUser) -> QuerySet[Reminder]:
    """Of the rows about one thing the first: they say the same day, and differ in when they are told."""
    if not (user.is_authenticated and user.is_active):
        return Reminder.objects.none()
    rows = Reminder.objects.filter(recipient=user.pk, channel=Channel.INBOX, closed_at__isnull=True)
    before = rows.filter(rule=OuterRef("rule"), ref=OuterRef("ref"), pk__lt=OuterRef("pk"))
    return rows.filter(~Exists(before))


def due_count(user: User | AnonymousUser, today: date) -> int:
    """How many things of the inbox are due today or late. One query, which looks at `MOST_COUNTED` rows at the most."""
    return inbox(user, today).filter(due__lte=today).order_by()[:MOST_COUNTED].count()


def rules_of(user: User) -> list[str]:
    """The codes of the rules under which something is open. One query."""
    return sorted(deadlines(user).order_by().values_list("rule", flat=True).distinct())


def deadline_page(
    user: User | AnonymousUser, *, rule: str = "", on: date | None = None, after: str = ""
) -> KeysetPage[Reminder]:
    """The longest overdue first; under one rule, of one day. Raises `ObjectDoesNotExist` where `after` is gone."""
    rows = deadlines(user)
    if rule:
        rows = rows.filter(rule=rule)
    if on:
        rows = rows.filter(due=on)
    return keyset_page(rows, "due", after, PAGE, ascending=True)


def deadlines_between(user: User | AnonymousUser, first: date, last: date) -> list[Reminder]:
    """Of each day the first few, each with `of_day`, how many that day has in all. One query."""
    rows = deadlines(user).filter(due__range=(first, last))
    counted = rows.annotate(
        place=Window(RowNumber(), partition_by=F("due"), order_by=F("pk").asc()),
        of_day=Window(Count("pk"), partition_by=F("due")),
    )
    return list(counted.filter(place__lte=MOST_IN_A_DAY).order_by("due", "pk"))
