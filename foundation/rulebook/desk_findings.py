"""What this room shows of findings on the desk's home page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.house_rules import rule_of
from foundation.rulebook.models import Finding
from foundation.rulebook.registry import basis_in_words
from foundation.rulebook.selectors import findings as selectors
from foundation.rulebook.states import FindingState
from foundation.rulebook.views.words import STATE_TONES
from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Panel, Visit, WorkItem

#: The desk shows the first ones; the page of findings has the rest.
SHOWN = 10


def panels(visit: Visit) -> list[Panel]:
    """What waits for this person: to answer and to rectify, or to judge and to close."""
    user = visit.user
    if not (user.may(Capability.ANSWER_FINDINGS) or user.may(Capability.JUDGE_FINDINGS)):
        return []
    items = [_item(row, visit.today) for row in selectors.waiting_for(user, visit.today)[:SHOWN]]
    return [Panel(_("问题"), items)] if items else []


def links(visit: Visit) -> list[DeskLink]:
    found = [DeskLink(_("规则表"), reverse("registry:rules"), _("系统执行的每一条规则、依据和用处"))]
    if visit.user.may(Capability.VIEW_DECISIONS):
        found.insert(0, DeskLink(_("问题"), reverse("findings:findings"), _("系统和县里指出的问题：答复、核定、整改")))
    return found


def _item(row: Finding, today: date) -> WorkItem:
    open_window = row.state == FindingState.RAISED
    rule = rule_of(row.rule)
    return WorkItem(
        title=row.title,
        url=row.get_absolute_url(),
        meta=f"{row.place} · {row.says}",
        pill=row.get_state_display(),
        tone=STATE_TONES[FindingState(row.state)],
        due=row.answer_until if open_window else None,
        basis=basis_in_words(rule) if rule and open_window else "",
        overdue=open_window and row.answer_until < today,
    )
