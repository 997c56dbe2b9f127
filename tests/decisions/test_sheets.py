"""议题呈报单: who signs what after whom, over what; what is sent back, kept off, talked over; who is charged."""

import itertools
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from decisions import rules, services
from decisions.attachments import HOLDER
from decisions.models import Charge, PriorTalk, SignOff, Topic
from decisions.permissions import (
    can_charge,
    can_note_talk,
    can_read_talk,
    can_sign,
    check_can_charge,
    check_can_note_talk,
)
from decisions.selectors import charges_for, going_round, refusals, talks_of, to_sign, unpublished_resolutions
from decisions.sheet import Sheet
from decisions.signers import Signers
from decisions.states import (
    AFTER_ANSWER,
    BEFORE_AGENDA,
    CHAIN,
    OUTSIDE,
    TOPIC_MOVES,
    UNDECIDED,
    Answer,
    Category,
    Duty,
    Phase,
    Step,
    TopicBy,
    TopicState,
)
from foundation.townships.models import Official, User
from foundation.townships.states import BodyKind
from powers.models import DirectoryEntry
from powers.states import Track
from tests.decisions.crowds import appoint, leave
from tests.decisions.refusals import refused
from tests.decisions.verbs import deputies, prepared, said, sheet
from tests.documents import attached
from tests.powers.directories import adopted, drafted

DAY = timedelta(days=1)

#: D02 and the life of a topic, by hand: the sheet is sent back by who signs or screens it, kept off by who screens it
#: alone, changed and taken back by the office; the system says that nothing is missing, that an item was set
#: aside, that the next body comes, that all is decided, that the copy is public. Nothing comes back from the end.
MOVES = {
    ("proposed", "returned", "signer"),
    ("proposed", "returned", "screener"),
    ("pool", "returned", "signer"),
    ("pool", "returned", "screener"),
    ("returned", "proposed", "office"),
    ("pool", "proposed", "office"),
    ("proposed", "pool", "system"),
    ("proposed", "refused", "screener"),
    ("pool", "refused", "screener"),
    ("proposed", "withdrawn", "office"),
    ("returned", "withdrawn", "office"),
    ("pool", "withdrawn", "office"),
    ("pool", "on_agenda", "office"),
    ("on_agenda", "pool", "system"),
    ("on_agenda", "decided", "system"),
    ("decided", "published", "system"),
    *itertools.product(["decided", "published"], ["pool"], ["office", "county"]),
}
ALL = list(itertools.product(TopicState.values, TopicState.values, TopicBy.values))


def state_of(topic: Topic) -> str:
    return Topic.objects.get(pk=topic.pk).state


def missing(topic: Topic) -> list[str]:
    return [step.value for step in Sheet.of(Topic.objects.get(pk=topic.pk)).missing]


def upto(town, topic: Topic, step: Step) -> None:
    """Everything that comes before a step is signed on paper."""
    asked = topic.asked
    town.sign(topic, *asked[: asked.index(step)])


# The table ---------------------------------------------------------------------------------------


def test_there_are_three_hundred_and_twenty_triples_to_judge():
    assert len(ALL) == 8 * 8 * 5 == 320


@pytest.mark.once
def test_exactly_the_moves_of_the_rules_are_in_the_table():
    in_the_table = {(before.value, after.value, by.value) for (before, after), who in TOPIC_MOVES.items() for by in who}
    assert in_the_table == MOVES
    for before, after in itertools.product(TopicState, TopicState):
        objection = rules.topic_move_allowed(Topic(title="修桥", state=before), after)
        assert (objection is None) == any((before, after, by) in MOVES for by in TopicBy.values)
    assert set(UNDECIDED) - set(BEFORE_AGENDA) == {TopicState.ON_AGENDA}
    assert AFTER_ANSWER == {Answer.RETURN: TopicState.RETURNED, Answer.REFUSE: TopicState.REFUSED}
    assert not set(CHAIN) & OUTSIDE and {*CHAIN, *OUTSIDE, Step.TALK} == set(Step)


# Proposing ---------------------------------------------------------------------------------------


def test_what_a_topic_needs_comes_from_its_entry(town):
    topic = sheet(town)
    assert (topic.category, topic.track, topic.state) == ("project", "full", "proposed")
    assert (topic.route, topic.body.kind, topic.publishes) == (["party_committee"], "party_committee", True)
    assert missing(topic) == ["leader", "funds", "legality", "principal", "screening"]


def test_below_its_threshold_a_topic_waits_for_the_heads_meeting_with_no_sheet(town):
    topic = sheet(town, "purchase", amount=Decimal("20000.00"))
    assert (topic.track, topic.state, topic.body.kind, topic.steps) == (Track.LIGHT, "pool", "head_meeting", [])
    town.kind = BodyKind.HEAD_MEETING
    assert town.resolution(topic).outcome == "adopted"
    assert state_of(topic) == "decided"


def test_what_the_directory_does_not_name_goes_to_the_body_that_is_chosen(town):
    town.kind = BodyKind.JOINT_MEETING
    topic = town.topic()
    assert (topic.entry, topic.category, topic.track, topic.state) == (None, Category.OTHER, "light", "pool")


@pytest.mark.parametrize(("amount", "refuses"), [("4999.99", False), ("5000.00", True), ("5000.01", True)])
def test_a_large_sum_is_never_outside_of_the_directory(town, amount, refuses):
    """大额资金 begins at 5,000 yuan, the number included."""
    town.kind = BodyKind.JOINT_MEETING
    if not refuses:
        assert town.topic(amount=Decimal(amount)).state == "pool"
        return
    with refused("decisions.off_the_list", "5000.00 元以上", untouched=True) as refusal:
        town.topic(amount=Decimal(amount))
    assert refusal.field == "entry"


def test_a_villages_sums_are_its_own_matter(town, cast):
    town.division, town.kind = cast.village, BodyKind.VILLAGE_BRANCH
    assert town.topic(amount=Decimal("60000")).state == "pool"


@pytest.mark.parametrize(
    ("code", "field", "more"),
    [
        ("decisions.amount_needed", "amount", {"amount": None}),
        ("decisions.leader_needed", "leader", {"leader": None}),
        ("decisions.not_given", "content", {"content": " "}),
        ("decisions.body_needed", "body", {"entry": None, "amount": None}),
        ("decisions.past_day", "planned_day", {"planned_day": "yesterday"}),
    ],
)
def test_what_a_sheet_must_say(town, code, field, more):
    planned = town.today - DAY if more.pop("planned_day", "") else town.today
    entry = more.pop("entry", town.entry("works"))
    values = {"title": "修桥", "content": "修一座桥", "amount": Decimal(90000), "leader": town.sitters()[-1], **more}
    with refused(code, untouched=True) as refusal:
        services.propose_topic(
            entry=entry,
            unit=town.division,
            proposer=town.sitters()[-1],
            proposal=services.Proposal(planned_day=planned, **values),
            **town.by,
        )
    assert refusal.field == field


def test_the_entry_is_one_of_the_units_own_directory_of_that_day(town, cast):
    stale = town.entry("works")
    adopted(cast.jinnan)
    for entry in (stale, drafted(cast.taji).entries.get(code="works")):
        with refused("decisions.other_directory", "现行目录", untouched=True) as refusal:
            _propose(town, entry)
        assert refusal.field == "entry"
    assert _propose(town, town.entry("works")).entry.directory.division == cast.jinnan


def _propose(town, entry: DirectoryEntry) -> Topic:
    return services.propose_topic(
        entry=entry,
        unit=town.division,
        proposer=town.sitters()[-1],
        proposal=services.Proposal("修桥", "修一座桥", town.today, Decimal(90000), town.sitters()[-1]),
        **town.by,
    )


def test_a_unit_without_the_body_is_told_so(town):
    town.body.__class__.objects.filter(division=town.division, kind="head_meeting").update(kind="village_branch")
    with refused("decisions.no_body", "行政首长办公会", untouched=True):
        sheet(town, "purchase", amount=Decimal(1))


def test_the_past_keeps_what_it_was_proposed_under(town, cast):
    topic = sheet(town)
    adopted(cast.jinnan)
    services.revise_topic(topic=topic, proposal=said(topic, amount=Decimal("90000")), **town.by)
    topic.refresh_from_db()
    assert topic.entry.directory.is_countys and topic.steps


# Signing by one's own login ----------------------------------------------------------------------

#: Step → (the account that signs it, another one of the leaders that does not).
SIGNERS = {
    Step.LEADER: ("member", "secretary"),
    Step.FUNDS: ("finreview", "member"),
    Step.DISCIPLINE: ("discipline", "secretary"),
    Step.PRINCIPAL: ("head", "discipline"),
    Step.SCREENING: ("secretary", "head"),
}


@pytest.mark.once
def test_each_step_is_signed_by_its_own_person_and_no_other(town):
    """hiring: leader in charge → funds → discipline → principal → screening, and then it waits for its meeting."""
    topic = sheet(town, "hiring", amount=None)
    assert list(topic.asked) == list(SIGNERS)
    for step, (right, wrong) in SIGNERS.items():
        assert state_of(topic) == "proposed"
        assert to_sign(town.account(right), town.today) == [(topic, step)]
        assert can_sign(town.account(right), topic, step, town.today)
        for stranger in (town.account(wrong), town.clerk, User.objects.get(username=f"{right}.taji")):
            assert not can_sign(stranger, topic, step, town.today)
            with pytest.raises(PermissionDenied):
                services.sign_topic(
                    topic=topic, step=step, answer=Answer.AGREE, opinion="", actor=stranger, now=town.now
                )
        signature = town.signs(topic, step, right, opinion=" 同意办理 ")
        assert (signature.on_paper, signature.opinion, signature.day) == (False, "同意办理", town.today)
        assert signature.who.startswith(signature.official.name + "（")
    assert state_of(topic) == "pool"
    assert not going_round(_mine(town)).exists()


def _mine(town):
    return Q(township=town.division.township)


def test_both_principals_may_sign_as_the_principal(town):
    topic = sheet(town, "hiring", amount=None)
    assert [each.name for each in Signers(town.today).of(topic, Step.PRINCIPAL)] == ["丁一", "丁二"]
    assert Signers(town.today).of(topic, Step.EXPERT) == Signers(town.today).of(topic, Step.LEGALITY) == []
    topic.leader = None
    assert Signers(town.today).of(topic, Step.LEADER) == []


def test_whoever_acts_for_the_secretary_screens(town):
    topic = sheet(town, "hiring", amount=None)
    post = town.sitters()[0].tenures.get(post__kind="secretary").post
    leave(town, "丁一", end=town.today - DAY)
    assert Signers(town.today).of(topic, Step.SCREENING) == []
    with refused("decisions.not_entitled", "目前没有人承担"):
        services.record_sheet(topic=topic, lines=[_by(town, Step.SCREENING, "丁一")], paper="原件", **town.by)
    appoint(town, Official.objects.get(name="丁三"), post, start=town.today, acting=True)
    assert [each.name for each in Signers(town.today).of(topic, Step.SCREENING)] == ["丁三"]


def _by(town, step: Step, name: str, **more) -> services.Line:
    official = Official.objects.get(name=name) if name else None
    return services.Line(**{"step": step, "day": town.today, "official": official, **more})


@pytest.mark.parametrize(
    ("code", "step", "more"),
    [
        ("decisions.sheet_order", Step.FUNDS, {}),
        ("decisions.step_not_asked", Step.DISCIPLINE, {}),
        ("decisions.step_not_asked", Step.TALK, {}),
        ("decisions.only_screening_refuses", Step.LEADER, {"answer": Answer.REFUSE, "opinion": "不行"}),
        ("decisions.reason_needed", Step.LEADER, {"answer": Answer.RETURN, "opinion": " "}),
        ("decisions.signed_day", Step.LEADER, {"day": 1}),
        ("decisions.signed_day", Step.LEADER, {"day": -1}),
        ("decisions.not_entitled", Step.LEADER, {"who": "丁九"}),
        ("decisions.not_entitled", Step.LEADER, {"who": ""}),
    ],
)
def test_what_a_sheet_refuses(town, code, step, more):
    more = dict(more)
    topic = sheet(town)
    if "day" in more:
        more["day"] = town.today + more["day"] * DAY
    name = {Step.LEADER: "丁七", Step.FUNDS: "丁六", Step.DISCIPLINE: "丁五", Step.TALK: ""}[step]
    line = _by(town, step, more.pop("who", name), **more)
    with refused(code, untouched=True):
        services.record_sheet(topic=topic, lines=[line], paper="原件", **town.by)


def test_a_sheet_is_entered_whole_or_not_at_all(town):
    topic = sheet(town, "purchase")
    lines = [town.line(topic, step) for step in topic.asked]
    with refused("decisions.sheet_order", untouched=True):
        services.record_sheet(topic=topic, lines=[lines[0], lines[2]], paper="原件", **town.by)
    with refused("decisions.nothing_signed", untouched=True):
        services.record_sheet(topic=topic, lines=[], paper="原件", **town.by)
    with refused("decisions.not_given", "纸质件", untouched=True):
        services.record_sheet(topic=topic, lines=lines, paper=" ", **town.by)
    signatures = services.record_sheet(topic=topic, lines=lines, paper="第 3 号", **town.by)
    assert state_of(topic) == "pool" and all(each.on_paper for each in signatures)
    with refused("decisions.signed_already", "不必重复", untouched=True):
        town.signs(topic, Step.LEADER, "member")


def test_an_answer_from_outside_comes_when_it_comes_and_is_entered_from_its_paper(town):
    """spatial_plan: expert, opinions and legality; then the principal, and the congress after the party committee."""
    topic = sheet(town, "spatial_plan", amount=None)
    outside = services.Line(Step.OPINIONS, town.today, None, "入户问卷 120 份", Answer.AGREE, "112 份赞成")
    with refused("decisions.agency_needed", "征求群众意见", untouched=True):
        services.record_sheet(topic=topic, lines=[services.Line(Step.OPINIONS, town.today)], paper="原件", **town.by)
    (signature,) = services.record_sheet(topic=topic, lines=[outside], paper="问卷汇总", **town.by)
    assert (signature.official, signature.who) == (None, "入户问卷 120 份")
    with pytest.raises(PermissionDenied):
        town.signs(topic, Step.EXPERT, "member")
    assert missing(topic) == ["leader", "legality", "expert", "principal", "screening"]
    with refused("decisions.sheet_order", "专家论证"):
        town.signs(topic, Step.PRINCIPAL, "head")


# Sent back, changed, kept off --------------------------------------------------------------------


def test_a_returned_sheet_is_changed_and_goes_round_again(town):
    topic = sheet(town, "purchase")
    town.signs(topic, Step.LEADER, "member")
    town.signs(topic, Step.FUNDS, "finreview", Answer.RETURN, "没有写明资金来源")
    topic.refresh_from_db()
    assert (topic.state, topic.state_reason) == ("returned", "没有写明资金来源")
    with refused("decisions.sheet_closed", "先修改", untouched=True):
        town.signs(topic, Step.FUNDS, "finreview")
    with refused("decisions.topic_taken"):
        services.put_on_agenda(meeting=town.convened(town.topic()), topic=topic, **town.by)
    services.revise_topic(topic=topic, proposal=said(topic, content="资金列入年度预算。"), **town.by)
    topic.refresh_from_db()
    assert (topic.state, topic.state_reason) == ("proposed", "")
    assert missing(topic) == ["leader", "funds", "principal", "screening"], "other words: all sign again"
    assert Sheet.of(topic).is_stale(Step.LEADER) and not Sheet.of(topic).is_stale(Step.FUNDS)


def test_the_same_words_again_keep_what_was_signed(town):
    topic = sheet(town, "purchase", amount=Decimal("860000.5"))
    town.signs(topic, Step.LEADER, "member")
    town.signs(topic, Step.FUNDS, "finreview", Answer.RETURN, "请补附件")
    services.revise_topic(topic=topic, proposal=said(topic, planned_day=town.today + 9 * DAY), **town.by)
    assert missing(topic) == ["funds", "principal", "screening"]


def test_a_changed_topic_leaves_the_pool_until_it_is_signed_again(town):
    topic = town.topic(entry="purchase")
    meeting = town.convened(town.topic("别的"))
    services.revise_topic(topic=topic, proposal=said(topic, amount=Decimal("990000")), **town.by)
    assert state_of(topic) == "proposed"
    town.sign(topic)
    services.put_on_agenda(meeting=meeting, topic=topic, **town.by)
    for work in (
        lambda: services.revise_topic(topic=topic, proposal=said(topic), **town.by),
        lambda: services.withdraw_topic(topic=topic, reason="不办了", **town.by),
    ):
        with refused("decisions.topic_stands", "已列入议程", untouched=True):
            work()


def test_a_sum_that_falls_below_the_threshold_needs_no_sheet_any_more(town):
    topic = sheet(town, "purchase")
    services.revise_topic(topic=topic, proposal=said(topic, amount=Decimal("8000")), **town.by)
    topic.refresh_from_db()
    assert (topic.track, topic.state, topic.body.kind) == ("light", "pool", "head_meeting")


def test_a_paper_that_comes_after_the_signatures_is_seen_before_the_agenda(town):
    """What was reviewed is what is put to the meeting: a changed attachment asks again."""
    topic = town.topic(entry="purchase")
    attached.attach(topic)
    meeting = town.convened(town.topic("别的"))
    with refused("decisions.not_ready", "须重新签署", "分管领导", untouched=True) as refusal:
        services.put_on_agenda(meeting=meeting, topic=topic, **town.by)
    assert refusal.field == "topic"
    town.sign(topic)
    services.put_on_agenda(meeting=meeting, topic=topic, **town.by)
    assert state_of(topic) == "on_agenda"


def test_what_is_missing_blocks_the_agenda_and_is_named(town):
    topic = sheet(town)
    objection = rules.topic_is_ready(Sheet.of(topic))
    assert objection.code == "decisions.not_ready"
    for word in ("分管领导", "资金来源审核", "合法性审查", "主要负责人", "议题审定"):
        assert word in objection.message


def test_a_topic_kept_off_has_its_reason_on_record_and_is_counted(town, cast):
    topic = sheet(town, "hiring", amount=None)
    upto(town, topic, Step.SCREENING)
    town.signs(topic, Step.SCREENING, "secretary", Answer.REFUSE, "编制不足")
    kept = town.topic("另一件")
    topic.refresh_from_db()
    assert (topic.state, topic.state_reason) == ("refused", "编制不足")
    with refused("decisions.topic_stands"):
        services.revise_topic(topic=topic, proposal=said(topic), **town.by)
    (quarter,) = refusals(cast.user("inspector.county"), town.today)
    assert (quarter.year, quarter.quarter, quarter.unit) == (2026, 4, "金南镇")
    assert (quarter.proposed, quarter.refused) == (2, (topic,))
    assert kept.proposer == topic.proposer
    proposer = town.account("member")
    Topic.objects.filter(pk=topic.pk).update(proposer=proposer.official)
    assert [(each.proposed, each.refused) for each in refusals(proposer, town.today)] == [(1, (topic,))]
    assert refusals(town.clerk, town.today) == [], "others are told nothing of whom"
    assert refusals(cast.user("member.taji"), town.today) == []
    town.clerk.official = None
    assert refusals(town.clerk, town.today) == to_sign(town.clerk, town.today) == []


def test_from_the_pool_it_is_sent_back_or_kept_off_as_well(town):
    for answer, state in ((Answer.RETURN, "returned"), (Answer.REFUSE, "refused")):
        topic = town.topic(entry="purchase")
        town.signs(topic, Step.SCREENING, "secretary", answer, "情况有变")
        assert state_of(topic) == state


def test_the_office_takes_a_topic_back_with_a_reason(town):
    topic = sheet(town)
    with refused("decisions.not_given", "撤回的理由", untouched=True):
        services.withdraw_topic(topic=topic, reason=" ", **town.by)
    services.withdraw_topic(topic=topic, reason=" 项目取消 ", **town.by)
    topic.refresh_from_db()
    assert (topic.state, topic.state_reason) == ("withdrawn", "项目取消")
    with refused("decisions.topic_decided", "已撤回"):
        attached.attach(topic)


# 酝酿 --------------------------------------------------------------------------------------------


def test_a_talk_is_noted_by_one_of_its_circle_and_read_by_it_and_the_county(town, cast):
    topic = sheet(town, "party_members", amount=None)
    assert Step.TALK in topic.asked
    talk = town.talk(topic, "两人赞成，一人主张缓议。")
    assert "talk" not in missing(topic)
    (found,) = talks_of(topic)
    readers = {
        "secretary.jinnan": True,
        "head.jinnan": True,
        "inspector.county": True,
        "clerk.jinnan": False,
        "discipline.jinnan": False,
        "secretary.taji": False,
        "organisation.county": False,
    }
    for username, reads in readers.items():
        assert can_read_talk(cast.user(username), found) == reads, username
    assert str(found) == str(talk) and [str(each) for each in found.circle.all()] == ["丁一", "丁二", "丁三"]


def test_the_last_step_may_be_the_talk(town):
    topic = sheet(town, "party_members", amount=None)
    Topic.objects.filter(pk=topic.pk).update(steps=["leader", "talk"])
    topic.refresh_from_db()
    town.signs(topic, Step.LEADER, "member")
    assert state_of(topic) == "proposed"
    town.talk(topic)
    assert state_of(topic) == "pool"


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("decisions.circle", {"circle": ["丁一"]}),
        ("decisions.circle", {"circle": ["丁二", "丁三"]}),
        ("decisions.circle_stranger", {"circle": ["丁一", "戊一"]}),
        ("decisions.talk_day", {"day": 1}),
        ("decisions.not_given", {"views": " "}),
    ],
)
def test_what_a_talk_refuses(town, code, more):
    topic = sheet(town, "party_members", amount=None)
    circle = [Official.objects.get(name=name) for name in more.get("circle", ["丁一", "丁二"])]
    with refused(code, untouched=True):
        services.note_talk(
            topic=topic,
            day=town.today + more.get("day", 0) * DAY,
            circle=circle,
            views=more.get("views", "同意"),
            actor=town.account("secretary"),
            now=town.now,
        )


def test_only_somebody_of_the_unit_notes_a_talk(town, cast):
    topic = sheet(town, "party_members", amount=None)
    for username in ("secretary.taji", "inspector.county", "accountant.jinnan"):
        assert not can_note_talk(cast.user(username), topic)
    assert can_note_talk(town.account("secretary"), topic)
    nobody = town.account("member")
    nobody.official = None
    with pytest.raises(PermissionDenied):
        check_can_note_talk(nobody, topic)


# 委托 --------------------------------------------------------------------------------------------


def test_a_deputy_charged_by_the_secretary_screens_from_day_to_day(town):
    (deputy,) = deputies(town)
    charge = town.charge(deputy, Duty.SCREENING)
    topic = sheet(town, "hiring", amount=None)
    assert Signers(town.today).of(topic, Step.SCREENING) == [town.sitters()[0], deputy]
    assert (charge.given_by.name, str(charge)) == ("丁一", f"审定议题：{deputy.name}")
    with refused("decisions.charged_already", deputy.name, untouched=True):
        town.charge(deputy, Duty.SCREENING)
    with refused("decisions.charge_period", untouched=True):
        services.end_charge(charge=charge, end=charge.start - DAY, **town.by)
    services.end_charge(charge=charge, end=town.today - DAY, **town.by)
    assert Signers(town.today).of(topic, Step.SCREENING) == [town.sitters()[0]]
    with refused("decisions.charge_ended", untouched=True):
        services.end_charge(charge=charge, end=town.today, **town.by)


@pytest.mark.parametrize(
    ("code", "name", "duty", "more"),
    [
        ("decisions.not_a_deputy", "丁九", Duty.SCREENING, {}),
        ("decisions.not_a_deputy", "戊三", Duty.LEGALITY, {}),
        ("decisions.charge_period", "丁三", Duty.SCREENING, {"end": -1}),
        ("decisions.not_given", "丁三", Duty.SCREENING, {"paper": " "}),
    ],
)
def test_whom_the_secretary_cannot_charge(town, code, name, duty, more):
    end = town.today + more["end"] * DAY if "end" in more else None
    with refused(code, untouched=True):
        services.give_charge(
            unit=town.division,
            duty=duty,
            official=Official.objects.get(name=name),
            paper=more.get("paper", "委托书"),
            start=town.today,
            end=end,
            **town.by,
        )


def test_without_a_secretary_nobody_is_charged(town):
    leave(town, "丁一", end=town.today - DAY)
    with refused("decisions.no_secretary", untouched=True):
        services.give_charge(
            unit=town.division,
            duty=Duty.LEGALITY,
            official=Official.objects.get(name="丁九"),
            paper="委托书",
            start=town.today,
            end=None,
            **town.by,
        )


@pytest.mark.once
def test_the_secretary_and_his_office_enter_charges(town, cast):
    scope = town.division.scope
    allowed = {"clerk.jinnan", "secretary.jinnan"}
    for username in (*allowed, "member.jinnan", "clerk.taji", "secretary.taji", "inspector.county"):
        assert can_charge(cast.user(username), scope, town.today) == (username in allowed), username
    secretary = cast.user("secretary.jinnan")
    secretary.official = None
    with pytest.raises(PermissionDenied):
        check_can_charge(secretary, scope, town.today)
    town.charge(Official.objects.get(name="丁九"), Duty.LEGALITY)
    assert charges_for(cast.user("inspector.county")).count() == 1
    assert not charges_for(cast.user("clerk.taji")).exists()


# Several bodies ----------------------------------------------------------------------------------


def test_the_budget_needs_the_peoples_congress_after_the_party_committee(town):
    topic = town.topic(entry="budget", amount=None)
    assert topic.next_body == BodyKind.PEOPLES_CONGRESS and not topic.passed_a_body
    town.kind = BodyKind.PEOPLES_CONGRESS
    other = town.topic("报告工作")
    early = town.convened(other)
    with refused("decisions.other_body", "请先由该组织议决", untouched=True):
        services.put_on_agenda(meeting=early, topic=topic, **town.by)
    town.kind = BodyKind.PARTY_COMMITTEE
    first = town.resolution(topic)
    topic.refresh_from_db()
    assert (topic.state, topic.body.kind, topic.passed_a_body) == ("pool", "peoples_congress", True)
    assert topic.next_body is None
    attached.attach(topic)
    assert missing(topic) == [], "what one body has adopted is not signed again"
    with refused("decisions.not_settled", "人民代表大会", untouched=True):
        prepared(town, first)
    back = town.convened(town.topic("三"))
    with refused("decisions.other_body", "请另行召集", untouched=True):
        services.put_on_agenda(meeting=back, topic=topic, **town.by)
    with refused("decisions.topic_stands", untouched=True):
        services.revise_topic(topic=topic, proposal=said(topic), **town.by)
    with refused("decisions.sheet_closed", untouched=True):
        town.signs(topic, Step.SCREENING, "secretary", Answer.REFUSE, "不办")
    town.kind = BodyKind.PEOPLES_CONGRESS
    last = town.resolution(topic)
    assert (state_of(topic), last.topic.resolutions.count()) == ("decided", 2)
    assert list(unpublished_resolutions(_mine(town))) == [last]
    assert prepared(town, last).title == topic.title


def test_what_one_body_rejects_goes_to_no_other(town):
    topic = town.topic(entry="budget", amount=None)
    names = [official.name for official in town.sitters()]
    assert town.resolution(topic, against=tuple(names)).outcome == "rejected"
    assert state_of(topic) == "decided"


def test_what_is_set_aside_waits_for_the_same_body(town):
    topic = town.topic(entry="budget", amount=None)
    item = town.item_at(Phase.DISCUSSION, topic)
    services.set_aside_item(item=item, outcome="deferred", reason="再议", **town.by)
    topic.refresh_from_db()
    assert (topic.state, topic.body.kind) == ("pool", "party_committee")


# Classified --------------------------------------------------------------------------------------


def test_a_classified_topic_is_a_number_and_nothing_else(town, other):
    first, second = (town.topic(entry="emergency", classified=True) for _ in "12")
    stranger = other.topic(entry="emergency", classified=True)
    assert [first.title, second.title, stranger.title] == [f"涉密议题〔2026〕{n}号" for n in (1, 2, 1)]
    assert (first.amount, first.publishes, first.classified) == (None, False, True)
    assert "线下办理" in first.content
    resolution = town.resolution(first)
    with refused("decisions.classified_stays_inside", "不公开", untouched=True):
        prepared(town, resolution)
    assert not unpublished_resolutions(_mine(town)).exists()


@pytest.mark.parametrize("more", [{"title": "某事"}, {"content": "某事"}, {"amount": Decimal(5)}])
def test_of_a_classified_topic_nothing_is_entered(town, more):
    said_ = {"title": "", "content": "", **more}
    with refused("decisions.classified_is_empty", "不得录入", untouched=True) as refusal:
        services.propose_topic(
            entry=town.entry("emergency"),
            unit=town.division,
            proposer=town.sitters()[-1],
            proposal=services.Proposal(planned_day=town.today, leader=town.sitters()[-1], classified=True, **said_),
            **town.by,
        )
    assert refusal.field == "classified"


def test_a_classified_topic_stays_a_number_when_it_is_changed(town):
    topic = town.topic(entry="works", classified=True)
    assert topic.track == "full", "without a sum nobody can say that it is below"
    later = services.Proposal("", "", town.today + 9 * DAY, None, topic.leader)
    services.revise_topic(topic=topic, proposal=later, **town.by)
    topic.refresh_from_db()
    assert topic.title == "涉密议题〔2026〕1号" and topic.state == "pool"


def test_before_any_upload_it_is_said_that_nothing_classified_comes_here(town):
    assert "不得上传" in HOLDER.warning(str(town.topic(entry="emergency", classified=True).pk))
    assert HOLDER.warning(str(town.topic().pk)) == ""


def test_the_tables_know_their_rows_by_words(town):
    topic = town.topic(entry="appointment", amount=None)
    assert SignOff.objects.filter(topic=topic, step="leader").get().who in str(SignOff.objects.all()[0])
    assert Charge.objects.count() == 0 and PriorTalk.objects.count() == 1
