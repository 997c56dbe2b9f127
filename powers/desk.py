"""What this room shows on the desk's home page."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Panel, Visit, WorkItem
from powers import selectors
from powers.models import Directory
from powers.states import DirectoryState


def links(visit: Visit) -> list[DeskLink]:
    if not visit.user.may(Capability.VIEW_PEOPLE):
        return []
    return [DeskLink(_("集体决策目录"), reverse("powers:directories"), _("哪些事必须集体决定，由谁决定，会前办什么"))]


def panels(visit: Visit) -> list[Panel]:
    """For whoever keeps rules: his own draft, and for the county what waits to be lodged."""
    holding = visit.user.holdings.get(Capability.KEEP_RULES)
    if holding is None:
        return []
    own = Q(township__in=sorted(holding.townships)) | Q(county__in=sorted(holding.counties), township="")
    drafts = Q(state=DirectoryState.DRAFT) & own
    waiting = Q(state=DirectoryState.ADOPTED, county__in=sorted(holding.counties), end__isnull=True) & ~Q(township="")
    rows = selectors.visible_directories(visit.user).filter(drafts | waiting).order_by("drafted_on", "pk")
    items = [_item(row) for row in rows]
    return [Panel(_("集体决策目录"), items)] if items else []


def _item(row: Directory) -> WorkItem:
    return WorkItem(
        title=str(row),
        url=reverse("powers:directory", args=[row.pk]),
        meta=_("完成起草后通过") if row.is_draft else _("核对后报备，有缺漏的提出意见"),
        pill=row.get_state_display(),
        tone="amber",
    )
