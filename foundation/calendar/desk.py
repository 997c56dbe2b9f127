"""What this room shows on the desk's home page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.calendar import selectors
from foundation.calendar.permissions import reason_against_filling
from foundation.web.events import DeskLink, Panel, Visit, WorkItem

_DECEMBER = 12


def panels(visit: Visit) -> list[Panel]:
    """Years that are needed and not entered, for whoever may enter them."""
    if reason_against_filling(visit.user):
        return []
    items = [_gap(each, visit.today) for each in selectors.gaps(visit.today)]
    return [Panel(_("放假安排"), items)] if items else []


def _gap(gap: selectors.Gap, today: date) -> WorkItem:
    due = date(gap.year - 1, _DECEMBER, 31)
    return WorkItem(
        title=_("录入%(year)d年的放假安排") % {"year": gap.year},
        url=reverse("calendar:edit", args=[gap.year]),
        meta=_("录入以前，涉及这一年的期限只是暂定"),
        pill=_("暂定") if gap.expected else _("缺"),
        tone="amber",
        due=due,
        overdue=today > due,
    )


def links(visit: Visit) -> list[DeskLink]:
    return [DeskLink(_("工作日历"), reverse("calendar:years"), _("哪天放假，哪天调休上班"))]
