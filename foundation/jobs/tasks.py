"""Background work of this room: a task calls one service."""

from celery import shared_task
from django.utils import timezone

from foundation.jobs import services


@shared_task
def run_job(job_id: int) -> bool:
    """Called by name right after the act."""
    return services.run(job_id, now=timezone.now())


@shared_task
def forget_jobs() -> int:
    """Every night: what was done long ago."""
    return services.forget(now=timezone.now())


@shared_task
def sweep_jobs() -> int:
    """Every minute: whatever was not nudged, failed earlier, or was left by a dead worker."""
    return services.sweep(now=timezone.now())
