"""Reads of this room."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from foundation.jobs.models import Job
from foundation.jobs.states import KEPT_FOR, MAX_ATTEMPTS, State, pause_after
from foundation.refs import Ref


def latest_job(kind: str, ref: Ref) -> Job | None:
    """The newest job of a kind about a thing. Jobs hold no rights: the asking room decides who may know."""
    return Job.objects.filter(kind=kind, ref=str(ref)).order_by("-pk").first()


def dead_jobs() -> QuerySet[Job]:
    """Those that were given up, newest first."""
    return Job.objects.filter(state=State.FAILED).order_by("-pk")


def due_jobs(now: datetime) -> QuerySet[Job]:
    """Those that wait to be done now. What is to wait longer than any pause was written before somebody set the clock
    back."""
    due = Q(due_at__lte=now) | Q(due_at__gt=now + pause_after(MAX_ATTEMPTS))
    return Job.objects.filter(due, state=State.WAITING)


def waiting_jobs(now: datetime) -> tuple[int, datetime | None]:
    """How many wait to be done now, and since when the first of them does; nothing when none does."""
    found = due_jobs(now).aggregate(count=Count("pk"), oldest=Min("due_at"))
    return found["count"], found["oldest"]


def jobs_of(user: Any, now: datetime) -> QuerySet[Job]:
    """What somebody's acts have set going lately, newest first."""
    return Job.objects.filter(started_by=user.pk, created_at__gte=now - KEPT_FOR).order_by("-pk")
