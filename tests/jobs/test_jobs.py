"""Work after the act: written with it, done once, tried again, given up after eight times."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from foundation.jobs import registry, tasks
from foundation.jobs.models import Job
from foundation.jobs.selectors import dead_jobs, latest_job
from foundation.jobs.services import STUCK, TOO_LONG, enqueue, forget, report, retry, run, sweep
from foundation.jobs.states import KEPT_FOR, MAX_ATTEMPTS, STUCK_AFTER, State, pause_after
from foundation.ledger.services import act
from foundation.refs import Ref
from foundation.violations import Basis, RuleViolation
from tests.foundation.broken import broken_ledger
from tests.foundation.threads import at_once
from tests.jobs import doings
from tests.jobs.doings import KIND

REF = Ref("tests.thing", "7")


@pytest.fixture
def now(cast):
    with doings.kind():
        yield cast.now


def waiting(now, **more) -> Job:
    return enqueue(kind=KIND, ref=REF, now=now, **more)


def failing(handler: str, now) -> Job:
    """A job whose handler fails, after one attempt."""
    job = waiting(now)
    with doings.kind(f"tests.jobs.doings.{handler}"):
        assert not run(job.pk, now=now)
    job.refresh_from_db()
    return job


def near(moment, wanted) -> bool:
    """The clock went on while the job ran."""
    return timedelta(0) <= moment - wanted < timedelta(seconds=30)


# Written with the act ----------------------------------------------------------------------------


def test_a_job_is_done_once(now):
    job = waiting(now, payload={"page": 1})
    assert run(job.pk, now=now)
    assert not run(job.pk, now=now)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.payload) == (State.DONE, 1, "", {"page": 1})
    assert near(job.finished_at, now)
    assert doings.done == [(str(REF), now)]


def test_a_job_goes_with_its_act(now):
    with broken_ledger(), act("tests.thing.make", stream="320831101", actor="x", now=now):
        waiting(now)
    assert not Job.objects.exists()


def test_only_known_work_is_written_down(now):
    with pytest.raises(LookupError, match=r"test\.unknown"):
        enqueue(kind="test.unknown", ref=REF, now=now)


def test_a_job_is_not_done_before_its_time(now):
    job = waiting(now)
    assert not run(job.pk, now=now - timedelta(seconds=1))
    assert not run(job.pk + 1, now=now)
    assert doings.done == []


def test_the_newest_job_about_a_thing(now):
    assert latest_job(KIND, REF) is None
    waiting(now)
    newest = waiting(now)
    assert latest_job(KIND, REF) == newest
    assert str(newest) == "测试任务（等待）"


# Tried again -------------------------------------------------------------------------------------


def test_a_failure_waits_and_is_tried_again(now, caplog):
    job = failing("break_down", now)
    assert (job.state, job.attempts, job.error) == (State.WAITING, 1, "ZeroDivisionError: 机器坏了")
    assert near(job.due_at, now + timedelta(minutes=1))
    assert "attempt 1" in caplog.text
    assert sweep(now=now + timedelta(seconds=50)) == 0
    assert sweep(now=now + timedelta(minutes=2)) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (State.DONE, 2, "")


def test_a_reason_in_words_is_kept_as_it_is(now):
    assert failing("explain", now).error == "缺少字体。请安装后重试。"
    assert failing("take_too_long", now).error == TOO_LONG


def test_a_rule_that_refuses_is_quoted(now, monkeypatch):
    def refuse(*_args):
        raise RuleViolation("x", "议题：已关闭。请核对。", Basis("某规定", confirmed=True))

    monkeypatch.setattr(doings, "note", refuse)
    job = waiting(now)
    assert not run(job.pk, now=now)
    job.refresh_from_db()
    assert job.error.startswith("议题：已关闭。请核对。")


def test_a_kind_that_is_gone_says_so(now):
    job = waiting(now)
    # Not with monkeypatch: it would bring the kind back after `now` has put all kinds away.
    with patch.dict(registry._kinds):
        del registry._kinds[KIND]
        assert not run(job.pk, now=now)
        job.refresh_from_db()
        assert KIND in job.error and "停用" in job.error
        assert str(job) == f"{KIND}（等待）"


def test_after_eight_failures_a_job_is_dead(now):
    job = waiting(now)
    with doings.kind("tests.jobs.doings.break_down"):
        for _attempt in range(MAX_ATTEMPTS + 1):
            now += timedelta(hours=2)
            sweep(now=now)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, MAX_ATTEMPTS)
    assert job.finished_at and list(dead_jobs()) == [job]


def test_pauses_grow_to_an_hour():
    assert [pause_after(n).seconds // 60 for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_what_a_dead_worker_left_is_taken_again(now):
    job = waiting(now)
    Job.objects.update(state=State.RUNNING, started_at=now, seen_at=now, attempts=1)
    assert sweep(now=now + timedelta(minutes=9)) == 0
    assert sweep(now=now + timedelta(minutes=11)) == 0
    job.refresh_from_db()
    assert (job.state, job.error) == (State.WAITING, STUCK)
    assert sweep(now=now + timedelta(minutes=13)) == 1


def test_a_job_that_kills_its_workers_is_given_up(now):
    job = waiting(now)
    Job.objects.update(state=State.RUNNING, started_at=now, seen_at=now, attempts=MAX_ATTEMPTS)
    sweep(now=now + timedelta(minutes=11))
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, STUCK)


def test_when_the_clock_is_set_back_no_job_waits_for_the_old_time(now):
    left, due = waiting(now), waiting(now + timedelta(days=400))
    Job.objects.filter(pk=left.pk).update(state=State.RUNNING, started_at=now, seen_at=now + timedelta(days=400))
    assert sweep(now=now) == 1
    assert sweep(now=now + timedelta(minutes=2)) == 1
    assert not Job.objects.filter(pk__in=[left.pk, due.pk]).exclude(state=State.DONE).exists()


def test_a_worker_that_comes_back_late_changes_nothing(now, monkeypatch):
    """Its job was taken from it; whoever has it now decides how it ended."""

    def overtaken(job, _now):
        Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)

    monkeypatch.setattr(doings, "note", overtaken)
    job = waiting(now)
    assert not run(job.pk, now=now)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.RUNNING, 2)


# Without and with Celery -------------------------------------------------------------------------


def test_the_sweep_takes_the_oldest_first(now):
    for number in (2, 1):
        enqueue(kind=KIND, ref=Ref("tests.thing", str(number)), now=now - timedelta(minutes=number))
    assert sweep(now=now) == 2
    assert [ref for ref, _now in doings.done] == ["tests.thing:2", "tests.thing:1"]


def test_a_sweep_without_work_is_cheap(now, django_assert_num_queries):
    # Two of the five are the savepoint that stands in for the transaction, one is the beat.
    with django_assert_num_queries(5):
        sweep(now=now)


def test_the_command_and_the_tasks_do_the_same(now, capsys):
    job, other, third = waiting(now), waiting(now), waiting(now)
    assert tasks.run_job(job.pk) is True
    Job.objects.filter(pk=other.pk).update(state=State.FAILED, finished_at=now)
    assert tasks.sweep_jobs() == 1
    call_command("sweep_jobs")
    assert capsys.readouterr().out == "完成 0 件后台任务，另有 1 件多次失败，等待人工处理。\n"
    third.refresh_from_db()
    assert third.state == State.DONE


# Kinds -------------------------------------------------------------------------------------------


def test_a_kind_belongs_to_one_handler(now):
    registry.register(KIND, "tests.jobs.doings.note", "测试任务")
    with pytest.raises(ValueError, match=KIND):
        registry.register(KIND, "tests.jobs.doings.explain", "测试任务")


def test_a_renamed_handler_is_found_at_start(now):
    assert registry.check_handlers() == []
    with doings.kind("tests.jobs.doings.renamed"):
        [error] = registry.check_handlers()
    assert error.id == "jobs.E001" and KIND in error.msg


# The database ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"state": "paused"}, {"state": State.DONE}, {"state": State.RUNNING}, {"state": State.FAILED}]
)
def test_the_database_refuses_by_itself(now, change):
    waiting(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**change)


@pytest.mark.postgres
def test_ten_workers_and_ten_sweepers_do_a_job_once(copied_db):
    from tests.cast import Cast

    cast = Cast()
    pk = cast.official("丁一").pk
    with doings.kind("tests.jobs.doings.slow_note"):
        now = cast.now
        job = enqueue(kind=KIND, ref=REF, now=now, payload={"official": pk})
        outcomes = at_once(*[lambda: run(job.pk, now=now)] * 10, *[lambda: sweep(now=now)] * 10)
        assert sorted(map(int, outcomes)) == [*[0] * 19, 1]
        assert len(doings.done) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 1)


# How far it is ------------------------------------------------------------------------------------


def running(now) -> Job:
    job = waiting(now)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, started_at=now, seen_at=now, attempts=1)
    job.refresh_from_db()
    return job


def parts(job: Job) -> tuple[int, int, int | None]:
    row = Job.objects.get(pk=job.pk)
    return row.done_parts, row.all_parts, row.percent


def test_a_job_says_how_far_it_is(now):
    job = running(now)
    assert parts(job) == (0, 0, None)
    assert report(job, 1, 3, now=now + timedelta(seconds=6))
    assert parts(job) == (1, 3, 33)
    assert report(job, 3, 3, now=now + timedelta(seconds=7))
    assert parts(job) == (3, 3, 100)


def test_what_is_told_too_often_is_not_written_but_its_end_is(now, django_assert_num_queries):
    job = running(now)
    with django_assert_num_queries(0):
        assert report(job, 1, 3, now=now + timedelta(seconds=4))
    with django_assert_num_queries(1):
        assert report(job, 3, 3, now=now + timedelta(seconds=4))


@pytest.mark.parametrize(("done", "total"), [(-1, 3), (4, 3)])
def test_more_than_everything_and_less_than_nothing_is_no_report(now, done, total):
    with pytest.raises(ValueError, match=f"{done} of {total} parts"):
        report(running(now), done, total, now=now)


def test_a_long_job_that_shows_itself_is_not_taken_for_dead(now):
    job = running(now)
    late = now + STUCK_AFTER + timedelta(minutes=1)
    assert report(job, 1, 3, now=late - timedelta(minutes=2))
    sweep(now=late)
    assert Job.objects.get(pk=job.pk).state == State.RUNNING


def test_a_worker_that_was_taken_for_dead_is_told_so(now):
    job = running(now)
    sweep(now=now + STUCK_AFTER + timedelta(minutes=1))
    assert not report(job, 1, 3, now=now + STUCK_AFTER + timedelta(minutes=2))
    assert parts(job) == (0, 0, None)


def test_an_attempt_begins_with_nothing_done(now):
    job = running(now)
    report(job, 2, 3, now=now + timedelta(seconds=6))
    sweep(now=now + STUCK_AFTER + timedelta(minutes=1))
    job.refresh_from_db()
    assert run(job.pk, now=job.due_at)
    assert parts(job) == (0, 0, None)


def test_what_a_handler_returns_is_its_result(now):
    job = waiting(now)
    with doings.kind("tests.jobs.doings.telling"):
        assert run(job.pk, now=now)
    assert Job.objects.get(pk=job.pk).result == "已办" + "好" * 198


# Given up, and forgotten --------------------------------------------------------------------------


def test_what_was_given_up_begins_again_when_somebody_says_so(now, django_capture_on_commit_callbacks):
    job = failing("break_down", now)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, attempts=MAX_ATTEMPTS, finished_at=now)
    with django_capture_on_commit_callbacks() as nudges:
        assert retry(job.pk, now=now)
        assert not retry(job.pk, now=now)
    assert len(nudges) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.due_at, job.finished_at) == (State.WAITING, 0, now, None)
    assert job.error
    assert run(job.pk, now=now)


def test_what_was_done_long_ago_is_forgotten_and_what_was_given_up_is_not(now):
    long_ago = now - KEPT_FOR - timedelta(seconds=1)
    old, young, dead, open_one = (waiting(now) for _ in range(4))
    Job.objects.filter(pk=old.pk).update(state=State.DONE, finished_at=long_ago)
    Job.objects.filter(pk=young.pk).update(state=State.DONE, finished_at=now - KEPT_FOR)
    Job.objects.filter(pk=dead.pk).update(state=State.FAILED, finished_at=long_ago)
    assert forget(now=now) == 1
    assert set(Job.objects.values_list("pk", flat=True)) >= {young.pk, dead.pk, open_one.pk}
    assert not Job.objects.filter(pk=old.pk).exists()
    assert tasks.forget_jobs() == 1, "a moment later the young one is old"


def test_more_done_than_there_is_cannot_be_stored(now):
    job = running(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(done_parts=2, all_parts=1)
