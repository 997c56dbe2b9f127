"""What this room shows on the desk's home page. Texts are made when they are read, so a new title shows at once."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import refs
from foundation.refs import Ref
from foundation.reminders.models import Reminder
from foundation.reminders.registry import DeadlineRule, rule_of
from foundation.reminders.selectors import inbox, owners_of
from foundation.reminders.words import countdown, whose
from foundation.rulebook.selectors import InForce, MissingParameter
from foundation.townships.selectors.streams import stream_names
from foundation.web.events import Panel, Visit, WorkItem

#: More than this on one page helps nobody; the longest overdue come first.
MOST = 20


def panels(visit: Visit) -> list[Panel]:
    rows = list(inbox(visit.user, visit.today)[:MOST])
    if not rows:
        return []
    shown = _Shown(rows, visit)
    return [Panel(_("提醒"), [shown.item(row) for row in rows])]


class _Shown:
    """What stands beside the rows of a page, asked for all of them at once."""

    def __init__(self, rows: list[Reminder], visit: Visit) -> None:
        self.today = visit.today
        self.things = refs.shown_to(visit.user, [Ref.parse(row.ref) for row in rows])
        rules = [rule for row in rows if (rule := rule_of(row.rule))]
        self.numbers = InForce({rule.parameter for rule in rules if rule.parameter}, on=visit.today)
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
            pill=_("暂定") if row.provisional else "",
            tone="amber",
            due=row.due,
            basis=self._basis(rule, row),
            overdue=row.due < self.today,
            countdown=countdown(row.due, self.today),
        )

    def _whose(self, row: Reminder) -> str:
        if not row.upward:
            return ""
        return whose(self.units[row.scope.stream], self.owners.get((row.rule, row.ref), []))

    def _basis(self, rule: DeadlineRule | None, row: Reminder) -> str:
        """The ground of the deadline, by its owner's rules."""
        if rule is None or not rule.parameter:
            return ""
        try:
            return str(self.numbers.of(rule.parameter, scope=row.scope).basis)
        except MissingParameter:
            # A reminder without its ground is better than a desk without its reminders.
            return ""
