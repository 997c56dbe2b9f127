"""What the big screen of a room shows: where the meeting stands, whose turn it is, who has stated.

Never what somebody stated, never who has voted: the count comes when the chair has announced it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Meeting
from decisions.sitting import Sitting
from decisions.states import STAGED, MeetingState, Phase, Stage
from foundation.ledger.canonical import canonical_bytes

#: Signs of the version: enough to tell two screens apart.
SIGNS = 16


@dataclass(frozen=True)
class Name:
    """One member while opinions are stated: `state` is done, next or ahead."""

    name: str
    title: str
    state: str


@dataclass(frozen=True)
class Entry:
    """One line of the agenda."""

    title: str
    state: str
    word: str


@dataclass
class Screen:
    """All that is shown, in words and numbers alone, so that its digest is its version."""

    body: str
    state: str
    entries: list[Entry]
    title: str = ""
    position: str = ""
    phases: list[tuple[str, str]] = field(default_factory=list)
    call: str = ""
    names: list[Name] = field(default_factory=list)
    counts: list[tuple[str, int]] = field(default_factory=list)
    outcome: str = ""
    present: str = ""

    @classmethod
    def of(cls, meeting: Meeting) -> Screen:
        """Read a meeting; at most twelve queries, however many items and members."""
        items = list(meeting.items.select_related("topic", "resolution", "meeting__body").order_by("position"))
        screen = cls(str(meeting.body), meeting.get_state_display(), [_entry(item) for item in items])
        seats = meeting.seats.filter(votes=True).values_list("present", flat=True)
        if meeting.state != MeetingState.CONVENED:
            screen.present = _("应到 %(due)d 人，到会 %(present)d 人") % {"due": len(seats), "present": sum(seats)}
        if item := _at_hand(meeting, items):
            screen.show(item, len(items))
        return screen

    def show(self, item: AgendaItem, total: int) -> None:
        """The item at hand, or the one that has just ended."""
        self.title = item.topic.title
        self.position = _("第 %(position)d 项，共 %(total)d 项") % {"position": item.position, "total": total}
        self.phases = _phases(item)
        if item.phase == Phase.CLOSED:
            self._ended(item)
            return
        self.call = _call(item)
        sitting = Sitting.of(item)
        if sitting.standing_stop():
            self.call = _("纪委书记已制止，请主持人答复")
        elif item.phase in STAGED:
            self._in_turn(sitting)

    def _ended(self, item: AgendaItem) -> None:
        self.outcome = item.get_outcome_display()
        if resolution := getattr(item, "resolution", None):
            self.counts = [
                (_("同意"), resolution.agree),
                (_("不同意"), resolution.oppose),
                (_("弃权"), resolution.abstain),
                *([(_("缓议"), resolution.postpone)] if resolution.postpone else []),
                (_("未表决"), resolution.absent),
            ]

    def _in_turn(self, sitting: Sitting) -> None:
        """Whose turn it is. While votes are taken no name is shown: who is no longer called has voted."""
        if sitting.phase == Phase.VOTING and sitting.item.secret:
            self.call = (
                _("无记名投票，请监票人、计票人清点") if not sitting.ballots else _("清点完毕，请主持人宣布结果")
            )
            return
        stages = {Stage.MEMBERS: _("其他成员"), Stage.LAST_BUT_ONE: _("倒数第二位"), Stage.LAST: _("末位")}
        stage = stages.get(sitting.stage, "")
        if sitting.phase == Phase.VOTING:
            self.call = _("请%s表决") % stage if stage else _("表决完毕，请主持人宣布结果")
            return
        self.names = [
            Name(
                seat.official.name,
                seat.title,
                "done" if seat.pk in sitting.statements else "next" if seat.stage == sitting.stage else "ahead",
            )
            for seat in sitting.able()
        ]
        waiting = [name.name for name in self.names if name.state == "next"]
        self.call = _("请%(stage)s表态：%(names)s") % {"stage": stage, "names": "、".join(waiting)} if waiting else ""

    @property
    def version(self) -> str:
        """The same while nothing on the screen has changed."""
        shown = [
            self.body,
            self.state,
            [[entry.title, entry.state, entry.word] for entry in self.entries],
            self.title,
            self.position,
            [list(phase) for phase in self.phases],
            self.call,
            [[name.name, name.title, name.state] for name in self.names],
            [list(count) for count in self.counts],
            self.outcome,
            self.present,
        ]
        return hashlib.sha256(canonical_bytes({"shown": shown})).hexdigest()[:SIGNS]


def _at_hand(meeting: Meeting, items: list[AgendaItem]) -> AgendaItem | None:
    """What is being dealt with; between two items the one that ended last."""
    begun = [item for item in items if item.phase not in (Phase.WAITING, Phase.CLOSED)]
    ended = [item for item in items if item.closed_at]
    if begun:
        return begun[0]
    return max(ended, key=lambda item: (item.closed_at, item.position)) if ended else None


def _entry(item: AgendaItem) -> Entry:
    closed = item.phase == Phase.CLOSED
    state = "done" if closed else "ahead" if item.phase == Phase.WAITING else "current"
    return Entry(str(item), state, item.get_outcome_display() if closed else item.get_phase_display())


def _phases(item: AgendaItem) -> list[tuple[str, str]]:
    order = [Phase.REPORT, Phase.DISCUSSION, Phase.STATING, Phase.VOTING, Phase.CLOSED]
    at = order.index(Phase(item.phase))
    states = ["done" if place < at else "current" if place == at else "ahead" for place in range(len(order))]
    return [(str(phase.label), state) for phase, state in zip(order, states, strict=True)]


def _call(item: AgendaItem) -> str:
    return {Phase.REPORT: _("请汇报人汇报"), Phase.DISCUSSION: _("请充分讨论")}.get(Phase(item.phase), "")
