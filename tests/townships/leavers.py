"""People who leave with something open, and units that go on in others."""

from datetime import date
from typing import Any

from django.utils import timezone

from decisions.models import Topic
from foundation.townships import services
from foundation.townships.models import Division, HandOver, Official, Succession, Tenure
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.townships.acts import ACTOR, end, today


def proposed(cast: Cast, town: str, title: str = "修建文化广场", **more: Any) -> Topic:
    """A topic that the last of the town's party committee (丁九, 戊九) proposed and nobody has decided."""
    return scene(getattr(cast, town), f"clerk.{town}").topic(title, **more)


def tenure_of(name: str) -> Tenure:
    return Tenure.objects.get(official__name=name, end__isnull=True)


def hand_over(cast: Cast, *titles: str, town: str = "jinnan", last: date | None = None) -> HandOver:
    """The proposer of some topics (one by default) has left, today unless said otherwise."""
    for title in titles or ("修建文化广场",):
        topic = proposed(cast, town, title)
    tenure = Tenure.objects.get(official=topic.proposer, end__isnull=True)
    end(tenure, last or today())
    return HandOver.objects.get(tenure=tenure)


def receive(line: Any, receiver: Official, note: str = "") -> Any:
    return services.receive_line(line=line, receiver=receiver, note=note, actor=ACTOR, now=timezone.now())


def received(found: HandOver, receiver: Official) -> HandOver:
    for line in found.lines.order_by("pk"):
        receive(line, receiver)
    return found


def complete(found: HandOver, witness: str = "县组一") -> HandOver:
    return services.complete_hand_over(hand_over=found, witness=witness, actor=ACTOR, now=timezone.now())


def merge(*divisions: Division, into: list[Division] | None = None, day: date | None = None) -> list[Succession]:
    """All but the last go on in the last; or all in those named."""
    before, after = (divisions, into) if into is not None else (divisions[:-1], divisions[-1:])
    return services.succeed_divisions(
        predecessors=before, successors=after, day=day or today(), actor=ACTOR, now=timezone.now()
    )


__all__ = ["complete", "hand_over", "merge", "proposed", "receive", "received", "tenure_of"]
