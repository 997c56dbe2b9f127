"""A sweep's telling: 1,000 due among 1,000,000 reminders, against the bare query over the partial index."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from bench.cases import Case, register
from bench.county import seed
from foundation.reminders.models import Reminder
from foundation.reminders.selectors_ways import inbox_due
from foundation.reminders.services.sweeps import tell_inbox
from foundation.townships.models import User

ROWS = 1_000_000
DUE = 1_000
#: As the sweep asks, in SQL by hand.
_WAITING = (
    "FROM reminders_reminder WHERE sent_at IS NULL AND closed_at IS NULL AND given_up_at IS NULL "
    "AND channel = 'inbox' AND tell_on <= %s ORDER BY tell_on, id LIMIT 1000"
)


def fill(now: datetime) -> None:
    """A million reminders of 金南镇: a thousand are due today, half of the others were told, half lie ahead."""
    seed()
    if Reminder.objects.count() >= ROWS:
        return
    Reminder.objects.all().delete()
    today = timezone.localdate(now)
    told_at = connection.ops.adapt_datetimefield_value(now)
    recipient = User.objects.get(username="clerk.jinnan").pk
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reminders_reminder (rule, ref, step, recipient_id, channel, due, tell_on, upward, "
            "provisional, confidential, sequence, county, township, attempts, error, sent_at) "
            "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < %s) "
            "SELECT 'bench', 'bench.thing:' || CAST(n AS text), 'day', %s, 'inbox', %s, "
            "CASE WHEN n %% 1000 = 0 THEN %s WHEN n %% 2 = 0 THEN %s ELSE %s END, "
            "FALSE, FALSE, FALSE, 0, '320831', '320831101', 0, '', CASE WHEN n %% 1000 <> 0 AND n %% 2 = 0 THEN %s END "
            "FROM numbers",
            [ROWS, recipient, today, today, today - timedelta(days=9), today + timedelta(days=9), told_at],
        )
        cursor.execute("ANALYZE")


class Telling(Case):
    rounds = 20

    def setup(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        fill(self.now)

    def bare_due(self) -> list[object]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id {_WAITING}", [self.today])
            return list(cursor.fetchall())


@register
class FindDue(Telling):
    name = "提醒：100 万条中找出到期的 1,000 条"
    goal_ratio = 5

    def ours(self) -> object:
        return list(inbox_due(self.today).values_list("pk", flat=True)[:DUE])

    def bare(self) -> object:
        return self.bare_due()


@register
class TellDue(Telling):
    """What is told is marked: a thousand rows written, which no query alone has to do."""

    name = "提醒：认领并标记到期的 1,000 条"
    goal_ratio = 5
    undo = True

    def ours(self) -> object:
        return tell_inbox(self.now)

    def bare(self) -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE reminders_reminder SET sent_at = %s WHERE id IN (SELECT id {_WAITING})",
                [connection.ops.adapt_datetimefield_value(self.now), self.today],
            )
            return cursor.rowcount
