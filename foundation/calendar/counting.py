"""Days and periods, by the arrangement that holds: the door for other rooms.

The days are kept in memory. Every process has its own copy, and asks the database which arrangement is
the newest before it uses it: with each call, and within a web request once. So a worker that has run for
weeks counts with what somebody entered a moment ago. Whoever counts much outside of a request takes
`calendar()` once and counts with that.
"""

import threading
from datetime import date, datetime
from typing import Any

from django.core.signals import request_finished, request_started

from foundation.calendar import selectors
from foundation.calendar.days import Calendar, End
from foundation.calendar.states import CALENDAR_DAYS, MONTHS, WORKING_DAYS

__all__ = [
    "CALENDAR_DAYS",
    "MONTHS",
    "WORKING_DAYS",
    "Calendar",
    "End",
    "add",
    "calendar",
    "is_working_day",
    "latest_start",
    "moved_on",
    "working_days_between",
]


def add(start: date, count: int, unit: str) -> End:
    """The last day of a period that begins to run on `start`, which is not counted. See `Calendar.add`."""
    return calendar().add(start, count, unit)


def latest_start(end: date, count: int, unit: str) -> End:
    """The last day that still lies `count` `unit` before `end`. See `Calendar.latest_start`."""
    return calendar().latest_start(end, count, unit)


def moved_on(day: date) -> End:
    """The day itself when it is worked, else the next working day."""
    return calendar().moved_on(day)


def is_working_day(day: date) -> bool:
    """By the country's arrangement; in a year without one by the week."""
    return calendar().is_working_day(day)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and with `end`."""
    return calendar().working_days_between(start, end)


# What this process remembers -----------------------------------------------------------------------


class _Thread(threading.local):
    """Within a request one look at the database is enough; a thread serves many requests, one by one."""

    in_request = False
    calendar: Calendar | None = None


_thread = _Thread()
#: The newest arrangement (its key and its instant) and the days that were read with it. Replaced as a whole.
_read: tuple[tuple[int, datetime] | None, Calendar] | None = None


def calendar() -> Calendar:
    """The days that hold now. One query, none later in the same request, one more after a change."""
    global _read
    if _thread.calendar is not None:
        return _thread.calendar
    newest, known = selectors.newest(), _read
    if known is None or known[0] != newest:
        # Read after the key: what is entered in between makes the copy younger than its key, never older.
        known = _read = (newest, selectors.read())
    if _thread.in_request:
        _thread.calendar = known[1]
    return known[1]


def forget() -> None:
    """The arrangement has changed here, and may yet be rolled back: read anew, and from now on look with each call."""
    global _read
    _read = None
    _end()


def connect() -> None:
    """Called once, in `ready()`."""
    request_started.connect(_begin, dispatch_uid="calendar.begin")
    request_finished.connect(_end, dispatch_uid="calendar.end")


def _begin(**_more: Any) -> None:
    _thread.in_request, _thread.calendar = True, None


def _end(**_more: Any) -> None:
    _thread.in_request, _thread.calendar = False, None
