"""Reads of this room."""

from django.db.models import QuerySet

from foundation.jobs.models import Job
from foundation.jobs.states import State
from foundation.refs import Ref


def latest_job(kind: str, ref: Ref) -> Job | None:
    """The newest job of a kind about a thing. Jobs hold no rights: the asking room decides who may know."""
    return Job.objects.filter(kind=kind, ref=str(ref)).order_by("-pk").first()


def dead_jobs() -> QuerySet[Job]:
    """Those that were given up, newest first."""
    return Job.objects.filter(state=State.FAILED).order_by("-pk")
