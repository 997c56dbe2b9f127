"""The seven steps of a meeting. Whether one can be taken the rules say: the same ones that the act asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import rules, selectors, timeline
from decisions.models import AgendaItem, Meeting, Resolution, Seat
from decisions.states import MeetingState, Phase
from disclosure.models import Draft
from disclosure.states import State
from foundation.calendar.counting import calendar
from foundation.documents.models import Draft as PaperDraft
from foundation.documents.models import Paper
from foundation.documents.states import DraftState
from foundation.rulebook.values import Value
from foundation.web.acting import in_short
from foundation.web.components import Pill, Task
from foundation.web.templatetags.sunlit import moment


@dataclass(frozen=True)
class Step:
    """One step: `say` tells who and when, or what stands in the way. `act` is what its button is called,
    which leads to `url` or, for a `post` step, acts there."""

    title: str
    state: Literal["done", "ready", "blocked"]
    url: str = ""
    say: str = ""
    act: str = ""
    post: bool = False
    pill: Pill | None = None

    def as_task(self) -> Task:
        pills = {
            "done": Pill(_("已完成"), "green"),
            "ready": Pill(_("可以办理"), "blue"),
            "blocked": Pill(_("还不能办")),
        }
        url = "" if self.state == "blocked" or self.post else self.url
        return Task(self.title, url, self.pill or pills[self.state], self.say)


@dataclass
class Progress:
    """All that the page of a meeting shows, read once."""

    meeting: Meeting
    today: date
    items: list[AgendaItem]
    seats: list[Seat]
    acts: list[timeline.Step]
    minutes: Paper | None
    minutes_draft: PaperDraft | None
    drafts: dict[int, Draft]

    @classmethod
    def of(cls, meeting: Meeting, today: date) -> Progress:
        """The number of queries does not depend on items or members."""
        items, minutes = selectors.agenda_of(meeting), selectors.minutes_of(meeting)
        return cls(
            meeting=meeting,
            today=today,
            items=items,
            seats=selectors.seats_of(meeting),
            acts=timeline.steps_about(meeting),
            minutes=minutes,
            minutes_draft=None if minutes else selectors.minutes_draft_of(meeting),
            drafts=selectors.newest_drafts(_resolutions(items)),
        )

    @property
    def resolutions(self) -> list[Resolution]:
        return _resolutions(self.items)

    def steps(self) -> list[Step]:
        return list(self._each())

    def next_step(self) -> Step | None:
        """What can be done now; with nothing ready, the first step that something stands in the way of."""
        steps = self.steps()
        ready = (step for step in steps if step.state == "ready")
        blocked = (step for step in steps if step.state == "blocked")
        return next(ready, None) or next(blocked, None)

    def _each(self) -> Iterator[Step]:
        yield self._agenda()
        yield self._delivery()
        yield self._opening()
        yield self._deciding()
        yield self._closing()
        yield self._minuting()
        yield self._publishing()

    def _agenda(self) -> Step:
        url = self._url("agenda")
        if empty := in_short(rules.agenda_not_empty(self.meeting)):
            return Step(_("议程"), "ready", url, empty, _("编辑议程"))
        return Step(_("议程"), "done", url, _("%d 项议题") % len(self.items))

    def _delivery(self) -> Step:
        title, url = _("会前告知"), self._url("delivery")
        if not self.items:
            return Step(title, "blocked", url, in_short(rules.agenda_not_empty(self.meeting)))
        wanted = rules.delivery_parameter(self.meeting)
        late = undelivered(self.items, self.seats, wanted)
        if not late:
            return Step(title, "done", url, self._who("decisions.meeting.deliver"))
        if self.meeting.state != MeetingState.CONVENED:
            return Step(title, "done", url, late, pill=Pill(_("未按时"), "amber"))
        if wanted.latest_start(self.meeting.day, calendar()).day < self.today:
            return Step(title, "ready", self._url("reschedule"), late, _("会议改期"), pill=Pill(_("已误期"), "amber"))
        return Step(title, "ready", url, late, _("告知成员"))

    def _opening(self) -> Step:
        title = _("开会签到")
        if self.meeting.state != MeetingState.CONVENED:
            return Step(title, "done", "#attendance", self._attendance())
        against = in_short(rules.opens_on_its_day(self.meeting, self.today), rules.agenda_not_empty(self.meeting))
        return Step(title, "blocked" if against else "ready", self._url("open"), against, _("签到开会"))

    def _deciding(self) -> Step:
        title = _("逐项议决")
        if self.meeting.state == MeetingState.CONVENED:
            return Step(title, "blocked", "", in_short(rules.meeting_open(self.meeting)))
        ended = [item for item in self.items if item.phase == Phase.CLOSED]
        say = _("共 %(all)d 项，已结束 %(ended)d 项") % {"all": len(self.items), "ended": len(ended)}
        if len(ended) == len(self.items):
            return Step(title, "done", "#agenda", say)
        item = self.item_at_hand()
        return Step(title, "ready", item_url(item), say, _("议决：%s") % item.topic.title)

    def item_at_hand(self) -> AgendaItem:
        """The item that has begun, else the next one that waits."""
        return min(
            (item for item in self.items if item.phase != Phase.CLOSED),
            key=lambda item: (item.phase == Phase.WAITING, item.position),
        )

    def _closing(self) -> Step:
        if self.meeting.state == MeetingState.CLOSED:
            return Step(_("散会"), "done", "", self._who("decisions.meeting.close"))
        against = in_short(rules.meeting_open(self.meeting)) or in_short(rules.every_item_closed(self.meeting))
        return Step(_("散会"), "blocked" if against else "ready", self._url("close"), against, _("散会"), post=True)

    def _minuting(self) -> Step:
        title = _("会议纪要")
        if self.minutes:
            draft: PaperDraft | None = getattr(self.minutes, "draft", None)
            waits = draft is not None and draft.state == DraftState.SIGNED
            pill = Pill(_("待印发"), "amber") if waits else None
            return Step(title, "done", self.minutes.get_absolute_url(), self.minutes.label, pill=pill)
        if self.minutes_draft:
            url, state = self.minutes_draft.get_absolute_url(), self.minutes_draft.get_state_display()
            return Step(title, "done", url, _("公文稿在办"), pill=Pill(state, "blue"))
        against = in_short(rules.meeting_closed(self.meeting))
        return Step(title, "blocked" if against else "ready", self._url("minutes"), against, _("起草纪要"))

    def _publishing(self) -> Step:
        title = _("公开")
        public = [each for each in self.resolutions if not rules.not_personnel(each.topic)]
        if not public:
            closed = self.meeting.state == MeetingState.CLOSED
            say = _("本次会议没有需要公开的决定。") if closed else _("还没有形成决定。")
            return Step(title, "done" if closed else "blocked", "", say)
        drafts = [self.drafts.get(each.pk) for each in public]
        published = sum(draft is not None and draft.state == State.PUBLISHED for draft in drafts)
        say = _("需公开 %(all)d 项，已公开 %(published)d 项") % {"all": len(public), "published": published}
        for resolution, draft in zip(public, drafts, strict=True):
            if draft is None or draft.state == State.RETURNED:
                url = reverse("decisions:resolution", args=[resolution.pk])
                return Step(title, "ready", url, say, _("拟制公开稿：%s") % resolution.topic.title)
        if published < len(public):
            return Step(title, "done", "#agenda", say, pill=Pill(_("等待复核"), "blue"))
        return Step(title, "done", "#agenda", say)

    def _url(self, name: str) -> str:
        return reverse(f"decisions:{name}", args=[self.meeting.pk])

    def _who(self, act: str) -> str:
        """Who took a step and when, from the ledger."""
        step = timeline.last_of(self.acts, act)
        return f"{step.actor} · {moment(step.at)}" if step else ""

    def _attendance(self) -> str:
        voting = [seat for seat in self.seats if seat.votes]
        return _("应到 %(due)d 人，到会 %(present)d 人；%(chair)s主持，%(recorder)s记录 · %(at)s") % {
            "due": len(voting),
            "present": sum(seat.present for seat in voting),
            "chair": self.meeting.chair,
            "recorder": self.meeting.recorder,
            "at": moment(self.meeting.opened_at),
        }


def undelivered(items: list[AgendaItem], seats: list[Seat], wanted: Value) -> str:
    """The first item that did not reach everybody in time, in the words of the rule. No query."""
    due = [seat for seat in seats if seat.votes]
    return in_short(*(rules.delivery(item, due, wanted) for item in items))


def item_url(item: AgendaItem) -> str:
    return reverse("decisions:item", args=[item.pk])


def _resolutions(items: list[AgendaItem]) -> list[Resolution]:
    found = [getattr(item, "resolution", None) for item in items]
    for item, resolution in zip(items, found, strict=True):
        if resolution:
            resolution.topic = item.topic
    return [resolution for resolution in found if resolution]
