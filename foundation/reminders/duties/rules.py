"""What is asked of a duty that comes round, and of the word that its work is done."""

from datetime import date

from django.utils.translation import gettext as _

from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.duties.states import DAY_UNITS, LENGTH_UNITS
from foundation.reminders.duties.terms import Term
from foundation.rulebook.defaults import DEFAULTS
from foundation.violations import RuleViolation
from foundation.web.templatetags.sunlit import day as written


def begins_a_month(first: date) -> RuleViolation | None:
    """Periods follow each other by months."""
    if first.day == 1:
        return None
    return RuleViolation(
        "reminders.duty_first",
        _("第一期的第一天：%(day)s不是一个月的第一天，各期按月接续。请填某月1日。") % {"day": written(first)},
        field="first",
    )


def does_not_reach_back(start: date, end: date | None, today: date) -> RuleViolation | None:
    """Nobody is late with what nobody asked of him; and what has ended has not ended before it began."""
    if start < today:
        return RuleViolation(
            "reminders.duty_past",
            _("从哪天起要求：不能早于今天，以前的各期不补列。请填今天或以后的日期。"),
            field="start",
        )
    if end is not None and end < start:
        return RuleViolation(
            "reminders.duty_end",
            _("到哪天为止：不能早于开始要求的%(day)s。请填那天或以后的日期。") % {"day": written(start)},
            field="end",
        )
    return None


def can_end(duty: RecurringDuty, end: date, today: date) -> RuleViolation | None:
    """From today on, and once."""
    first = max(today, duty.start)
    if duty.end is not None:
        return RuleViolation(
            "reminders.duty_ended",
            _("“%(title)s”：已经停止，最后一天是%(day)s。需要再做的，请另行设立。")
            % {"title": duty.title, "day": written(duty.end)},
        )
    if end < first:
        return RuleViolation(
            "reminders.duty_end_past",
            _("到哪天为止：不能早于%(day)s，以前的要求不能撤回。请填那天或以后的日期。") % {"day": written(first)},
            field="end",
        )
    return None


def due_day_is_whole(month: int, day: int, parameter: str) -> RuleViolation | None:
    """Either the period's own last day, or a day of a month after it, or the day that a number says."""
    by_number = parameter in DEFAULTS and DEFAULTS[parameter].unit in DAY_UNITS
    if by_number and (month or day):
        return RuleViolation(
            "reminders.duty_due_twice",
            _("当月几日到期：已经选了规定截止日的参数。请把月、日都填 0。"),
            field="due_day",
        )
    if bool(month) != bool(day):
        return RuleViolation(
            "reminders.duty_due",
            _("当月几日到期：月和日要么都填，要么都填 0（期末最后一天到期）。请补齐。"),
            field="due_day",
        )
    return None


def parameter_fits(code: str) -> RuleViolation | None:
    """A number that sets a day or counts months."""
    if not code or (code in DEFAULTS and DEFAULTS[code].unit in DAY_UNITS | LENGTH_UNITS):
        return None
    return RuleViolation(
        "reminders.duty_parameter",
        _("按哪项参数：“%(code)s”既不规定截止日，也不规定间隔几个月。请另选一项或者不选。") % {"code": code},
        field="parameter",
    )


def is_new(title: str, *, known: bool) -> RuleViolation | None:
    """One duty of a name in a place."""
    if not known:
        return None
    return RuleViolation(
        "reminders.duty_known",
        _("工作：本级已有“%(title)s”，还没有停止。请先停止原来的，或者换一个名称。") % {"title": title},
        field="title",
    )


def is_the_next(term: Term | None, start: date) -> RuleViolation | None:
    """Periods are reported one after the other, each once."""
    if term is not None and term.start == start:
        return None
    return RuleViolation(
        "reminders.term_other",
        _("本期：已由他人报告完成，或者规定已经变动。请回到这项工作的页面，看现在等待的是哪一期。"),
    )


def has_begun(start: date, today: date) -> RuleViolation | None:
    """The work of a period is done in it or after it."""
    if start <= today:
        return None
    return RuleViolation(
        "reminders.term_ahead",
        _("本期：从%(day)s开始，现在不能报告完成。请到那天以后再报告。") % {"day": written(start)},
    )


def can_be_void(report: DutyReport, *, newest: bool) -> RuleViolation | None:
    """What came after a report rests on it."""
    if newest and not report.void_reason:
        return None
    return RuleViolation(
        "reminders.report_stands",
        _("完成报告：已经作废，或者以后还有报告完成的一期。请从最近的一期开始作废。"),
    )
