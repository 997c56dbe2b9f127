"""The page on which the clerk keeps an item while it happens: whose turn it is, one line for each member."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import rules, selectors
from decisions.forms import HandsForm, ReportForm, SpeechForm
from decisions.models import AgendaItem, Seat
from decisions.permissions import reason_against_keeping
from decisions.sitting import Sitting, names
from decisions.states import STAGED, Phase, Stage
from decisions.views import onward, sheets, watching
from decisions.views.acting import user_of
from decisions.views.lines import Lines, Wrong, choices
from decisions.views.words import item_pill
from foundation.rulebook.values import Value
from foundation.townships.models import User
from foundation.web.acting import reason
from foundation.web.components import Action, Link, Row
from foundation.web.inputs import open_at
from foundation.web.tokens import OnceForm, new_token

PHASES = (Phase.REPORT, Phase.DISCUSSION, Phase.STATING, Phase.VOTING, Phase.CLOSED)


@dataclass(frozen=True)
class PhaseMark:
    """One phase on the bar."""

    label: str
    state: str


@dataclass
class Room:
    """An item, who sits around it, and what this user may do."""

    item: AgendaItem
    user: User
    wrong: Wrong = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sitting = Sitting.of(self.item)
        self.against = reason_against_keeping(self.user, self.item.scope)
        self.quorum: Value = rules.quorum_parameter(self.item)
        self.first = self._first()

    # Whose turn ----------------------------------------------------------------------------------

    def phases(self) -> list[PhaseMark]:
        if self.item.phase == Phase.WAITING:
            return [PhaseMark(str(phase.label), "ahead") for phase in PHASES]
        at = PHASES.index(Phase(self.item.phase))
        states = ["done" if place < at else "current" if place == at else "ahead" for place in range(len(PHASES))]
        return [PhaseMark(str(phase.label), state) for phase, state in zip(PHASES, states, strict=True)]

    def turn(self) -> str:
        """One sentence: what happens now; in turn, whose turn it is and who is missing."""
        phase = Phase(self.item.phase)
        if phase not in STAGED:
            return {
                Phase.WAITING: _("还没有开始。先核对到会和回避。"),
                Phase.REPORT: _("现在汇报。"),
                Phase.DISCUSSION: _("现在讨论，发言不分先后。"),
                Phase.CLOSED: _("本议题已结束：%s。") % self.item.get_outcome_display(),
            }[phase]
        if phase == Phase.VOTING and self.item.secret:
            counted = self.sitting.ballots is not None
            return _("纸票已经清点。") if counted else _("现在无记名投票：发出纸票，收回后由两人清点，登记票数。")
        missing = [seat for seat in self.sitting.missing(phase) if seat.stage == self.item.stage]
        word = _("表态") if phase == Phase.STATING else _("表决")
        if not missing:
            return _("到会成员已全部%s。") % word
        stages = {Stage.MEMBERS: _("其他成员"), Stage.LAST_BUT_ONE: _("倒数第二位"), Stage.LAST: _("末位")}
        return _("现在轮到%(stage)s%(word)s，尚缺 %(count)d 人：%(names)s") % {
            "stage": stages[Stage(self.item.stage)],
            "word": word,
            "count": len(missing),
            "names": names(missing),
        }

    def _first(self) -> str:
        """Where the keyboard stands when the page opens: on a form of this phase, or on what can be done. Nowhere in
        particular for who only reads, and when a form has come back: what is wrong with it comes first."""
        if self.against or self.wrong:
            return ""
        phase, stop = Phase(self.item.phase), self.sitting.standing_stop()
        if stop and phase != Phase.CLOSED:
            return "aside" if hasattr(stop, "answer") else "stop"
        if phase in (Phase.REPORT, Phase.DISCUSSION):
            return "form"
        if phase not in STAGED:
            return "deed"
        if self.sitting.missing(phase):
            return "line"
        return "deed" if phase == Phase.VOTING else "aside"

    # What may be done ------------------------------------------------------------------------------

    def begin(self) -> Action:
        item, sitting = self.item, self.sitting
        return self._act(
            "begin",
            _("开始议这一项"),
            rules.meeting_open(item.meeting),
            rules.one_item_at_a_time(item),
            rules.delivery(item, sitting.due(), rules.delivery_parameter(item.meeting)),
            rules.quorum(sitting, self.quorum),
            rules.nothing_blocks(item),
        )

    def end_discussion(self) -> Action:
        return self._act(
            "end_discussion",
            _("结束讨论，开始表态"),
            rules.not_stopped(self.sitting),
            rules.quorum(self.sitting, self.quorum),
        )

    def announce(self) -> Action:
        return self._act("result", _("宣布结果"), *_announcing(self.sitting, self.quorum), method="get")

    def aside(self) -> list[Action]:
        if self.against or against_setting_aside(self.item):
            return []
        url = reverse("decisions:aside", args=[self.item.pk])
        return [Action(_("暂缓、撤回或人数不足"), url, method="get", focus=self.first == "aside")]

    def hands(self) -> HandsForm | None:
        """One form for those who raise their hands together: several members in turn, never whoever comes last."""
        item = self.item
        if self.first != "line" or item.phase != Phase.VOTING or item.stage != Stage.MEMBERS:
            return None
        raised = by_hand(self.sitting)
        return HandsForm(raised) if len(raised) > 1 else None

    def _act(self, name: str, label: str, *violations: Any, method: Any = "post") -> Action:
        why = self.against or reason(*violations)
        return Action(
            label,
            reverse(f"decisions:{name}", args=[self.item.pk]),
            method=method,
            kind="primary",
            allowed=not why,
            reason=why,
            token=new_token(),
            focus=self.first == "deed",
        )

    def numbers(self) -> list[Row]:
        due = len(self.sitting.due())
        rows = [
            Row(_("应到"), _("%d 人") % due),
            Row(_("能表决"), _("%d 人") % len(self.sitting.able())),
            Row(_("须到会"), _("%d 人") % self.quorum.needed_of(due)),
            Row(_("通过须同意"), _("%d 票") % rules.votes_needed(self.sitting)),
            *watching.limits(self.item),
        ]
        return [*rows, Row(_("回避"), _("%d 人") % len(self.sitting.recused))] if self.sitting.recused else rows


# The page ------------------------------------------------------------------------------------------


def page(request: HttpRequest, item: AgendaItem, wrong: Wrong | None = None) -> dict[str, Any]:
    """The context of the page of an item; `wrong` are forms to be shown again, the first at the top too."""
    wrong = wrong or {}
    room = Room(item, user_of(request), wrong)
    back = sheets.about(item.meeting)
    at_hand, hands = _at_hand(room, item, wrong), wrong.get("hands") or room.hands()
    return {
        **back,
        "item": item,
        "form": next(iter(wrong.values()), None),
        "pill": item_pill(item),
        "phases": room.phases(),
        "turn": room.turn(),
        "lines": Lines(room.sitting, room.against, wrong, open_here=room.first == "line").all(),
        "in_turn": item.phase in STAGED,
        "ended": item.phase == Phase.CLOSED,
        "hands": hands,
        "keys": onward.keys(item, room.against, hands=hands is not None),
        "said": _said(item),
        "about": _about(item),
        "numbers": room.numbers(),
        "deeds": [*_deeds(at_hand), *room.aside(), *onward.ways(item, room.against, focus=room.first == "deed")],
        "watch": watching.of(item, room.sitting, room.user, room.against, wrong),
        # A closed button says the same.
        "against": "" if at_hand.keys() & {"action", "finish"} else room.against,
        **at_hand,
    }


def _at_hand(room: Room, item: AgendaItem, wrong: Wrong) -> dict[str, Any]:
    """What this phase asks for: a button, a form, or nothing but the lines."""
    match Phase(item.phase):
        case Phase.WAITING:
            return {"action": room.begin()}
        case Phase.REPORT if not room.against:
            return {"report": wrong.get("report") or _open_at(report_form(room.user, item), room, "text")}
        case Phase.DISCUSSION:
            speech = wrong.get("speech") or _open_at(SpeechForm(speakers(room.sitting)), room, "seat")
            return {"action": room.end_discussion(), "speech": None if room.against else speech}
        case Phase.VOTING:
            counted = watching.ballots(room.sitting, room.against, wrong, focus=room.first == "deed")
            return {"finish": room.announce(), **counted}
    return {}


def _deeds(at_hand: dict[str, Any]) -> list[Action]:
    """The one button that leads on."""
    return [at_hand[name] for name in ("action", "finish") if name in at_hand]


def _open_at(form: OnceForm, room: Room, name: str) -> OnceForm:
    """The page opens at this field, unless something comes before it."""
    if room.first == "form":
        open_at(form, name)
    return form


def report_form(user: User, item: AgendaItem, data: Any = None) -> ReportForm:
    officials = selectors.serving_officials(user, item.meeting.day)
    return ReportForm(officials, data, initial={"reporter": item.topic.proposer_id})


def _announcing(sitting: Sitting, wanted: Value) -> list[Any]:
    return [
        rules.in_phase(sitting.item, Phase.VOTING),
        rules.quorum(sitting, wanted),
        rules.not_stopped(sitting),
        rules.everyone_has_voted(sitting),
        rules.nothing_blocks(sitting.item),
    ]


def against_announcing(item: AgendaItem) -> str:
    """Why the result cannot be announced yet."""
    return reason(*_announcing(Sitting.of(item), rules.quorum_parameter(item)))


def against_setting_aside(item: AgendaItem) -> str:
    """Why the item cannot end without a vote, whatever the outcome."""
    return reason(rules.meeting_open(item.meeting), rules.not_closed(item))


def speakers(sitting: Sitting) -> list[Seat]:
    """Everybody of the meeting; who may not speak, the rule says."""
    return sorted(sitting.seats, key=lambda seat: seat.rank)


def tally(sitting: Sitting) -> list[Row]:
    """The count so far."""
    return [Row(str(choice.label), _("%d 票") % sitting.count(choice)) for choice in choices(sitting.item)]


def by_hand(sitting: Sitting) -> list[Seat]:
    """Who may still raise his hand together with others."""
    return [seat for seat in sitting.missing(Phase.VOTING) if seat.stage == Stage.MEMBERS]


def _said(item: AgendaItem) -> dict[str, Any]:
    return {
        "report": selectors.report_of(item),
        "speeches": item.speeches.select_related("seat__official"),
        "written": item.written.select_related("seat__official"),
    }


def _about(item: AgendaItem) -> list[Row]:
    topic = item.topic
    return [
        Row(_("类别"), topic.get_category_display()),
        Row(_("提议人"), topic.proposer.name),
        Row(_("涉及金额"), topic.amount),
        Row(_("议题"), Link(_("查看议题"), reverse("decisions:topic", args=[topic.pk]))),
        *_ad_hoc(item),
    ]


def _ad_hoc(item: AgendaItem) -> list[Row]:
    """Why it came at short notice, and who let it in."""
    motion = getattr(item, "ad_hoc", None)
    if motion is None:
        return []
    consent = getattr(motion, "consent", None)
    asked: Any = Link(_("登记到会成员是否同意"), reverse("decisions:consent", args=[item.pk]))
    if consent:
        asked = str(consent)
    return [Row(_("临时动议"), motion.reason), Row(_("临时上会"), asked)]
