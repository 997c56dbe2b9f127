"""What this room shows on the desk's home page. Texts are made when they are read, so a new title shows at once."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import refs
from foundation.refs import Ref
from foundation.reminders.models import Reminder
from foundation.reminders.registry import rule_of
from foundation.reminders.selectors import inbox
from foundation.rulebook.selectors import MissingParameter, parameter
from foundation.scope import Scope
from foundation.web.events import Panel, Visit, WorkItem

#: More than this on one page helps nobody; the longest overdue come first.
MOST = 20


def panels(visit: Visit) -> list[Panel]:
    rows = list(inbox(visit.user, visit.today)[:MOST])
    bases = _Bases(visit.today)
    items = [_item(row, visit, bases) for row in rows]
    return [Panel(_("提醒"), items)] if items else []


class _Bases:
    """The ground of each deadline, asked once for each rule and owner."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.known: dict[tuple[str, Scope], str] = {}

    def of(self, code: str, scope: Scope) -> str:
        if (code, scope) not in self.known:
            self.known[code, scope] = self._ask(code, scope)
        return self.known[code, scope]

    def _ask(self, code: str, scope: Scope) -> str:
        try:
            return str(parameter(code, scope=scope, on=self.today).basis) if code else ""
        except MissingParameter:
            # A reminder without its ground is better than a desk without its reminders.
            return ""


def _item(row: Reminder, visit: Visit, bases: _Bases) -> WorkItem:
    ref = Ref.parse(row.ref)
    rule = rule_of(row.rule)
    title = rule.title if rule else _("您有一项待办")
    url = refs.link_for(ref, visit.user)
    return WorkItem(
        # Whoever may no longer read the thing is told that there is something, not what it is called.
        title=_("%(rule)s：%(thing)s") % {"rule": title, "thing": refs.title_of(ref)} if url else title,
        url=url or reverse("web:desk"),
        due=row.due,
        basis=bases.of(rule.parameter if rule else "", row.scope),
        overdue=row.due < visit.today,
    )
