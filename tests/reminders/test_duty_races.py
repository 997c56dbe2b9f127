"""Two who act at once on what comes round."""

from datetime import date

from django.utils import timezone

from foundation.reminders.services import report_duty
from foundation.violations import RuleViolation
from tests.foundation.threads import at_once
from tests.reminders.duties import begun, town, user


def test_two_who_report_at_once_report_one_period(copied_db):
    duty = begun()
    unit, account = town(), user("discipline.jinnan")

    def report() -> str:
        try:
            report_duty(duty=duty, unit=unit, start=date(2026, 10, 1), note="已检查", actor=account, now=timezone.now())
        except RuleViolation as refused:
            return refused.code
        return "done"

    assert sorted(at_once(report, report)) == ["done", "reminders.term_other"]
