"""Who owes what, for which period, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, QuerySet

from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.duties.terms import Term, next_term
from foundation.rulebook.selectors import InForce, MissingParameter
from foundation.rulebook.selectors.pages import places_of
from foundation.rulebook.values import Value
from foundation.scope import Scope
from foundation.townships.models import Division, User
from foundation.townships.selectors import scope_q
from foundation.townships.states import Capability, Level
from foundation.violations import Basis

#: Of what was done in a unit its page shows the newest.
MOST = 20


@dataclass(frozen=True)
class Owed:
    """A duty in one township: the period that is owed next (none any more when the duty has ended), on what ground."""

    duty: RecurringDuty
    unit: Division
    term: Term | None
    basis: Basis


class Numbers:
    """What the parameters of some duties say in each township. One query, none for duties without one."""

    def __init__(self, duties: Iterable[RecurringDuty], today: date) -> None:
        codes = {duty.parameter for duty in duties if duty.parameter}
        self._numbers = InForce(codes, on=today) if codes else None

    def of(self, duty: RecurringDuty, scope: Scope) -> Value | None:
        """None where the duty names no number, or where the defaults were never loaded: its own day holds then."""
        if self._numbers is None or not duty.parameter:
            return None
        try:
            return self._numbers.of(duty.parameter, scope=scope)
        except MissingParameter:
            return None

    def basis(self, duty: RecurringDuty, scope: Scope) -> Basis:
        """Of the number where it sets the day or the length, else the duty's own."""
        number = self.of(duty, scope)
        return number.basis if number else Basis(duty.basis, duty.confirmed)


def applies_to(duty: RecurringDuty, unit: Division) -> bool:
    """A county's duty is every township's of it."""
    return unit.level == Level.TOWNSHIP and duty.county == unit.county and duty.township in ("", unit.township)


def owed(duties: Sequence[RecurringDuty], units: Sequence[Division], today: date) -> list[Owed]:
    """What each of these units owes next under each of these duties that is its. Two queries."""
    numbers = Numbers(duties, today)
    rows = DutyReport.objects.filter(duty__in=duties, void_reason="").order_by()
    done = {
        (duty, township): last for duty, township, last in rows.values_list("duty", "township").annotate(Max("end"))
    }
    found = []
    for duty in duties:
        for unit in units:
            if applies_to(duty, unit):
                term = next_term(
                    duty,
                    number=numbers.of(duty, unit.scope),
                    done_until=done.get((duty.pk, unit.township)),
                    exists=unit.start,
                )
                found.append(Owed(duty, unit, term, numbers.basis(duty, unit.scope)))
    return found


def townships_on(day: date, counties: Iterable[str]) -> list[Division]:
    """The units below these counties. One query."""
    rows = Division.objects.on(day).filter(level=Level.TOWNSHIP, county__in=sorted(set(counties)))
    return list(rows.order_by("code"))


def units_of(user: User, today: date) -> list[Division]:
    """Where the user may look: his county with its units, or his own unit; his own first. One query."""
    return [place for place in places_of(user, today) if place.level in (Level.COUNTY, Level.TOWNSHIP)]


def duties_at(unit: Division) -> list[RecurringDuty]:
    """The duties of a county; those of a township and of its county above it. One query."""
    rows = RecurringDuty.objects.filter(county=unit.county, township__in={"", unit.township})
    return list(rows.order_by("township", "pk"))


def reports_of(duty: RecurringDuty, unit: Division) -> list[DutyReport]:
    """What was done in a unit, the newest first. One query."""
    rows = DutyReport.objects.filter(duty=duty, township=unit.township)
    return list(rows.select_related("account").order_by("-start", "-pk")[:MOST])


def is_newest(report: DutyReport) -> bool:
    """Whether no later period of its unit was reported."""
    later = DutyReport.objects.filter(duty=report.duty_id, township=report.township, void_reason="")
    return not later.filter(start__gt=report.start).exists()


def visible_duties(user: User | AnonymousUser) -> QuerySet[RecurringDuty]:
    """For the admin: of the user's own counties and townships."""
    return RecurringDuty.objects.filter(scope_q(user, Capability.VIEW_PEOPLE))


def visible_reports(user: User | AnonymousUser) -> QuerySet[DutyReport]:
    return DutyReport.objects.filter(scope_q(user, Capability.VIEW_PEOPLE)).select_related("duty", "account")
