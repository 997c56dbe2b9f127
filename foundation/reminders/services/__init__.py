"""The verbs of this room: sweeps, the addresses of calendars, and what comes round."""

from foundation.reminders.services.duties import (
    begin_duty,
    end_duty,
    report_duty,
    take_over_duties,
    void_report,
)
from foundation.reminders.services.feeds import make_feed, revoke_feed
from foundation.reminders.services.sweeps import Report, renew, sweep

__all__ = [
    "Report",
    "begin_duty",
    "end_duty",
    "make_feed",
    "renew",
    "report_duty",
    "revoke_feed",
    "sweep",
    "take_over_duties",
    "void_report",
]
