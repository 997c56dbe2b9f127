"""What waits for somebody on the desk's home page: drafts to check, to sign, to mend, to issue; papers to receive."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.documents import selectors_flow as selectors
from foundation.documents.drafting import kind_name
from foundation.documents.models import Draft, Receipt
from foundation.documents.states import DraftState
from foundation.townships.models import User
from foundation.townships.states import Capability
from foundation.web.components import Tone
from foundation.web.events import DeskLink, Panel, Visit, WorkItem
from foundation.web.templatetags.sunlit import day

#: The desk shows the first ones; the page of all drafts has the rest.
SHOWN = 10
TONES: dict[DraftState, Tone] = {
    DraftState.DRAFT: "neutral",
    DraftState.SUBMITTED: "blue",
    DraftState.CHECKED: "blue",
    DraftState.RETURNED: "amber",
    DraftState.SIGNED: "amber",
    DraftState.ISSUED: "green",
    DraftState.VOIDED: "red",
    DraftState.WITHDRAWN: "neutral",
}


def panels(visit: Visit) -> list[Panel]:
    user: User = visit.user
    if not user.may(Capability.VIEW_DECISIONS):
        return []
    found = [
        Panel(_("等您签发的公文"), [_draft(row) for row in selectors.drafts_to_sign(user, visit.today, SHOWN)]),
        Panel(_("等您签收的公文"), [_receipt(row) for row in selectors.papers_to_receive(user)[:SHOWN]]),
    ]
    if user.may(Capability.REVIEW_PUBLICATION):
        found.append(Panel(_("等您核稿的公文"), [_draft(row) for row in selectors.drafts_to_check(user)[:SHOWN]]))
    if user.may(Capability.KEEP_MEETINGS):
        mine = selectors.drafts_of_the_office(user, DraftState.RETURNED, DraftState.SIGNED, DraftState.DRAFT)
        found.append(Panel(_("在办的公文"), [_draft(row) for row in mine[:SHOWN]]))
    return [panel for panel in found if panel.items]


def links(visit: Visit) -> list[DeskLink]:
    if not visit.user.may(Capability.VIEW_DECISIONS):
        return []
    return [DeskLink(_("公文"), reverse("documents:papers"), _("起草、核稿、签发、印发，以及已有的公文"))]


def _draft(row: Draft) -> WorkItem:
    meta = _("%(kind)s · %(body)s · %(name)s %(day)s起草") % {
        "kind": kind_name(row.kind),
        "body": row.body,
        "name": row.drafter.name,
        "day": day(row.begun_at),
    }
    tone = TONES[DraftState(row.state)]
    return WorkItem(row.title, row.get_absolute_url(), meta, row.get_state_display(), tone)


def _receipt(row: Receipt) -> WorkItem:
    meta = _("%(day)s印发 · %(title)s") % {"day": day(row.told_on), "title": row.paper.title}
    return WorkItem(row.paper.label, row.paper.get_absolute_url(), meta, _("待签收"), "blue")
