"""The lists of the desk, page by page; counts by quarter."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear

from decisions.models import (
    AgendaItem,
    LightSheet,
    Meeting,
    Resolution,
    Topic,
)
from decisions.selectors.visible import MEETINGS, TOPICS, VILLAGE, visible_light_sheets, visible_motions
from foundation.scope import Scope
from foundation.townships.models import Body, User
from foundation.townships.selectors import scope_places
from foundation.townships.states import Capability
from foundation.web.paging import KeysetPage, keyset_page

PAGE = 20


@dataclass(frozen=True)
class Wanted:
    """Which rows of a list are asked for: those of a `unit`, `within` days that an index answers, and what `fits`."""

    unit: Scope | None = None
    within: Q = field(default_factory=Q)
    fits: Q = field(default_factory=Q)


#: Every row.
ALL = Wanted()
#: So many lines of counts stand above a list.
MOST_COUNTS = 40


def light_page(user: User | AnonymousUser, before: str = "") -> KeysetPage[LightSheet]:
    """Sheets of small matters, newest first, each with `line_count`. Raises `ObjectDoesNotExist` for a wrong one."""
    return keyset_page(visible_light_sheets(user), "day", before, PAGE)


def meeting_page(user: User | AnonymousUser, before: str = "", wanted: Wanted = ALL) -> KeysetPage[Meeting]:
    """The meetings that are `wanted`, newest day first, each with `item_count`.

    Raises `ObjectDoesNotExist` for a wrong `before`.
    """
    # Counted for the rows of the page alone: grouping would have every meeting counted first.
    items = AgendaItem.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(count=Count("pk"))
    rows = MEETINGS.filter(wanted.within).annotate(item_count=Coalesce(Subquery(items.values("count")), 0))
    places = scope_places(user, Capability.VIEW_DECISIONS, village=VILLAGE, unit=wanted.unit)
    return keyset_page(rows, "day", before, PAGE, places, fits=wanted.fits)


def topic_page(user: User | AnonymousUser, before: str = "", wanted: Wanted = ALL) -> KeysetPage[Topic]:
    """The topics that are `wanted`, newest first. Raises `ObjectDoesNotExist` for a wrong `before`."""
    places = scope_places(user, Capability.VIEW_DECISIONS, village=VILLAGE, unit=wanted.unit)
    return keyset_page(TOPICS.filter(wanted.within), "proposed_on", before, PAGE, places, fits=wanted.fits)


def resolution_page(user: User | AnonymousUser, before: str = "", wanted: Wanted = ALL) -> KeysetPage[Resolution]:
    """The resolutions that are `wanted`, newest first. Raises `ObjectDoesNotExist` for a wrong `before`."""
    rows = Resolution.objects.filter(wanted.within).select_related("topic", "item__meeting__body__division")
    village = "item__meeting__body__division__code"
    places = scope_places(user, Capability.VIEW_DECISIONS, village=village, unit=wanted.unit)
    return keyset_page(rows, "decided_on", before, PAGE, places, fits=wanted.fits)


@dataclass(frozen=True)
class QuarterCount:
    """How many ad-hoc motions a body had in a quarter."""

    body: Body
    year: int
    quarter: int
    motions: int


def motions_by_quarter(user: User | AnonymousUser) -> list[QuarterCount]:
    """The newest quarter first, whoever had most of it first. Two queries."""
    day = "item__meeting__day"
    rows = (
        visible_motions(user)
        .order_by()
        .values("item__meeting__body", year=ExtractYear(day), quarter=ExtractQuarter(day))
        .annotate(motions=Count("pk"))
        .order_by("-year", "-quarter", "-motions", "item__meeting__body")[:MOST_COUNTS]
    )
    counted = list(rows)
    bodies = Body.objects.select_related("division").in_bulk({row["item__meeting__body"] for row in counted})
    return [
        QuarterCount(bodies[row["item__meeting__body"]], row["year"], row["quarter"], row["motions"]) for row in counted
    ]


def quarter_of(day: date) -> int:
    """1 … 4."""
    return (day.month + 2) // 3
