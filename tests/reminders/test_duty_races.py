"""Two who act at once on what comes round."""

from datetime import date

from django.utils import timezone

from foundation.reminders.duties.defaults import DUTIES
from foundation.reminders.services import report_duty, take_over_duties
from foundation.violations import RuleViolation
from tests.foundation.threads import at_once
from tests.reminders.duties import begun, town, user


def test_two_who_set_up_the_same_at_once_set_up_one(copied_db):
    """The second is told in words, and not by the database."""

    def begin() -> str:
        try:
            begun()
        except RuleViolation as refused:
            return refused.code
        return "done"

    def take() -> str:
        return str(len(take_over_duties(county=town("320831000000"), actor=user("office.county"), now=timezone.now())))

    assert sorted(at_once(begin, begin)) == ["done", "reminders.duty_known"]
    assert sorted(at_once(take, take)) == ["0", str(len(DUTIES))]


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
