"""How many must be there, how many must agree: always counted over the members due for this item."""

from datetime import date, timedelta

import pytest

from decisions import rules, services
from decisions.models import AgendaItem, Meeting, Procedure, Resolution, Seat, Topic
from decisions.services import record_arrival
from decisions.sitting import Sitting
from decisions.states import Category, Choice, Outcome, Phase, Stage
from foundation.rulebook.selectors import parameter
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.scope import Scope
from foundation.townships.models import Body, Division, Official
from foundation.townships.states import Level
from foundation.violations import Basis
from tests.decisions.crowds import add_member
from tests.decisions.refusals import refused

#: Members due → 过半数 to agree, 过半数 to be there, 三分之二以上 to be there for personnel. Written by hand.
NEEDED = {
    3: (2, 2, 2),
    4: (3, 3, 3),
    5: (3, 3, 4),
    6: (4, 4, 4),
    7: (4, 4, 5),
    8: (5, 5, 6),
    9: (5, 5, 6),
    10: (6, 6, 7),
    11: (6, 6, 8),
    12: (7, 7, 8),
    13: (7, 7, 9),
    14: (8, 8, 10),
    15: (8, 8, 10),
}
NAMES = ("丁九", "丁八", "丁七", "丁六", "丁五", "丁四", "丁三", "丁二", "丁一")


def absent(count: int) -> dict[str, str]:
    return dict.fromkeys(NAMES[:count], "参加县里会议")


def sitting_of(due: int, able: int, *, personnel: bool = False) -> Sitting:
    """Nothing of it is saved."""
    topic = Topic(category=Category.PERSONNEL if personnel else Category.PROJECT)
    meeting = Meeting(
        day=date.today(),
        body=Body(kind="party_committee", division=Division(level=Level.TOWNSHIP)),
        county="320831",
        township="320831101",
        procedure=Procedure.objects.get(kind="party_committee"),
    )
    item = AgendaItem(meeting=meeting, topic=topic, county="320831", township="320831101", phase=Phase.VOTING)
    seats = [
        Seat(pk=number, official=Official(name=f"甲{number}"), stage=Stage.MEMBERS, votes=True, present=number <= able)
        for number in range(1, due + 1)
    ]
    return Sitting(item=item, seats=seats)


# The table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("due", NEEDED)
def test_the_needed_numbers_from_three_to_fifteen_members(town, due):
    majority, quorum, personnel = NEEDED[due]
    assert rules.majority_parameter(sitting_of(due, due).item).needed_of(due) == majority
    for able in range(due + 1):
        usual, grave = sitting_of(due, able), sitting_of(due, able, personnel=True)
        assert (rules.quorum(usual, rules.quorum_parameter(usual.item)) is None) == (able >= quorum)
        assert (rules.quorum(grave, rules.quorum_parameter(grave.item)) is None) == (able >= personnel)


def test_nobody_due_is_no_quorum(town):
    empty = sitting_of(0, 0)
    objection = rules.quorum(empty, rules.quorum_parameter(empty.item))
    assert objection.code == "decisions.quorum"


def test_the_refusal_says_due_needed_and_present(town):
    short = sitting_of(9, 4)
    message = rules.quorum(short, rules.quorum_parameter(short.item)).message
    assert "应到 9 人，至少须到会 5 人，现到会 4 人" in message


# Quorum for each item ----------------------------------------------------------------------------


@pytest.mark.parametrize(("category", "away", "enough"), [("project", 5, False), ("project", 4, True)])
def test_four_of_nine_are_too_few_and_five_are_enough(town, category, away, enough):
    check_begin(town, category, away, enough=enough)


@pytest.mark.parametrize(("away", "enough"), [(4, False), (3, True)])
def test_for_personnel_five_of_nine_are_too_few_and_six_are_enough(town, away, enough):
    check_begin(town, "personnel", away, enough=enough)


def check_begin(town, category, away, *, enough):
    item = town.opened(town.topic(category=Category(category)), absent=absent(away), chair="丁一").items.get()
    if enough:
        assert services.begin_item(item=item, **town.by).phase == Phase.REPORT
        return
    with refused("decisions.quorum", "应到 9 人", f"现到会 {9 - away} 人", "人数不足", untouched=True):
        services.begin_item(item=item, **town.by)


def test_one_meeting_may_be_enough_for_a_project_and_not_for_personnel(town):
    meeting = town.opened(
        town.topic("修路"), town.topic("任职", category=Category.PERSONNEL), absent=absent(4), chair="丁一"
    )
    road, person = meeting.items.order_by("position")
    with refused("decisions.quorum", "至少须到会 6 人"):
        services.begin_item(item=person, **town.by)
    services.begin_item(item=road, **town.by)


def test_a_recused_member_is_neither_due_nor_present(town):
    """Five of nine are there; one of them is recused: four of eight are too few."""
    item = town.item_at(Phase.DISCUSSION, absent=absent(4), chair="丁一")
    services.recuse(item=item, seat=town.seat(item, "丁三"), reason="亲属", **town.by)
    with refused("decisions.quorum", "应到 8 人，至少须到会 5 人，现到会 4 人"):
        services.end_discussion(item=item, **town.by)


def test_the_recusal_of_who_is_absent_anyway_lowers_the_number(town):
    """Four of nine are too few; two of the absent are recused: four of seven are enough."""
    item = town.opened(absent=absent(5), chair="丁一").items.get()
    for name in NAMES[:2]:
        services.recuse(item=item, seat=town.seat(item, name), reason="亲属", **town.by)
    assert services.begin_item(item=item, **town.by).phase == Phase.REPORT


def test_a_quorum_lost_before_the_report_stops_the_report(town):
    item = town.item_at(Phase.REPORT, absent=absent(4), chair="丁一")
    services.recuse(item=item, seat=town.seat(item, "丁三"), reason="亲属", **town.by)
    with refused("decisions.quorum"):
        services.record_report(item=item, reporter=item.topic.proposer, text="报", **town.by)


def test_a_quorum_lost_while_stating_stops_the_vote_and_the_item_ends_without_result(town):
    item = town.item_at(Phase.STATING, absent=absent(4), chair="丁一")
    services.recuse(item=item, seat=town.seat(item, "丁三"), reason="亲属", **town.by)
    town.everyone_states(item)
    with refused("decisions.quorum"):
        town.vote(item, town.seat(item, "丁四"))
    with refused("decisions.vote_begun"):
        services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="改日", **town.by)
    services.set_aside_item(item=item, outcome=Outcome.INQUORATE, reason="应到 8 人，能表决 4 人", **town.by)
    item.topic.refresh_from_db()
    assert item.topic.state == "pool"
    assert not Resolution.objects.exists()


def test_who_came_too_late_for_the_item_does_not_help_its_quorum(town):
    item = town.item_at(Phase.STATING, absent=absent(4), chair="丁一")
    services.recuse(item=item, seat=town.seat(item, "丁二"), reason="亲属", **town.by)
    for name in ("丁三", "丁四", "丁五"):
        town.state(item, town.seat(item, name))
    record_arrival(seat=town.seat(item, "丁九"), **town.by)
    town.state(item, town.seat(item, "丁一"))
    with refused("decisions.quorum", "应到 8 人，至少须到会 5 人，现到会 4 人"):
        town.vote(item, town.seat(item, "丁三"))


# The result --------------------------------------------------------------------------------------


def votes(town, item, choices):
    for seat, choice in zip(town.able(item), choices, strict=True):
        town.vote(item, seat, choice)
    return town.announce(item, "按表决结果办理。")


YES, NO, PASS = Choice.AGREE, Choice.OPPOSE, Choice.ABSTAIN


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ([YES, YES, YES, YES, YES], Outcome.ADOPTED),
        ([YES, YES, YES, YES, NO], Outcome.REJECTED),
        ([YES, YES, YES, YES, PASS], Outcome.REJECTED),
    ],
)
def test_with_five_of_nine_there_all_five_must_agree(town, choices, outcome):
    resolution = votes(town, town.item_at(Phase.VOTING, absent=absent(4), chair="丁一"), choices)
    assert resolution.outcome == outcome
    assert (resolution.due, resolution.present, resolution.absent, resolution.needed) == (9, 5, 4, 5)


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ([YES] * 5 + [NO] * 4, Outcome.ADOPTED),
        ([YES] * 4 + [NO] * 5, Outcome.REJECTED),
        ([YES] * 4 + [PASS] * 5, Outcome.REJECTED),
        ([YES] * 4 + [NO] + [PASS] * 4, Outcome.REJECTED),
        ([PASS] * 9, Outcome.REJECTED),
        ([NO] * 9, Outcome.REJECTED),
        ([NO] * 4 + [YES] * 5, Outcome.ADOPTED),
    ],
)
def test_abstaining_does_not_count_in_favour(town, choices, outcome):
    resolution = votes(town, town.item_at(Phase.VOTING), choices)
    assert resolution.outcome == outcome
    assert (resolution.agree, resolution.oppose, resolution.abstain, resolution.absent) == (
        choices.count(YES),
        choices.count(NO),
        choices.count(PASS),
        0,
    )


def test_absent_abstaining_and_recused_are_three_things(town):
    item = town.item_at(Phase.DISCUSSION, absent={"丁九": "住院"})
    services.recuse(item=item, seat=town.seat(item, "丁八"), reason="其弟为承包人", **town.by)
    town.bring(item, Phase.VOTING)
    resolution = votes(town, item, [PASS, YES, YES, YES, YES, YES, NO])
    assert (resolution.due, resolution.present, resolution.recused) == (8, 7, 1)
    assert (resolution.agree, resolution.oppose, resolution.abstain, resolution.absent) == (5, 1, 1, 1)
    assert (resolution.needed, resolution.outcome) == (5, Outcome.ADOPTED)


def test_recusals_change_how_many_must_agree(town):
    """Nine due need five; seven due need four."""
    item = town.item_at(Phase.DISCUSSION)
    for name in ("丁八", "丁九"):
        services.recuse(item=item, seat=town.seat(item, name), reason="亲属", **town.by)
    town.bring(item, Phase.VOTING)
    resolution = votes(town, item, [YES, YES, YES, YES, NO, NO, NO])
    assert (resolution.due, resolution.needed, resolution.outcome) == (7, 4, Outcome.ADOPTED)


def test_nobody_is_recused_once_the_vote_has_begun(town):
    """Four of nine agree: lost. Two of the absent taken out afterwards, and four of seven would have won."""
    item = town.item_at(Phase.VOTING, absent=absent(4), chair="丁一")
    for seat, choice in zip(town.able(item), [YES, YES, YES, YES, NO], strict=True):
        town.vote(item, seat, choice)
    for name in NAMES[:2]:
        with refused("decisions.recusal_after_vote_began", name, untouched=True) as refusal:
            services.recuse(item=item, seat=town.seat(item, name), reason="忽然想起", **town.by)
    assert refusal.field == "seat"
    assert services.announce_result(item=item, text="不予通过。", **town.by).outcome == Outcome.REJECTED


def test_recusal_comes_before_ones_own_word(town):
    item = town.item_at(Phase.STATING)
    statement = town.state(item, town.seat(item, "丁三"))
    with refused("decisions.recusal_too_late", "丁三", "作废") as refusal:
        services.recuse(item=item, seat=statement.seat, reason="亲属", **town.by)
    assert refusal.field == "seat"
    services.void_statement(statement=statement, reason="应当回避", **town.by)
    services.recuse(item=item, seat=statement.seat, reason="亲属", **town.by)
    with refused("decisions.no_voice", "已对本议题回避"):
        town.state(item, statement.seat)


def test_the_recusal_of_the_last_one_missing_lets_the_others_go_on(town):
    item = town.item_at(Phase.STATING)
    for name in NAMES[:6]:
        town.state(item, town.seat(item, name))
    services.recuse(item=item, seat=town.seat(item, "丁三"), reason="亲属", **town.by)
    item.refresh_from_db()
    assert item.stage == Stage.LAST_BUT_ONE


def test_one_is_recused_once_and_in_ones_own_meeting(town, other):
    item, foreign = town.item_at(Phase.REPORT), other.item_at(Phase.REPORT)
    seat = town.seat(item, "丁三")
    services.recuse(item=item, seat=seat, reason="亲属", **town.by)
    for again in (seat, other.seat(foreign, "戊三")):
        with refused("decisions.recused_already", again.official.name, untouched=True):
            services.recuse(item=item, seat=again, reason="亲属", **town.by)
    with refused("decisions.not_given", "回避原因"):
        services.recuse(item=item, seat=town.seat(item, "丁四"), reason=" ", **town.by)


# Setting aside -----------------------------------------------------------------------------------


def test_an_item_is_not_called_inquorate_when_it_is_quorate(town):
    item = town.item_at(Phase.DISCUSSION)
    with refused("decisions.quorate", "人数足够") as refusal:
        services.set_aside_item(item=item, outcome=Outcome.INQUORATE, reason="不想议", **town.by)
    assert refusal.field == "outcome"


@pytest.mark.parametrize("outcome", [Outcome.ADOPTED, Outcome.REJECTED])
def test_nobody_chooses_what_only_a_vote_can_say(town, outcome):
    item = town.item_at(Phase.DISCUSSION)
    with refused("decisions.outcome", outcome.label, untouched=True) as refusal:
        services.set_aside_item(item=item, outcome=outcome, reason="书记同意", **town.by)
    assert refusal.field == "outcome"


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.WITHDRAWN])
def test_once_the_vote_has_begun_its_result_stands(town, outcome):
    item = town.item_at(Phase.VOTING)
    with refused("decisions.vote_begun") as refusal:
        services.set_aside_item(item=item, outcome=outcome, reason="看来过不了", **town.by)
    assert refusal.field == "outcome"


def test_setting_aside_needs_its_reason(town):
    item = town.item_at(Phase.DISCUSSION)
    with refused("decisions.not_given", "理由") as refusal:
        services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="", **town.by)
    assert refusal.field == "reason"


# Dated parameters --------------------------------------------------------------------------------


def test_a_number_that_changes_next_month_leaves_this_months_meeting_alone(town):
    """The county asks for three quarters from the first of next month: five of nine do today, and not then."""
    county = Scope(town.division.county)
    town.now = town.now.replace(day=10)
    first = (town.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    item = town.opened(absent=absent(4), chair="丁一").items.get()
    set_parameter(
        code="decisions.quorum",
        value="3/4",
        unit=Unit.SHARE_AT_LEAST,
        scope=county,
        start=first,
        basis=Basis("县规"),
        actor="县",
        now=town.now,
    )
    assert parameter("decisions.quorum", scope=item.scope, on=first - timedelta(days=1)).text == "1/2"
    town.now += timedelta(days=40)
    services.begin_item(item=item, **town.by)

    later = town.opened(town.topic("下月"), absent=absent(4), chair="丁一").items.get()
    with refused("decisions.quorum", "至少须到会 7 人"):
        services.begin_item(item=later, **town.by)


def test_a_town_may_ask_for_two_thirds_to_agree(town):
    set_parameter(
        code="decisions.majority",
        value="2/3",
        unit=Unit.SHARE_AT_LEAST,
        scope=town.division.scope,
        start=town.today,
        basis=Basis("镇规"),
        actor=town.clerk,
        now=town.now,
    )
    resolution = votes(town, town.item_at(Phase.VOTING), [YES] * 5 + [NO] * 4)
    assert (resolution.needed, resolution.outcome) == (6, Outcome.REJECTED)


def test_a_body_of_ten_needs_six(town):
    add_member(town, "丁十增")
    resolution = votes(town, town.item_at(Phase.VOTING), [YES] * 5 + [NO] * 5)
    assert (resolution.due, resolution.needed, resolution.outcome) == (10, 6, Outcome.REJECTED)
