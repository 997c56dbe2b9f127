"""One meeting, one item, one resolution."""

from dataclasses import dataclass

from django.db.models import Prefetch

from decisions.models import (
    AgendaItem,
    Delivery,
    Meeting,
    Report,
    Resolution,
    Seat,
    Statement,
    Topic,
    Vote,
)
from decisions.rules.procedures import procedure_of
from decisions.sitting import Sitting
from decisions.states import MeetingState, Phase, Stage, stage_of
from disclosure.models import Draft, Publication
from foundation.documents.kinds import MINUTES
from foundation.documents.models import Draft as PaperDraft
from foundation.documents.models import Paper
from foundation.documents.states import GONE
from foundation.refs import Ref
from foundation.townships.selectors import who_sits


def last_held(meeting: Meeting) -> Meeting | None:
    """The latest meeting of the same body before this one that was held."""
    rows = Meeting.objects.filter(body=meeting.body_id, state=MeetingState.CLOSED, day__lte=meeting.day)
    return rows.exclude(pk=meeting.pk).order_by("day", "pk").last()


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The items in their order, with topic, resolution and deliveries. Two queries."""
    items = meeting.items.select_related("topic__proposer", "resolution", "meeting__body__division", "ad_hoc__consent")
    told = Prefetch("deliveries", Delivery.objects.select_related("receipt__actor"))
    return list(items.prefetch_related(told).order_by("position"))


def seats_ahead(meeting: Meeting) -> list[Seat]:
    """The seats as they would be made if the meeting opened on its day with everybody there. Three queries."""
    procedure = procedure_of(meeting)
    return [
        Seat(
            meeting=meeting,
            official=sitter.official,
            title=sitter.title,
            rank=rank,
            stage=stage_of(procedure.last_but_one, procedure.last, {post.kind for post in sitter.posts}),
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
    """The minutes that count: those that were voided do not."""
    found = Paper.objects.filter(about=str(Ref.of(meeting)), kind=MINUTES.code, void__isnull=True)
    return found.select_related("draft").first()


def minutes_draft_of(meeting: Meeting) -> PaperDraft | None:
    """The draft of the minutes on its way."""
    drafts = PaperDraft.objects.filter(about=str(Ref.of(meeting)), kind=MINUTES.code)
    return drafts.exclude(state__in=GONE).first()


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
