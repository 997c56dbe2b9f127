"""Who sits, serves and is asked; which bodies and units there are to choose from."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet

from decisions.models import (
    Meeting,
    Observer,
    Procedure,
    Topic,
)
from decisions.rules.procedures import procedures_for
from decisions.selectors.visible import readable_bodies
from decisions.states import MeetingState, TopicState
from foundation.scope import Scope, scope_columns
from foundation.townships.models import Body, Division, Official, Tenure, User
from foundation.townships.models.accounts import Holding
from foundation.townships.selectors import scope_q, who_sits
from foundation.townships.states import BodyKind, Capability, Level

#: The office of a town keeps the meetings of its villages too.
UNITS = (Level.TOWNSHIP, Level.VILLAGE)


@dataclass(frozen=True)
class InForce:
    """A body, and the rules of procedure that hold for it."""

    body: Body
    procedure: Procedure


def procedures_in_force(user: User | AnonymousUser, today: date) -> list[InForce]:
    """What holds for each body of a township on a day; villages are found below their own. Two queries."""
    bodies = list(readable_bodies(user).filter(division__in=Division.objects.on(today)))
    return [InForce(body, found) for body, found in procedures_for(bodies, today).items()]


def county_officials(meeting: Meeting) -> QuerySet[Official]:
    """Whom the county may send into a meeting, each with `serving`."""
    rows = Official.objects.filter(division__level=Level.COUNTY, county=meeting.county).order_by("pk")
    serving = Tenure.objects.on(meeting.day).select_related("post")
    return rows.prefetch_related(Prefetch("tenures", serving, to_attr="serving"))


def observers_of(meeting: Meeting) -> QuerySet[Observer]:
    """Who was sent, each with `note_count`: what they wrote is theirs."""
    return meeting.observers.select_related("official").annotate(note_count=Count("notes")).order_by("pk")


def observed_by(user: User) -> QuerySet[Observer]:
    """The meetings that the user himself was sent into, newest first."""
    rows = Observer.objects.filter(official__isnull=False, official=user.official_id)
    return rows.select_related("official", "meeting__body__division").order_by("-meeting__day", "-pk")


def voters_of(body: Body, day: date) -> QuerySet[Official]:
    """Who votes in a body on a day, by name."""
    keys = [sitter.official.pk for sitter in who_sits(body, day) if sitter.votes]
    return Official.objects.filter(pk__in=keys).order_by("pk")


def bodies_of(user: User, today: date) -> QuerySet[Body]:
    """The bodies whose meetings the user keeps, of units that are still there; those of its villages after its own."""
    units = Division.objects.on(today).filter(level__in=UNITS)
    bodies = Body.objects.filter(scope_q(user, Capability.KEEP_MEETINGS), division__in=units)
    return bodies.select_related("division").order_by("division__code", "pk")


def body_of(unit: Division, kind: BodyKind) -> Body | None:
    """The unit's body of that kind, if it has one."""
    return Body.objects.filter(division=unit, kind=kind).select_related("division").first()


def serving_officials(user: User, today: date) -> QuerySet[Official]:
    """Who holds a post in the units whose meetings the user keeps: those who may propose, report or keep the record.

    Each has `serving`, his tenures of today. Two queries.
    """
    return (
        Official.objects.filter(scope_q(user, Capability.KEEP_MEETINGS), division__level__in=UNITS)
        .filter(Q(tenures__end__isnull=True) | Q(tenures__end__gte=today), tenures__start__lte=today)
        .prefetch_related(Prefetch("tenures", Tenure.objects.on(today).select_related("post"), to_attr="serving"))
        .distinct()
        .order_by("division__code", "pk")
    )


def units_of(user: User, today: date) -> list[Division]:
    """The units in force whose meetings the user keeps: for nearly everybody one."""
    units = Division.objects.on(today).filter(scope_q(user, Capability.KEEP_MEETINGS), level=Level.TOWNSHIP)
    return list(units.order_by("code"))


def serving_in(scope: Scope, today: date) -> QuerySet[Official]:
    """Who holds a post in a township-level unit, each with `serving`, in the order of rank. Two queries."""
    held = Tenure.objects.on(today).filter(**scope_columns(scope), post__division__level=Level.TOWNSHIP)
    tenures = Prefetch("tenures", Tenure.objects.on(today).select_related("post"), to_attr="serving")
    return Official.objects.filter(pk__in=held.values("official")).prefetch_related(tenures).order_by("pk")


def topics_for(body: Body) -> QuerySet[Topic]:
    """The pool of a body: what waits for a meeting."""
    return body.topics.filter(state=TopicState.POOL).select_related("proposer").order_by("planned_day", "pk")


def meetings_ahead_of(body: Body) -> QuerySet[Meeting]:
    """The meetings of a body whose agenda is still open."""
    return body.meetings.filter(state=MeetingState.CONVENED).select_related("body__division").order_by("day", "pk")


def units_to_choose(user: User) -> QuerySet[Division] | None:
    """For a filter: the townships whose decisions somebody may see, former ones too; nothing where it is but one."""
    held = user.holdings.get(Capability.VIEW_DECISIONS, Holding())
    if not held.counties and len(held.townships) < 2:
        return None
    return Division.objects.filter(scope_q(user, Capability.VIEW_DECISIONS), level=Level.TOWNSHIP).order_by("code")
