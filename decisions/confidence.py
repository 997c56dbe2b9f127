"""Of a personnel matter people know the title; who reads its papers and what was said on it, and when (D05).

Papers are the content, the sum, the attachments and the opinions of a topic. The office that keeps them always reads
them, and whoever had a hand in the sheet: who proposed it, the leader in charge, who signed a step or has to. The
members in the room, who sits with them without a vote, and the county's observers read them from the moment at which
the item begins until it ends; who is recused or absent does not. The county's inspectors read them when an item on it
has ended. Of what was said in the room the same people read, those in the room also afterwards. Whoever else sees the
township's decisions sees that there was such an item, and how it ended.
"""

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone

from decisions.models import (
    AgendaItem,
    BallotCount,
    BallotCountVoid,
    Charge,
    Emergency,
    Observer,
    ObserverNote,
    PriorTalk,
    Reconsideration,
    Recusal,
    Report,
    Seat,
    SignOff,
    Speech,
    Statement,
    StatementVoid,
    Stop,
    StopAnswer,
    StopLift,
    TakenUp,
    Topic,
    Vote,
    VoteVoid,
    WrittenOpinion,
)
from decisions.states import BEFORE_AGENDA, BEGUN, Category, Phase
from foundation.documents.models import Attachment
from foundation.refs import Ref
from foundation.townships.events import Reading
from foundation.townships.models import Assignment, Tenure, User
from foundation.townships.selectors import scope_q
from foundation.townships.states import PRINCIPALS, Capability, Level, PostKind, Role

Reader = User | AnonymousUser
#: Who holds one of these signs sheets of the unit.
SIGNING_POSTS = PRINCIPALS | {PostKind.DISCIPLINE_SECRETARY}


def papers_open_to(user: Reader) -> Q:
    """The topics whose papers somebody may read now, among those that he may see."""
    ended = AgendaItem.objects.filter(topic=OuterRef("pk"), phase=Phase.CLOSED)
    at_work = AgendaItem.objects.filter(in_the_room(user), topic=OuterRef("pk"), phase__in=BEGUN)
    return (
        ~Q(category=Category.PERSONNEL)
        | scope_q(user, Capability.KEEP_MEETINGS)
        | has_a_hand(user)
        | Q(Exists(at_work))
        | (scope_q(user, Capability.JUDGE_FINDINGS) & Q(Exists(ended)))
    )


def has_a_hand(user: Reader) -> Q:
    """The topics whose papers are his own work, or lie before him for a signature."""
    himself, today = _himself(user), timezone.localdate()
    of_the_unit = {"county": OuterRef("county"), "township": OuterRef("township"), "official__in": himself}
    posts = Tenure.objects.on(today).filter(
        post__kind__in=SIGNING_POSTS, post__division__level=Level.TOWNSHIP, **of_the_unit
    )
    charges = Charge.objects.on(today).filter(**of_the_unit)
    signed = SignOff.objects.filter(topic=OuterRef("pk"), official__in=himself)
    reviews = Assignment.objects.on(today).filter(
        user__official__in=himself,
        role=Role.FINANCIAL_REVIEWER,
        division__county=OuterRef("county"),
        division__township=OuterRef("township"),
    )
    signs = Q(Exists(posts)) | Q(Exists(charges)) | Q(Exists(reviews))
    hand = Q(proposer__in=himself) | Q(leader__in=himself) | Q(Exists(signed))
    return hand | (Q(state__in=BEFORE_AGENDA) & signs)


def in_the_room(user: Reader) -> Q:
    """The items of meetings in which somebody sits, or that he observes for the county, and on which he is not
    recused. Who has left keeps the items on which he spoke his word."""
    himself = _himself(user)
    sits = Seat.objects.filter(meeting=OuterRef("meeting"), official__in=himself, present=True)
    stated = Statement.objects.filter(item=OuterRef("pk"), seat__official__in=himself)
    observes = Observer.objects.filter(meeting=OuterRef("meeting"), official__in=himself)
    recused = Recusal.objects.filter(item=OuterRef("pk"), seat__official__in=himself)
    return (Q(Exists(sits)) | Q(Exists(stated)) | Q(Exists(observes))) & ~Q(Exists(recused))


def record_open_to(user: Reader) -> Q:
    """The items of which somebody may read what was said, among those that he may see."""
    return (
        ~Q(topic__category=Category.PERSONNEL)
        | scope_q(user, Capability.KEEP_MEETINGS)
        | (~Q(phase=Phase.WAITING) & in_the_room(user))
        | (scope_q(user, Capability.JUDGE_FINDINGS) & Q(phase=Phase.CLOSED))
    )


def may_read_papers(user: Reader, topic: Topic) -> bool:
    """No query for what is no personnel matter."""
    return not topic.is_personnel or Topic.objects.filter(papers_open_to(user), pk=topic.pk).exists()


def may_read_record(user: Reader, item: AgendaItem) -> bool:
    """No query for what is no personnel matter."""
    if not item.topic.is_personnel:
        return True
    return AgendaItem.objects.filter(record_open_to(user), pk=item.pk).exists()


def _himself(user: Reader) -> list[int]:
    """The key of the official whom an account belongs to, if it belongs to one."""
    official = user.official_id if isinstance(user, User) and user.is_active else None
    return [official] if official else []


# The ledger --------------------------------------------------------------------------------------

#: Of these rows an entry shows what was said: model → the way to its item.
_SAID: dict[type[Model], str] = {
    BallotCount: "item",
    BallotCountVoid: "count__item",
    ObserverNote: "item",
    Recusal: "item",
    Report: "item",
    Speech: "item",
    Statement: "item",
    StatementVoid: "statement__item",
    Stop: "item",
    StopAnswer: "stop__item",
    StopLift: "stop__item",
    TakenUp: "item",
    Vote: "item",
    VoteVoid: "vote__item",
    WrittenOpinion: "item",
}
#: Of these it shows what was said of a topic before its meeting, or why it is discussed again.
_OF_A_TOPIC: dict[type[Model], str] = {
    Emergency: "topic",
    PriorTalk: "topic",
    Reconsideration: "resolution__topic",
    SignOff: "topic",
}


def shut_rows(reading: Reading) -> list[tuple[str, str]]:
    """Subscriber of `townships.events.shut_rows`: what the ledger does not show of an item that has not ended."""
    named: dict[str, set[str]] = {}
    for table, key in reading.rows:
        named.setdefault(table, set()).add(key)
    ways = (_topics, _files, _of_topics, _said)
    return [row for way in ways for row in way(named, reading.user)]


def _topics(named: dict[str, set[str]], user: Reader) -> Iterator[tuple[str, str]]:
    table = Topic._meta.db_table
    yield from ((table, key) for key in _shut_topics(named.get(table, ()), user))


def _files(named: dict[str, set[str]], user: Reader) -> Iterator[tuple[str, str]]:
    table = Attachment._meta.db_table
    files = Attachment.objects.filter(pk__in=named.get(table, ()), about__startswith=f"{Topic._meta.label_lower}:")
    topics = {str(pk): Ref.parse(about).pk for pk, about in files.values_list("pk", "about")}
    shut = _shut_topics(topics.values(), user)
    yield from ((table, key) for key, topic in topics.items() if topic in shut)


def _of_topics(named: dict[str, set[str]], user: Reader) -> Iterator[tuple[str, str]]:
    found = [(table, key, str(topic)) for table, key, topic in _found(named, _OF_A_TOPIC)]
    shut = _shut_topics((topic for _table, _key, topic in found), user) if found else set()
    yield from ((table, key) for table, key, topic in found if topic in shut)


def _said(named: dict[str, set[str]], user: Reader) -> Iterator[tuple[str, str]]:
    found = list(_found(named, _SAID))
    read = AgendaItem.objects.filter(record_open_to(user), pk__in={item for _table, _key, item in found})
    opened = set(read.values_list("pk", flat=True)) if found else set()
    yield from ((table, key) for table, key, item in found if item not in opened)


def _found(named: dict[str, set[str]], ways: dict[type[Model], str]) -> Iterator[tuple[str, str, int]]:
    """The rows that were named, each with the key of what it is about; a note of a whole meeting is about no item."""
    for model, way in ways.items():
        table = model._meta.db_table
        if table in named:
            rows = model._default_manager.filter(pk__in=named[table]).exclude(**{way: None})
            yield from ((table, str(pk), about) for pk, about in rows.values_list("pk", way))


def _shut_topics(keys: Iterable[str], user: Reader) -> set[str]:
    rows = Topic.objects.filter(~papers_open_to(user), pk__in=set(keys))
    return {str(pk) for pk in rows.values_list("pk", flat=True)}
