"""Leases: what one process does at a time, on either database, and what nobody blocks by dying."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from foundation.reminders.models import Lease

#: Longer than any renewal takes; whoever died in the middle of one holds up the others no longer.
LASTS = timedelta(minutes=10)


@contextmanager
def lease(name: str) -> Iterator[bool]:
    """Whether the lease is ours until the end of the block; else somebody has it.

    It runs by the real clock, whatever time a sweep is told to take for now: one that dies while it looks
    at next year must not stop the others until then. Not within a transaction: nobody would see it there.
    """
    holder = secrets.token_hex(16)
    mine = _take(name, holder)
    try:
        yield mine
    finally:
        if mine:
            # Unless it ran out and went to somebody else.
            Lease.objects.filter(name=name, holder=holder).update(until=timezone.now())


def _take(name: str, holder: str) -> bool:
    now = timezone.now()
    until = now + LASTS
    # One that ends later than any can was taken before somebody set the clock back.
    free = Q(until__lte=now) | Q(until__gt=until)
    # One statement each: of several that try at once, the database lets one through.
    if Lease.objects.filter(free, name=name).update(holder=holder, until=until):
        return True
    Lease.objects.bulk_create([Lease(name=name, holder=holder, until=until)], ignore_conflicts=True)
    return Lease.objects.filter(name=name, holder=holder).exists()
