"""What this room tells the rooms above."""

from dataclasses import dataclass

from foundation.events import Event
from foundation.refs import Ref


@dataclass(frozen=True)
class Published:
    """A draft has been published. `source` is what its preparer named, `division_code` has 12 digits."""

    publication_pk: str
    source: Ref
    division_code: str


#: Told inside the act of publishing: a subscriber that raises stops the publication.
published: Event[Published] = Event("disclosure.published")
