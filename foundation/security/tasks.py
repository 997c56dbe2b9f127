"""Background work of this room: a task calls one service."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from foundation.security import services


@shared_task
def forget_events() -> int:
    """Every night: what is older than the log has to be kept."""
    return services.forget_events(now=timezone.now(), days=settings.LOG_DAYS)
