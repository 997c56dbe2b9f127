"""Duties for tests: set up, reported, in the two towns of the cast."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.duties.selectors import Owed, owed
from foundation.reminders.duties.states import Period
from foundation.reminders.services import begin_duty, report_duty
from foundation.reminders.services.duties import Plan
from foundation.scope import Scope
from foundation.townships.models import Division, User
from foundation.townships.states import Role
from foundation.violations import Basis

COUNTY, JINNAN = Scope("320831"), Scope("320831", "320831101")
#: Tests live on Tuesday 10 November 2026, in the fourth quarter.
TODAY = date(2026, 11, 10)
PLAN = Plan(
    title="季度检查",
    period=Period.QUARTER,
    first=date(2026, 1, 1),
    responsible=Role.DISCIPLINE_SECRETARY,
    basis=Basis("金南镇工作制度第三条"),
    start=TODAY,
)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 8))


def user(name: str) -> User:
    return User.objects.get(username=name)


def town(code: str = "320831101000") -> Division:
    return Division.objects.get(code=code)


def begun(scope: Scope = JINNAN, *, actor: Any = None, now: datetime | None = None, **more: Any) -> RecurringDuty:
    actor = actor or user("clerk.jinnan" if scope.township else "office.county")
    return begin_duty(scope=scope, plan=replace(PLAN, **more), actor=actor, now=now or timezone.now())


def line(duty: RecurringDuty, unit: Division | None = None, today: date = TODAY) -> Owed:
    duty.refresh_from_db()
    (found,) = owed([duty], [unit or town()], today)
    return found


def reported(duty: RecurringDuty, *, day: date = TODAY, unit: Division | None = None, **more: Any) -> DutyReport:
    """The period that is owed next is done."""
    unit = unit or town()
    given = {"actor": user("discipline.jinnan"), "now": at(day), "note": "已检查", **more}
    start = given.pop("start", None) or line(duty, unit, day).term.start
    return report_duty(duty=duty, unit=unit, start=start, **given)
