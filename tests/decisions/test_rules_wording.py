"""Every refusal in words: what it is about, why, what to do instead, and on what ground."""

import ast
from datetime import date
from pathlib import Path

import pytest

from decisions import rules, services
from decisions.models import AgendaItem, Meeting, Seat, Statement, Topic, Vote
from decisions.sitting import Sitting
from decisions.states import SET_ASIDE, Category, Choice, MeetingState, Outcome, Phase, Stage, TopicState
from disclosure.models import Draft
from foundation.refs import Ref
from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.values import Value
from foundation.townships.models import Body, Official
from foundation.violations import RuleViolation
from tests.decisions.refusals import in_good_chinese
from tests.foundation.wording import words

DAY = date(2026, 3, 5)
NOBODY_CONFIRMED = "按本县规定(待县确认)"


def value(code: str) -> Value:
    default = DEFAULTS[code]
    return Value(code, default.title, default.text, default.unit, default.basis)


class Room:
    """A meeting of three that nobody saved: 甲一 last, 甲二 and 甲三 before him, 甲三 absent."""

    def __init__(self) -> None:
        self.body = Body(pk=1, name="党委会", kind="party_committee")
        self.other = Body(pk=2, name="党政联席会", kind="joint_meeting")
        self.topic = Topic(pk=1, title="修桥", body=self.body, category=Category.PROJECT, state=TopicState.DECIDED)
        self.meeting = Meeting(pk=1, body=self.body, day=DAY)
        self.item = AgendaItem(meeting=self.meeting, topic=self.topic, phase=Phase.VOTING)
        self.last, self.member, self.away = (
            Seat(
                pk=number,
                meeting=self.meeting,
                official=Official(pk=number, name=f"甲{sign}", county="320831", township="320831101"),
                stage=Stage.LAST if number == 1 else Stage.MEMBERS,
                votes=True,
                present=number != 3,
            )
            for number, sign in ((1, "一"), (2, "二"), (3, "三"))
        )
        self.sitting = Sitting(self.item, [self.last, self.member, self.away])

    def at(self, phase: Phase) -> "Room":
        self.item.phase = phase
        return self

    def stated(self, seat: Seat) -> "Room":
        self.sitting.statements[seat.pk] = Statement(pk=seat.pk, seat=seat, choice=Choice.AGREE)
        return self

    def voted(self, seat: Seat) -> "Room":
        self.sitting.votes[seat.pk] = Vote(pk=seat.pk, seat=seat, choice=Choice.AGREE)
        return self


def with_meeting(state: MeetingState) -> Meeting:
    return Meeting(day=DAY, state=state)


def voided(room: Room) -> RuleViolation | None:
    return rules.stands({}, Vote(pk=9, seat=room.last))


#: Code → (what provokes it, the field, whether a regulation stands behind it).
UNSAVED = {
    "right_body": (lambda r: rules.right_body(Category.PERSONNEL, r.other), "body", True),
    "past_day": (lambda r: rules.day_not_past(date(2026, 3, 4), DAY, "day"), "day", False),
    "meeting_has_opened": (lambda r: rules.still_convened(with_meeting(MeetingState.OPEN)), "", False),
    "other_body": (lambda r: rules.topic_is_free(r.topic, Meeting(body=r.other)), "topic", True),
    "topic_decided": (lambda r: rules.topic_is_open(Topic(title="一", state=TopicState.DECIDED)), "", False),
    "topic_taken": (lambda r: rules.topic_is_free(r.topic, r.meeting), "topic", False),
    "other_day": (lambda r: rules.opens_on_its_day(r.meeting, date(2026, 3, 6)), "", True),
    "chair_absent": (lambda r: rules.chair_is_present(r.away.official, [r.last.official]), "chair", False),
    "other_unit": (
        lambda r: rules.of_this_unit(
            Official(name="乙一", county="320832"), r.last.official.scope, "汇报人", "reporter"
        ),
        "reporter",
        False,
    ),
    "not_given": (lambda r: rules.is_given(" ", "理由", "reason"), "reason", True),
    "meeting_open": (lambda r: rules.meeting_open(with_meeting(MeetingState.CLOSED)), "", True),
    "phase": (lambda r: rules.in_phase(r.item, Phase.STATING, Phase.DISCUSSION), "", True),
    "move": (lambda r: rules.move_allowed(Phase.WAITING, Phase.VOTING), "", True),
    "quorum": (lambda r: rules.quorum(Sitting(r.item, [r.last, r.away]), value("decisions.quorum")), "", True),
    "quorate": (lambda r: rules.quorum_is_missing(r.sitting, value("decisions.quorum")), "outcome", False),
    "no_voice": (lambda r: rules.has_a_voice(r.sitting, r.away), "seat", True),
    "may_not_speak": (lambda r: rules.may_speak(r.sitting, r.away), "seat", True),
    "last_word": (lambda r: rules.in_turn(r.sitting, r.last), "seat", True),
    "once": (lambda r: rules.once_each(r.voted(r.member).sitting, r.member), "seat", True),
    "closed": (lambda r: rules.can_void(r.at(Phase.CLOSED).sitting, r.member, Phase.VOTING), "", True),
    "void_too_late": (lambda r: rules.can_void(r.voted(r.last).sitting, r.member, Phase.VOTING), "", True),
    "recusal_after_vote_began": (lambda r: rules.can_recuse(r.sitting, r.away), "seat", True),
    "recusal_too_late": (
        lambda r: rules.can_recuse(r.at(Phase.STATING).stated(r.member).sitting, r.member),
        "seat",
        True,
    ),
    "everyone_has_voted": (lambda r: rules.everyone_has_voted(r.sitting), "", True),
    "outcome": (lambda r: rules.outcome_sets_aside(Outcome.ADOPTED, SET_ASIDE), "outcome", True),
    "void_already": (voided, "", True),
    "recused_already": (
        lambda r: rules.not_recused_yet(r.sitting, Seat(meeting_id=2, official=r.away.official)),
        "seat",
        True,
    ),
    "present_already": (lambda r: rules.was_absent(r.member), "seat", False),
    "vote_begun": (lambda r: rules.vote_not_begun(r.item, Outcome.DEFERRED), "outcome", True),
    "meeting_not_closed": (lambda r: rules.meeting_closed(r.meeting), "", True),
    "personnel_stays_inside": (lambda r: rules.not_personnel(Topic(category=Category.PERSONNEL)), "", True),
}
#: These look into the database.
SAVED = {
    "empty_agenda": ("", False),
    "one_item_at_a_time": ("", True),
    "items_open": ("", False),
    "delivery": ("", True),
    "minutes_issued": ("", True),
    "notice_recounted": ("", True),
}


def codes_of_the_module() -> set[str]:
    """The first argument of every `RuleViolation(...)` in the files of the rules."""
    trees = [ast.parse(path.read_text()) for path in Path(rules.__path__[0]).glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "RuleViolation"]
    return {call.args[0].value for call in named}


def check(violation: RuleViolation | None, code: str, field: str, *, based: bool) -> None:
    assert violation is not None
    assert violation.code == f"decisions.{code}"
    assert in_good_chinese(violation.message), violation.message
    assert violation.field == field
    assert (violation.basis is not None) == based
    if based:
        # Nobody has read any of these against its text: no citation is printed.
        assert words(violation.basis) == NOBODY_CONFIRMED
        assert violation.basis.text not in str(violation)
        assert words(str(violation)).endswith(f"({NOBODY_CONFIRMED})")


def test_every_code_of_the_rules_is_judged_here():
    assert codes_of_the_module() == {f"decisions.{code}" for code in {**UNSAVED, **SAVED}}


@pytest.mark.parametrize("code", UNSAVED)
def test_each_refusal_names_the_thing_the_reason_and_the_remedy(code):
    provoke, field, based = UNSAVED[code]
    check(provoke(Room()), code, field, based=based)


def test_the_refusals_that_look_into_the_database_do_so_as_well(town):
    empty = services.convene_meeting(body=town.body, day=town.today, place="室", **town.by)
    meeting = town.opened(town.topic("一"), town.topic("二"), days_ahead=0)
    first, second = meeting.items.order_by("position")
    AgendaItem.objects.filter(pk=first.pk).update(phase=Phase.REPORT)
    late = rules.delivery(second, Sitting.of(second).due(), rules.delivery_parameter(meeting))
    saved = {
        "empty_agenda": rules.agenda_not_empty(empty),
        "one_item_at_a_time": rules.one_item_at_a_time(second),
        "items_open": rules.every_item_closed(meeting),
        "delivery": late,
    }
    for item in (first, second):
        services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    services.close_meeting(meeting=meeting, **town.by)
    services.issue_minutes(meeting=meeting, **town.by)
    saved["minutes_issued"] = rules.minutes_not_issued(Ref.of(meeting))
    resolution = town.resolution(town.topic("三"))
    short = Draft(prepared_at=town.now, object_until=resolution.decided_on)
    saved["notice_recounted"] = rules.notice_is_whole(resolution, short)
    assert rules.notice_is_whole(resolution, Draft(prepared_at=town.now)) is None
    assert set(saved) == set(SAVED)
    for code, violation in saved.items():
        field, based = SAVED[code]
        check(violation, code, field, based=based)


def test_a_closed_item_says_so_when_it_is_touched():
    room = Room().at(Phase.CLOSED)
    check(rules.not_closed(room.item), "closed", "", based=True)


def test_who_is_in_the_room_speaks():
    room = Room()
    assert rules.may_speak(room.sitting, room.member) is None


def test_a_seat_of_another_meeting_has_no_voice():
    room, stranger = Room(), Seat(pk=9, official=Official(name="乙九"), votes=True, present=True)
    check(rules.has_a_voice(room.sitting, stranger), "no_voice", "seat", based=True)
    assert rules.may_speak(room.sitting, stranger) is not None


def test_the_rules_are_silent_when_nothing_is_wrong():
    room = Room().at(Phase.STATING)
    assert rules.right_body(Category.PERSONNEL, room.body) is None
    assert rules.right_body(Category.PROJECT, room.other) is None
    assert rules.day_not_past(DAY, DAY, "day") is None
    assert rules.has_a_voice(room.sitting, room.member) is None
    assert rules.in_turn(room.sitting, room.member) is None
    assert rules.in_turn(room.stated(room.member).sitting, room.last) is None
    assert rules.can_void(room.sitting, room.member, Phase.STATING) is None
    assert rules.can_recuse(room.sitting, room.away) is None
    assert rules.not_recused_yet(room.sitting, room.away) is None
    assert rules.was_absent(room.away) is None
    assert rules.not_closed(room.item) is None
    assert rules.vote_not_begun(room.item, Outcome.DEFERRED) is None
    assert rules.not_personnel(room.topic) is None


@pytest.mark.parametrize("code", ["decisions.quorum", "decisions.delivery_days", "decisions.majority"])
def test_a_number_prints_its_basis_like_any_other_rule(code):
    assert words(value(code).basis) == NOBODY_CONFIRMED
