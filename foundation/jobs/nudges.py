"""Tell a worker that there is a job, quickly or not at all: the row is the promise, the sweep keeps it."""

from time import monotonic

from celery import current_app
from django.db import transaction

TASK = "foundation.jobs.tasks.run_job"
#: Seconds that a broker has to answer. Two attempts at most are made on one connection.
PATIENCE = 1.0
#: Seconds without nudges after the broker did not answer, so that a page with ten acts waits once.
REST = 30.0

_rest_until = 0.0


def nudge_after_commit(job_id: int) -> None:
    """Robust: a dead broker is logged, and the act that was committed stays committed."""

    # A function with a name: Django names it in its log, and fails on a `partial`, which has none.
    def nudge_it() -> None:
        nudge(job_id)

    transaction.on_commit(nudge_it, robust=True)


def nudge(job_id: int) -> None:
    """Send the task by its name. Raises whatever the broker's client raises, after at most two seconds."""
    global _rest_until
    if monotonic() < _rest_until:
        return
    try:
        with current_app.connection_for_write() as connection:
            # A copy: the worker's own connection to the same broker keeps its patience.
            connection.transport_options = {**(connection.transport_options or {}), **_quick()}
            connection.connect_timeout = PATIENCE
            current_app.send_task(TASK, args=[job_id], connection=connection, retry=False, ignore_result=True)
    except Exception:
        _rest_until = monotonic() + REST
        raise


def _quick() -> dict[str, object]:
    return {"max_retries": 0, "socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
