"""Reads of this room."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from foundation.reminders.models import Reminder
from foundation.reminders.registry import due_by
from foundation.reminders.states import Channel
from foundation.townships.models import User


def inbox(user: User | AnonymousUser, today: date) -> QuerySet[Reminder]:
    """What the user was told and still has to do, the longest overdue first. A row whose day has moved
    into the future waits for it."""
    if not (user.is_authenticated and user.is_active):
        return Reminder.objects.none()
    told = Reminder.objects.filter(channel=Channel.INBOX, closed_at__isnull=True, sent_at__isnull=False)
    return told.filter(due_by(today), recipient=user.pk).order_by("due", "pk")
