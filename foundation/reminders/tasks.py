"""Background work of this room: a task calls one service."""

from celery import shared_task
from django.utils import timezone

from foundation.reminders import services


@shared_task
def sweep_reminders() -> str:
    """Every five minutes: the rows follow the rules, and what is due is told."""
    report = services.sweep(now=timezone.now())
    return f"+{report.added} ~{report.moved} -{report.closed} !{report.sent}" + " busy" * report.busy
