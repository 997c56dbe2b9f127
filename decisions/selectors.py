"""Reads of this room. The number of queries of a page does not depend on its rows."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Count, Exists, Model, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from decisions.models import AgendaItem, Meeting, Report, Resolution, Seat, Statement, Topic, Vote
from decisions.sitting import Sitting
from decisions.states import MeetingState, Phase, Stage, TopicState, stage_of
from disclosure.models import Draft, Publication
from disclosure.states import STANDING
from foundation.documents.models import Paper
from foundation.refs import Ref
from foundation.scope import Scope
from foundation.townships.models import Body, Division, Official, Tenure, User
from foundation.townships.selectors import scope_places, scope_q, who_sits
from foundation.townships.states import BodyKind, Capability, Level, PostKind
from foundation.web.paging import KeysetPage, keyset_page

PAGE = 20


#: Where a village's own records say so: a grant may cover a village that has moved away from its township.
_VILLAGE = "body__division__code"
# With what every page of them shows.
_TOPICS = Topic.objects.select_related("body__division", "proposer")
_MEETINGS = Meeting.objects.select_related("body__division", "chair", "recorder")


def visible_topics(user: User | AnonymousUser) -> QuerySet[Topic]:
    return _TOPICS.filter(scope_q(user, Capability.VIEW_DECISIONS, village=_VILLAGE))


def visible_meetings(user: User | AnonymousUser) -> QuerySet[Meeting]:
    return _MEETINGS.filter(scope_q(user, Capability.VIEW_DECISIONS, village=_VILLAGE))


def visible_items(user: User | AnonymousUser) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.filter(scope_q(user, Capability.VIEW_DECISIONS, village="meeting__body__division__code"))
    return rows.select_related("topic__proposer", "meeting__body__division", "meeting__chair", "resolution")


def visible_resolutions(user: User | AnonymousUser) -> QuerySet[Resolution]:
    rows = Resolution.objects.filter(
        scope_q(user, Capability.VIEW_DECISIONS, village="item__meeting__body__division__code")
    )
    return rows.select_related("topic", "item__meeting__body__division")


# Pages of the desk -------------------------------------------------------------------------------


def bodies_of(user: User, today: date) -> QuerySet[Body]:
    """The bodies whose meetings the user keeps, of units that are still there."""
    units = Division.objects.on(today).filter(level=Level.TOWNSHIP)
    return Body.objects.filter(scope_q(user, Capability.KEEP_MEETINGS), division__in=units).select_related("division")


def serving_officials(user: User, today: date) -> QuerySet[Official]:
    """Who holds a post in the units whose meetings the user keeps: those who may propose, report or keep the record.

    Each has `serving`, his tenures of today. Two queries.
    """
    return (
        Official.objects.filter(scope_q(user, Capability.KEEP_MEETINGS), division__level=Level.TOWNSHIP)
        .filter(Q(tenures__end__isnull=True) | Q(tenures__end__gte=today), tenures__start__lte=today)
        .prefetch_related(Prefetch("tenures", Tenure.objects.on(today).select_related("post"), to_attr="serving"))
        .distinct()
        .order_by("pk")
    )


def topics_for(body: Body) -> QuerySet[Topic]:
    """The pool of a body: what waits for a meeting."""
    return body.topics.filter(state=TopicState.POOL).select_related("proposer").order_by("planned_day", "pk")


def meetings_ahead_of(body: Body) -> QuerySet[Meeting]:
    """The meetings of a body whose agenda is still open."""
    return body.meetings.filter(state=MeetingState.CONVENED).select_related("body__division").order_by("day", "pk")


def meeting_page(user: User | AnonymousUser, before: str = "") -> KeysetPage[Meeting]:
    """Meetings, newest day first, each with `item_count`. Raises `ObjectDoesNotExist` for a wrong `before`."""
    rows = _MEETINGS.annotate(item_count=Count("items"))
    return keyset_page(rows, "day", before, PAGE, scope_places(user, Capability.VIEW_DECISIONS, village=_VILLAGE))


def topic_page(user: User | AnonymousUser, before: str = "") -> KeysetPage[Topic]:
    """Topics, newest first. Raises `ObjectDoesNotExist` for a wrong `before`."""
    return keyset_page(
        _TOPICS.all(), "proposed_on", before, PAGE, scope_places(user, Capability.VIEW_DECISIONS, village=_VILLAGE)
    )


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The items in their order, with topic, resolution and deliveries. Two queries."""
    items = meeting.items.select_related("topic__proposer", "resolution", "meeting__body__division")
    return list(items.prefetch_related("deliveries").order_by("position"))


def seats_ahead(meeting: Meeting) -> list[Seat]:
    """The seats as they would be made if the meeting opened on its day with everybody there. Not saved. Two queries."""
    kind = BodyKind(meeting.body.kind)
    return [
        Seat(
            meeting=meeting,
            official=sitter.official,
            title=sitter.title,
            rank=rank,
            stage=stage_of(kind, frozenset(PostKind(post.kind) for post in sitter.posts)),
            votes=sitter.votes,
            acting=sitter.acting,
            present=True,
        )
        for rank, sitter in enumerate(who_sits(meeting.body, meeting.day), start=1)
    ]


def seats_of(meeting: Meeting) -> list[Seat]:
    """Who sits in a meeting: as it opened, or as it would open."""
    if meeting.state == MeetingState.CONVENED:
        return seats_ahead(meeting)
    return list(meeting.seats.select_related("official").order_by("rank"))


def items_of(topic: Topic) -> list[AgendaItem]:
    """Every meeting that a topic has been put to, oldest first."""
    return list(topic.items.select_related("meeting__body__division", "topic", "resolution").order_by("pk"))


def next_item(item: AgendaItem) -> AgendaItem | None:
    """The next item of the same meeting that waits."""
    waiting = item.meeting.items.filter(phase=Phase.WAITING, position__gt=item.position)
    return waiting.select_related("topic").order_by("position").first()


def report_of(item: AgendaItem) -> Report | None:
    return Report.objects.filter(item=item).select_related("reporter").first()


def minutes_of(meeting: Meeting) -> Paper | None:
    return Paper.objects.filter(about=str(Ref.of(meeting)), kind="minutes").first()


def newest_drafts(resolutions: list[Resolution]) -> dict[int, Draft]:
    """The newest citizens' copy of each resolution, by its key, whatever became of it. One query."""
    sources = {str(Ref.of(resolution)): resolution.pk for resolution in resolutions}
    drafts = Draft.objects.filter(source__in=sources).select_related("publication", "preparer_official")
    return {sources[draft.source]: draft for draft in drafts.order_by("pk")}


def standing_draft(resolution: Resolution) -> Draft | None:
    """The newest citizens' copy of a resolution, whatever became of it."""
    return newest_drafts([resolution]).get(resolution.pk)


def publication_of(resolution: Resolution) -> Publication | None:
    return Publication.objects.filter(draft__source=str(Ref.of(resolution))).first()


@dataclass(frozen=True)
class SeatLine:
    """One member on the page of an item: what he said, how he voted, and whether it is his turn."""

    seat: Seat
    statement: Statement | None
    vote: Vote | None
    recused: str
    late: bool
    turn: bool
    waits_for: tuple[Seat, ...]

    @property
    def out(self) -> bool:
        """Whether the seat has no voice on this item."""
        return bool(not self.seat.votes or not self.seat.present or self.recused or self.late)


def seat_lines(sitting: Sitting) -> list[SeatLine]:
    """Every seat in the order in which it is heard, from what the sitting has read. No query."""
    missing = (
        {seat.pk for seat in sitting.missing(sitting.phase)}
        if sitting.phase in (Phase.STATING, Phase.VOTING)
        else set()
    )
    return [
        SeatLine(
            seat=seat,
            statement=sitting.statements.get(seat.pk),
            vote=sitting.votes.get(seat.pk),
            recused=sitting.recused.get(seat.pk, ""),
            late=seat.pk in sitting.late,
            turn=seat.pk in missing and seat.stage == sitting.stage,
            waits_for=tuple(sitting.missing(sitting.phase, before=Stage(seat.stage))) if seat.pk in missing else (),
        )
        for seat in sitting.seats
    ]


# Work --------------------------------------------------------------------------------------------


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
    return (
        Resolution.objects.filter(~Exists(prepared), scope, topic__state=TopicState.DECIDED)
        .exclude(topic__category="personnel")
        .select_related("topic", "item__meeting__body__division")
        .order_by("decided_on", "pk")
    )


def meetings_without_minutes(scope: Q) -> QuerySet[Meeting]:
    """Closed meetings whose minutes have not been issued."""
    issued = Paper.objects.filter(about=_own_ref(Meeting), kind="minutes")
    return (
        Meeting.objects.filter(~Exists(issued), scope, state=MeetingState.CLOSED)
        .select_related("body__division")
        .order_by("day", "pk")
    )


def _own_ref(model: type[Model]) -> Concat:
    """The reference of the row of an outer query, made by the database."""
    return Concat(Value(f"{model._meta.label_lower}:"), Cast(OuterRef("pk"), CharField()))


def scope_of(user: User, capability: Capability) -> Q:
    return scope_q(user, capability)


def stream_scope(scope: Scope) -> str:
    return scope.stream
