"""What the rows of this room show by themselves: breaches that a machine may raise."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from disclosure.models import Draft
from disclosure.states import State
from foundation.refs import Ref
from foundation.rulebook.registry import Found


def reviews_missed(today: date) -> Iterator[Found]:
    """A draft that waits for its second person when the day until which citizens could object has passed."""
    rows = Draft.objects.filter(state=State.PREPARED, object_until__lt=today).select_related("division")
    for draft in rows.order_by("pk"):
        yield Found(
            about=Ref.of(draft),
            division=draft.division,
            parameters={
                "title": draft.title,
                "day": timezone.localdate(draft.prepared_at),
                "until": draft.object_until,
                "seen": today,
            },
            evidence=(Ref.of(draft),),
        )
