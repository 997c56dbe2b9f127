"""What this room shows on the desk's home page."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from disclosure import selectors
from disclosure.models import Draft
from disclosure.permissions import may_read_drafts
from foundation.web.components import Tone
from foundation.web.events import DeskLink, Panel, Visit, WorkItem
from foundation.web.templatetags.sunlit import day

#: The desk shows the first ones; the page of all drafts has the rest.
SHOWN = 10


def panels(visit: Visit) -> list[Panel]:
    waiting = selectors.drafts_to_review(visit.user).select_related("preparer_official", "division__parent")[:SHOWN]
    returned = selectors.drafts_returned_to(visit.user).select_related("reviewer_official")[:SHOWN]
    found = [
        Panel(_("待复核的公开稿"), [_to_review(draft) for draft in waiting]),
        Panel(_("被退回的公开稿"), [_returned(draft) for draft in returned]),
    ]
    return [panel for panel in found if panel.items]


def links(visit: Visit) -> list[DeskLink]:
    if not may_read_drafts(visit.user):
        return []
    return [DeskLink(_("公开稿"), reverse("disclosure_desk:drafts"), _("待复核、我拟制的和已办结的公开稿"))]


def _to_review(draft: Draft) -> WorkItem:
    meta = _("%(unit)s · %(name)s %(day)s送来") % {
        "unit": draft.place,
        "name": draft.preparer_official.name,
        "day": day(draft.prepared_at),
    }
    return _item(draft, meta, _("待复核"), "blue")


def _returned(draft: Draft) -> WorkItem:
    meta = _("%(name)s退回：%(reason)s") % {
        "name": draft.reviewer_official.name if draft.reviewer_official else "",
        "reason": Truncator(draft.return_reason).chars(60),
    }
    return _item(draft, meta, _("已退回"), "amber")


def _item(draft: Draft, meta: str, pill: str, tone: Tone) -> WorkItem:
    return WorkItem(draft.title, draft.get_absolute_url(), meta, pill, tone)
