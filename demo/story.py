"""Reaches any point of a decision through the services, as a clerk would. Nothing is set by hand.

The seeded county and the tests tell their stories with it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from decisions import services
from decisions.models import AgendaItem, Meeting, Resolution, Seat, Topic
from decisions.states import Category, Choice, Phase
from foundation.townships.models import Body, Division, Official, User
from foundation.townships.selectors import who_sits
from foundation.townships.states import BodyKind

TWO_DAYS = timedelta(days=2)


@dataclass
class Scene:
    """One unit, its clerk, and a clock that can be moved."""

    division: Division
    clerk: User
    now: datetime = field(default_factory=lambda: timezone.now())
    kind: BodyKind = BodyKind.PARTY_COMMITTEE

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def body(self) -> Body:
        return Body.objects.get(division=self.division, kind=self.kind)

    def sitters(self) -> list[Official]:
        return [sitter.official for sitter in who_sits(self.body, self.today)]

    def topic(self, title: str = "修建文化广场", *, category: Category = Category.PROJECT, **more: Any) -> Topic:
        values: dict[str, Any] = {
            "body": self.body,
            "proposer": self.sitters()[-1],
            "title": title,
            "category": category,
            "content": f"{title}的主要内容。",
            "amount": Decimal("860000.00"),
            "planned_day": self.today + TWO_DAYS,
            "actor": self.clerk,
            "now": self.now,
            **more,
        }
        return services.propose_topic(**values)

    def convened(self, *topics: Topic, days_ahead: int = 2, deliver: bool = True) -> Meeting:
        """A meeting with these topics (one by default), delivered today, for `days_ahead` days from now."""
        day = self.today + timedelta(days=days_ahead)
        meeting = services.convene_meeting(body=self.body, day=day, place="三楼会议室", actor=self.clerk, now=self.now)
        for topic in topics or (self.topic(),):
            services.put_on_agenda(meeting=meeting, topic=topic, actor=self.clerk, now=self.now)
        if deliver:
            services.deliver_meeting(meeting=meeting, actor=self.clerk, now=self.now)
        return meeting

    def opened(self, *topics: Topic, absent: dict[str, str] | None = None, chair: str = "", **more: Any) -> Meeting:
        """The clock moves to the day of the meeting. `absent` maps names to reasons."""
        meeting = self.convened(*topics, **more)
        self.now += meeting.day - self.today
        officials = {official.name: official for official in self.sitters()}
        there = [name for name in officials if name not in (absent or {})]
        return services.open_meeting(
            meeting=meeting,
            chair=officials[chair or there[0]],
            recorder=Official.objects.get(accounts=self.clerk),
            absences={officials[name].pk: reason for name, reason in (absent or {}).items()},
            actor=self.clerk,
            now=self.now,
        )

    def item_at(self, phase: Phase, *topics: Topic, **more: Any) -> AgendaItem:
        """The first item of an opened meeting, at a phase, everybody agreeing so far."""
        item = self.opened(*topics, **more).items.get(position=1)
        return self.bring(item, phase)

    def bring(self, item: AgendaItem, phase: Phase) -> AgendaItem:
        order = list(Phase)
        steps = {
            Phase.WAITING: lambda: services.begin_item(item=item, **self.by),
            Phase.REPORT: lambda: services.record_report(
                item=item, reporter=item.topic.proposer, text="已作说明。", **self.by
            ),
            Phase.DISCUSSION: lambda: services.end_discussion(item=item, **self.by),
            Phase.STATING: lambda: self.everyone_states(item),
        }
        item.refresh_from_db()
        while order.index(Phase(item.phase)) < order.index(phase):
            steps[Phase(item.phase)]()
            item.refresh_from_db()
        return item

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.clerk, "now": self.now}

    def seats(self, item: AgendaItem) -> list[Seat]:
        return list(Seat.objects.filter(meeting=item.meeting, votes=True).order_by("stage", "rank"))

    def seat(self, item: AgendaItem, name: str) -> Seat:
        return Seat.objects.get(meeting=item.meeting, official__name=name)

    def able(self, item: AgendaItem) -> list[Seat]:
        out = set(item.recusals.values_list("seat", flat=True)) | set(item.late_arrivals.values_list("seat", flat=True))
        return [seat for seat in self.seats(item) if seat.present and seat.pk not in out]

    def state(self, item: AgendaItem, seat: Seat, choice: Choice = Choice.AGREE, text: str = ""):
        return services.record_statement(item=item, seat=seat, choice=choice, text=text, **self.by)

    def vote(self, item: AgendaItem, seat: Seat, choice: Choice = Choice.AGREE):
        return services.cast_vote(item=item, seat=seat, choice=choice, **self.by)

    def everyone_states(self, item: AgendaItem, choice: Choice = Choice.AGREE) -> None:
        said = set(item.statements.filter(void=None).values_list("seat", flat=True))
        for seat in self.able(item):
            if seat.pk not in said:
                self.state(item, seat, choice)

    def everyone_votes(self, item: AgendaItem, *against: str) -> None:
        voted = set(item.votes.filter(void=None).values_list("seat", flat=True))
        for seat in self.able(item):
            if seat.pk not in voted:
                self.vote(item, seat, Choice.OPPOSE if seat.official.name in against else Choice.AGREE)

    def resolution(self, *topics: Topic, against: tuple[str, ...] = (), **more: Any) -> Resolution:
        item = self.item_at(Phase.VOTING, *topics, **more)
        self.everyone_votes(item, *against)
        return services.announce_result(item=item, text="同意实施。", **self.by)
