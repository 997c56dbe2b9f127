"""The verbs of this room: write a job in the act that needs it, run it, run again what was left."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction

from foundation.jobs import registry
from foundation.jobs.models import Job
from foundation.jobs.nudges import nudge_after_commit
from foundation.jobs.states import MAX_ATTEMPTS, STUCK_AFTER, SWEEP_SIZE, State, pause_after
from foundation.refs import Ref
from foundation.violations import RuleViolation

logger = logging.getLogger(__name__)

STUCK = "执行程序中途停止，没有留下结果。"
ERROR_LENGTH = 2000


def enqueue(*, kind: str, ref: Ref, now: datetime, payload: dict[str, Any] | None = None) -> Job:
    """Write down work to be done after the act in whose transaction this is called.

    `payload` holds a few plain values that the handler needs beside `ref`, never personal ones. When
    the act is rolled back, so is the job. Raises `LookupError` for a kind that nobody registered.
    """
    if not registry.is_registered(kind):
        raise LookupError(f"no job kind {kind}")
    job = Job.objects.create(kind=kind, ref=str(ref), payload=payload or {}, created_at=now, due_at=now)
    nudge_after_commit(job.pk)
    return job


def run(job_id: int, *, now: datetime) -> bool:
    """Do a job if it is due and nobody else has it. Returns whether it was done now.

    An attempt counts from its claim, so that a job which kills its worker is given up as well.
    """
    clock = _clock_from(now)
    job = _claim(job_id, now)
    if job is None:
        return False
    try:
        registry.handler_of(job.kind)(job, now)
    except Exception as error:
        logger.exception("job %s (%s, %s) failed, attempt %s", job.pk, job.kind, job.ref, job.attempts)
        return _settle(job, clock(), error=_words(error))
    return _settle(job, clock())


def sweep(*, now: datetime) -> int:
    """Run whatever is due: not nudged, failed earlier, or left by a dead worker. Returns how many were done."""
    # Each job starts at its own time: one that starts late in a long sweep must not look stuck.
    clock = _clock_from(now)
    _release_stuck(now)
    due = Job.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return sum(run(pk, now=clock()) for pk in list(due.values_list("pk", flat=True)[:SWEEP_SIZE]))


def _clock_from(now: datetime) -> Callable[[], datetime]:
    """A clock that shows `now` at this moment and goes on from there."""
    started = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - started)


def _claim(job_id: int, now: datetime) -> Job | None:
    with transaction.atomic():
        waiting = Job.objects.select_for_update(skip_locked=True)
        job = waiting.filter(pk=job_id, state=State.WAITING, due_at__lte=now).first()
        if job is not None:
            job.state, job.started_at, job.attempts = State.RUNNING, now, job.attempts + 1
            job.save(update_fields=["state", "started_at", "attempts"])
        return job


def _settle(job: Job, now: datetime, error: str = "") -> bool:
    """Write how the attempt ended, unless another worker has taken the job meanwhile. Returns whether it is done."""
    if not error:
        change: dict[str, Any] = {"state": State.DONE, "finished_at": now, "error": ""}
    elif job.attempts >= MAX_ATTEMPTS:
        change = {"state": State.FAILED, "finished_at": now, "error": error}
    else:
        change = {"state": State.WAITING, "due_at": now + pause_after(job.attempts), "error": error}
    mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)
    return bool(mine.update(**change)) and not error


def _release_stuck(now: datetime) -> None:
    """Jobs whose worker did not come back wait again, or are given up; nobody knows whether the work was done."""
    with transaction.atomic():
        running = Job.objects.select_for_update(skip_locked=True).filter(state=State.RUNNING)
        for job in running.filter(started_at__lt=now - STUCK_AFTER).order_by("pk"):
            _settle(job, now, error=STUCK)


def _words(error: Exception) -> str:
    """What the page of dead jobs shows: a rule's sentence as it is, anything else with the name of its kind."""
    text = str(error) if isinstance(error, RuleViolation | registry.JobProblem) else f"{type(error).__name__}: {error}"
    return text[:ERROR_LENGTH]
