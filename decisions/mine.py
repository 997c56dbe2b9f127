"""What a member sees of his own: the meetings that he is told of, their papers, what he said and how he voted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from decisions import selectors
from decisions.confidence import papers_open_to, record_open_to
from decisions.models import AgendaItem, Delivery, Meeting, Recusal, Seat, Statement, Topic, Vote
from decisions.states import MeetingState, TopicState
from foundation.documents.models import Attachment
from foundation.refs import Ref
from foundation.townships.models import User
from foundation.web.paging import KeysetPage, keyset_page

PAGE = 20
#: So many of his own topics stand on his page; the list of topics has the others.
TOPICS = 10


def _his(user: User) -> Q:
    """Meetings of which he was told, or in which he sits."""
    told = Delivery.objects.filter(item__meeting=OuterRef("pk"), official=user.official_id)
    seat = Seat.objects.filter(meeting=OuterRef("pk"), official=user.official_id)
    return Q(Exists(told)) | Q(Exists(seat))


def own_meetings(user: User) -> QuerySet[Meeting]:
    """Those among the meetings that he may see. None for an account that belongs to no official."""
    rows = selectors.visible_meetings(user)
    return rows.filter(_his(user)) if user.official_id else rows.none()


def ahead(user: User) -> list[Meeting]:
    """Convened or going on, the next one first, each with `told` (items) and `unsigned`. One query."""
    told = Q(items__deliveries__official=user.official_id)
    rows = own_meetings(user).filter(state__in=[MeetingState.CONVENED, MeetingState.OPEN])
    return list(
        rows.annotate(
            told=Count("items__deliveries", filter=told),
            unsigned=Count("items__deliveries", filter=told & Q(items__deliveries__receipt=None)),
        ).order_by("day", "pk")
    )


def held(user: User, before: str = "") -> KeysetPage[Meeting]:
    """Those that are over, newest first, each with `item_count`. Raises `ObjectDoesNotExist` for a wrong `before`."""
    rows = own_meetings(user).filter(state=MeetingState.CLOSED).annotate(item_count=Count("items"))
    return keyset_page(rows, "day", before, PAGE)


def proposed(user: User) -> list[Topic]:
    """What he has proposed and nobody has decided. One query."""
    rows = selectors.visible_topics(user).exclude(state__in=[TopicState.DECIDED, TopicState.PUBLISHED])
    return list(rows.filter(proposer=user.official_id).order_by("planned_day", "pk")[:TOPICS])


@dataclass(frozen=True)
class Line:
    """One item for one member: `papers` and `record` say whether he may read them now. `since` counts the files that
    came after he had signed."""

    item: AgendaItem
    delivery: Delivery | None
    papers: bool
    record: bool
    files: Sequence[Attachment]
    since: int
    statement: Statement | None
    vote: Vote | None
    recused: str


@dataclass
class Own:
    """A meeting for one member. The number of queries does not depend on items or files."""

    meeting: Meeting
    seat: Seat | None
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def of(cls, meeting: Meeting, user: User) -> Own:
        official = user.official_id
        seat = Seat.objects.filter(meeting=meeting, official=official).first()
        items = meeting.items.select_related("meeting", "topic__proposer", "resolution", "ad_hoc__consent")
        deliveries = {
            row.item_id: row
            for row in Delivery.objects.filter(item__meeting=meeting, official=official).select_related("receipt")
        }
        shown = [item for item in items.order_by("position") if seat or item.pk in deliveries]
        topics, keys = [item.topic_id for item in shown], [item.pk for item in shown]
        opened = set(Topic.objects.filter(papers_open_to(user), pk__in=topics).values_list("pk", flat=True))
        read = set(AgendaItem.objects.filter(record_open_to(user), pk__in=keys).values_list("pk", flat=True))
        of_his = {"item__in": keys, "seat__official": official}
        statements = {row.item_id: row for row in Statement.objects.filter(**of_his, void=None)}
        votes = {row.item_id: row for row in Vote.objects.filter(**of_his, void=None)}
        recused = dict(Recusal.objects.filter(**of_his).values_list("item_id", "reason"))
        files = _files([item.topic for item in shown if item.topic_id in opened])
        lines = [
            Line(
                item=item,
                delivery=deliveries.get(item.pk),
                papers=item.topic_id in opened,
                record=item.pk in read,
                files=files[item.topic_id],
                since=_since(files[item.topic_id], deliveries.get(item.pk)),
                statement=statements.get(item.pk),
                vote=votes.get(item.pk),
                recused=recused.get(item.pk, ""),
            )
            for item in shown
        ]
        return cls(meeting, seat, lines)

    @property
    def unsigned(self) -> int:
        return sum(line.delivery is not None and not hasattr(line.delivery, "receipt") for line in self.lines)


def _files(topics: Sequence[Topic]) -> dict[int, list[Attachment]]:
    """The standing files of some topics, by their keys. One query."""
    names = {str(Ref.of(topic)): topic.pk for topic in topics}
    found: dict[int, list[Attachment]] = defaultdict(list)
    rows = Attachment.objects.filter(about__in=names, voided_at=None).select_related("uploaded_by")
    for row in rows.order_by("uploaded_at", "pk"):
        found[names[row.about]].append(row)
    return found


def _since(files: Sequence[Attachment], delivery: Delivery | None) -> int:
    receipt = getattr(delivery, "receipt", None)
    return sum(file.uploaded_at > receipt.at for file in files) if receipt else 0
