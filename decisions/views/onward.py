"""Where the page of an item leads, and by which keys."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import rules, selectors
from decisions.models import AgendaItem
from decisions.states import STAGED, Phase
from decisions.views.lines import choices
from decisions.views.steps import item_url
from foundation.web.components import Action
from foundation.web.tokens import new_token


@dataclass(frozen=True)
class Key:
    """One key and what it does (`static/js/item.js`)."""

    key: str
    does: str


def ways(item: AgendaItem, against: str, *, focus: bool) -> list[Action]:
    """From an item that has ended: to the next item or the end of the meeting, to what was decided, to the meeting.
    With `focus` the page opens at the first of them; `against` says why this user keeps nothing."""
    if item.phase != Phase.CLOSED:
        return []
    resolution, following = getattr(item, "resolution", None), _following(item)
    back = [Action(_("回到会议"), reverse("decisions:meeting", args=[item.meeting_id]), method="get")]
    if resolution:
        back.insert(0, Action(_("查看决定"), reverse("decisions:resolution", args=[resolution.pk]), method="get"))
    if following:
        label, url = _("下一项：%s") % following, item_url(following)
        return [Action(label, url, method="get", kind="primary", focus=focus), *back]
    if against or rules.meeting_open(item.meeting):
        return back
    close = reverse("decisions:close", args=[item.meeting_id])
    return [Action(_("散会"), close, kind="primary", token=new_token(), focus=focus), *back]


def _following(item: AgendaItem) -> AgendaItem | None:
    """The next item; after the last one an earlier one that was left open."""
    following = selectors.next_item(item)
    left = (each for each in selectors.agenda_of(item.meeting) if each.phase != Phase.CLOSED)
    return following or next(left, None)


def keys(item: AgendaItem, against: str, *, hands: bool) -> list[Key]:
    """What the keyboard does on this page, for who keeps the item."""
    if against or item.phase == Phase.CLOSED:
        return []
    ahead = [Key("+ −", _("换一位成员")), Key("0", _("到下一步"))]
    if item.phase not in STAGED:
        return [Key("Ctrl+Enter", _("提交文字")), *ahead]
    offered = [Key(str(number), str(choice.label)) for number, choice in enumerate(choices(item), start=1)]
    words = [Key("Ctrl+Enter", _("录入原话"))] if item.phase == Phase.STATING else []
    raised = [Key("5", _("举手"))] if hands else []
    return [*offered, Key("Enter", _("录入")), *words, *raised, *ahead, Key("Shift+Tab", _("回到上一条，可作废"))]
