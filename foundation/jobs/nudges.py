"""Tell a worker that there is a job, quickly or not at all: the row is the promise, the sweep keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

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
    if _resting():
        return
    with _connected(PATIENCE) as connection:
        current_app.send_task(TASK, args=[job_id], connection=connection, retry=False, ignore_result=True)


def broker_answers() -> bool:
    """Whether the broker can be reached, within a second. While nudges rest it is not asked: what one has learnt
    the other knows, and a page that is asked again and again does not wait each time."""
    if _resting():
        return False
    try:
        with _connected(PATIENCE / 2) as connection:
            connection.default_channel  # noqa: B018 - asking for it connects
    except Exception:  # noqa: BLE001 - each transport has errors of its own, and each means that it does not answer
        return False
    return True


def _resting() -> bool:
    return monotonic() < _rest_until


@contextmanager
def _connected(patience: float) -> Iterator[Any]:
    """A connection to the broker that does not wait. When it fails, nudges rest."""
    global _rest_until
    quick = {"max_retries": 0, "socket_timeout": patience, "socket_connect_timeout": patience}
    try:
        with current_app.connection_for_write() as connection:
            # A copy: the worker's own connection to the same broker keeps its patience.
            connection.transport_options = {**(connection.transport_options or {}), **quick}
            connection.connect_timeout = patience
            yield connection
    except Exception:
        _rest_until = monotonic() + REST
        raise
