"""Breaches of the rules of procedure that the rows show: not lodged, gone on against a stop, not ratified, not
discussed once more."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q

from decisions.models import Emergency, Meeting, Reconsideration, StopAnswer
from decisions.states import Ground, MeetingState, Phase, StopAnswerKind, StopKind, TopicState
from foundation.refs import Ref
from foundation.rulebook.registry import Found


def rules_not_lodged(_today: date) -> Iterator[Found]:
    """A meeting that went by its body's own rules before the county had them."""
    own = Meeting.objects.exclude(state=MeetingState.CONVENED).filter(procedure__body__isnull=False)
    rows = own.filter(Q(procedure__lodged_on__isnull=True) | Q(procedure__lodged_on__gt=F("day")))
    for meeting in rows.select_related("body__division", "procedure").order_by("pk"):
        yield Found(
            about=Ref.of(meeting),
            division=meeting.body.division,
            parameters={"body": str(meeting.body), "day": meeting.day, "title": str(meeting.procedure)},
            evidence=(Ref.of(meeting),),
        )


def went_on_against_stop(_today: date) -> Iterator[Found]:
    """The discipline secretary stopped, and the chair answered that it goes on."""
    rows = StopAnswer.objects.filter(kind=StopAnswerKind.GOES_ON, stop__kind=StopKind.STOP).order_by("pk")
    for answer in rows.select_related("chair", "stop__item__meeting__body__division", "stop__item__topic"):
        item = answer.stop.item
        yield Found(
            about=Ref.of(item),
            division=item.meeting.body.division,
            parameters={
                "body": str(item.meeting.body),
                "day": item.meeting.day,
                "title": item.topic.title,
                "stop": answer.stop.reason,
                "chair": answer.chair.name,
                "answer": answer.text,
            },
            evidence=(Ref.of(item), Ref.of(item.meeting)),
            key=str(answer.pk),
        )


def not_ratified(_today: date) -> Iterator[Found]:
    """An emergency that the first meeting of the body after its report was not asked about."""
    rows = Emergency.objects.filter(topic__state__in=[TopicState.POOL, TopicState.ON_AGENDA])
    for emergency in rows.select_related("topic__body__division").order_by("pk"):
        topic = emergency.topic
        held = Meeting.objects.filter(body=topic.body, state=MeetingState.CLOSED, opened_at__gt=emergency.at)
        first = held.order_by("opened_at").first()
        if first is not None and not first.items.filter(topic=topic, phase=Phase.CLOSED).exists():
            yield Found(
                about=Ref.of(topic),
                division=topic.body.division,
                parameters={
                    "title": topic.title,
                    "acted": emergency.acted_on,
                    "body": str(topic.body),
                    "day": first.day,
                },
                evidence=(Ref.of(topic), Ref.of(first)),
            )


def emergency_reported_late(_today: date) -> Iterator[Found]:
    """Reported on a later day than that on which somebody acted alone."""
    rows = Emergency.objects.filter(reported_on__gt=F("acted_on")).select_related("topic__body__division")
    for emergency in rows.order_by("pk"):
        topic = emergency.topic
        yield Found(
            about=Ref.of(topic),
            division=topic.body.division,
            parameters={"title": topic.title, "acted": emergency.acted_on, "told": emergency.reported_on},
            evidence=(Ref.of(topic),),
        )


def not_reconsidered(today: date) -> Iterator[Found]:
    """The county's day has passed, and there is no newer decision."""
    rows = Reconsideration.objects.filter(ground=Ground.COUNTY, until__lt=today)
    for order in rows.select_related("resolution__topic__body__division").order_by("pk"):
        topic = order.resolution.topic
        if not topic.resolutions.filter(pk__gt=order.resolution_id).exists():
            yield Found(
                about=Ref.of(topic),
                division=topic.body.division,
                parameters={"title": topic.title, "until": order.until, "seen": today},
                evidence=(Ref.of(order.resolution), Ref.of(topic)),
                key=str(order.pk),
            )
