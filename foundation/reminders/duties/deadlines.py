"""The deadline of what comes round. The sweep asks it, and so the terms are mended at every sweep."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from foundation.refs import Ref
from foundation.reminders.duties.models import DutyReport, DutyTerm, RecurringDuty
from foundation.reminders.duties.selectors import Numbers, Owed, owed, townships_on
from foundation.reminders.duties.states import who
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.reminders.steps import AHEAD, LATE, ON_DAY, TO_INSPECTORS, TO_PRINCIPALS
from foundation.scope import scope_columns
from foundation.townships.selectors.holders import Holders

DUTY_DUE = DeadlineRule(
    code="reminders.duty_due",
    title="本期工作等待完成",
    wanted="foundation.reminders.duties.deadlines.terms_due",
    grounds="foundation.reminders.duties.deadlines.grounds",
    steps=(AHEAD, ON_DAY, LATE, TO_PRINCIPALS, TO_INSPECTORS),
)


def terms_due(today: date) -> Iterator[Wanted]:
    """The next period of each duty in each township, for whoever has the role or the capability there."""
    holders = Holders(today)
    for line, term in mended_terms(today):
        yield Wanted(
            ref=Ref.of(term),
            due=term.due,
            owners=holders.of(who(line.duty.responsible), line.unit.scope),
            scope=line.unit.scope,
        )


def mended_terms(today: date) -> list[tuple[Owed, DutyTerm]]:
    """What is owed, each with its row. A row that is missing is written, a wrong one put right; one that nobody owes
    and nobody has done is deleted: the duty has ended, or its report was voided."""
    duties = list(RecurringDuty.objects.order_by("pk"))
    units = townships_on(today, (duty.county for duty in duties))
    known = {(row.duty_id, row.township, row.start): row for row in DutyTerm.objects.order_by("pk")}
    missing, wrong, found = [], [], []
    for line in owed(duties, units, today):
        if (term := line.term) is None:
            continue
        row = known.pop((line.duty.pk, line.unit.township, term.start), None)
        if row is None:
            row = DutyTerm(duty=line.duty, start=term.start, **scope_columns(line.unit.scope))
            missing.append(row)
        elif (row.end, row.due) != (term.end, term.due):
            wrong.append(row)
        row.end, row.due = term.end, term.due
        found.append((line, row))
    DutyTerm.objects.bulk_create(missing)
    DutyTerm.objects.bulk_update(wrong, ["end", "due"])
    _forget(known)
    return found


def _forget(rest: dict[tuple[int, str, date], DutyTerm]) -> None:
    if rest:
        done = set(DutyReport.objects.filter(void_reason="").values_list("duty", "township", "start"))
        DutyTerm.objects.filter(pk__in=[row.pk for key, row in rest.items() if key not in done]).delete()


def grounds(refs: Sequence[str], today: date) -> Mapping[str, str]:
    """Reference → the ground of its duty, by the rules of the township. Two queries."""
    rows = DutyTerm.objects.filter(pk__in=[Ref.parse(ref).pk for ref in refs]).select_related("duty")
    terms = list(rows)
    numbers = Numbers([term.duty for term in terms], today)
    return {str(Ref.of(term)): str(numbers.basis(term.duty, term.scope)) for term in terms}
