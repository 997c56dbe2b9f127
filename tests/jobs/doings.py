"""Handlers for tests: they note that they ran."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from celery.exceptions import SoftTimeLimitExceeded

from foundation.jobs import registry
from foundation.jobs.models import Job
from foundation.jobs.registry import JobProblem, Kind
from foundation.townships.models import Official

KIND = "test.note"
done: list[tuple[str, datetime]] = []


def note(job: Job, now: datetime) -> None:
    done.append((job.ref, now))


def slow_note(job: Job, now: datetime) -> None:
    """Leaves a mark that every thread can see, and takes its time."""
    from time import sleep

    sleep(0.2)
    Official.objects.filter(pk=job.payload["official"]).update(name=f"{job.attempts}")
    note(job, now)


def telling(job: Job, now: datetime) -> str:
    """A longer sentence than there is room for."""
    return "已办" + "好" * 300


def break_down(job: Job, now: datetime) -> None:
    raise ZeroDivisionError("机器坏了")


def take_too_long(job: Job, now: datetime) -> None:
    """As Celery's soft limit ends it."""
    raise SoftTimeLimitExceeded


def explain(job: Job, now: datetime) -> None:
    raise JobProblem("缺少字体。请安装后重试。")


@contextmanager
def kind(handler: str = "tests.jobs.doings.note") -> Iterator[None]:
    """The kind `test.note` is registered, and nothing has been done yet."""
    done.clear()
    with patch.dict(registry._kinds, {KIND: Kind(KIND, handler, "测试任务")}):
        yield
