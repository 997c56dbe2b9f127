"""Background work of this room: a task calls one service."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from foundation.jobs.models import Job
from foundation.jobs.services import report
from foundation.keys import rotation
from foundation.townships import services
from foundation.townships.sessions import SessionStore


@shared_task
def rebuild_grants() -> str:
    """Every night: assignments that began or ended with the day take effect."""
    added, removed = services.rebuild_grants(now=timezone.now())
    return f"+{added} -{removed}"


@shared_task
def clear_sessions() -> None:
    """Every night: sessions that have ended by themselves are deleted."""
    SessionStore.clear_expired()


def re_index(job: Job, now: datetime) -> str:
    """The job behind `manage.py re_index`: goes on where an attempt that was killed has stopped."""

    def tell(progress: rotation.Progress) -> None:
        report(job, progress.done, progress.total, now=timezone.now())

    found = rotation.re_index(actor=job.payload["actor"], now=now, report=tell, only_resume=job.attempts > 1)
    return f"已重做 {sum(each.done for each in found)} 个值的查找索引。"
