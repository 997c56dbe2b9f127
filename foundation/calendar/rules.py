"""The rules of this room. Each reads, never writes, and returns what it objects to, or nothing."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation.calendar.days import Mark
from foundation.calendar.states import FIRST_YEAR, Kind
from foundation.violations import RuleViolation

_DECEMBER = 12


def calendar_is_loaded(loaded: bool) -> RuleViolation | None:
    """The first arrangement is also the lock of those who enter the others."""
    if loaded:
        return None
    return RuleViolation(
        "calendar.not_loaded", _("工作日历：还没有载入任何年份。请系统管理员运行 manage.py load_calendar 后重试。")
    )


def year_can_be_entered(year: int, today: date) -> RuleViolation | None:
    """A year is announced in the one before; nobody knows one further away."""
    if FIRST_YEAR <= year <= today.year + 1:
        return None
    return RuleViolation(
        "calendar.year",
        _("年份：%(year)d年的放假安排不能录入。国务院办公厅每年只公布下一年的安排，请录入%(first)d年至%(last)d年的。")
        % {"year": year, "first": FIRST_YEAR, "last": today.year + 1},
    )


def source_is_named(source: str) -> RuleViolation | None:
    """Nobody says which days are worked without saying on what ground."""
    if source.strip():
        return None
    return RuleViolation(
        "calendar.no_source", _("依据：没有填写。请写明国务院办公厅通知的标题和文号。"), field="source"
    )


def has_holidays(marks: Sequence[Mark]) -> RuleViolation | None:
    """There was never a year without a holiday."""
    if any(mark.kind == Kind.HOLIDAY for mark in marks):
        return None
    return RuleViolation(
        "calendar.no_holidays", _("放假日期：一天也没有。请按通知填写全年的放假日期。"), field="holidays"
    )


def days_are_of_the_year(marks: Sequence[Mark], year: int) -> RuleViolation | None:
    """A notice speaks of its own year, and of the end of December before, where the New Year's break begins."""
    first = date(year - 1, _DECEMBER, 1)
    wrong = [mark.day for mark in marks if not first <= mark.day <= date(year, _DECEMBER, 31)]
    if not wrong:
        return None
    return RuleViolation(
        "calendar.other_year",
        _("日期：%(day)s不属于%(year)d年的安排。请只填写%(year)d年的日期，元旦假期可以从上一年12月开始。")
        % {"day": wrong[0].isoformat(), "year": year},
        field="holidays",
    )


def no_day_twice(marks: Sequence[Mark]) -> RuleViolation | None:
    """A day is a holiday or is worked, not both."""
    seen: set[date] = set()
    for mark in marks:
        if mark.day in seen:
            return RuleViolation(
                "calendar.day_twice",
                _("日期：%(month)d月%(day)d日写了两次。请核对它是放假还是上班，只保留一处。")
                % {"month": mark.day.month, "day": mark.day.day},
                field="make_up",
            )
        seen.add(mark.day)
    return None


def nobody_was_faster(current: int, replaces: int) -> RuleViolation | None:
    """Whoever enters a year has seen what he replaces. The numbers are those of the arrangement, 0 for none."""
    if current == replaces:
        return None
    return RuleViolation(
        "calendar.changed_meanwhile",
        _("放假安排：您填写期间，别人已经录入了这一年的安排。请先复制您填写的内容，重新打开本页核对后再修改。"),
    )


def something_changes(same: bool) -> RuleViolation | None:
    """An entry says that something is different from now on."""
    if not same:
        return None
    return RuleViolation(
        "calendar.unchanged", _("放假安排：与现在的完全相同，没有要保存的内容。请修改后再提交，或者点“取消”。")
    )
