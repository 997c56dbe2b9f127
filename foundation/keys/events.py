"""What upper rooms may want to know: the ledger lies above the keys and seals both."""

from dataclasses import dataclass
from datetime import datetime

from foundation.events import Event


@dataclass(frozen=True)
class Revealed:
    """Somebody is about to see an encrypted value; the `Reading` is saved, in the transaction of this event."""

    reading_pk: int


@dataclass(frozen=True)
class Rotated:
    """Keys were replaced, values encrypted anew or old keys removed: `act` names which, `facts` says how many."""

    act: str
    actor: str
    at: datetime
    facts: dict[str, str | int]


revealed: Event[Revealed] = Event("keys.revealed")
rotated: Event[Rotated] = Event("keys.rotated")
