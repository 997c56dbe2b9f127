"""The verbs of this room: sweeps and what they send, the ways that people and units choose, and what comes round."""

from foundation.reminders.services.duties import (
    begin_duty,
    end_duty,
    report_duty,
    take_over_duties,
    void_report,
)
from foundation.reminders.services.feeds import make_feed, revoke_feed
from foundation.reminders.services.sending import Sent, retry_given_up, send_out
from foundation.reminders.services.sweeps import Report, renew, sweep
from foundation.reminders.services.ways import add_robot, choose_mail, stop_robot, try_robot

__all__ = [
    "Report",
    "Sent",
    "add_robot",
    "begin_duty",
    "choose_mail",
    "end_duty",
    "make_feed",
    "renew",
    "report_duty",
    "retry_given_up",
    "revoke_feed",
    "send_out",
    "stop_robot",
    "sweep",
    "take_over_duties",
    "try_robot",
    "void_report",
]
