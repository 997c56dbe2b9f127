"""What this room tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime

from foundation.events import Event


@dataclass(frozen=True)
class YearChanged:
    """The arrangement of a year has been entered, anew or for the first time, by `actor` at `now`.

    Whoever keeps computed deadlines counts again those that are open and provisional, or whose period
    touches the year or the December before it: a notice may arrange the last days of that too.
    """

    year: int
    actor: object
    now: datetime


#: Told inside the act, when the new days already count: a subscriber that raises stops the change.
year_changed: Event[YearChanged] = Event("calendar.year_changed")
