"""Background work of this room: a task calls one service."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from foundation.ledger.services.checkpoints import make_checkpoint


@shared_task
def daily_checkpoint() -> None:
    """Every night, also when nothing happened: whoever keeps the notes sees that the house is alive."""
    make_checkpoint(now=timezone.now(), always=True)


def checkpoint_after(job: object, now: datetime) -> None:
    """The job after a publication."""
    make_checkpoint(now=now)
