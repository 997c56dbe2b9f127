from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from foundation.ledger.services import Act, act
from foundation.scope import INSTALLATION
from foundation.townships import grants, rules
from foundation.townships.leaving import leave
from foundation.townships.models import Assignment, Division, Official, Succession, Tenure, User
from foundation.violations import refuse_on


def succeed_divisions(
    *, predecessors: Iterable[Division], successors: Iterable[Division], day: date, actor: object, now: datetime
) -> list[Succession]:
    """Divisions go on in others from a day on: one merger (several → one) or division (one → several).

    Predecessors end the day before, and with them every tenure and assignment in them; what is open
    in the hands of those who thereby leave becomes hand-over lists (E06). Records keep the code of
    their day; grants on the successors cover the predecessors. A successor in which nobody held a post
    before the day, and which has no first day, begins on it.

    Raises `RuleViolation` unless both sides are given, of one level (county, township or village),
    apart, in force on the day, and not linked yet; when a predecessor began on the day or later; when
    a tenure would begin in it afterwards; when a room cannot say what is open in somebody's hands.
    """
    before, after = _once(predecessors), _once(successors)
    with act("townships.divisions.succeed", stream=_stream(before, after), actor=actor, now=now) as record:
        refuse_on(rules.succession_has_both_sides(before, after))
        before, after = _locked(before, after)
        refuse_on(
            rules.succession_keeps_level(before, after),
            rules.succession_is_apart(before, after),
            rules.succession_is_new(before, after),
            rules.succession_on_its_day(before, after, day),
            rules.nobody_comes_later(before, day),
        )
        rows = [Succession.objects.create(predecessor=old, successor=new, day=day) for old in before for new in after]
        record.touch(*rows)
        _end_divisions(before, day, record)
        _begin_divisions(after, day, record)
        _end_tenures(before, day - timedelta(days=1), record)
        _end_assignments(before, day - timedelta(days=1), record)
        grants.project(timezone.localdate(now))
    return rows


def _once(divisions: Iterable[Division]) -> list[Division]:
    return list({division.pk: division for division in divisions}.values())


def _stream(before: Sequence[Division], after: Sequence[Division]) -> str:
    """The county's own; what concerns several belongs to the installation."""
    counties = {division.county for division in [*before, *after]}
    return counties.pop() if len(counties) == 1 and "" not in counties else INSTALLATION


def _locked(before: Sequence[Division], after: Sequence[Division]) -> tuple[list[Division], list[Division]]:
    """Both sides as they are now, locked in the order of their keys."""
    keys = [division.pk for division in [*before, *after]]
    found = {row.pk: row for row in Division.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [found[division.pk] for division in before], [found[division.pk] for division in after]


def _end_divisions(divisions: Sequence[Division], day: date, record: Act) -> None:
    for division in divisions:
        division.end = day - timedelta(days=1)
        division.save(update_fields=["end"])
        record.touch(division)


def _begin_divisions(divisions: Sequence[Division], day: date, record: Act) -> None:
    """A unit that had its people before was there before: it has taken over others and keeps its own past."""
    for division in divisions:
        if division.start is None and not Tenure.objects.filter(post__division=division, start__lt=day).exists():
            division.start = day
            division.save(update_fields=["start"])
            record.touch(division)


def _end_tenures(divisions: Sequence[Division], last: date, record: Act) -> None:
    goes_on = Tenure.objects.filter(Q(end__isnull=True) | Q(end__gt=last), post__division__in=divisions)
    # People before their tenures, as whoever ends a single one takes them.
    holders = Official.objects.filter(pk__in=goes_on.values("official"))
    officials = {row.pk: row for row in holders.select_for_update(no_key=True).order_by("pk")}
    rows = goes_on.select_for_update(of=("self",)).select_related("post__division").order_by("pk")
    for tenure in rows.filter(official__in=list(officials)):
        tenure.official = officials[tenure.official_id]
        leave(tenure, last, record)


def _end_assignments(divisions: Sequence[Division], last: date, record: Act) -> None:
    """Also such as would have begun later: they end before they begin, and are never in force."""
    # All accounts, as at night: the successors' and their counties' rights grow with the same stroke.
    list(User.objects.select_for_update().order_by("pk").values_list("pk"))
    goes_on = Assignment.objects.filter(Q(end__isnull=True) | Q(end__gt=last), division__in=divisions)
    for assignment in goes_on.select_for_update().order_by("pk"):
        assignment.end = last
        assignment.save(update_fields=["end"])
        record.touch(assignment)
