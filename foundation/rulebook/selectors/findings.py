"""Reads of findings. The number of queries of a page does not depend on its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from foundation.rulebook.models import Finding
from foundation.rulebook.models.findings import FindingQuerySet
from foundation.rulebook.registry import title_of_rule
from foundation.rulebook.states import COUNTED, FindingState
from foundation.townships.models import Division, User
from foundation.townships.selectors import scope_places, scope_q
from foundation.townships.states import Capability, Level
from foundation.web.paging import KeysetPage, keyset_page

PAGE = 20
#: Where a village's own records say so.
_VILLAGE = "division__code"
_FINDINGS = Finding.objects.select_related("division__parent", "raised_by_official")


def visible_findings(user: User | AnonymousUser) -> FindingQuerySet:
    """The county sees all from the first moment, a unit its own; nobody else sees any."""
    return _FINDINGS.filter(scope_q(user, Capability.VIEW_DECISIONS, village=_VILLAGE))


def findings_page(user: User | AnonymousUser, chosen: dict[str, Any], before: str = "") -> KeysetPage[Finding]:
    """Findings, newest first, as far as they are `chosen` (column → value; `open` → only those not done).

    Raises `ObjectDoesNotExist` for a wrong `before`.
    """
    rows = _FINDINGS.filter(**{name: value for name, value in chosen.items() if name != "open"})
    if chosen.get("open"):
        rows = rows.open()
    places = scope_places(user, Capability.VIEW_DECISIONS, village=_VILLAGE)
    return keyset_page(rows, "raised_at", before, PAGE, places)


def waiting_for(user: User | AnonymousUser, today: date) -> QuerySet[Finding]:
    """What this person has to do, the nearest last day first: answer and rectify for a unit, judge and close
    for the county. What the unit may still answer waits for the unit alone."""
    of_unit = Q(state__in=[FindingState.RAISED, FindingState.CONFIRMED])
    of_county = Q(state__in=[FindingState.ANSWERED, FindingState.RECTIFIED])
    of_county |= Q(state=FindingState.RAISED, answer_until__lt=today)
    mine = scope_q(user, Capability.ANSWER_FINDINGS) & of_unit
    mine |= scope_q(user, Capability.JUDGE_FINDINGS) & of_county
    return _FINDINGS.filter(mine).order_by("answer_until", "pk")


def units_for(user: User | AnonymousUser, capability: Capability, today: date) -> QuerySet[Division]:
    """The townships and villages over which the user holds a capability, those in force on a day."""
    units = Division.objects.on(today).filter(scope_q(user, capability), level__in=[Level.TOWNSHIP, Level.VILLAGE])
    return units.select_related("parent").order_by("code")


def townships_read(user: User | AnonymousUser) -> QuerySet[Division]:
    """For a filter: the townships whose findings the user may read, former ones too."""
    return Division.objects.filter(scope_q(user, Capability.VIEW_DECISIONS), level=Level.TOWNSHIP).order_by("code")


def township_names(rows: QuerySet[Finding]) -> list[tuple[str, str]]:
    """Code (9 digits) and name of the townships that these findings belong to."""
    units = Division.objects.filter(level=Level.TOWNSHIP, township__in=rows.values("township")).order_by("code")
    return list(units.values_list("township", "name"))


def rule_names(rows: QuerySet[Finding]) -> list[tuple[str, str]]:
    """Code and title of the rules that these findings are about."""
    return [(code, title_of_rule(code)) for code in sorted(rows.values_list("rule", flat=True).distinct())]


@dataclass(frozen=True)
class UnitCount:
    """How many findings a unit has, by how far they are."""

    division: Division
    raised: int
    late: int
    answered: int
    counted: int
    unclosed: int
    rejected: int


def counts_by_unit(user: User | AnonymousUser, today: date) -> list[UnitCount]:
    """The townships that the user judges, each with its findings. Two queries. Villages count with their township."""
    mine = scope_q(user, Capability.JUDGE_FINDINGS)
    numbers = (
        Finding.objects.filter(mine)
        .order_by()
        .values("township")
        .annotate(
            raised=Count("pk", filter=Q(state=FindingState.RAISED)),
            late=Count("pk", filter=Q(state=FindingState.RAISED, answer_until__lt=today)),
            answered=Count("pk", filter=Q(state=FindingState.ANSWERED)),
            counted=Count("pk", filter=Q(state__in=COUNTED)),
            unclosed=Count("pk", filter=Q(state__in=COUNTED) & ~Q(state=FindingState.CLOSED)),
            rejected=Count("pk", filter=Q(state=FindingState.REJECTED)),
        )
    )
    by_code = {row["township"]: {name: count for name, count in row.items() if name != "township"} for row in numbers}
    nothing = dict.fromkeys(("raised", "late", "answered", "counted", "unclosed", "rejected"), 0)
    units = Division.objects.filter(mine, level=Level.TOWNSHIP).filter(
        Q(pk__in=Division.objects.on(today)) | Q(township__in=list(by_code))
    )
    return [UnitCount(unit, **by_code.get(unit.township, nothing)) for unit in units.order_by("code")]
