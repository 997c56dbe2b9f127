"""Background work of this room: a task calls one service."""

from celery import shared_task
from django.utils import timezone

from foundation.rulebook import services


@shared_task
def raise_findings() -> str:
    """Every night: the machine raises what the rows show."""
    report = services.raise_findings(now=timezone.now())
    return f"+{report.raised} ~{report.no_longer} !{len(report.failed)}"
