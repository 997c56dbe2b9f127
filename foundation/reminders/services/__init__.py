"""The verbs of this room: sweeps, and the addresses of calendars."""

from foundation.reminders.services.feeds import make_feed, revoke_feed
from foundation.reminders.services.sweeps import Report, renew, sweep

__all__ = ["Report", "make_feed", "renew", "revoke_feed", "sweep"]
