"""Reaches any point of a decision through the services, as a clerk would. Nothing is set by hand.

The seeded county and the tests tell their stories with it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from django.utils import timezone

from decisions import services
from decisions.models import AgendaItem, BallotCount, Charge, Meeting, PriorTalk, Resolution, Seat, SignOff, Topic
from decisions.signers import Signers
from decisions.sitting import Sitting
from decisions.states import OUTSIDE, Answer, Category, Choice, Duty, Phase, Stage, Step, TopicState
from foundation.documents import services as papers
from foundation.documents.kinds import MINUTES
from foundation.documents.models import Draft, Paper
from foundation.documents.subjects import signers_of
from foundation.townships.models import Body, Division, Official, User
from foundation.townships.selectors import who_sits
from foundation.townships.states import BodyKind
from powers.models import DirectoryEntry
from powers.selectors import entry_named

TWO_DAYS = timedelta(days=2)
#: The entry of the county's model that stands for each of the four.
ENTRY_OF = {
    Category.MAJOR_DECISION: "superior_orders",
    Category.PERSONNEL: "appointment",
    Category.PROJECT: "works",
    Category.LARGE_SUM: "large_payment",
}


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

    def topic(
        self,
        title: str = "修建文化广场",
        *,
        entry: str = "",
        category: Category = Category.PROJECT,
        signed: bool = True,
        classified: bool = False,
        **more: Any,
    ) -> Topic:
        """A topic whose sheet was signed on paper, so that it waits for its meeting.

        The party committee's comes from the directory: `entry` is its code there, else one of the category. Any other
        body's is outside of the directory and has no sum.
        """
        listed = self.kind == BodyKind.PARTY_COMMITTEE and "body" not in more
        body = None if listed else more.pop("body", self.body)
        proposal = services.Proposal(
            title="" if classified else title,
            content="" if classified else more.pop("content", f"{title}的主要内容。"),
            amount=None if classified else more.pop("amount", Decimal("860000.00") if listed else None),
            planned_day=more.pop("planned_day", self.today + TWO_DAYS),
            leader=more.pop("leader", self.sitters()[-1]),
            classified=classified,
        )
        values: dict[str, Any] = {
            "entry": self.entry(entry or ENTRY_OF[category]) if listed else None,
            "unit": body.division if body else self.division,
            "body": body,
            "proposer": self.sitters()[-1],
            "proposal": proposal,
            **self.by,
            **more,
        }
        topic = services.propose_topic(**values)
        if signed and topic.state == TopicState.PROPOSED:
            self.sign(topic)
            topic.refresh_from_db()
        return topic

    def entry(self, code: str) -> DirectoryEntry:
        return cast(DirectoryEntry, entry_named(code, self.division, self.today))

    def sign(self, topic: Topic, *steps: Step) -> None:
        """The sheet as it was signed on paper, up to the screening; `steps` are those that it still needs."""
        wanted = steps or topic.asked
        if Step.TALK in wanted:
            self.talk(topic)
        if Step.LEGALITY in wanted and not Signers(self.today).of(topic, Step.LEGALITY):
            self.charge(self.sitters()[-1], Duty.LEGALITY)
        lines = [self.line(topic, step) for step in wanted if step != Step.TALK]
        services.record_sheet(topic=topic, lines=lines, paper="呈报单原件存党政办", **self.by)

    def account(self, role: str) -> User:
        """The account of the unit that begins with this word, as `member` in `member.jinnan`."""
        return User.objects.get(username=f"{role}.{self.clerk.username.split('.')[1]}")

    def signs(self, topic: Topic, step: Step, role: str, answer: Answer = Answer.AGREE, opinion: str = "") -> SignOff:
        """By somebody's own login."""
        return services.sign_topic(
            topic=topic, step=step, answer=answer, opinion=opinion, actor=self.account(role), now=self.now
        )

    def line(self, topic: Topic, step: Step, answer: Answer = Answer.AGREE, opinion: str = "") -> services.Line:
        if step in OUTSIDE:
            return services.Line(
                step, self.today, None, "县司法局" if step == Step.FAIR_COMPETITION else "专家组", answer, opinion
            )
        return services.Line(step, self.today, Signers(self.today).of(topic, step)[0], "", answer, opinion)

    def talk(self, topic: Topic, views: str = "均表示同意上会。") -> PriorTalk:
        """The secretary has talked with the first deputy, and notes it himself."""
        circle = self.sitters()[:3]
        actor = User.objects.get(official=circle[0])
        return services.note_talk(topic=topic, day=self.today, circle=circle, views=views, actor=actor, now=self.now)

    def charge(self, official: Official, duty: Duty) -> Charge:
        return services.give_charge(
            unit=self.division,
            duty=duty,
            official=official,
            paper="书面委托",
            start=self.today - timedelta(days=60),
            end=None,
            **self.by,
        )

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

    # Papers --------------------------------------------------------------------------------------

    @property
    def reviewer(self) -> User:
        """Who checks what the clerk drafts."""
        return User.objects.get(username=f"reviewer.{self.clerk.username.partition('.')[2]}")

    def signer(self, draft: Draft) -> User:
        """Somebody who may sign a draft, with an account of his own."""
        signers = signers_of(draft.thing, draft.body, self.today)
        accounts = {user.official_id: user for user in User.objects.filter(official__in=signers).order_by("-pk")}
        return next(accounts[one.pk] for one in signers if one.pk in accounts)

    def submitted(self, draft: Draft) -> Draft:
        return papers.submit_draft(draft=draft, version=draft.version, **self.by)

    def checked(self, draft: Draft) -> Draft:
        """Submitted and checked."""
        draft = self.submitted(draft)
        return papers.check_draft(draft=draft, version=draft.version, actor=self.reviewer, now=self.now)

    def signed(self, draft: Draft) -> Draft:
        """Checked and signed by a click: it has its paper."""
        draft = self.checked(draft)
        papers.sign_draft(draft=draft, version=draft.version, actor=self.signer(draft), now=self.now)
        draft.refresh_from_db()
        return draft

    def issued(self, draft: Draft) -> Draft:
        draft = self.signed(draft)
        return papers.issue_draft(draft=draft, version=draft.version, **self.by)

    def minutes(self, meeting: Meeting, kind: str = MINUTES.code) -> Paper:
        """The minutes of a closed meeting, drafted, checked, signed and issued."""
        draft = self.issued(services.draft_minutes(meeting=meeting, kind=kind, **self.by))
        return Paper.objects.get(draft=draft)

    def received(self, paper: Paper) -> None:
        """Everybody who was told of it and has an account has it."""
        for user in User.objects.filter(official__in=paper.receipts.values("official")).order_by("pk"):
            papers.receive_paper(paper=paper, actor=user, now=self.now)

    # Voices --------------------------------------------------------------------------------------

    def everyone_states(self, item: AgendaItem, choice: Choice = Choice.AGREE) -> None:
        said = set(item.statements.filter(void=None).values_list("seat", flat=True))
        for seat in self.able(item):
            if seat.pk not in said:
                self.state(item, seat, choice)

    def count_ballots(self, item: AgendaItem, **choices: int) -> BallotCount:
        """All agree but those given as `oppose`, `abstain` or `postpone`; the last two members are the tellers."""
        able = self.able(item)
        *_others, first, second = [seat for seat in able if seat.stage == Stage.MEMBERS]
        given: dict[str, Any] = {"oppose": 0, "abstain": 0, "postpone": 0, **choices}
        return services.count_ballots(
            item=item,
            handed_out=len(able),
            returned=len(able),
            valid=len(able),
            agree=len(able) - sum(given.values()),
            **given,
            teller=first,
            second_teller=second,
            **self.by,
        )

    def announce(self, item: AgendaItem, text: str = "同意实施。", **more: Any) -> Resolution:
        """Every differing opinion is answered."""
        item.refresh_from_db()
        answers = {seat.pk: "已说明，部分采纳。" for seat in Sitting.of(item).differing()}
        return services.announce_result(item=item, text=text, **{"taken_up": answers, **more}, **self.by)

    def everyone_votes(self, item: AgendaItem, *against: str) -> None:
        item.refresh_from_db()
        if item.secret:
            self.count_ballots(item, oppose=len(against))
            return
        voted = set(item.votes.filter(void=None).values_list("seat", flat=True))
        for seat in self.able(item):
            if seat.pk not in voted:
                self.vote(item, seat, Choice.OPPOSE if seat.official.name in against else Choice.AGREE)

    def resolution(self, *topics: Topic, against: tuple[str, ...] = (), **more: Any) -> Resolution:
        item = self.item_at(Phase.VOTING, *topics, **more)
        self.everyone_votes(item, *against)
        return self.announce(item)
