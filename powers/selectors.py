"""Reads of this room, and the one function that says what a matter needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from foundation.rulebook.selectors import parameter
from foundation.rulebook.values import Value
from foundation.townships.models import Division, User
from foundation.townships.states import BodyKind, Capability, Level, UnitType
from powers import rules
from powers.models import Directory, DirectoryEntry, DirectoryNote
from powers.states import Boundary, Category, DirectoryState, Step, Track

#: A 街道 has a committee of the county's congress, a farm and a zone have none: nothing there passes a congress.
WITH_CONGRESS = frozenset({UnitType.TOWN, UnitType.RURAL_TOWNSHIP})


@dataclass(frozen=True)
class Needs:
    """What a matter needs: `bodies` in their order, `steps` before its first meeting, and what holds in and after it.

    `threshold` is the sum that divided the tracks, with its basis; `left_out` are bodies that the unit does not have.
    """

    track: Track
    bodies: tuple[BodyKind, ...]
    steps: tuple[Step, ...] = ()
    secret_vote: bool = False
    debate: bool = False
    publication: bool = False
    threshold: Value | None = None
    left_out: tuple[BodyKind, ...] = ()


def needs_of(entry: DirectoryEntry, amount: Decimal | None, unit: Division, day: date) -> Needs:
    """What a matter of this entry needs in a unit on a day; `amount` is in yuan.

    Below its threshold it goes the light track: one body, no sheet of its own. Without an amount nobody can say that it
    is below. One query where there is a threshold. Raises `MissingParameter` when the sums were never loaded.
    """
    threshold = parameter(entry.threshold, scope=unit.scope, on=day) if entry.threshold else None
    if threshold is not None and amount is not None and not reaches(amount, threshold, Boundary(entry.boundary)):
        return Needs(Track.LIGHT, (BodyKind(entry.light_body),), publication=entry.publication, threshold=threshold)
    left_out = tuple(each for each in entry.route if _is_missing(each, unit))
    return Needs(
        Track.FULL,
        tuple(each for each in entry.route if each not in left_out),
        (Step.LEADER, *entry.asked, Step.PRINCIPAL, Step.SCREENING),
        entry.secret_vote,
        entry.debate,
        entry.publication,
        threshold,
        left_out,
    )


def reaches(amount: Decimal, threshold: Value, boundary: Boundary) -> bool:
    """Whether a sum is on the directory: 以上 includes the threshold itself, 超过 does not (民法典 §1259)."""
    return amount >= threshold.yuan() if boundary == Boundary.AT_LEAST else amount > threshold.yuan()


def _is_missing(body: BodyKind, unit: Division) -> bool:
    congress = body in (BodyKind.PEOPLES_CONGRESS, BodyKind.CONGRESS_PRESIDIUM)
    return congress and unit.unit_type not in WITH_CONGRESS


# Directories -------------------------------------------------------------------------------------

_DIRECTORIES = Directory.objects.select_related("division")


def directory_on(unit: Division, day: date) -> Directory | None:
    """The directory by which a unit works on a day: its own, else the county's model. One query."""
    rows = _DIRECTORIES.on(day).filter(county=unit.county, township__in=["", unit.township])
    return rows.order_by("-township").first()


def model_on(county: str, day: date) -> Directory | None:
    """The county's model in force (6 digits)."""
    return _DIRECTORIES.on(day).filter(county=county, township="").first()


def draft_of(unit: Division) -> Directory | None:
    return _DIRECTORIES.filter(division=unit, state=DirectoryState.DRAFT).first()


def entries_of(directory: Directory) -> list[DirectoryEntry]:
    """What a version lists, in its order. One query."""
    rows = directory.entries.filter(dropped=False).select_related("kind", "directory__division")
    return list(rows.order_by("kind__position", "position", "pk"))


def entries_for(unit: Division, day: date) -> list[DirectoryEntry]:
    """What the unit must decide collectively on a day; empty before any directory holds there."""
    directory = directory_on(unit, day)
    return entries_of(directory) if directory else []


def problems_of(directory: Directory, day: date) -> list[str]:
    """What a version lacks of the county's model of that day, and where it contradicts itself. Two or three queries."""
    entries = entries_of(directory)
    model = None if directory.is_countys else model_on(directory.county, day)
    return [*rules.overlaps(entries), *(rules.gaps(entries, entries_of(model)) if model else [])]


def entry_named(code: str, unit: Division, day: date) -> DirectoryEntry | None:
    """The entry of that code in the directory by which the unit works on that day."""
    return next((entry for entry in entries_for(unit, day) if entry.code == code), None)


def entry_again(entry: DirectoryEntry | None, unit: Division, day: date) -> DirectoryEntry | None:
    """What an entry of an earlier directory has become in the one of that day; nothing when it is listed no more."""
    return entry_named(entry.code, unit, day) if entry else None


# Who sees what -----------------------------------------------------------------------------------


def visible_directories(user: User | AnonymousUser) -> QuerySet[Directory]:
    """Read by all staff of a unit; the county's model by everybody below. A draft is its owner's and the county's."""
    holding = user.holdings.get(Capability.VIEW_PEOPLE) if user.is_authenticated else None
    if holding is None:
        return Directory.objects.none()
    townships = set(holding.townships) | {code[:9] for code in holding.villages}
    above = set(holding.counties) | {code[:6] for code in townships}
    own = Q(county__in=sorted(holding.counties)) | Q(township__in=sorted(townships))
    model = Q(county__in=sorted(above), township="") & ~Q(state=DirectoryState.DRAFT)
    return _DIRECTORIES.filter(own | model)


def visible_entries(user: User | AnonymousUser) -> QuerySet[DirectoryEntry]:
    rows = DirectoryEntry.objects.filter(directory__in=visible_directories(user))
    return rows.select_related("kind", "directory__division")


# Pages -------------------------------------------------------------------------------------------


def versions_of(unit: Division, user: User | AnonymousUser) -> list[Directory]:
    """The versions of a unit that somebody may read, newest first."""
    return list(visible_directories(user).filter(division=unit).order_by("-number"))


def notes_of(directory: Directory) -> list[DirectoryNote]:
    return list(directory.notes.select_related("actor"))


@dataclass(frozen=True)
class UnitLine:
    """One unit on the county's page: by which version it works, and what that lacks."""

    unit: Division
    directory: Directory | None
    draft: Directory | None
    entries: int
    problems: Sequence[str]


def units_of(county: str, day: date) -> list[UnitLine]:
    """Every unit of a county (6 digits) with its directory, against the county's model. Six queries."""
    units = Division.objects.on(day).filter(county=county, level=Level.TOWNSHIP).order_by("code")
    listed = Prefetch(
        "entries",
        DirectoryEntry.objects.filter(dropped=False).select_related("kind").order_by("kind__position", "position"),
        to_attr="listed",
    )
    own = Directory.objects.filter(county=county).exclude(township="")
    in_force = {each.division_id: each for each in own.on(day).prefetch_related(listed)}
    drafts = {each.division_id: each for each in own.filter(state=DirectoryState.DRAFT)}
    model = model_on(county, day)
    wanted = entries_of(model) if model else []
    return [_unit_line(unit, in_force.get(unit.pk), drafts.get(unit.pk), wanted) for unit in units]


def _unit_line(
    unit: Division, directory: Directory | None, draft: Directory | None, wanted: list[DirectoryEntry]
) -> UnitLine:
    if directory is None:
        return UnitLine(unit, None, draft, len(wanted), ())
    entries: list[DirectoryEntry] = directory.listed  # type: ignore[attr-defined]
    return UnitLine(unit, directory, draft, len(entries), [*rules.overlaps(entries), *rules.gaps(entries, wanted)])


def by_category(entries: Sequence[DirectoryEntry]) -> dict[Category, list[DirectoryEntry]]:
    """Entries under the four, in the order of their classes."""
    found: dict[Category, list[DirectoryEntry]] = {}
    for entry in entries:
        found.setdefault(entry.category, []).append(entry)
    return found
