"""The page on which the clerk keeps an item while it happens: whose turn it is, one line for each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import rules, selectors
from decisions.forms import ReasonForm, ReportForm, SpeechForm, StatementForm, VoteForm
from decisions.models import AgendaItem, Seat, Statement, Vote
from decisions.permissions import reason_against_keeping
from decisions.sitting import Sitting, names
from decisions.states import STAGED, Choice, Phase, Stage
from decisions.views import sheets
from decisions.views.acting import user_of
from decisions.views.steps import item_url
from decisions.views.words import choice_pill, item_pill
from foundation.rulebook.values import Value
from foundation.townships.models import User
from foundation.web.acting import in_short, reason
from foundation.web.components import Action, Link, Pill, Row
from foundation.web.tokens import OnceForm, new_token

#: Forms that a rule has refused, by the place on the page where they stand.
Wrong = Mapping[str, OnceForm]

PHASES = (Phase.REPORT, Phase.DISCUSSION, Phase.STATING, Phase.VOTING, Phase.CLOSED)


@dataclass(frozen=True)
class PhaseMark:
    """One phase on the bar."""

    label: str
    state: str


@dataclass(frozen=True)
class Entry:
    """Something entered for a seat: what, when, by whom; the form that voids it while that is possible."""

    word: str
    pill: Pill
    text: str
    at: datetime
    actor: str
    void: str = ""
    void_url: str = ""
    void_form: ReasonForm | None = None


@dataclass(frozen=True)
class Line:
    """One member. `form` enters his statement or vote, `waits` says why it is not his turn yet."""

    seat: Seat
    pills: list[Pill]
    out: str
    entries: list[Entry]
    form: StatementForm | VoteForm | None = None
    url: str = ""
    submit: str = ""
    waits: str = ""
    is_next: bool = False
    recuse_form: ReasonForm | None = None
    recuse_url: str = ""
    arrive: Action | None = None


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
        self.voided: dict[int, list[Statement | Vote]] = {}
        for rows in (self.item.statements, self.item.votes):
            for row in rows.filter(void__isnull=False).select_related("void__actor", "actor"):
                self.voided.setdefault(row.seat_id, []).append(row)
        self.actors = _actors([*self.sitting.statements.values(), *self.sitting.votes.values()])

    # Whose turn ----------------------------------------------------------------------------------

    def phases(self) -> list[PhaseMark]:
        if self.item.phase == Phase.WAITING:
            return [PhaseMark(str(phase.label), "ahead") for phase in PHASES]
        at = PHASES.index(Phase(self.item.phase))
        states = ["done" if place < at else "current" if place == at else "ahead" for place in range(len(PHASES))]
        return [PhaseMark(str(phase.label), state) for phase, state in zip(PHASES, states, strict=True)]

    def lines(self) -> list[Line]:
        lines, found = [], False
        for seat_line in selectors.seat_lines(self.sitting):
            line = self._line(seat_line, may_be_next=not found)
            found = found or line.is_next
            lines.append(line)
        return lines

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

    def _line(self, line: selectors.SeatLine, *, may_be_next: bool) -> Line:
        seat, url = line.seat, self._seat_url(line.seat)
        entries = [*self._standing(line), *self._voided(seat)]
        more = {"pills": _pills(seat), "out": _out(line), "entries": entries, **self._arrival_and_recusal(line)}
        phase = Phase(self.item.phase)
        waiting = phase in STAGED and not line.out and not self.against
        if not waiting or seat.pk in self.sitting.positions(phase):
            return Line(seat=seat, **more)
        stating = phase == Phase.STATING
        form = self.wrong.get(f"seat-{seat.pk}") or (StatementForm if stating else VoteForm)(seat=seat)
        return Line(
            seat=seat,
            **more,
            form=form,  # type: ignore[arg-type]
            url=url("statement" if stating else "vote"),
            submit=_("录入表态") if stating else _("录入表决"),
            waits=in_short(rules.in_turn(self.sitting, seat)),
            is_next=line.turn and may_be_next,
        )

    def _standing(self, line: selectors.SeatLine) -> list[Entry]:
        entries = []
        for word, noun, phase, row in (
            (_("表态"), "statement", Phase.STATING, line.statement),
            (_("表决"), "vote", Phase.VOTING, line.vote),
        ):
            if row is None:
                continue
            voidable = not self.against and not rules.can_void(self.sitting, line.seat, phase)
            name = f"void-{noun}-{row.pk}"
            form = self.wrong.get(name) or ReasonForm(auto_id=f"{name}-%s")
            entries.append(
                Entry(
                    word=word,
                    pill=choice_pill(row.choice),
                    text=getattr(row, "text", ""),
                    at=row.at,
                    actor=self.actors.get(row.actor_id, ""),
                    void_url=reverse(f"decisions:void_{noun}", args=[self.item.pk, row.pk]) if voidable else "",
                    void_form=form if voidable else None,  # type: ignore[arg-type]
                )
            )
        return entries

    def _voided(self, seat: Seat) -> list[Entry]:
        return [
            Entry(
                word=_("表态") if isinstance(row, Statement) else _("表决"),
                pill=Pill(row.get_choice_display()),
                text=getattr(row, "text", ""),
                at=row.void.at,
                actor=row.void.actor.name,
                void=row.void.reason,
            )
            for row in self.voided.get(seat.pk, [])
        ]

    def _arrival_and_recusal(self, line: selectors.SeatLine) -> dict[str, Any]:
        seat, url = line.seat, self._seat_url(line.seat)
        if self.against or self.item.phase == Phase.CLOSED or rules.meeting_open(self.item.meeting):
            return {}
        if not seat.present:
            return {"arrive": Action(_("现已到会"), url("arrive"), token=new_token())}
        if line.recused or not seat.votes or rules.can_recuse(self.sitting, seat):
            return {}
        form = self.wrong.get(f"recuse-{seat.pk}") or ReasonForm(auto_id=f"recuse-{seat.pk}-%s")
        return {"recuse_form": form, "recuse_url": url("recuse")}

    def _seat_url(self, seat: Seat) -> Any:
        return lambda name: reverse(f"decisions:{name}", args=[self.item.pk, seat.pk])

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
        )

    def end_discussion(self) -> Action:
        return self._act("end_discussion", _("结束讨论，开始表态"), rules.quorum(self.sitting, self.quorum))

    def announce(self) -> Action:
        return self._act("result", _("宣布结果"), *_announcing(self.sitting, self.quorum), method="get")

    def aside(self) -> Link | None:
        if self.against or against_setting_aside(self.item):
            return None
        return Link(_("暂缓、撤回或人数不足"), reverse("decisions:aside", args=[self.item.pk]))

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
        )

    def numbers(self) -> list[Row]:
        due = len(self.sitting.due())
        rows = [
            Row(_("应到"), _("%d 人") % due),
            Row(_("能表决"), _("%d 人") % len(self.sitting.able())),
            Row(_("须到会"), _("%d 人") % self.quorum.needed_of(due)),
            Row(_("通过须同意"), _("%d 票") % rules.majority_parameter(self.item).needed_of(due)),
        ]
        return [*rows, Row(_("回避"), _("%d 人") % len(self.sitting.recused))] if self.sitting.recused else rows


# The page ------------------------------------------------------------------------------------------


def page(request: HttpRequest, item: AgendaItem, wrong: Wrong | None = None) -> dict[str, Any]:
    """The context of the page of an item; `wrong` are forms to be shown again, the first at the top too."""
    wrong = wrong or {}
    room = Room(item, user_of(request), wrong)
    back = sheets.about(item.meeting)
    at_hand = _at_hand(room, item, wrong)
    return {
        **back,
        "item": item,
        "form": next(iter(wrong.values()), None),
        "pill": item_pill(item),
        "phases": room.phases(),
        "turn": room.turn(),
        "lines": room.lines(),
        "in_turn": item.phase in STAGED,
        "said": _said(item),
        "about": _about(item),
        "numbers": room.numbers(),
        "aside": room.aside(),
        "ways": _onward(item),
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
            return {"report": wrong.get("report") or report_form(room.user, item)}
        case Phase.DISCUSSION:
            speech = None if room.against else wrong.get("speech") or SpeechForm(speakers(room.sitting))
            return {"action": room.end_discussion(), "speech": speech}
        case Phase.VOTING:
            return {"finish": room.announce()}
    return {}


def _onward(item: AgendaItem) -> list[Action]:
    """From an item that has ended: to what was decided, to the next item, or back to the meeting."""
    if item.phase != Phase.CLOSED:
        return []
    resolution, following = getattr(item, "resolution", None), selectors.next_item(item)
    ways = []
    if following:
        ways.append(Action(_("下一项：%s") % following, item_url(following), method="get", kind="primary"))
    if resolution:
        url = reverse("decisions:resolution", args=[resolution.pk])
        ways.append(Action(_("查看决定"), url, method="get"))
    return [*ways, Action(_("回到会议"), reverse("decisions:meeting", args=[item.meeting_id]), method="get")]


def report_form(user: User, item: AgendaItem, data: Any = None) -> ReportForm:
    officials = selectors.serving_officials(user, item.meeting.day)
    return ReportForm(officials, data, initial={"reporter": item.topic.proposer_id})


def _announcing(sitting: Sitting, wanted: Value) -> list[Any]:
    return [
        rules.in_phase(sitting.item, Phase.VOTING),
        rules.quorum(sitting, wanted),
        rules.everyone_has_voted(sitting),
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
    return [Row(str(choice.label), _("%d 票") % sitting.count(choice)) for choice in Choice]


def _said(item: AgendaItem) -> dict[str, Any]:
    return {
        "report": selectors.report_of(item),
        "speeches": item.speeches.select_related("seat__official"),
    }


def _about(item: AgendaItem) -> list[Row]:
    topic = item.topic
    return [
        Row(_("类别"), topic.get_category_display()),
        Row(_("提议人"), topic.proposer.name),
        Row(_("涉及金额"), topic.amount),
        Row(_("议题"), Link(_("查看议题"), reverse("decisions:topic", args=[topic.pk]))),
    ]


def _pills(seat: Seat) -> list[Pill]:
    pills = [Pill(_("主持工作"))] if seat.acting else []
    if not seat.votes:
        return [*pills, Pill(_("列席"))]
    last = {Stage.LAST_BUT_ONE: _("倒数第二位"), Stage.LAST: _("末位")}
    return [*pills, Pill(last[Stage(seat.stage)])] if seat.stage in last else pills


def _out(line: selectors.SeatLine) -> str:
    """Why a seat has no voice on this item."""
    if line.recused:
        return _("回避：%s") % line.recused
    if not line.seat.present:
        return _("未到会：%s") % line.seat.absence
    return _("末位表态开始后才到会，本议题不表态、不表决。") if line.late else ""


def _actors(rows: Iterable[Statement | Vote]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "name"))
