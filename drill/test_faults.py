"""Whatever falls over while deadlines are told and jobs are done: tests/reminders/faults.py, for longer."""

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
import redis
from django.conf import settings
from django.db import connections
from django.utils import timezone

from foundation.jobs import nudges, registry
from foundation.jobs.models import Job
from foundation.jobs.services import enqueue
from foundation.jobs.states import State
from foundation.refs import Ref
from script import servers
from script.processes import end, start, wait_until
from script.sandbox import PROJECT, clean_environment
from tests.conftest import copied_db, copier, django_db_setup, quick_passwords, watched  # noqa: F401 - the cast
from tests.copies import address
from tests.jobs import working
from tests.jobs.test_nudges import black_hole, broker_at, refused  # noqa: F401 - fixtures
from tests.reminders import faults

pytestmark = [pytest.mark.drill, pytest.mark.usefixtures("copied_db")]
KILLS = 20
JOBS = 40


def killed_twenty_times(tmp_path: Path) -> None:
    killed = faults.killed_again_and_again(timezone.now(), tmp_path, kills=KILLS, things=150, seed=11)
    print(f"{killed} of {KILLS} were killed at their work")
    assert killed > KILLS / 2


def test_a_sweeper_killed_twenty_times_loses_nothing(tmp_path):
    killed_twenty_times(tmp_path)


@pytest.mark.postgres
def test_a_sweeper_killed_twenty_times_loses_nothing_on_postgresql(tmp_path):
    killed_twenty_times(tmp_path)


def test_two_beats_and_three_sweepers_tell_everything_once(tmp_path):
    """What two beats do is to call every sweep twice."""
    faults.many_at_once(timezone.now(), tmp_path, sweepers=6, things=150)


@pytest.mark.postgres
def test_two_beats_and_three_sweepers_tell_everything_once_on_postgresql(tmp_path):
    faults.many_at_once(timezone.now(), tmp_path, sweepers=6, things=150)


def enqueued(number: int) -> list[float]:
    """So many jobs, each after an act of its own; how long each took."""
    seconds = []
    for _each in range(number):
        started = time.monotonic()
        enqueue(kind=working.KIND, ref=Ref("tests.thing", str(Job.objects.count())), now=timezone.now())
        seconds.append(time.monotonic() - started)
    return seconds


def test_redis_flushed_and_killed_loses_no_job(tmp_path, monkeypatch):
    """Its messages are gone twice; what was left waiting is done by cron, without any broker."""
    monkeypatch.setattr(nudges, "_rest_until", 0.0)
    with ExitStack() as stack:
        url = stack.enter_context(servers.redis())
        environment = clean_environment(
            tmp_path / "var", DATABASE_URL=address(), KEY_DIR=str(settings.KEY_DIR), REDIS_URL=url
        ) | {working.LINES: str(tmp_path / "lines")}
        celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", "--pool", "solo"]
        with (tmp_path / "worker.log").open("wb") as log:
            worker = start(
                [*celery, "--include", "tests.jobs.working"], cwd=PROJECT, env=environment, stdout=log, stderr=log
            )
            stack.callback(end, worker)
        with broker_at(url):
            enqueued(JOBS // 4)
            assert wait_until(lambda: Job.objects.filter(state=State.DONE).exists(), 60), "the worker does nothing"
            enqueued(JOBS // 4)
            server = redis.Redis.from_url(url)
            server.flushall()
            enqueued(JOBS // 4)
            server.shutdown(nosave=True)
            assert max(enqueued(JOBS // 4)) < 2.5
    sweep = "import tests.jobs.working; from django.core.management import call_command; call_command('sweep_jobs')"
    cron = [sys.executable, "-c", f"import django; django.setup(); {sweep}"]
    del environment["REDIS_URL"]
    connections.close_all()
    subprocess.run(cron, cwd=PROJECT, env=environment, check=True)
    assert Job.objects.filter(state=State.DONE, kind=working.KIND).count() == JOBS
    # A worker that was killed in its last act may have left one running, which the next day of the drill would do.
    assert len(set((tmp_path / "lines").read_text().split())) == JOBS


@pytest.mark.parametrize("broker", ["refused", "black_hole"])
def test_nobody_waits_for_a_broker_that_is_not_there(broker, request, monkeypatch):
    monkeypatch.setattr(nudges, "_rest_until", 0.0)
    with broker_at(request.getfixturevalue(broker)), patch.object(nudges, "REST", 0.0):
        slowest = max(enqueued(10))
    print(f"{slowest:.2f} s at the most")
    assert slowest < 2
    assert registry.is_registered(working.KIND) and Job.objects.filter(state=State.WAITING).count() == 10
