"""Beats of the sweeps, and what the signs of this room make of jobs and broker."""

from datetime import timedelta
from time import monotonic

import pytest
from celery import current_app
from django.utils import timezone

from foundation.jobs import beats, nudges, signs
from foundation.jobs.models import Beat, Job
from foundation.jobs.services import enqueue, sweep
from foundation.jobs.states import JOBS_SWEEP, SET_UP, State
from foundation.refs import Ref
from foundation.signs import Light, Reading
from tests.jobs import doings
from tests.jobs.doings import KIND
from tests.jobs.test_nudges import black_hole, broker_at, refused  # noqa: F401 - fixtures

REF = Ref("tests.thing", "7")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now(cast):
    with doings.kind():
        yield cast.now


# Beats -------------------------------------------------------------------------------------------


def test_a_sweep_that_never_came_is_late_from_the_day_on_when_there_are_beats(now):
    Beat.objects.update(at=now)
    assert str(Beat.objects.get()) == SET_UP
    assert beats.set_up_at() == now
    assert signs.swept(now + MINUTE) == Reading(Light.GREEN, "启用1分钟，还没有执行过。")
    assert signs.swept(now + 16 * MINUTE).light == Light.RED
    Beat.objects.all().delete()
    assert signs.swept(now) == Reading(Light.RED, "还从来没有执行过。")
    assert beats.set_up_at() is None


def test_whoever_sweeps_leaves_a_beat_by_the_real_clock(now):
    sweep(now=now + timedelta(days=400))
    sweep(now=now)
    at = Beat.objects.get(name=JOBS_SWEEP).at
    assert abs(at - timezone.now()) < MINUTE
    lights = [signs.swept(at + each * MINUTE).light for each in (10, 11, 16)]
    assert lights == [Light.GREEN, Light.AMBER, Light.RED]
    assert signs.swept(at + 11 * MINUTE).words == "最近一次在11分钟前。"


def test_a_beat_that_lies_ahead_proves_nothing(now):
    beats.note(JOBS_SWEEP)
    at = Beat.objects.get(name=JOBS_SWEEP).at
    found = signs.swept(at - timedelta(days=3))
    assert found.light == Light.RED and "3天以后（服务器的时钟被拨回过" in found.words


def test_what_did_not_work_is_told_until_it_works(now):
    beats.note("test", trouble="规则甲没有执行成功。" * 100)
    beats.note("test")
    found = Beat.objects.get(name="test")
    assert len(found.trouble) == beats.TROUBLE_LENGTH
    assert beats.reading("test", found.at).light == Light.AMBER
    assert "规则甲没有执行成功。" in beats.reading("test", found.at).words
    assert beats.reading("test", found.at + 20 * MINUTE).light == Light.RED
    beats.note("test", trouble="")
    assert beats.reading("test", found.at).light == Light.GREEN


# Jobs --------------------------------------------------------------------------------------------


def test_jobs_that_wait_are_counted_from_the_oldest(now):
    Job.objects.all().delete()
    assert signs.waiting(now) == Reading(Light.GREEN, "没有等待办理的后台任务。")
    for minutes in (11, 3, -5):
        enqueue(kind=KIND, ref=REF, now=now - minutes * MINUTE)
    assert signs.waiting(now) == Reading(Light.AMBER, "2件后台任务在等待，最早的已等11分钟。")
    assert signs.waiting(now - 2 * MINUTE).light == Light.GREEN
    assert signs.waiting(now + 60 * MINUTE).light == Light.RED


def test_jobs_that_were_given_up_are_counted(now):
    assert signs.given_up(now).light == Light.GREEN
    job = enqueue(kind=KIND, ref=REF, now=now)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, finished_at=now)
    assert signs.given_up(now) == Reading(Light.AMBER, "1件后台任务多次失败，已停止重试。")


# The broker --------------------------------------------------------------------------------------


@pytest.mark.parametrize("broker", ["refused", "black_hole"])
def test_a_dead_broker_is_known_once_and_not_asked_again_at_once(broker, request, monkeypatch):
    monkeypatch.setattr(nudges, "_rest_until", 0.0)
    with broker_at(request.getfixturevalue(broker)):
        started = monotonic()
        found = [signs.broker(timezone.now()) for _time in range(20)]
        # Half a second, on a busy machine more; twenty times would be ten at the least.
        assert monotonic() - started < 9
    assert set(found) == {Reading(Light.AMBER, "任务队列连接不上。")}


def test_the_broker_of_the_settings_answers(monkeypatch):
    monkeypatch.setattr(nudges, "_rest_until", 0.0)
    assert signs.broker(timezone.now()) == Reading(Light.GREEN, "任务队列可以连接。")


def test_celery_knows_the_settings_by_their_names():
    """A name that Celery does not know is passed over in silence."""
    current_app.loader.import_default_modules()
    conf = current_app.conf
    assert conf.task_acks_late and conf.task_reject_on_worker_lost
    assert (conf.worker_prefetch_multiplier, conf.worker_max_tasks_per_child) == (1, 200)
    assert (conf.broker_connection_retry, conf.broker_connection_max_retries) == (True, None)
    assert (conf.broker_connection_timeout, conf.task_soft_time_limit, conf.task_time_limit) == (4, 3600, 3660)
    assert set(conf.task_annotations) <= set(current_app.tasks)
    sweeping = current_app.tasks["foundation.reminders.tasks.sweep_reminders"]
    assert (sweeping.soft_time_limit, sweeping.time_limit) == (540, 570)
