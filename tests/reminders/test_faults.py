"""Nothing is lost and nothing is told twice, whoever is killed; `drill/test_faults.py` does it for longer."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from foundation.reminders.models import Reminder
from foundation.reminders.services import sweep
from foundation.reminders.states import Channel
from tests.reminders import faults, wishes


@pytest.fixture
def now(copied_db):
    return timezone.now()


def test_a_sweeper_that_is_killed_loses_nothing_and_doubles_at_most_one_mail(now, tmp_path):
    assert faults.killed_again_and_again(now, tmp_path, kills=2, things=20, seed=3)


def test_two_sweepers_at_once_tell_everything_once(now, tmp_path):
    faults.many_at_once(now, tmp_path, sweepers=2, things=20)


def test_five_days_without_a_clock_over_national_day(cast):
    """From 30 September on nobody swept; 8 October is the first working day. Each is told once, late, and upward."""
    before, after = (timezone.make_aware(timezone.datetime(2026, *day, 9)) for day in ((9, 30), (10, 8)))
    clerk = cast.user("clerk.jinnan")
    with wishes.only(wishes.STEPS):
        wishes.wishes[:] = [wishes.wish(clerk, date(2026, 10, day), plan=day) for day in range(1, 6)]
        sweep(now=before)
        told = set(Reminder.objects.filter(sent_at__isnull=False).values_list("step", flat=True))
        sweep(now=after)
        again = sweep(now=after + timedelta(minutes=5))
        rows = Reminder.objects.filter(channel=Channel.INBOX, closed_at__isnull=True)
        own = rows.filter(recipient=clerk, tell_on__lte=after.date())
        assert sorted(own.values_list("ref", "step")) == [(f"tests.plan:{day}", "late") for day in range(1, 6)]
        upward = set(rows.filter(upward=True, sent_at__isnull=False).values_list("recipient__username", flat=True))
        # The county hears of it after three working days, and this is the first.
        assert upward == {"secretary.jinnan", "head.jinnan"}
        assert (again.added, again.moved, again.closed, again.sent) == (0, 0, 0, 0)
        assert told == {"ahead"}
        assert not rows.filter(sent_at__isnull=True, tell_on__lte=after.date()).exists()
