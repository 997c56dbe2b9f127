"""Which period of a duty is owed next, and by which day. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from foundation.calendar.days import unmoved
from foundation.calendar.states import MONTHS
from foundation.reminders.duties import states
from foundation.reminders.duties.models import RecurringDuty
from foundation.rulebook.states import Unit
from foundation.rulebook.values import Value
from foundation.web.templatetags.sunlit import day as written

_DAY = timedelta(days=1)
_YEAR = 12


@dataclass(frozen=True)
class Term:
    """A period, both days included, and the last day on which its work is done in time."""

    start: date
    end: date
    due: date


def next_term(
    duty: RecurringDuty, *, number: Value | None, done_until: date | None, exists: date | None
) -> Term | None:
    """The period after the last one done; at first the one in which the duty began.

    `number` is what the duty's parameter says for the township, `done_until` the last day of the last period
    done, `exists` since when there is the township. None when the duty ends before that period does.
    """
    months = length(duty, number)
    begins = max(duty.start, exists or duty.start)
    start = done_until + _DAY if done_until else _on_the_grid(duty.first, months, begins)
    end = unmoved(start, months, MONTHS) - _DAY
    if duty.end is not None and end > duty.end:
        return None
    return Term(start, end, _due(duty, end, number))


def length(duty: RecurringDuty, number: Value | None) -> int:
    """How many months a period has: by the number where it says so, one at the least."""
    if number is not None and number.unit in states.LENGTH_UNITS:
        return max(1, number.whole())
    return states.MONTHS[states.Period(duty.period)]


def _on_the_grid(first: date, months: int, day: date) -> date:
    """The first day of the period in which a day lies; of the first period for a day before it."""
    passed = (day.year - first.year) * _YEAR + day.month - first.month
    return unmoved(first, max(0, passed // months) * months, MONTHS)


def _due(duty: RecurringDuty, end: date, number: Value | None) -> date:
    """A day that is named is kept as it is: it is no period that would move on from a rest day."""
    after = end + _DAY
    if number is not None and number.unit == Unit.DAY_OF_MONTH:
        return _of_month(after, number.whole())
    if number is not None and number.unit == Unit.DAY_OF_YEAR:
        same_year = number.day_in(end.year)
        return same_year if same_year > end else number.day_in(end.year + 1)
    if not duty.due_month:
        return end
    return _of_month(unmoved(after, duty.due_month - 1, MONTHS), duty.due_day)


def _of_month(month: date, day: int) -> date:
    """A month without that day ends earlier."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def named(start: date, end: date) -> str:
    """2026年第四季度, 2026年下半年, 2026年, 2026年至2027年; else from day to day."""
    after = end + _DAY
    months = (after.year - start.year) * _YEAR + after.month - start.month
    whole = start.day == after.day == 1 and (start.month - 1) % min(months, _YEAR) == 0
    quarters = [_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度")]
    halves = [_("上半年"), _("下半年")]
    words = {"year": start.year, "last": end.year, "start": written(start), "end": written(end)}
    if whole and months == states.MONTHS[states.Period.QUARTER]:
        return _("%(year)d年") % words + quarters[(start.month - 1) // 3]
    if whole and months == states.MONTHS[states.Period.HALF_YEAR]:
        return _("%(year)d年") % words + halves[(start.month - 1) // 6]
    if whole and months == _YEAR:
        return _("%(year)d年") % words
    if whole and months % _YEAR == 0:
        return _("%(year)d年至%(last)d年") % words
    return _("%(start)s至%(end)s") % words
