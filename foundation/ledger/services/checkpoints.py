"""Say to the outside where all streams end."""

from datetime import datetime

from django.db import transaction

from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger import heads, notes
from foundation.ledger.models import Checkpoint, LedgerHead
from foundation.ledger.selectors import latest_checkpoint


def make_checkpoint(*, now: datetime, always: bool = False) -> Checkpoint | None:
    """A signed note of all heads as they are now; `None` when the last one says the same already.

    `always` makes one all the same, unless it would be of the same second: it tells that nothing happened.
    Numbers count from 1 without a gap, so that a missing one is seen. Raises `KeyTrouble` when a head does not
    fit its seal: what somebody else wrote is not signed.
    """
    with transaction.atomic():
        # Locked: two of these come one after the other.
        ends = LedgerHead.objects.select_for_update().filter(size__gt=0).order_by("stream")
        listed = tuple(sorted((_head(head) for head in ends), key=lambda head: head.stream))
        latest, at = latest_checkpoint(), now.replace(microsecond=0)
        if latest is not None and _says(latest, listed) and (not always or latest.at == at):
            return None
        number = latest.number + 1 if latest else 1
        return Checkpoint.objects.create(number=number, at=at, note=notes.written(listed, at))


def _says(checkpoint: Checkpoint, heads_now: tuple[notes.Head, ...]) -> bool:
    try:
        return notes.parse(checkpoint.note).heads == heads_now
    except ValueError:  # altered: verification says so
        return False


def _head(head: LedgerHead) -> notes.Head:
    frontier = heads.frontier_of(head)
    if frontier is None:
        raise KeyTrouble(
            Trouble.ALTERED,
            f"存证日志 {head.stream}：末端与封印不符，没有签发存证点。请运行 manage.py ledger_verify 查明。",
        )
    return notes.Head(head.stream, head.hash, head.size, frontier.root())
