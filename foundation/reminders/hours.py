"""When something may leave the house."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from foundation.reminders.states import MORNING


def is_quiet(now: datetime) -> bool:
    """Whether nobody is to be disturbed now."""
    if settings.QUIET_HOURS is None:
        return False
    first, last = settings.QUIET_HOURS
    at = timezone.localtime(now).time()
    return first <= at < last if first < last else at >= first or at < last


def morning_of(now: datetime) -> datetime:
    """From when on the digests of that day go out."""
    local = timezone.localtime(now)
    return local.replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
