"""What this room shows on the desk's home page. Texts are made when they are read, so a new title shows at once."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.reminders.selectors import inbox
from foundation.reminders.work.shown import Shown
from foundation.web.events import Panel, Visit

#: More than this on one page helps nobody; the longest overdue come first.
MOST = 20


def panels(visit: Visit) -> list[Panel]:
    rows = list(inbox(visit.user, visit.today)[:MOST])
    if not rows:
        return []
    shown = Shown(rows, visit)
    more = reverse("deadlines:work")
    return [Panel(_("提醒"), [shown.item(row) for row in rows], more_url=more, more_label=_("查看全部期限"))]
