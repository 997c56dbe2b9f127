"""The verbs of this room: sweeps and what they send, the ways that people and units choose."""

from foundation.reminders.services.feeds import make_feed, revoke_feed
from foundation.reminders.services.sending import Sent, retry_given_up, send_out
from foundation.reminders.services.sweeps import Report, renew, sweep
from foundation.reminders.services.ways import add_robot, choose_mail, stop_robot, try_robot

__all__ = [
    "Report",
    "Sent",
    "add_robot",
    "choose_mail",
    "make_feed",
    "renew",
    "retry_given_up",
    "revoke_feed",
    "send_out",
    "stop_robot",
    "sweep",
    "try_robot",
]
