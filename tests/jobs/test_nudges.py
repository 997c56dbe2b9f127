"""The broker hears of a job after the commit; when it is dead, nobody waits for it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction

from foundation.jobs import nudges
from foundation.jobs.models import Job
from foundation.jobs.services import enqueue
from foundation.refs import Ref
from tests.jobs import doings
from tests.jobs.doings import KIND

REF = Ref("tests.thing", "7")


@pytest.fixture
def now(cast, monkeypatch):
    monkeypatch.setattr(nudges, "_rest_until", 0.0)
    with doings.kind():
        yield cast.now


@contextmanager
def broker_at(url: str) -> Iterator[None]:
    """Celery sends to this address, with the options that a Redis broker has in the settings."""
    kept = {name: getattr(current_app.conf, name) for name in ("broker_url", "broker_transport_options")}
    current_app.conf.broker_url = url
    current_app.conf.broker_transport_options = {
        "visibility_timeout": 600,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    }
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(current_app.conf, name, value)


@pytest.fixture
def refused() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@pytest.fixture
def black_hole() -> Iterator[str]:
    """An address that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as silent:
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


def enqueue_three(now, callbacks) -> float:
    """Three jobs in three acts, committed. Returns the seconds that the commits took."""
    started = monotonic()
    for _number in range(3):
        with callbacks(execute=True):
            enqueue(kind=KIND, ref=REF, now=now)
    return monotonic() - started


@pytest.mark.parametrize("broker", ["refused", "black_hole"])
def test_a_dead_broker_is_waited_for_once(now, broker, request, django_capture_on_commit_callbacks, caplog):
    with broker_at(request.getfixturevalue(broker)):
        # Two seconds (drill/test_faults.py), on a busy machine more; without patience of its own, for ever.
        assert enqueue_three(now, django_capture_on_commit_callbacks) < 20
    assert Job.objects.count() == 3
    assert len([line for line in caplog.records if "on_commit" in line.getMessage()]) == 1
    assert nudges._rest_until > monotonic()


def test_the_broker_is_asked_again_after_a_rest(now, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **more: sent.append((name, more["args"])))
    monkeypatch.setattr(nudges, "_rest_until", monotonic() + 30)
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(kind=KIND, ref=REF, now=now)
    assert sent == []
    monkeypatch.setattr(nudges, "_rest_until", monotonic() - 1)
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(kind=KIND, ref=REF, now=now)
    assert sent == [("foundation.jobs.tasks.run_job", [job.pk])]


def test_a_job_of_a_rolled_back_act_is_not_nudged(now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(kind=KIND, ref=REF, now=now)
        raise ZeroDivisionError
    assert callbacks == []


def test_the_broker_of_the_settings_gets_the_task(now, django_capture_on_commit_callbacks):
    """With Redis or with files, whatever this run uses: the message is there, under the name of the task."""
    with current_app.connection_for_write() as connection:
        queue = connection.SimpleQueue(current_app.conf.task_default_queue)
        queue.clear()
        with django_capture_on_commit_callbacks(execute=True):
            job = enqueue(kind=KIND, ref=REF, now=now)
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    assert message.headers["task"] == "foundation.jobs.tasks.run_job"
    assert message.payload[0] == [job.pk]
    assert nudges._rest_until == 0.0
    assert settings.CELERY_TASK_IGNORE_RESULT


def test_whatever_is_called_by_name_is_a_task():
    """The nudge and the beat name tasks as text: a renamed function would be called in vain."""
    current_app.loader.import_default_modules()
    called = {nudges.TASK, *(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())}
    assert called <= set(current_app.tasks)
