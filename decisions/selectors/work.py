"""What waits for somebody."""

from django.db.models import CharField, Count, Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from decisions.models import (
    AgendaItem,
    Meeting,
    Resolution,
    Topic,
)
from decisions.states import Category, MeetingState, TopicState
from disclosure.models import Draft
from disclosure.states import STANDING
from foundation.documents.kinds import MINUTES
from foundation.documents.models import Draft as PaperDraft
from foundation.documents.models import Paper
from foundation.documents.states import GONE


def open_meetings(scope: Q) -> QuerySet[Meeting]:
    """Meetings that somebody has to go on with: convened or open, each with `item_count` and `undelivered`."""
    return (
        Meeting.objects.filter(scope, state__in=[MeetingState.CONVENED, MeetingState.OPEN])
        .select_related("body__division")
        .annotate(
            item_count=Count("items"),
            undelivered=Exists(AgendaItem.objects.filter(meeting=OuterRef("pk"), deliveries=None)),
        )
        .order_by("day", "pk")
    )


def waiting_topics(scope: Q) -> QuerySet[Topic]:
    return (
        Topic.objects.filter(scope, state=TopicState.POOL)
        .select_related("body__division")
        .order_by("planned_day", "pk")
    )


def unpublished_resolutions(scope: Q) -> QuerySet[Resolution]:
    """Resolutions that citizens should see and for which nobody has prepared a copy."""
    prepared = Draft.objects.filter(source=_own_ref(Resolution), state__in=STANDING)
    newer = Resolution.objects.filter(topic=OuterRef("topic"), pk__gt=OuterRef("pk"))
    return (
        Resolution.objects.filter(
            ~Exists(prepared),
            # Discussed once more, the decision made before is not shown.
            ~Exists(newer),
            scope,
            topic__state=TopicState.DECIDED,
            topic__publishes=True,
            # Of a topic that went through several bodies, what the last one decided.
            item__meeting__body=F("topic__body"),
        )
        .exclude(topic__category=Category.PERSONNEL)
        .select_related("topic", "item__meeting__body__division")
        .order_by("decided_on", "pk")
    )


def meetings_without_minutes(scope: Q) -> QuerySet[Meeting]:
    """Closed meetings whose minutes have no number, or were voided."""
    numbered = Paper.objects.filter(about=_own_ref(Meeting), kind=MINUTES.code, void__isnull=True)
    return (
        Meeting.objects.filter(~Exists(numbered), scope, state=MeetingState.CLOSED)
        .select_related("body__division")
        .order_by("day", "pk")
    )


def meetings_to_minute(scope: Q) -> QuerySet[Meeting]:
    """Those of them whose minutes nobody has begun to draft."""
    begun = PaperDraft.objects.filter(about=_own_ref(Meeting), kind=MINUTES.code).exclude(state__in=GONE)
    return meetings_without_minutes(scope).filter(~Exists(begun))


def _own_ref(model: type[Model]) -> Concat:
    """The reference of the row of an outer query, made by the database."""
    return Concat(Value(f"{model._meta.label_lower}:"), Cast(OuterRef("pk"), CharField()))
