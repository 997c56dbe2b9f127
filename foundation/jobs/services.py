"""The verbs of this room: write a job in the act that needs it, run it, run again what was left."""

import logging
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import QuerySet

from foundation.jobs import beats, registry
from foundation.jobs.clocks import clock_from
from foundation.jobs.models import Job
from foundation.jobs.nudges import nudge_after_commit
from foundation.jobs.selectors import due_jobs
from foundation.jobs.states import JOBS_SWEEP, KEPT_FOR, MAX_ATTEMPTS, STUCK_AFTER, SWEEP_SIZE, State, pause_after
from foundation.refs import Ref
from foundation.violations import RuleViolation

logger = logging.getLogger(__name__)

#: Signs of life closer than this are not written.
BEAT = timedelta(seconds=5)
RESULT_LENGTH = 200
STUCK = "执行程序中途停止，没有留下结果。"
TOO_LONG = "超过了一次任务的时限，已中止。请查明为什么这样久，再重新开始。"
ERROR_LENGTH = 2000
NO_PARTS = {"done_parts": 0, "all_parts": 0}


def enqueue(
    *, kind: str, ref: Ref, now: datetime, payload: dict[str, Any] | None = None, started_by: object = None
) -> Job:
    """Write down work to be done after the act in whose transaction this is called.

    `payload` holds a few plain values that the handler needs beside `ref`, never personal ones. `started_by` is who
    acts: an account finds the job among its own, a program's name belongs to nobody. When the act is rolled back, so
    is the job. Raises `LookupError` for a kind that nobody registered.
    """
    if not registry.is_registered(kind):
        raise LookupError(f"no job kind {kind}")
    job = Job.objects.create(
        kind=kind,
        ref=str(ref),
        payload=payload or {},
        created_at=now,
        due_at=now,
        started_by_id=getattr(started_by, "pk", None),
    )
    nudge_after_commit(job.pk)
    return job


def run(job_id: int, *, now: datetime) -> bool:
    """Do a job if it is due and nobody else has it. Returns whether it was done now.

    An attempt counts from its claim, so that a job which kills its worker is given up as well.
    """
    clock = clock_from(now)
    job = _claim(job_id, now)
    if job is None:
        return False
    try:
        result = registry.handler_of(job.kind)(job, now)
    except Exception as error:
        logger.exception("job %s (%s, %s) failed, attempt %s", job.pk, job.kind, job.ref, job.attempts)
        return _settle(job, clock(), error=_words(error))
    return _settle(job, clock(), result=result or "")


def report(job: Job, done: int, total: int, *, now: datetime) -> bool:
    """Say how far a job is, `done` of `total` parts: it is alive. For the handler, as often as it likes.

    Returns whether the job is still this worker's: when it is not, somebody took the worker for dead and began
    anew, and the handler had better stop. Raises `ValueError` for numbers that make no sense.
    """
    if not 0 <= done <= total:
        raise ValueError(f"{done} of {total} parts")
    if job.seen_at is not None and abs(now - job.seen_at) < BEAT and done < total:
        return True
    change = {"done_parts": done, "all_parts": total, "seen_at": now}
    if not _mine(job).update(**change):
        return False
    job.done_parts, job.all_parts, job.seen_at = done, total, now
    return True


def retry(job_id: int, *, now: datetime) -> bool:
    """Let a job that was given up begin again, with all its attempts. Returns whether it was one."""
    given_up = Job.objects.filter(pk=job_id, state=State.FAILED)
    again: dict[str, Any] = {"state": State.WAITING, "attempts": 0, "due_at": now, "finished_at": None, **NO_PARTS}
    with transaction.atomic():
        found = bool(given_up.update(**again))
        if found:
            nudge_after_commit(job_id)
    return found


def forget(*, now: datetime) -> int:
    """Delete what was done more than thirty days ago; what was given up stays until somebody has looked at it.

    Returns how many rows. What a job did is proven by the act that it did, not by its row.
    """
    deleted, _by_model = Job.objects.filter(state=State.DONE, finished_at__lt=now - KEPT_FOR).delete()
    return deleted


def sweep(*, now: datetime) -> int:
    """Run whatever is due: not nudged, failed earlier, or left by a dead worker. Returns how many were done."""
    # Each job starts at its own time: one that starts late in a long sweep must not look stuck.
    clock = clock_from(now)
    # Before the work: a sweep that is busy for an hour is not one that did not come.
    beats.note(JOBS_SWEEP)
    _release_stuck(now)
    due = due_jobs(now).order_by("due_at", "pk")
    return sum(run(pk, now=clock()) for pk in list(due.values_list("pk", flat=True)[:SWEEP_SIZE]))


def _claim(job_id: int, now: datetime) -> Job | None:
    with transaction.atomic():
        job = due_jobs(now).select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is not None:
            job.state, job.started_at, job.seen_at, job.attempts = State.RUNNING, now, now, job.attempts + 1
            job.done_parts = job.all_parts = 0
            job.save(update_fields=["state", "started_at", "seen_at", "attempts", *NO_PARTS])
        return job


def _settle(job: Job, now: datetime, *, error: str = "", result: str = "") -> bool:
    """Write how the attempt ended, unless another worker has taken the job meanwhile. Returns whether it is done."""
    if not error:
        change: dict[str, Any] = {
            "state": State.DONE,
            "finished_at": now,
            "error": "",
            "result": result[:RESULT_LENGTH],
        }
    elif job.attempts >= MAX_ATTEMPTS:
        change = {"state": State.FAILED, "finished_at": now, "error": error}
    else:
        change = {"state": State.WAITING, "due_at": now + pause_after(job.attempts), "error": error}
    return bool(_mine(job).update(**change)) and not error


def _mine(job: Job) -> QuerySet[Job]:
    """The row, as long as no other worker has taken the job."""
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)


def _release_stuck(now: datetime) -> None:
    """Jobs whose worker did not come back wait again, or are given up; nobody knows whether the work was done. A sign
    of life that lies ahead is from before somebody set the clock back."""
    with transaction.atomic():
        running = Job.objects.select_for_update(skip_locked=True).filter(state=State.RUNNING)
        for job in running.exclude(seen_at__range=(now - STUCK_AFTER, now + STUCK_AFTER)).order_by("pk"):
            _settle(job, now, error=STUCK)


def _words(error: Exception) -> str:
    """What the page of dead jobs shows: a rule's sentence as it is, anything else with the name of its kind."""
    if isinstance(error, SoftTimeLimitExceeded):
        return TOO_LONG
    text = str(error) if isinstance(error, RuleViolation | registry.JobProblem) else f"{type(error).__name__}: {error}"
    return text[:ERROR_LENGTH]
