"""Reads about the ways out: what is due on which, what was given up, who wants what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from foundation.reminders.models import Digest, MailChoice, Reminder, Robot
from foundation.reminders.selectors import told
from foundation.reminders.states import ROBOTS, Channel, MailMode
from foundation.scope import Scope
from foundation.townships.models import Division, User
from foundation.townships.models.accounts import Holding
from foundation.townships.states import Capability, Level

# What goes out -----------------------------------------------------------------------------------


def _due(today: date) -> QuerySet[Reminder]:
    """What is to be told and was not, on whatever channel: one partial index knows them all."""
    waiting = Reminder.objects.filter(sent_at__isnull=True, closed_at__isnull=True, given_up_at__isnull=True)
    return waiting.filter(tell_on__lte=today).order_by("tell_on", "pk")


def inbox_due(today: date) -> QuerySet[Reminder]:
    return _due(today).filter(channel=Channel.INBOX)


def mails_due(today: date) -> QuerySet[Reminder]:
    """Reminders of people who want one mail for each, as long as they want it and have an account that is open."""
    wanted = {"recipient__is_active": True, "recipient__mail_choice__mode": MailMode.AT_ONCE}
    due = _due(today).filter(channel=Channel.MAIL, **wanted)
    return due.select_related("recipient__mail_choice")


def digests_due(today: date) -> QuerySet[Digest]:
    """Those of today. One that could not be sent on its day is none any more: the next holds all of it."""
    wanted = {"user__is_active": True, "user__mail_choice__mode": MailMode.DIGEST}
    waiting = Digest.objects.filter(day=today, sent_at__isnull=True, given_up_at__isnull=True)
    return waiting.filter(**wanted).select_related("user__mail_choice").order_by("pk")


def without_digest(today: date, morning: datetime) -> list[int]:
    """The accounts that want a digest, wanted it this morning, and have no row of today."""
    wanted = MailChoice.objects.filter(mode=MailMode.DIGEST, user__is_active=True, since__lt=morning)
    return list(wanted.exclude(user__digests__day=today).order_by("user").values_list("user", flat=True))


def inboxes(users: Iterable[int], today: date) -> dict[int, list[Reminder]]:
    """What stands in the inboxes of several accounts. One query."""
    found: dict[int, list[Reminder]] = {}
    for row in told(today).filter(recipient__in=list(users)).order_by("due", "pk"):
        found.setdefault(row.recipient_id or 0, []).append(row)
    return found


def robots_due(today: date) -> list[Robot]:
    """The robots that have something to say."""
    speaking = _due(today).filter(channel__in=ROBOTS).order_by().values("robot").distinct()
    return list(Robot.objects.filter(pk__in=speaking, end__isnull=True).order_by("pk"))


def messages_due(robot: Robot, today: date) -> QuerySet[Reminder]:
    return _due(today).filter(channel=robot.kind, robot=robot)


# What was given up -------------------------------------------------------------------------------

#: A digest that was given up is listed so long; the later ones say what it would have said.
DIGESTS_LISTED = timedelta(days=7)


@dataclass(frozen=True)
class GivenUp:
    """Something that did not go out after many attempts. It says to whom and why, and not what."""

    channel: str
    whom: str
    why: str
    at: datetime


def given_up(now: datetime) -> list[GivenUp]:
    """For whoever looks after the system: what is given up and still open, the newest first. Two queries."""
    rows = _given_up(Reminder).filter(closed_at__isnull=True).select_related("recipient", "robot")
    digests = _given_up(Digest).filter(day__gte=timezone.localdate(now) - DIGESTS_LISTED).select_related("user")
    found = [_listed(row, row.get_channel_display(), row.recipient or row.robot) for row in rows]
    found += [_listed(row, str(Digest._meta.verbose_name), row.user) for row in digests]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _listed(row: Any, channel: str, whom: object) -> GivenUp:
    return GivenUp(channel, str(whom), row.error, row.given_up_at)


def to_retry(today: date) -> list[QuerySet[Any]]:
    """What can still begin again."""
    return [_given_up(Reminder).filter(closed_at__isnull=True), _given_up(Digest).filter(day=today)]


def _given_up(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(given_up_at__isnull=False)
    return rows


# Ways --------------------------------------------------------------------------------------------


def mail_choice_of(user: User) -> MailChoice | None:
    """Nothing for somebody who never chose: he wants no mail."""
    return MailChoice.objects.filter(user=user).first()


def mailed_at_once() -> dict[int, datetime]:
    """Who wants a mail for each reminder, and since when. One query, none where there is no mail."""
    if not settings.MAIL_ON:
        return {}
    return dict(MailChoice.objects.filter(mode=MailMode.AT_ONCE).values_list("user", "since"))


def robots_of_units(today: date) -> dict[Scope, list[Robot]]:
    """The robots that are not stopped, by whose they are. One query; their secrets stay closed.

    Those of a unit that is no more fall silent with it: nobody is left who could stop them.
    """
    found: dict[Scope, list[Robot]] = {}
    there = Division.objects.on(today)
    for robot in Robot.objects.filter(end__isnull=True, division__in=there).order_by("pk"):
        found.setdefault(robot.scope, []).append(robot)
    return found


def kept_robots(user: User | AnonymousUser) -> QuerySet[Robot]:
    """The robots that the user keeps, stopped ones too: of his own level, not of what lies below."""
    own = _own_level(user)
    rows = Robot.objects.filter(Q(county__in=own.counties, township="") | Q(township__in=own.townships))
    # The two databases put what is empty at different ends.
    return rows.select_related("division").order_by(F("end").desc(nulls_first=True), "county", "township", "-pk")


def divisions_with_groups(user: User | AnonymousUser, today: date) -> QuerySet[Division]:
    """For which county or units the user may enter robots."""
    own = _own_level(user)
    places = Q(level=Level.COUNTY, county__in=own.counties) | Q(level=Level.TOWNSHIP, township__in=own.townships)
    return Division.objects.on(today).filter(places).order_by("code")


def _own_level(user: User | AnonymousUser) -> Holding:
    if not (user.is_authenticated and user.is_active):
        return Holding()
    return user.holdings.get(Capability.KEEP_RULES, Holding())
