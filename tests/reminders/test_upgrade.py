"""A database from before there were steps: whoever was told stays told, and is not told twice."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from foundation.reminders.models import Reminder
from tests.cast import Cast

DAY = timedelta(days=1)


@pytest.mark.unmeasured
@pytest.mark.usefixtures("copied_db")
def test_older_rows_are_told_from_the_day_on_which_they_were_told():
    cast = Cast()
    clerk, now, today = cast.user("clerk.jinnan"), cast.now, timezone.localdate()
    call_command("migrate", "reminders", "0002", verbosity=0, interactive=False)
    rows = [
        ("rulebook.answer_due", "a.b:1", "answer", today + DAY, now),
        ("rulebook.answer_due", "a.b:2", "answer", today + 9 * DAY, None),
        ("decisions.plan_overdue", "a.b:3", "overdue", today - 2 * DAY, now),
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO reminders_reminder"
            " (county, township, rule, ref, step, channel, due, sent_at, closed_at, recipient_id)"
            " VALUES ('320831', '320831101', %s, %s, %s, 'inbox', %s, %s, NULL, %s)",
            [(*row, clerk.pk) for row in rows],
        )
    call_command("migrate", verbosity=0, interactive=False)
    found = Reminder.objects.order_by("ref").values_list("step", "due", "tell_on", "sequence", "upward")
    assert list(found) == [
        ("ahead", today + DAY, today, 0, False),
        ("ahead", today + 9 * DAY, today + 9 * DAY, 0, False),
        ("day", today - 2 * DAY, today - 2 * DAY, 0, False),
    ]
