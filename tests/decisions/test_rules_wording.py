"""Every refusal in words: what it is about, why, what to do instead, and on what ground."""

import ast
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from decisions import rules, services
from decisions.models import (
    AdHocMotion,
    AgendaItem,
    BallotCount,
    Charge,
    Emergency,
    LightSheet,
    LightSignature,
    LightVoid,
    Meeting,
    Procedure,
    Seat,
    SignOff,
    Statement,
    Stop,
    StopAnswer,
    Topic,
    TopicTemplate,
    Vote,
)
from decisions.sheet import Sheet
from decisions.sitting import Sitting
from decisions.states import (
    SET_ASIDE,
    Answer,
    Category,
    Choice,
    Duty,
    MeetingState,
    Motive,
    Outcome,
    Phase,
    Stage,
    Step,
    StopAnswerKind,
    StopKind,
    TopicState,
    Track,
    Way,
)
from disclosure.models import Draft
from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.values import Value
from foundation.townships.models import Body, Division, Official, Post
from foundation.townships.selectors import Sitter
from foundation.townships.states import BodyKind
from foundation.violations import RuleViolation
from powers.models import DirectoryEntry
from powers.selectors import Needs
from tests.decisions.refusals import in_good_chinese
from tests.decisions.verbs import template
from tests.foundation.wording import words

DAY = date(2026, 3, 5)
DAYS = timedelta(days=1)
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

    def stated(self, seat: Seat, choice: Choice = Choice.AGREE) -> "Room":
        self.sitting.statements[seat.pk] = Statement(pk=seat.pk, seat=seat, choice=choice)
        return self

    def secret(self, count: BallotCount | None = None) -> "Room":
        self.item.secret, self.sitting.ballots = True, count
        return self

    def stopped(self, answer: StopAnswerKind | None = None) -> "Room":
        stop = Stop(kind=StopKind.STOP, reason="没有预告")
        if answer:
            stop.answer = StopAnswer(stop=stop, kind=answer)
        self.sitting.stops.append(stop)
        return self

    def voted(self, seat: Seat) -> "Room":
        self.sitting.votes[seat.pk] = Vote(pk=seat.pk, seat=seat, choice=Choice.AGREE)
        return self


def with_meeting(state: MeetingState) -> Meeting:
    return Meeting(day=DAY, state=state)


RULES = Procedure(way=Way.MAJORITY_OF_DUE, chair="secretary", acting_chair="head")


def sitter(seat: Seat, kind: str = "committee_member") -> Sitter:
    return Sitter(official=seat.official, posts=(Post(kind=kind),), acting=False, votes=True)


def townsman() -> Official:
    return Official(name="甲九", division=Division(level="township", county="320831"))


def ballots(**more: int) -> BallotCount:
    return BallotCount(**{"handed_out": 2, "returned": 2, "valid": 2, "agree": 2, "oppose": 0, "abstain": 0, **more})


def reported() -> Topic:
    topic = Topic(title="一")
    topic.emergency = Emergency(topic=topic)
    return topic


def ad_hoc(room: Room) -> AgendaItem:
    return AdHocMotion(item=room.item).item


def signed(sheet: LightSheet) -> LightSheet:
    return LightSignature(sheet=sheet).sheet


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
    "vote_begun": (lambda r: rules.may_end_so(r.sitting, Outcome.WITHDRAWN), "outcome", True),
    "presides": (
        lambda r: rules.presides(r.member.official, [sitter(r.last, "secretary"), sitter(r.member)], {}, RULES),
        "chair",
        True,
    ),
    "chair_leaves": (lambda r: rules.chair_stays(Meeting(chair=r.last.official), r.last), "seat", True),
    "next_chair": (lambda r: rules.takes_the_chair(r.meeting, r.away), "seat", True),
    "not_there": (lambda r: rules.was_present(r.away), "seat", False),
    "no_written_opinion": (lambda r: rules.is_absent(r.sitting, r.member), "seat", True),
    "who_asked": (lambda r: rules.says_who_asked(Motive.ORDERED, " "), "asked_by", True),
    "nothing_to_stop": (lambda r: rules.is_going_on(r.at(Phase.CLOSED).item), "", True),
    "stopped": (lambda r: rules.not_stopped(r.stopped().sitting), "", True),
    "stop_accepted": (lambda r: rules.not_stopped(r.stopped(StopAnswerKind.ENDS).sitting), "", True),
    "stop_answered": (
        lambda r: rules.not_answered_yet(r.stopped(StopAnswerKind.ENDS).sitting.stops[0]),
        "",
        True,
    ),
    "reminder": (
        lambda r: rules.reminder_ends_nothing(Stop(kind=StopKind.REMIND), StopAnswerKind.ENDS),
        "kind",
        True,
    ),
    "stop_lifted": (lambda r: rules.can_lift(Stop(kind=StopKind.REMIND)), "", True),
    "observer_of_county": (lambda r: rules.from_the_county(townsman(), r.meeting), "official", False),
    "other_meeting": (lambda r: rules.is_of_the_meeting(AgendaItem(meeting_id=9), r.meeting), "item", False),
    "not_opened": (lambda r: rules.has_opened(with_meeting(MeetingState.CONVENED)), "text", False),
    "meeting_over": (lambda r: rules.not_over(with_meeting(MeetingState.CLOSED)), "official", False),
    "postpone_personnel_only": (lambda r: rules.choice_is_offered(r.item, Choice.POSTPONE), "choice", True),
    "secret_vote": (lambda r: rules.by_name(r.secret().item), "seat", True),
    "no_hands": (lambda _r: rules.hands_of_members([]), "seats", True),
    "hands_before_last": (lambda r: rules.hands_of_members([r.member, r.last]), "seats", True),
    "recorded_vote": (lambda r: rules.by_ballot(r.item), "", True),
    "counted_already": (lambda r: rules.not_counted_yet(r.secret(BallotCount()).sitting), "", True),
    "count_settled": (lambda r: rules.count_stands(r.secret().sitting, BallotCount(pk=1)), "", True),
    "ballots_handed_out": (
        lambda r: rules.ballots_agree(r.secret().sitting, ballots(handed_out=3)),
        "handed_out",
        True,
    ),
    "ballots_returned": (lambda r: rules.ballots_agree(r.secret().sitting, ballots(valid=3)), "returned", True),
    "ballots_add_up": (lambda r: rules.ballots_agree(r.secret().sitting, ballots(oppose=1)), "agree", True),
    "teller": (lambda r: rules.may_tell(r.sitting, r.member, r.last), "second_teller", True),
    "taken_up": (lambda r: rules.opinions_taken_up(r.stated(r.member, Choice.OPPOSE).sitting, {}), "taken_2", True),
    "procedure_share": (lambda r: rules.readable(Procedure(split="多数")), "split", False),
    "procedure_order": (
        lambda r: rules.readable(Procedure(last="secretary", last_but_one="secretary")),
        "last_but_one",
        True,
    ),
    "procedure_laxer": (
        lambda r: rules.no_laxer(
            Procedure(way=Way.MAJORITY_OF_PRESENT), Procedure(way=Way.MAJORITY_OF_DUE), r.last.official.scope
        ),
        "way",
        True,
    ),
    "procedure_starts": (lambda r: rules.begins_after(Procedure(start=DAY), None, date(2027, 1, 1)), "start", True),
    "procedure_later": (
        lambda r: rules.begins_after(Procedure(start=DAY), Procedure(start=DAY), DAY),
        "start",
        True,
    ),
    "ballots_not_counted": (lambda r: rules.everyone_has_voted(r.secret().sitting), "", True),
    "lodged_already": (lambda r: rules.not_lodged_yet(Procedure(title="规则", lodged_on=DAY)), "lodged_on", True),
    "lodged_ahead": (lambda r: rules.lodged_in_time(Procedure(), DAY, date(2026, 1, 1)), "lodged_on", False),
    "nothing_to_lodge": (lambda r: rules.is_own(Procedure(title="规则")), "", False),
    "emergency_in_pool": (lambda r: rules.waits_in_the_pool(r.topic), "", True),
    "emergency_twice": (lambda r: rules.one_emergency(reported()), "", True),
    "reported_after": (lambda r: rules.reported_after(DAY, date(2026, 1, 1), DAY), "reported_on", True),
    "order_ahead": (lambda r: rules.orders_ahead(DAY, DAY), "until", False),
    "nothing_to_sign": (lambda r: rules.something_to_sign([]), "", False),
    "signed_too_late": (lambda r: rules.before_the_end(with_meeting(MeetingState.CLOSED)), "", True),
    "handed_on": (lambda r: rules.handed_over_by(date(2026, 3, 6), DAY), "handed_on", False),
    "ad_hoc_personnel": (lambda r: rules.never_personnel(Topic(category=Category.PERSONNEL)), "topic", True),
    "ad_hoc_closed": (lambda r: rules.takes_ad_hoc(with_meeting(MeetingState.CLOSED)), "", True),
    "ad_hoc_waits": (lambda r: rules.ad_hoc_has_consent(ad_hoc(r)), "", True),
    "ad_hoc_consent": (lambda r: rules.enough_agree(4, 8, value("decisions.ad_hoc_consent")), "agree", True),
    "no_consent_wanted": (lambda r: rules.waits_for_consent(AgendaItem()), "", True),
    "more_than_present": (lambda r: rules.agree_are_present(9, 8), "agree", False),
    "not_light": (lambda r: rules.is_light("车", Decimal(5000), value("decisions.large_sum")), "lines", True),
    "no_lines": (lambda r: rules.has_lines(0), "lines", False),
    "light_body": (lambda r: rules.takes_light(Meeting(body=Body(name="人大", kind="peoples_congress"))), "", True),
    "light_sheet_exists": (lambda r: rules.no_other_sheet(LightSheet()), "", False),
    "light_signed": (lambda r: rules.not_signed(signed(LightSheet())), "", True),
    "light_void": (lambda r: rules.not_void(LightVoid(sheet=LightSheet()).sheet), "", False),
    "light_signer": (
        lambda r: rules.chair_signs(LightSheet(meeting=Meeting(chair=r.last.official)), r.member.official),
        "",
        True,
    ),
    "template_ended": (lambda r: rules.template_in_use(TopicTemplate(ended_on=DAY)), "", False),
    "other_agenda": (lambda r: rules.same_body(r.meeting, with_meeting(MeetingState.CLOSED)), "items", False),
    "not_copied": (lambda r: rules.can_be_copied(Topic(title="一", category=Category.PERSONNEL)), "items", False),
    "listed_in_full": (
        lambda r: rules.is_small("买车", None, r.meeting, Needs(Track.FULL, (BodyKind.PARTY_COMMITTEE,))),
        "lines",
        True,
    ),
    "listed_elsewhere": (
        lambda r: rules.is_small("买车", None, r.meeting, Needs(Track.LIGHT, (BodyKind.PEOPLES_CONGRESS,))),
        "lines",
        True,
    ),
    "nothing_chosen": (lambda r: rules.something_chosen(0), "items", False),
    "meeting_not_closed": (lambda r: rules.meeting_closed(r.meeting), "", True),
    "personnel_stays_inside": (lambda r: rules.not_personnel(Topic(category=Category.PERSONNEL)), "", True),
}
LEADER, OFFICIAL = Step.LEADER, Official(name="甲一")
STEPS = [Step.LEADER, Step.FUNDS, Step.SCREENING]


def a_sheet(**more) -> Sheet:
    """Of a topic that nobody saved, and nobody signed."""
    return Sheet(Topic(title="修桥", body=Body(kind="party_committee", name="党委会"), steps=STEPS, **more), "0")


def agreed(digest: str = "0") -> Sheet:
    """The leader in charge has signed it."""
    found = a_sheet()
    found.signatures[LEADER] = SignOff(step=LEADER, answer=Answer.AGREE, digest=digest, official=OFFICIAL)
    return found


def township() -> Body:
    return Body(kind="head_meeting", division=Division(level="township"))


UNSAVED |= {
    # The sheet
    "topic_move": (lambda r: rules.topic_move_allowed(r.topic, TopicState.PROPOSED), "", True),
    "other_directory": (lambda r: rules.entry_in_force(DirectoryEntry(name="采购"), None), "entry", True),
    "amount_needed": (
        lambda r: rules.amount_is_given(DirectoryEntry(name="采购", threshold="x"), None, False),
        "amount",
        True,
    ),
    "off_the_list": (
        lambda r: rules.off_the_list(Decimal(5000), township(), value("decisions.large_sum")),
        "entry",
        True,
    ),
    "no_body": (lambda r: rules.unit_has_body(None, BodyKind.HEAD_MEETING), "entry", True),
    "body_needed": (lambda r: rules.body_is_chosen(None), "body", True),
    "leader_needed": (lambda r: rules.leader_is_named(None, STEPS), "leader", True),
    "topic_stands": (lambda r: rules.can_be_changed(r.topic), "", True),
    "not_ready": (lambda r: rules.topic_is_ready(a_sheet()), "topic", True),
    "not_settled": (
        lambda r: rules.settled(Topic(title="修桥", body=r.body, state=TopicState.POOL)),
        "",
        True,
    ),
    "classified_stays_inside": (lambda r: rules.not_classified(Topic(classified_number=1)), "", True),
    "classified_is_empty": (lambda r: rules.classified_is_empty("名称", "", None), "classified", True),
    "sheet_closed": (lambda r: rules.goes_round(r.topic), "", True),
    "step_not_asked": (lambda r: rules.step_is_asked(a_sheet(), Step.EXPERT), "step", True),
    "signed_already": (lambda r: rules.step_is_open(agreed(), LEADER, Answer.AGREE), "step", True),
    "sheet_order": (lambda r: rules.in_order(a_sheet(), Step.SCREENING), "step", True),
    "not_entitled": (lambda r: rules.entitled(OFFICIAL, LEADER, []), "official", True),
    "agency_needed": (lambda r: rules.agency_is_named(Step.EXPERT, " "), "who", True),
    "only_screening_refuses": (lambda r: rules.answer_fits(LEADER, Answer.REFUSE, "不行"), "answer", True),
    "reason_needed": (lambda r: rules.answer_fits(LEADER, Answer.RETURN, " "), "opinion", True),
    "signed_day": (lambda r: rules.signed_in_time(DAY, Topic(proposed_on=DAY), date(2026, 3, 4)), "day", True),
    "nothing_signed": (lambda r: rules.something_is_signed([]), "", True),
    "circle": (lambda r: rules.circle_is_whole([], None), "circle", True),
    "talk_day": (lambda r: rules.talk_is_wanted(r.topic, DAY, DAY), "day", True),
    "not_a_deputy": (lambda r: rules.may_be_charged(OFFICIAL, Duty.SCREENING, []), "official", True),
    "no_secretary": (lambda r: rules.given_by_secretary(None), "start", True),
    "charged_already": (lambda r: rules.not_charged_yet(Charge(official=OFFICIAL)), "official", True),
    "charge_period": (lambda r: rules.charge_period(DAY, date(2026, 3, 4)), "end", True),
    "charge_ended": (lambda r: rules.charge_is_open(Charge(end=DAY)), "", True),
}
#: Judged where a whole meeting stands around them.
ELSEWHERE = (
    "blocked",
    "count_decides",
    "head_reason",
    "movers",
    "observer_twice",
    "publish_newest",
    "under_reconsideration",
)
#: These look into the database.
SAVED = {
    "dealt_with": ("topic", True),
    "template_exists": ("title", False),
    "ad_hoc_in_time": ("", True),
    "empty_agenda": ("", False),
    "one_item_at_a_time": ("", True),
    "items_open": ("", False),
    "delivery": ("", True),
    "notice_recounted": ("", True),
    "circle_stranger": ("circle", True),
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
    assert codes_of_the_module() == {f"decisions.{code}" for code in {*UNSAVED, *SAVED, *ELSEWHERE}}


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
        "ad_hoc_in_time": rules.comes_too_late(meeting, meeting.day - 9 * DAYS, rules.delivery_parameter(meeting)),
        "dealt_with": rules.not_dealt_with(first.topic, meeting),
        "template_exists": rules.title_is_new(town.body, template(town).title),
        "empty_agenda": rules.agenda_not_empty(empty),
        "one_item_at_a_time": rules.one_item_at_a_time(second),
        "items_open": rules.every_item_closed(meeting),
        "delivery": late,
    }
    for item in (first, second):
        services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    services.close_meeting(meeting=meeting, **town.by)
    resolution = town.resolution(town.topic("三"))
    short = Draft(prepared_at=town.now, object_until=resolution.decided_on)
    saved["notice_recounted"] = rules.notice_is_whole(resolution, short)
    assert rules.notice_is_whole(resolution, Draft(prepared_at=town.now)) is None
    stranger = Official.objects.get(name="戊一")
    saved["circle_stranger"] = rules.circle_serves([stranger], resolution.topic, town.today)
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
    assert rules.hands_of_members([room.member]) is None
    assert rules.in_turn(room.stated(room.member).sitting, room.last) is None
    assert rules.can_void(room.sitting, room.member, Phase.STATING) is None
    assert rules.can_recuse(room.sitting, room.away) is None
    assert rules.not_recused_yet(room.sitting, room.away) is None
    assert rules.was_absent(room.away) is None
    assert rules.not_closed(room.item) is None
    assert rules.may_end_so(room.sitting, Outcome.DEFERRED) is None
    assert rules.not_personnel(room.topic) is None
    assert rules.not_classified(room.topic) is None
    assert rules.settled(room.topic) is None
    assert rules.amount_is_given(DirectoryEntry(threshold="x"), None, True) is None
    assert rules.off_the_list(Decimal("4999.99"), township(), value("decisions.large_sum")) is None
    assert rules.leader_is_named(None, []) is None
    assert rules.classified_is_empty(" ", "", None) is None
    assert rules.in_order(agreed(), Step.FUNDS) is None
    assert rules.in_order(agreed("1"), Step.FUNDS) is not None, "over other words"
    assert rules.step_is_open(agreed(), LEADER, Answer.RETURN) is None
    assert rules.entitled(None, Step.EXPERT, []) is None
    assert rules.answer_fits(Step.SCREENING, Answer.REFUSE, "不行") is None
    assert rules.charge_period(DAY, DAY) is None


@pytest.mark.parametrize("code", ["decisions.quorum", "decisions.delivery_days", "decisions.majority"])
def test_a_number_prints_its_basis_like_any_other_rule(code):
    assert words(value(code).basis) == NOBODY_CONFIRMED
