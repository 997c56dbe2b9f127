"""How what comes round is said: its last day, where a period stands, what was done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import refs
from foundation.calendar.days import Calendar
from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.duties.states import DAY_UNITS
from foundation.reminders.duties.terms import Term, named
from foundation.reminders.words import countdown, working_countdown
from foundation.rulebook.defaults import DEFAULTS, title_of
from foundation.web.components import Column, Link, Pill, Table


def due_rule(duty: RecurringDuty) -> str:
    """When a period is due, in words."""
    if duty.parameter in DEFAULTS and DEFAULTS[duty.parameter].unit in DAY_UNITS:
        return _("按参数“%(title)s”") % {"title": title_of(duty.parameter)}
    if duty.due_month:
        return _("期满后第%(month)d个月%(day)d日") % {"month": duty.due_month, "day": duty.due_day}
    return _("每期的最后一天")


def standing(term: Term, today: date, days: Calendar) -> Pill:
    """How a period stands that is not done yet."""
    if today < term.start:
        return Pill(_("尚未开始"))
    first, last = sorted([today, term.due])
    # Over a year whose holidays are not known, nobody knows how many working days that is.
    said = working_countdown(term.due, today, days) if days.is_fixed(first, last) else countdown(term.due, today)
    return Pill(said, "red" if term.due < today else "amber" if term.due == today else "blue")


def proof_of(reports: Sequence[DutyReport], user: Any) -> dict[int, Any]:
    """Report → its proof: the record by its name when the reader may open it, else the address as text."""
    found: dict[int, refs.Ref] = {}
    for report in reports:
        if report.proof and not report.proof.startswith("http"):
            found[report.pk] = refs.Ref.parse(report.proof)
    shown = refs.shown_to(user, found.values())
    return {
        report.pk: _proof(report, shown.get(found[report.pk]) if report.pk in found else None) for report in reports
    }


def _proof(report: DutyReport, thing: refs.Shown | None) -> Any:
    if report.proof.startswith("http") or not report.proof:
        return report.proof
    return Link(thing.title, thing.url) if thing and thing.url else _("您没有查看权限的记录")


def table_of_reports(reports: Sequence[DutyReport], proofs: Mapping[int, Any], voids: Mapping[int, str]) -> Table:
    """What was done, the newest first; `voids` are the addresses where a report is taken back."""
    rows = [
        [
            named(report.start, report.end),
            report.due,
            [timezone.localdate(report.at), *([Pill(_("逾期"), "red")] if _was_late(report) else [])],
            report.account.name,
            report.note,
            proofs[report.pk],
            _fate(report, voids.get(report.pk, "")),
        ]
        for report in reports
    ]
    columns = [_("期"), _("到期日"), _("报告日期"), _("报告人"), _("完成情况"), _("证明"), _("更正")]
    return Table(_("历次完成"), [Column(label) for label in columns], rows, _("还没有报告过完成。"))


def _was_late(report: DutyReport) -> bool:
    return timezone.localdate(report.at) > report.due


def _fate(report: DutyReport, void: str) -> Any:
    if report.void_reason:
        return [Pill(_("已作废"), "red"), report.void_reason]
    return Link(_("作废"), void) if void else ""
