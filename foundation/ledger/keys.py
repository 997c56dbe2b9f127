"""Entries about confidential values: the room of the keys lies below the ledger, so it tells by event."""

from foundation.keys.events import Revealed, Rotated
from foundation.keys.models import Reading
from foundation.ledger.services import act
from foundation.scope import INSTALLATION


def enter_reading(fact: Revealed) -> None:
    """Who was shown a value, in the stream of its owner; the entry is about the row that was read."""
    reading = Reading.objects.get(pk=fact.reading_pk)
    with act("keys.value.reveal", stream=reading.scope.stream, actor=reading.reader, now=reading.at) as record:
        record.ref = reading.thing
        record.touch(reading)


def enter_rotation(fact: Rotated) -> None:
    """Which key was replaced or removed, and how many values changed theirs. No row changes."""
    with act(fact.act, stream=INSTALLATION, actor=fact.actor, now=fact.at, **fact.facts):
        pass
