"""A clerk who tries everything in any order, and what must hold after every single step.

What is expected is worked out from the rows alone (`loops.py`), not with the rules of the room.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from decisions import services
from decisions.models import AgendaItem, BallotCount, Meeting, Resolution, Seat, Statement, Stop, Topic, Vote
from decisions.states import Category, Choice, Outcome, Phase, StopAnswerKind, StopKind
from demo.story import ENTRY_OF
from disclosure.models import Draft, Publication
from disclosure.services import publish
from foundation.ledger.models import LedgerEntry
from foundation.ledger.verification import first_bad_entry
from foundation.townships.models import Division, Official, Tenure, User
from foundation.townships.states import BodyKind
from foundation.violations import RuleViolation
from tests.cast import JINNAN
from tests.decisions.crowds import add_member, leave
from tests.decisions.desk_deeds import DESK_DEEDS, Desk, check_motions, check_receipts, check_sheets
from tests.decisions.loops import CURRENT, Picture
from tests.decisions.scenes import Scene, scene
from tests.decisions.verbs import prepared

DAY = timedelta(days=1)
STREAM = JINNAN[:9]
#: How often each deed is tried, of all together.
DEEDS = {
    "go_on": 6,
    "take_a_position": 6,
    "void": 4,
    "recuse": 3,
    "arrive": 3,
    "leave": 2,
    "pass_the_chair": 1,
    "count_the_ballots": 3,
    "stop": 2,
    "announce": 2,
    "set_aside": 2,
    "speak": 1,
    "step_out_of_phase": 1,
    "convene_and_open": 1,
    "prepare_a_meeting": 3,
    "follow_up": 3,
    "time_goes_on": 1,
    "people_change": 1,
    **DESK_DEEDS,
}


@dataclass(frozen=True)
class Drawn:
    """What chance gave for one deed. A number stands for one of the things that are there."""

    one: int
    other: int
    choice: Choice

    def of(self, things: Any, number: int | None = None) -> Any:
        found = list(things)
        return found[(self.one if number is None else number) % len(found)] if found else None


numbers = st.integers(min_value=0, max_value=60)
drawn = st.builds(Drawn, one=numbers, other=numbers, choice=st.sampled_from(list(Choice)))


#: What somebody does from his seat.
NEEDS_A_SEAT = {"speak", "take_a_position", "recuse", "arrive", "leave", "pass_the_chair", "count_the_ballots", "stop"}


class Room(Desk, RuleBasedStateMachine):
    """Mostly small bodies: they come to an end soon, so that much happens in few steps."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.town: Scene = scene(Division.objects.get(code=JINNAN), "clerk.jinnan")
        self.titles = 0
        self.sat: dict[int, set[int]] = {}
        self.frozen: dict[int, dict[str, Any]] = {}
        self.ended: dict[int, list[tuple]] = {}

    def teardown(self) -> None:
        try:
            # A link once broken stays broken, so the end is early enough.
            assert first_bad_entry(STREAM) is None
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @initialize(
        kind=st.sampled_from(
            ["head_meeting", "discipline_committee", "head_meeting", "discipline_committee", "party_committee"]
        ),
        absent=st.sets(st.integers(0, 8), max_size=3),
        category=st.sampled_from([Category.PROJECT, Category.PERSONNEL]),
        phase=st.sampled_from([Phase.REPORT, Phase.STATING, Phase.VOTING]),
    )
    def the_room_is_open(self, kind: str, absent: set[int], category: Category, phase: Phase) -> None:
        self.town.kind = BodyKind(kind)
        topics = [self._propose(category=category if kind == "party_committee" else Category.PROJECT), self._propose()]
        self._open_new(topics, absent)
        with suppress(RuleViolation):
            self.town.bring(AgendaItem.objects.earliest("pk"), phase)

    @rule(what=st.sampled_from([name for name, times in DEEDS.items() for _time in range(times)]), drawn=drawn)
    def do(self, what: str, drawn: Drawn) -> None:
        """One rule for all: of many, Hypothesis leaves some out in each run."""
        if what in NEEDS_A_SEAT and not Seat.objects.exists():
            # The chair was among the absent, so no meeting has opened yet.
            what = "go_on"
        getattr(self, what)(drawn)

    def attempt(self, name: str, work: Callable[[], Any]) -> Any:
        """Do it, or be refused by a rule and leave no trace."""
        before = LedgerEntry.objects.filter(stream=STREAM).count()
        try:
            result = work()
        except RuleViolation as refusal:
            event(f"{name}: {refusal.code}")
            assert LedgerEntry.objects.filter(stream=STREAM).count() == before
            return None
        event(f"{name}: done")
        return result

    # Before the meeting ---------------------------------------------------------------------------

    def _propose(self, **more: Any) -> Topic:
        self.titles += 1
        return self.town.topic(f"议题{self.titles}", proposer=Official.objects.get(name="丁一"), **more)

    def prepare_a_meeting(self, drawn: Drawn) -> None:
        """Any step of the office, on anything that is there."""
        topic = drawn.of(Topic.objects.order_by("state", "pk"))
        meeting = drawn.of(Meeting.objects.filter(state="convened").order_by("pk"), drawn.other)
        day = self.town.today + (drawn.other % 5 - 1) * DAY
        steps: dict[str, Callable[[], Any]] = {
            "propose": lambda: self._propose(category=drawn.of(ENTRY_OF, drawn.other), planned_day=day),
            "convene": lambda: services.convene_meeting(body=self.town.body, day=day, place="三楼", **self.town.by),
        }
        if meeting:
            steps["agenda"] = lambda: services.put_on_agenda(meeting=meeting, topic=topic, **self.town.by)
            steps["deliver"] = lambda: services.deliver_meeting(meeting=meeting, **self.town.by)
            steps["reschedule"] = lambda: services.reschedule_meeting(meeting=meeting, day=day, **self.town.by)
            steps["open"] = lambda: self._open(meeting, {drawn.one % 9})
        what = drawn.of(steps)
        self.attempt(what, steps[what])

    def convene_and_open(self, drawn: Drawn) -> None:
        """Everything up to the opening in one go, told in time or a day too late."""
        waiting = list(Topic.objects.filter(state="pool", body=self.town.body))
        self._open_new([*waiting[:1], self._propose()], {drawn.one % 9}, days=1 + bool(drawn.other % 4))

    def _open_new(self, topics: list[Topic], absent: set[int], *, days: int = 2) -> None:
        meeting = self.town.convened(*topics, days_ahead=days)
        self.town.now += days * DAY
        self.attempt("open", lambda: self._open(meeting, absent))

    def _open(self, meeting: Meeting, absent: set[int]) -> Meeting:
        sitters = self.town.sitters()
        absences = {person.pk: "出差" for number, person in enumerate(sitters) if number in absent}
        chair = next((person for person in sitters if person.pk not in absences), sitters[0])
        today = set(
            Tenure.objects.filter(post__seats__body=meeting.body_id, start__lte=meeting.day)
            .exclude(end__lt=meeting.day)
            .values_list("official_id", flat=True)
        )
        opened = services.open_meeting(
            meeting=meeting, chair=chair, recorder=sitters[0], absences=absences, **self.town.by
        )
        self.sat[meeting.pk] = today
        return opened

    # In the room ----------------------------------------------------------------------------------

    def item(self, drawn: Drawn) -> AgendaItem:
        """Mostly the item that is being dealt with, now and then any other."""
        current = AgendaItem.objects.filter(phase__in=CURRENT, meeting__state="open").order_by("-pk")
        return (drawn.of(current) if drawn.one % 6 else None) or drawn.of(AgendaItem.objects.order_by("-pk"))

    def seat(self, item: AgendaItem, drawn: Drawn) -> Seat:
        """Mostly a seat of the item's meeting."""
        seats = item.meeting.seats.order_by("stage", "pk")
        mine = drawn.of(seats, drawn.other) if drawn.other % 9 else None
        return mine or drawn.of(Seat.objects.order_by("pk"), drawn.other)

    def go_on(self, drawn: Drawn) -> None:
        """What a good clerk does next: one step, or the next few who are in turn."""
        items = AgendaItem.objects.filter(meeting__state="open")
        item = drawn.of(items.filter(phase__in=CURRENT)) or drawn.of(items.filter(phase="waiting"))
        if item is None:
            return self.convene_and_open(drawn)
        if item.phase in ("waiting", "report", "discussion"):
            return self._step(item, item.phase)
        picture = Picture()
        if not picture.missing(item.pk, item.phase):
            return self.announce(drawn)
        for seat in sorted(picture.missing(item.pk, item.phase), key=lambda seat: seat.stage)[: 1 + drawn.other % 9]:
            self._take(item.phase, item, seat, drawn.choice)
        return None

    def step_out_of_phase(self, drawn: Drawn) -> None:
        self._step(self.item(drawn), drawn.of(["waiting", "report", "discussion"], drawn.other))

    def _step(self, item: AgendaItem, phase: str) -> None:
        steps: dict[str, Callable[[], Any]] = {
            "waiting": lambda: services.begin_item(item=item, **self.town.by),
            "report": lambda: services.record_report(
                item=item, reporter=item.topic.proposer, text="汇报", **self.town.by
            ),
            "discussion": lambda: services.end_discussion(item=item, **self.town.by),
        }
        self.attempt(f"from {phase}", steps[phase])

    def speak(self, drawn: Drawn) -> None:
        item = self.item(drawn)
        seat = self.seat(item, drawn)
        self.attempt("speech", lambda: services.record_speech(item=item, seat=seat, text="说", **self.town.by))

    def take_a_position(self, drawn: Drawn) -> None:
        """Of anybody, mostly in the phase that the item has reached."""
        item = self.item(drawn)
        wrong = drawn.one % 5 == 0
        self._take(
            "voting" if (item.phase == "voting") != wrong else "stating", item, self.seat(item, drawn), drawn.choice
        )

    def _take(self, phase: str, item: AgendaItem, seat: Seat, choice: Choice) -> None:
        expected = Picture().may_take(item.pk, seat, phase)
        verb = self.town.state if phase == "stating" else self.town.vote
        if choice == Choice.POSTPONE and item.topic.category != "personnel":
            expected = False
        done = self.attempt(phase, lambda: verb(item, seat, choice))
        assert (done is not None) == expected, f"{seat} in {item}: expected {expected}"

    def void(self, drawn: Drawn) -> None:
        """Mostly one of the newest."""
        rows = [*Vote.objects.order_by("-pk")[:8], *Statement.objects.order_by("-pk")[: 2 + drawn.one % 8]]
        if row := drawn.of(rows, drawn.one // 3):
            name = row._meta.model_name
            verb = getattr(services, f"void_{name}")
            expected = Picture().may_void(row, "stating" if name == "statement" else "voting")
            done = self.attempt(f"void {name}", lambda: verb(**{name: row}, reason="录错", **self.town.by))
            assert (done is not None) == expected

    def recuse(self, drawn: Drawn) -> None:
        item = self.item(drawn)
        seat = self.seat(item, drawn)
        expected = Picture().may_recuse(item.pk, seat)
        done = self.attempt("recuse", lambda: services.recuse(item=item, seat=seat, reason="亲属", **self.town.by))
        assert (done is not None) == expected

    def arrive(self, drawn: Drawn) -> None:
        absent = Seat.objects.filter(present=False, meeting__state="open")
        seat = drawn.of(absent) or drawn.of(Seat.objects.order_by("-pk"))
        expected = not seat.present and seat.meeting.state == "open"
        done = self.attempt("arrive", lambda: services.record_arrival(seat=seat, **self.town.by))
        assert (done is not None) == expected

    def leave(self, drawn: Drawn) -> None:
        seat = self.seat(self.item(drawn), drawn)
        meeting = seat.meeting
        expected = seat.present and meeting.state == "open" and meeting.chair_id != seat.official_id
        done = self.attempt("leave", lambda: services.record_departure(seat=seat, reason="接访", **self.town.by))
        assert (done is not None) == expected

    def pass_the_chair(self, drawn: Drawn) -> None:
        seat = self.seat(self.item(drawn), drawn)
        meeting = seat.meeting
        free = seat.present and seat.votes and meeting.chair_id != seat.official_id
        done = self.attempt(
            "chair", lambda: services.pass_chair(meeting=meeting, seat=seat, reason="接访", **self.town.by)
        )
        assert (done is not None) == (free and meeting.state == "open")

    def count_the_ballots(self, drawn: Drawn) -> None:
        """By two who may or may not; now and then the count is taken back."""
        item, picture = self.item(drawn), Picture()
        if drawn.one % 4 == 0 and (count := BallotCount.objects.order_by("-pk").first()):
            open_still = count.item.phase == "voting" and picture.counts.get(count.item_id) == count
            done = self.attempt("recount", lambda: services.void_ballots(count=count, reason="错", **self.town.by))
            assert (done is not None) == open_still
            return
        seats = list(item.meeting.seats.order_by("stage", "pk"))
        if not seats:
            return
        tellers = drawn.of(seats), drawn.of(seats, drawn.one + 1 + drawn.other % 3)
        able = len(picture.able(item.pk))
        against = min(able, drawn.other % 3)
        numbers = {"handed_out": able, "returned": able, "valid": able, "agree": able - against, "oppose": against}
        done = self.attempt(
            "ballots",
            lambda: services.count_ballots(
                item=item, **numbers, abstain=0, teller=tellers[0], second_teller=tellers[1], **self.town.by
            ),
        )
        assert (done is not None) == picture.may_count(item.pk, tellers)

    def stop(self, drawn: Drawn) -> None:
        """The discipline secretary stops or lifts, the chair answers."""
        by = {"actor": User.objects.get(username="discipline.jinnan"), "now": self.town.now}
        item, stop = self.item(drawn), Stop.objects.order_by("-pk").first()
        if stop is None or drawn.one % 3 == 0:
            kind = drawn.of(StopKind, drawn.other)
            done = self.attempt("stop", lambda: services.raise_stop(item=item, kind=kind, reason="没有预告", **by))
            assert (done is not None) == (item.phase in CURRENT)
        elif drawn.one % 3 == 1:
            kind = drawn.of(StopAnswerKind, drawn.other)
            answer = lambda: services.answer_stop(stop=stop, kind=kind, text="按程序", **self.town.by)  # noqa: E731
            self.attempt("answer", answer)
        else:
            self.attempt("lift", lambda: services.lift_stop(stop=stop, reason="已补正", **by))

    def announce(self, drawn: Drawn) -> None:
        item, picture = self.item(drawn), Picture()
        taken = dict.fromkeys(Seat.objects.values_list("pk", flat=True), "已说明")
        done = self.attempt(
            "announce", lambda: services.announce_result(item=item, text="决定", taken_up=taken, **self.town.by)
        )
        assert (done is not None) == picture.may_announce(item.pk)
        if done:
            self._check_result(done, len(picture.due(item.pk)))

    def _check_result(self, made: Resolution, due: int) -> None:
        voices = [vote.choice for vote in Vote.objects.filter(item=made.item_id, void=None)]
        if made.secret:
            count = BallotCount.objects.get(item=made.item_id, void=None)
            voices = ["agree"] * count.agree + ["oppose"] * count.oppose
        agree, half = voices.count("agree"), due // 2 + 1
        against = [voices.count(choice) for choice in ("oppose", "abstain", "postpone")]
        told = (made.due, made.agree, made.oppose, made.abstain, made.postpone, made.absent)
        assert told == (due, agree, *against, due - len(voices))
        assert (made.needed, made.outcome) == (half, "adopted" if agree >= half else "rejected")
        assert made.present == len(voices)
        self.frozen[made.pk] = Resolution.objects.filter(pk=made.pk).values().get()

    def set_aside(self, drawn: Drawn) -> None:
        item, outcome = self.item(drawn), drawn.of([*Outcome, Outcome.INQUORATE], drawn.other)
        act = lambda: services.set_aside_item(item=item, outcome=outcome, reason="再议", **self.town.by)  # noqa: E731
        self.attempt("set aside", act)

    # After the meeting, and meanwhile -------------------------------------------------------------

    def follow_up(self, drawn: Drawn) -> None:
        meeting = drawn.of(Meeting.objects.order_by("-pk"), drawn.other)
        resolution, draft = drawn.of(Resolution.objects.all(), drawn.other), drawn.of(Draft.objects.all(), drawn.other)
        reviewer = User.objects.get(username="reviewer.jinnan")
        steps: dict[str, Callable[[], Any]] = {
            "close": lambda: services.close_meeting(meeting=meeting, **self.town.by),
            "minutes": lambda: services.draft_minutes(meeting=meeting, **self.town.by),
        }
        if resolution:
            steps["prepare"] = lambda: prepared(self.town, resolution)
        if draft:
            steps["publish"] = lambda: publish(draft=draft, reviewer=reviewer, now=self.town.now)
        what = drawn.of(steps)
        self.attempt(what, steps[what])

    def time_goes_on(self, drawn: Drawn) -> None:
        self.town.now += timedelta(hours=drawn.of([1, 5, 24, 48]))

    def people_change(self, drawn: Drawn) -> None:
        """Somebody joins the body tomorrow, or leaves it today; never the last two."""
        sitters = self.town.sitters()
        if drawn.other % 2:
            add_member(self.town, f"丁新{drawn.one}", start=self.town.today + DAY)
        elif len(sitters) > 2:
            leave(self.town, sitters[1 + drawn.one % (len(sitters) - 1)].name, end=self.town.today)

    # What must hold -------------------------------------------------------------------------------

    @invariant()
    def the_room_is_in_order(self) -> None:
        picture = Picture()
        picture.check()
        for pk, item in picture.items.items():
            if item.phase == "closed":
                # No word, no void after the end.
                assert self.ended.setdefault(pk, picture.words[pk]) == picture.words[pk]
        seats: dict[int, set[int]] = {}
        for seat in picture.seats.values():
            seats.setdefault(seat.meeting_id, set()).add(seat.official_id)
        assert seats == self.sat, "only the seats of that day"
        resolutions = {row["id"]: row for row in Resolution.objects.values()}
        assert resolutions == self.frozen, "no resolution changes, none comes from nowhere"
        self._check_topics(picture, [(row["topic_id"], row["id"]) for row in resolutions.values()])
        check_receipts()
        check_motions()
        check_sheets()

    def _check_topics(self, picture: Picture, resolutions: list[tuple[int, int]]) -> None:
        """In the pool, on one agenda, decided once or public: as the items, resolutions and publications say."""
        public = set(Publication.objects.values_list("draft__source", flat=True))
        for topic, state in Topic.objects.values_list("pk", "state"):
            items = [item for item in picture.items.values() if item.topic_id == topic]
            made = [f"decisions.resolution:{pk}" for of, pk in resolutions if of == topic]
            here = sum(item.phase != "closed" for item in items)
            assert len(made) == sum(item.outcome in ("adopted", "rejected") for item in items) <= 1
            if made:
                assert (state, here) == ("published" if made[0] in public else "decided", 0)
            else:
                assert (state, here) in (("on_agenda", 1), ("pool", 0))
