"""Background work of this room: a task calls one service."""

from celery import shared_task
from django.utils import timezone

from foundation.upkeep import services


@shared_task
def nightly_backup() -> str:
    """Every night, before the working day."""
    return services.nightly_backup(now=timezone.now())


@shared_task
def weekly_drill() -> str:
    """Every Sunday: a backup that nobody has restored is none."""
    return services.weekly_drill(now=timezone.now())
