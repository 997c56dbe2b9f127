"""How rows of reminders are shown to somebody: what they are about, how long there still is, on what ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import refs
from foundation.calendar.counting import calendar
from foundation.refs import Ref
from foundation.reminders.models import Reminder
from foundation.reminders.registry import DeadlineRule, rule_of
from foundation.reminders.selectors import owners_of
from foundation.reminders.words import countdown, kind_of, whose, working_countdown
from foundation.rulebook.selectors import InForce, MissingParameter
from foundation.townships.selectors.streams import stream_names
from foundation.web.events import Panel, Visit, WorkItem

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A deadline in a day of a month: its rule and kind, what it is about, marks in a word, and its ground."""

    said: str
    thing: str
    url: str
    marks: list[str]
    basis: str


class Shown:
    """What stands beside the rows of a page, asked for all of them at once."""

    def __init__(self, rows: Sequence[Reminder], visit: Visit) -> None:
        self.today = visit.today
        self.days = calendar()
        self.things = refs.shown_to(visit.user, [Ref.parse(row.ref) for row in rows])
        rules = {rule.code: rule for row in rows if (rule := rule_of(row.rule))}
        self.numbers = InForce({rule.parameter for rule in rules.values() if rule.parameter}, on=visit.today)
        self.grounds = {
            code: rule.grounds_of([row.ref for row in rows if row.rule == code], visit.today)
            for code, rule in rules.items()
        }
        others = [row for row in rows if row.upward]
        self.owners = owners_of(others)
        self.units = stream_names({row.scope.stream for row in others}) if others else {}

    def item(self, row: Reminder) -> WorkItem:
        thing, rule = self.things.get(Ref.parse(row.ref)), rule_of(row.rule)
        title = rule.title if rule else _("您有一项待办")
        if thing and thing.url:
            # Whoever may no longer read the thing is told that there is something, not what it is called.
            title = _("%(rule)s：%(thing)s") % {"rule": title, "thing": thing.title}
        return WorkItem(
            title=title,
            url=(thing.url if thing else None) or reverse("web:desk"),
            meta=self._whose(row),
            pill=_("暂定") if self._may_move(row) else "",
            tone="amber",
            due=row.due,
            basis=self._basis(rule, row),
            overdue=row.due < self.today,
            countdown=working_countdown(row.due, self.today, self.days),
            in_days=countdown(row.due, self.today) if row.due != self.today else "",
        )

    def line(self, row: Reminder) -> Line:
        """Rule and kind, with the thing below them when the reader may open it."""
        thing, rule = self.things.get(Ref.parse(row.ref)), rule_of(row.rule)
        said, kind = rule.title if rule else _("您有一项待办"), kind_of(Ref.parse(row.ref))
        marks = [
            *([_("已逾期")] if row.due < self.today else []),
            *([_("暂定")] if self._may_move(row) else []),
            *([_("他人的期限")] if row.upward else []),
        ]
        return Line(
            said=_("%(rule)s（%(kind)s）") % {"rule": said, "kind": kind} if kind else said,
            thing=thing.title if thing and thing.url else "",
            url=(thing.url if thing else None) or reverse("web:desk"),
            marks=marks,
            basis=self._basis(rule, row),
        )

    def _may_move(self, row: Reminder) -> bool:
        """The day itself, or how many working days there are until then: over a year that is not known yet."""
        first, last = sorted([row.due, self.today])
        return row.provisional or not self.days.is_fixed(first, last)

    def _whose(self, row: Reminder) -> str:
        if not row.upward:
            return ""
        return whose(self.units[row.scope.stream], self.owners.get((row.rule, row.ref), []))

    def _basis(self, rule: DeadlineRule | None, row: Reminder) -> str:
        """The ground of the deadline, by its owner's rules."""
        if rule is None:
            return ""
        if not rule.parameter:
            return self.grounds[rule.code].get(row.ref, "")
        try:
            return str(self.numbers.of(rule.parameter, scope=row.scope).basis)
        except MissingParameter:
            # A reminder without its ground is better than a desk without its reminders.
            return ""


def grouped(rows: Sequence[Reminder], visit: Visit) -> list[Panel]:
    """By how near the day is; a group without rows is left out."""
    shown = Shown(rows, visit)
    sunday = visit.today + (6 - visit.today.weekday()) * _DAY
    # Title → the days that belong under it: from, up to and with.
    groups = [
        (_("已逾期"), date.min, visit.today - _DAY),
        (_("今天"), visit.today, visit.today),
        (_("本周"), visit.today + _DAY, sunday),
        (_("以后"), sunday + _DAY, date.max),
    ]
    panels = [
        Panel(title, [shown.item(row) for row in rows if first <= row.due <= last]) for title, first, last in groups
    ]
    return [panel for panel in panels if panel.items]
