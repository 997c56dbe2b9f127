"""Reads about who holds which post, who leaves it, and what becomes of the matters in his hands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch, Q, QuerySet

from foundation.events import Failure
from foundation.refs import Ref
from foundation.townships.events import still_open
from foundation.townships.models import Division, HandOver, HandOverLine, Official, Post, Succession, Tenure, User
from foundation.townships.selectors import scope_q, unit_page, visible_divisions, visible_officials
from foundation.townships.states import Capability, Level

#: Who may read what somebody hands over: titles of matters stand in it, which not everybody who sees posts may read.
READERS = (Capability.VIEW_DECISIONS, Capability.KEEP_STAFF, Capability.KEEP_LEADERS)
#: Of what somebody once received the desk looks at the newest; older matters are found on their own pages.
RECEIVED = 100
OF_THE_UNIT = "tenure__post__division__code"


# Divisions that went on in others ----------------------------------------------------------------


@dataclass(frozen=True)
class Past:
    """What a division has gone on in, and what it has taken over itself."""

    successors: list[Succession]
    predecessors: list[Succession]


def past_of(division: Division, day: date) -> Past:
    """By a day. One query."""
    rows = Succession.objects.filter(Q(predecessor=division) | Q(successor=division), day__lte=day)
    found = list(rows.select_related("predecessor", "successor").order_by("day", "pk"))
    return Past(
        successors=[row for row in found if row.predecessor_id == division.pk],
        predecessors=[row for row in found if row.successor_id == division.pk],
    )


def visible_successions(user: User | AnonymousUser) -> QuerySet[Succession]:
    """What has gone on in what, where the user may see the people of one side."""
    seen = visible_divisions(user)
    return Succession.objects.filter(Q(predecessor__in=seen) | Q(successor__in=seen))


def taken_over_by(division: Division, day: date) -> list[Division]:
    """Where somebody of this division, or of what has taken it over, serves on a day. A query for each generation."""
    found = {division.pk: division}
    ahead = [division]
    while ahead:
        rows = (
            Division.objects.filter(origins__predecessor__in=ahead, origins__day__lte=day).distinct().order_by("code")
        )
        ahead = [row for row in rows if row.pk not in found]
        found.update((row.pk, row) for row in ahead)
    return [each for each in found.values() if each.exists_on(day)]


# Posts -------------------------------------------------------------------------------------------


def unit_people(division: Division, day: date) -> dict[str, Any]:
    """The page of a unit on a day: who sits where, who comes, what the unit took over and what took it over."""
    page = unit_page(division, day)
    coming = Tenure.objects.filter(post__division=division, start__gt=day).select_related("official")
    next_of = {each.post_id: each for each in coming.order_by("-start")}
    return {
        **page,
        "posts": [replace(line, coming=next_of.get(line.post.pk)) for line in page["posts"]],
        "past": past_of(division, day),
    }


def holders_of(post: Post) -> list[Tenure]:
    """Everybody who held, holds or will hold a post, the latest first, each with `hand_over` where there is one."""
    return list(post.tenures.select_related("official", "post", "hand_over").order_by("-start", "-pk"))


def vacant_posts(division: Division) -> QuerySet[Post]:
    """The posts of a unit that nobody holds, or whose holder has a last day already."""
    held = Tenure.objects.filter(end__isnull=True, post__division=division)
    return division.posts.exclude(pk__in=held.values("post")).order_by("rank")


def officials_from(user: User | AnonymousUser, division: Division, day: date) -> QuerySet[Official]:
    """Whom the user may appoint from a unit: its own people and, of a township, those of its villages.

    Each has `serving`, his tenures of the day. Two queries.
    """
    of_unit = Q(division=division)
    if division.level == Level.TOWNSHIP:
        of_unit = Q(township=division.township)
    serving = Tenure.objects.on(day).select_related("post__division")
    return (
        visible_officials(user)
        .filter(of_unit)
        .select_related("division")
        .prefetch_related(Prefetch("tenures", serving, to_attr="serving"))
        .order_by("division__code", "pk")
    )


def people_in(divisions: list[Division], day: date) -> QuerySet[Official]:
    """Who holds a post in these divisions on a day, each with `serving`. Two queries."""
    serving = Tenure.objects.on(day).filter(post__division__in=divisions)
    return (
        Official.objects.filter(pk__in=serving.values("official"))
        .prefetch_related(Prefetch("tenures", serving.select_related("post__division"), to_attr="serving"))
        .order_by("division__code", "pk")
    )


def units_to_choose_from(user: User | AnonymousUser, division: Division, day: date) -> QuerySet[Division]:
    """The unit itself, and the others of its county from which the user may call somebody."""
    others = Division.objects.on(day).exclude(level=Level.VILLAGE)
    units = visible_divisions(user).filter(county=division.county)
    return units.filter(Q(pk=division.pk) | Q(pk__in=others)).order_by("code")


def namesakes(name: str, division: Division) -> list[Official]:
    """Those of the same name in a unit, each with `serving`: his posts, past ones too."""
    tenures = Prefetch("tenures", Tenure.objects.select_related("post"), to_attr="serving")
    return list(division.officials.filter(name=name).prefetch_related(tenures).order_by("pk"))


# Hand-overs --------------------------------------------------------------------------------------


def readable_hand_overs(user: User | AnonymousUser) -> QuerySet[HandOver]:
    """For those who see the unit's decisions or keep its people, and for the leaver and the receivers themselves."""
    if not (user.is_active and user.is_authenticated):
        return HandOver.objects.none()
    readable = Q()
    for capability in READERS:
        readable |= scope_q(user, capability, village=OF_THE_UNIT)
    if user.official_id is not None:
        received = HandOverLine.objects.filter(receiver=user.official_id)
        readable |= Q(tenure__official=user.official_id) | Q(pk__in=received.values("hand_over"))
    return HandOver.objects.filter(readable).select_related("tenure__official", "tenure__post__division")


def hand_overs_of(user: User | AnonymousUser, division: Division) -> QuerySet[HandOver]:
    """The hand-overs of a unit, open ones first, each with `lines_in_all` and `lines_received`."""
    rows = counted(readable_hand_overs(user).filter(tenure__post__division=division))
    # The two databases put what is empty at different ends.
    return rows.order_by(F("completed_on").desc(nulls_first=True), "-day", "-pk")


def hand_overs_to_keep(user: User) -> QuerySet[HandOver]:
    """What is not complete in the units whose people the user keeps, the oldest first."""
    kept = scope_q(user, Capability.KEEP_STAFF, village=OF_THE_UNIT)
    kept |= scope_q(user, Capability.KEEP_LEADERS, village=OF_THE_UNIT)
    rows = HandOver.objects.filter(kept, completed_on__isnull=True).exclude(tenure__official=user.official_id)
    return counted(rows.select_related("tenure__official", "tenure__post__division")).order_by("day", "pk")


def counted(rows: QuerySet[HandOver]) -> QuerySet[HandOver]:
    return rows.annotate(lines_in_all=Count("lines"), lines_received=Count("lines__receiver"))


def lines_of(hand_over: HandOver) -> list[HandOverLine]:
    return list(hand_over.lines.select_related("receiver").order_by("pk"))


@dataclass(frozen=True)
class Received:
    """A matter that somebody has received and that still waits."""

    line: HandOverLine
    ref: Ref


def received_by(official: Official) -> list[Received]:
    """What an official has received and what is still open, the most urgent first.

    When a room cannot say what is open, all is shown: a matter too many is better than one forgotten.
    """
    lines = HandOverLine.objects.filter(receiver=official).select_related("hand_over__tenure__official")
    found = [Received(line, Ref.parse(line.ref)) for line in lines.order_by("-received_on", "-pk")[:RECEIVED]]
    if not found:
        return []
    answers = still_open.ask(frozenset(each.ref for each in found))
    if not any(isinstance(answer, Failure) for answer in answers):
        found = [each for each in found if each.ref in answers]
    return sorted(found, key=lambda each: (each.line.due or date.max, each.line.pk))
