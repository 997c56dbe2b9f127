"""Background work of this room: a task calls one service."""

from celery import shared_task
from django.utils import timezone

from foundation.reminders import services


@shared_task
def sweep_reminders() -> str:
    """Every five minutes: the rows follow the rules, and what is due is told."""
    report = services.sweep(now=timezone.now())
    return f"+{report.added} ~{report.moved} -{report.closed} !{report.sent}" + _out(report.out) + " busy" * report.busy


def _out(sent: services.Sent) -> str:
    """What went out, and what did not."""
    if sent == services.Sent():
        return ""
    return f" mails {sent.mails} messages {sent.messages} failed {sent.failed}"
