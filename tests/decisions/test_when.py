"""What may be done when: each act of office and members at each point of a meeting, written down by hand from D05–D08,
E03 and E06 and compared with what the services take. Whose words are taken in which stage: `test_turns.py`; that nobody
but its own may do an act at all: `test_permissions.py`.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from decisions import services
from decisions.models import AgendaItem, LightSheet, Meeting, Topic
from decisions.states import Choice, Outcome, Phase, StopKind
from foundation.townships.models import Official
from foundation.townships.states import BodyKind
from foundation.violations import RuleViolation
from tests.decisions.scenes import TWO_DAYS, Scene
from tests.decisions.verbs import discipline, inspector, light

POINTS = ("convened", "waiting", "report", "discussion", "stating", "voting", "voted", "decided", "over")
CONVENED, OVER = {"convened"}, {"over"}
#: Its item is being dealt with.
CURRENT = {"report", "discussion", "stating", "voting", "voted"}
#: It is not settled yet.
UNSETTLED = {"waiting"} | CURRENT
#: The meeting goes on.
OPEN = UNSETTLED | {"decided"}

#: Act → when it is taken.
TAKEN: dict[str, set[str]] = {
    # Before: the agenda, its delivery and its day stand when the meeting opens
    "reschedule": CONVENED,
    "put on agenda": CONVENED,
    "deliver": CONVENED,
    "copy agenda": CONVENED,
    "open": CONVENED,
    # Whoever watches or signs for his papers does so until the end
    "send an observer": CONVENED | OPEN,
    "sign for papers": CONVENED | OPEN,
    "hand papers over": CONVENED | OPEN,
    # What comes too late needs the consent of those who sit in the room, before it begins
    "put ad hoc": CONVENED | OPEN,
    "consent": UNSETTLED,
    # D06, D08: 汇报, 讨论, 表态, 表决, 结果
    "begin": {"waiting"},
    "report": {"report"},
    "speak": {"discussion"},
    "read out a written opinion": {"discussion"},
    "end discussion": {"discussion"},
    "state": {"stating"},
    "vote": {"voting"},
    "announce": {"voted"},
    # Once the vote has begun nobody puts it off who does not like how it goes
    "set aside": UNSETTLED - {"voting", "voted"},
    # 回避 before he has spoken; 叫停 while it is dealt with
    "recuse": {"waiting", "report", "discussion", "stating"},
    "stop": CURRENT,
    # Who comes, goes and presides, at any time of the meeting
    "arrive": OPEN,
    "leave": OPEN,
    "pass the chair": OPEN,
    # Small matters: entered while the meeting goes on; signed or taken back also when it is over
    "enter small matters": OPEN,
    "sign small matters": OPEN | OVER,
    "void small matters": OPEN | OVER,
    # Nothing may be left on the agenda
    "close": {"decided"},
    "draft minutes": OVER,
}


class At:
    """A meeting of three, one of them absent, at a point: its first item is there, its second was put ad hoc."""

    def __init__(self, town: Scene, point: str) -> None:
        self.town = town
        town.kind = BodyKind.HEAD_MEETING
        self.earlier: AgendaItem = town.resolution(town.topic("上次的")).item
        services.close_meeting(meeting=self.earlier.meeting, **town.by)
        self.topics: list[Topic] = [town.topic(title) for title in ("一", "急", "再急")]
        self.meeting: Meeting = town.convened(self.topics[0])
        town.now += TWO_DAYS
        self.ad_hoc = services.put_ad_hoc(meeting=self.meeting, topic=self.topics[1], reason="汛情", **town.by)
        self.item: AgendaItem = self.meeting.items.get(position=1)
        self.chair, self.other, self.away = Official.objects.filter(name__in=("丁二", "丁六", "丁九")).order_by("pk")
        if point == "convened":
            return
        self.meeting = self.open()
        self.enter()
        self.item.refresh_from_db()
        if point in Phase.values:
            self.item = town.bring(self.item, Phase(point))
            return
        town.bring(self.item, Phase.VOTING)
        town.everyone_votes(self.item)
        if point == "voted":
            return
        town.announce(self.item)
        services.set_aside_item(item=self.ad_hoc, outcome=Outcome.WITHDRAWN, reason="不同意", **town.by)
        if point == "over":
            services.close_meeting(meeting=self.meeting, **town.by)

    def open(self) -> Meeting:
        absences = {self.away.pk: "出差"}
        return services.open_meeting(
            meeting=self.meeting, chair=self.chair, recorder=self.chair, absences=absences, **self.town.by
        )

    def enter(self) -> LightSheet:
        return services.enter_light_sheet(meeting=self.meeting, lines=[light(self.town)], **self.town.by)

    def enter_anew(self) -> LightSheet:
        if standing := self.meeting.light_sheets.first():
            services.void_light_sheet(sheet=standing, reason="录错", **self.town.by)
        return self.enter()

    def acts(self) -> dict[str, Callable[[], Any]]:
        by, meeting, item = self.town.by, self.meeting, self.item
        sheet = meeting.light_sheets.first()
        seats = {seat.official_id: seat for seat in meeting.seats.all()}
        other, away = seats.get(self.other.pk), seats.get(self.away.pk)
        head = {"actor": self.town.account("head"), "now": self.town.now}
        outside = {
            "reschedule": lambda: services.reschedule_meeting(meeting=meeting, day=meeting.day + TWO_DAYS, **by),
            "put on agenda": lambda: services.put_on_agenda(meeting=meeting, topic=self.topics[2], **by),
            "deliver": lambda: services.deliver_meeting(meeting=meeting, **by),
            "copy agenda": lambda: services.copy_agenda(meeting=meeting, items=[self.earlier], **by),
            "open": self.open,
            "send an observer": lambda: services.add_observer(meeting=meeting, official=inspector(), **by),
            "sign for papers": lambda: services.sign_for(meeting=meeting, **head),
            "hand papers over": lambda: services.record_hand_over(
                meeting=meeting, official=self.other, handed_on=self.town.today, **by
            ),
            "put ad hoc": lambda: services.put_ad_hoc(meeting=meeting, topic=self.topics[2], reason="险情", **by),
            "consent": lambda: services.record_consent(item=self.ad_hoc, agree=2, **by),
            "begin": lambda: services.begin_item(item=item, **by),
            "report": lambda: services.record_report(item=item, reporter=self.chair, text="汇报", **by),
            "end discussion": lambda: services.end_discussion(item=item, **by),
            "announce": lambda: services.announce_result(item=item, text="同意", **by),
            "set aside": lambda: services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **by),
            "stop": lambda: services.raise_stop(item=item, kind=StopKind.STOP, reason="停", **discipline(self.town)),
            "enter small matters": self.enter_anew,
            "close": lambda: services.close_meeting(meeting=meeting, **by),
            "draft minutes": lambda: services.draft_minutes(meeting=meeting, **by),
        }
        if not seats:
            return outside
        opinion = {"seat": away, "text": "先修排水。"}
        return outside | {
            "speak": lambda: services.record_speech(item=item, seat=other, text="说", **by),
            "read out a written opinion": lambda: services.record_written_opinion(item=item, **opinion, **by),
            "state": lambda: services.record_statement(item=item, seat=other, choice=Choice.AGREE, text="", **by),
            "vote": lambda: services.cast_vote(item=item, seat=other, choice=Choice.AGREE, **by),
            "recuse": lambda: services.recuse(item=item, seat=other, reason="亲属", **by),
            "arrive": lambda: services.record_arrival(seat=away, **by),
            "leave": lambda: services.record_departure(seat=other, reason="接访", **by),
            "pass the chair": lambda: services.pass_chair(meeting=meeting, seat=other, reason="接访", **by),
            "sign small matters": lambda: services.sign_off_light_sheet(sheet=sheet, **head),
            "void small matters": lambda: services.void_light_sheet(sheet=sheet, reason="录错", **by),
        }


def is_taken(act: Callable[[], Any]) -> bool:
    """Try it and undo it."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                act()
        except RuleViolation:
            return False
        transaction.set_rollback(True)
    return True


@pytest.mark.parametrize("point", POINTS)
def test_exactly_the_acts_of_the_table_are_taken(town, point):
    at = At(town, point)
    acts = at.acts()
    # Without seats nobody can speak; there is no sheet before there is a meeting.
    assert set(acts) == {act for act in TAKEN if len(acts) == len(TAKEN) or act in acts}
    assert {name for name, act in acts.items() if is_taken(act)} == {
        name for name, points in TAKEN.items() if point in points
    }


def test_each_act_is_taken_somewhere_and_refused_elsewhere():
    assert all(points and points < set(POINTS) for points in TAKEN.values())
