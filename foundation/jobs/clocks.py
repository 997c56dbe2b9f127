"""A clock for long work: it may begin at any moment that somebody names, and then it goes on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic


def clock_from(now: datetime) -> Callable[[], datetime]:
    """A clock that shows `now` at this moment and goes on from there: what is begun late must not look stuck."""
    started = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - started)
