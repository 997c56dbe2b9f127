"""One sweeper renews at a time, and none blocks the others by dying."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from foundation.reminders import leases, tasks
from foundation.reminders.leases import LASTS, lease
from foundation.reminders.models import Lease, Reminder
from foundation.reminders.services import Report, sweep
from foundation.reminders.services.sweeps import RENEWAL
from tests.reminders.wishes import asked, rules, wish, wishes

pytestmark = pytest.mark.django_db


def test_a_lease_is_held_by_one_until_its_end():
    with lease("a") as first:
        with lease("a") as second, lease("b") as other:
            assert (first, second, other) == (True, False, True)
        with lease("a") as third:
            assert not third
    with lease("a") as later:
        assert later
    assert str(Lease.objects.get(name="a")) == "a"


def test_a_lease_is_given_back_after_an_error():
    with pytest.raises(ZeroDivisionError), lease("a"):
        raise ZeroDivisionError
    with lease("a") as mine:
        assert mine


def test_a_lease_of_whoever_died_runs_out(clock):
    assert leases._take("a", "dead")
    clock.now += LASTS - timedelta(seconds=1)
    with lease("a") as mine:
        assert not mine
    clock.now += timedelta(seconds=1)
    with lease("a") as mine:
        assert mine


def test_a_lease_of_a_clock_that_was_set_back_is_nobodys(clock):
    clock.now += timedelta(days=400)
    assert leases._take("a", "dead")
    clock.now -= timedelta(days=400)
    with lease("a") as mine:
        assert mine


def test_whoever_was_too_slow_gives_back_nothing(clock):
    with lease("a"):
        clock.now += LASTS
        assert leases._take("a", "the next")
    assert Lease.objects.get().holder == "the next"
    with lease("a") as mine:
        assert not mine


def test_a_sweep_beside_another_only_tells(cast, capsys):
    """It asks no rule, and what has come is told all the same."""
    clerk, now = cast.user("clerk.jinnan"), cast.now
    with rules():
        wishes.append(wish(clerk, cast.now.date()))
        sweep(now=now)
        Reminder.objects.update(sent_at=None)
        asked.clear()
        with lease(RENEWAL):
            assert sweep(now=now) == Report(sent=1, busy=True)
            assert tasks.sweep_reminders() == "+0 ~0 -0 !0 busy"
            call_command("sweep_reminders")
        assert asked == []
    assert capsys.readouterr().out == (
        "另一个程序正在更新提醒，这一次只发出已经到时间的提醒。\n新增 0 条，改期 0 条，了结 0 条，发出 0 条提醒。\n"
    )
