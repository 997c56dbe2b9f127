"""What comes round is set up, ended, reported as done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from foundation.ledger.services import act
from foundation.reminders.duties import rules
from foundation.reminders.duties.defaults import DUTIES, Supplied
from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.duties.permissions import check_can_report, check_can_void
from foundation.reminders.duties.selectors import applies_to, is_newest, owed
from foundation.reminders.duties.states import Period
from foundation.rulebook.permissions import check_can_keep_rules
from foundation.rulebook.rules.parameters import basis_is_named
from foundation.scope import Scope, scope_columns
from foundation.townships.models import Division
from foundation.violations import Basis, refuse_on

#: The first day of a year begins every period that is shorter, and the supplied longer ones.
JANUARY = 1


@dataclass(frozen=True)
class Plan:
    """A duty as somebody sets it up; see `RecurringDuty`."""

    title: str
    period: Period
    first: date
    responsible: str
    basis: Basis
    start: date
    end: date | None = None
    due_month: int = 0
    due_day: int = 0
    parameter: str = ""


def begin_duty(*, scope: Scope, plan: Plan, actor: object, now: datetime) -> RecurringDuty:
    """Ask for something that comes round, of every township of a county or of one township.

    Raises `PermissionDenied` without the right to keep the rules of the scope; `RuleViolation` when the first
    period does not begin with a month, the duty reaches into the past, its last day is half said, its number says
    neither a day nor months, its basis is not named, or the scope has one of that name.
    """
    with act("reminders.duty.begin", stream=scope.stream, actor=actor, now=now) as record:
        check_can_keep_rules(actor, scope)
        _one_by_one(scope)
        title, today = plan.title.strip(), timezone.localdate(now)
        same = RecurringDuty.objects.filter(title=title, end__isnull=True, **scope_columns(scope))
        refuse_on(
            rules.begins_a_month(plan.first),
            rules.does_not_reach_back(plan.start, plan.end, today),
            rules.parameter_fits(plan.parameter),
            rules.due_day_is_whole(plan.due_month, plan.due_day, plan.parameter),
            basis_is_named(plan.basis),
            rules.is_new(title, known=same.exists()),
        )
        duty = RecurringDuty.objects.create(
            title=title,
            period=plan.period,
            first=plan.first,
            due_month=plan.due_month,
            due_day=plan.due_day,
            parameter=plan.parameter,
            responsible=plan.responsible,
            basis=plan.basis.text.strip(),
            confirmed=plan.basis.confirmed,
            start=plan.start,
            end=plan.end,
            **scope_columns(scope),
        )
        record.touch(duty)
    return duty


def take_over_duties(*, county: Division, actor: object, now: datetime) -> list[RecurringDuty]:
    """Ask what the supplied list asks, from today on, of every township of the county. Twice is the same as once.

    What the county has taken over before stays as it is, also when it was ended since; so does a duty of the same
    name. Raises `PermissionDenied` without the right to keep the county's rules.
    """
    today = timezone.localdate(now)
    with act("reminders.duty.take_over", stream=county.scope.stream, actor=actor, now=now) as record:
        check_can_keep_rules(actor, county.scope)
        _one_by_one(county.scope)
        rows = RecurringDuty.objects.filter(**scope_columns(county.scope))
        known = {word for row in rows.order_by("pk") for word in (row.code, row.title)}
        wanted = [each for each in DUTIES if not {each.code, str(each.title)} & known]
        fresh = RecurringDuty.objects.bulk_create(_supplied(each, county.scope, today) for each in wanted)
        record.touch_all(fresh)
        if not fresh:
            record.drop()
    return fresh


def _one_by_one(scope: Scope) -> None:
    """Of two who set up the same duty at once the second one finds the first's."""
    code = f"{scope.township}000" if scope.township else f"{scope.county}000000"
    Division.objects.select_for_update(no_key=True).filter(code=code).first()


def _supplied(each: Supplied, scope: Scope, today: date) -> RecurringDuty:
    return RecurringDuty(
        code=each.code,
        title=each.title,
        period=each.period,
        first=date(today.year, JANUARY, 1),
        due_month=each.due_month,
        due_day=each.due_day,
        parameter=each.parameter,
        responsible=each.responsible,
        basis=each.ground,
        start=today,
        **scope_columns(scope),
    )


def end_duty(*, duty: RecurringDuty, end: date, actor: object, now: datetime) -> RecurringDuty:
    """Ask for nothing that ends after a day. What was owed before and is not done stays owed.

    Raises `PermissionDenied` without the right to keep the rules of its scope; `RuleViolation` when it has ended
    already, or the day is past.
    """
    with act("reminders.duty.end", stream=duty.scope.stream, actor=actor, now=now) as record:
        check_can_keep_rules(actor, duty.scope)
        duty = RecurringDuty.objects.select_for_update().get(pk=duty.pk)
        refuse_on(rules.can_end(duty, end, timezone.localdate(now)))
        duty.end = end
        duty.save(update_fields=["end"])
        record.touch(duty)
    return duty


def report_duty(
    *, duty: RecurringDuty, unit: Division, start: date, note: str, proof: str = "", actor: object, now: datetime
) -> DutyReport:
    """Say that the work of the period that begins on `start` is done: `note` how, `proof` where to see it.

    Raises `PermissionDenied` for whoever it was not given to; `RuleViolation` when it is not the period that is owed
    next, or has not begun; `ValueError` for a unit of which the duty asks nothing.
    """
    if not applies_to(duty, unit):
        raise ValueError(f"{duty.pk} asks nothing of {unit.code}")
    today, scope = timezone.localdate(now), unit.scope
    with act("reminders.duty.report", stream=scope.stream, actor=actor, now=now, term=start.isoformat()) as record:
        account = check_can_report(actor, duty, scope, today)
        duty = RecurringDuty.objects.select_for_update().get(pk=duty.pk)
        (line,) = owed([duty], [unit], today)
        refuse_on(rules.is_the_next(line.term, start), rules.has_begun(start, today))
        report = DutyReport.objects.create(
            duty=duty,
            start=start,
            end=line.term.end,  # type: ignore[union-attr]
            due=line.term.due,  # type: ignore[union-attr]
            note=note.strip(),
            proof=proof,
            account=account,
            at=now,
            **scope_columns(scope),
        )
        record.touch(report)
    return report


def void_report(*, report: DutyReport, reason: str, actor: object, now: datetime) -> DutyReport:
    """Take back the newest report of a unit: its period is owed again, by the day on which it was.

    Raises `PermissionDenied` for whoever could not have made it and keeps no rules there; `RuleViolation` when it is
    void already or a later period was reported since.
    """
    with act("reminders.duty.void_report", stream=report.scope.stream, actor=actor, now=now) as record:
        check_can_void(actor, report, timezone.localdate(now))
        RecurringDuty.objects.select_for_update().get(pk=report.duty_id)
        report = DutyReport.objects.get(pk=report.pk)
        refuse_on(rules.can_be_void(report, newest=is_newest(report)))
        report.void_reason = reason.strip()
        report.save(update_fields=["void_reason"])
        record.touch(report)
    return report
