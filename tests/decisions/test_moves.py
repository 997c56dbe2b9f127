"""What may follow what, written down by hand from the text of the rules and compared with the table of the code."""

import itertools

import pytest

from decisions import rules
from decisions.defaults import PROCEDURES
from decisions.models import Procedure
from decisions.states import (
    BODIES_FOR_PERSONNEL,
    MOVES,
    RESOLVED,
    SET_ASIDE,
    STAGED,
    By,
    Outcome,
    Phase,
    Stage,
    stage_of,
)
from foundation.townships.states import BodyKind, PostKind
from tests.decisions.refusals import in_good_chinese

#: D06, D08: 汇报, then 讨论, then 表态, then 表决. The office takes up, reports, ends the discussion and announces
#: (the chair's words); only the system goes from statements to votes, and back when a statement is voided. An item
#: that is set aside ends from wherever it is. Nothing is skipped, nothing comes back from the end.
ALLOWED = {
    ("waiting", "report", "clerk"),
    ("waiting", "closed", "clerk"),
    ("report", "discussion", "clerk"),
    ("report", "closed", "clerk"),
    ("discussion", "stating", "clerk"),
    ("discussion", "closed", "clerk"),
    ("stating", "voting", "system"),
    ("stating", "closed", "clerk"),
    ("voting", "stating", "system"),
    ("voting", "closed", "clerk"),
}
ALL_MOVES = list(itertools.product(Phase.values, Phase.values, By.values))

#: (body, post) → when its holder states and votes. Everybody whom the line does not name comes with the members.
ORDER = {
    "party_committee": {"head": 1, "secretary": 2},
    "joint_meeting": {"head": 1, "secretary": 2},
    "teams_meeting": {"head": 1, "secretary": 2},
    "head_meeting": {"secretary": 1, "head": 2},
    "peoples_congress": {},
    "congress_presidium": {"congress_chair": 2},
    "discipline_committee": {"discipline_secretary": 2},
    "village_branch": {"village_secretary": 2},
    "village_committees": {"village_head": 1, "village_secretary": 2},
    "villagers_representatives": {"village_head": 1, "village_secretary": 2},
}


def test_the_phases_are_the_legal_ones_in_their_order():
    assert Phase.values == ["waiting", "report", "discussion", "stating", "voting", "closed"]
    assert By.values == ["clerk", "system"]


def test_there_are_seventy_two_triples_to_judge():
    assert len(ALL_MOVES) == 72


@pytest.mark.parametrize(("before", "after", "by"), ALL_MOVES)
def test_exactly_the_moves_of_the_rules_are_in_the_table(before, after, by):
    move = MOVES.get((Phase(before), Phase(after)))
    assert (move is not None and move.by == by) == ((before, after, by) in ALLOWED)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(Phase.values, Phase.values)))
def test_the_gate_of_the_only_writer_lets_exactly_these_through(before, after):
    objection = rules.move_allowed(Phase(before), Phase(after))
    allowed = any((before, after, by) in ALLOWED for by in By.values)
    assert (objection is None) == allowed
    if objection:
        assert objection.code == "decisions.move"
        assert in_good_chinese(objection.message)


def test_nothing_leaves_the_end_and_nothing_returns_to_the_start():
    assert not [move for move in MOVES if move[0] == Phase.CLOSED or move[1] == Phase.WAITING]


def test_the_moves_name_the_rules_that_they_must_pass():
    """D05, D06, D08 and the quorum for each item."""
    assert {
        (before.value, after.value): {code.removeprefix("decisions.") for code in move.rules}
        for (before, after), move in MOVES.items()
        if move.rules
    } == {
        ("waiting", "report"): {"meeting_open", "one_item_at_a_time", "delivery", "quorum", "blocked"},
        ("report", "discussion"): {"quorum"},
        ("discussion", "stating"): {"quorum"},
        ("stating", "voting"): {"everyone_has_stated"},
        ("voting", "stating"): {"statement_voided"},
        ("voting", "closed"): {"everyone_has_voted", "quorum", "taken_up", "blocked"},
    }


def test_a_refused_move_names_both_phases():
    message = rules.move_allowed(Phase.WAITING, Phase.VOTING).message
    assert "待议" in message
    assert "表决" in message


# Outcomes and stages -----------------------------------------------------------------------------


def test_two_outcomes_resolve_and_three_set_aside():
    assert {outcome.value for outcome in RESOLVED} == {"adopted", "rejected"}
    assert {outcome.value for outcome in SET_ASIDE} == {"deferred", "withdrawn", "inquorate"}
    assert RESOLVED | SET_ASIDE == set(Outcome)


def test_seats_come_by_stage_in_stating_and_in_voting_only():
    assert {phase.value for phase in STAGED} == {"stating", "voting"}


def test_the_stages_are_members_last_but_one_last_and_done():
    assert [(stage.name, stage.value) for stage in Stage] == [
        ("MEMBERS", 0),
        ("LAST_BUT_ONE", 1),
        ("LAST", 2),
        ("DONE", 3),
    ]


# The last word -----------------------------------------------------------------------------------


def test_every_kind_of_body_has_its_default_rules():
    assert {kind.value for kind in PROCEDURES} == set(BodyKind.values) == set(ORDER)


def stage_in(body: str, posts: frozenset[PostKind]) -> Stage:
    """By the country's default rules of procedure."""
    rule = Procedure(**PROCEDURES[BodyKind(body)])
    return stage_of(rule.last_but_one, rule.last, posts)


@pytest.mark.parametrize(("body", "post"), list(itertools.product(BodyKind.values, PostKind.values)))
def test_each_post_comes_in_its_turn_in_each_body(body, post):
    assert stage_in(body, frozenset({PostKind(post)})) == ORDER[body].get(post, 0)


@pytest.mark.parametrize("body", BodyKind.values)
def test_somebody_without_a_special_post_comes_with_the_members(body):
    assert stage_in(body, frozenset()) == Stage.MEMBERS


@pytest.mark.parametrize("body", ["party_committee", "joint_meeting", "teams_meeting", "head_meeting"])
def test_one_shoulder_comes_last_wherever_both_principals_sit(body):
    """一肩挑: whoever holds both posts speaks once, and last."""
    both = frozenset({PostKind.SECRETARY, PostKind.HEAD})
    assert stage_in(body, both) == Stage.LAST
    assert stage_in(body, both | {PostKind.COMMITTEE_MEMBER}) == Stage.LAST


def test_a_village_secretary_who_is_the_village_head_comes_last():
    both = frozenset({PostKind.VILLAGE_SECRETARY, PostKind.VILLAGE_HEAD})
    assert stage_in("village_committees", both) == Stage.LAST
    assert stage_in("village_branch", both) == Stage.LAST


@pytest.mark.parametrize(("body", "stage"), [("party_committee", 1), ("head_meeting", 2), ("discipline_committee", 0)])
def test_a_deputy_who_acts_as_the_head_takes_the_heads_turn(body, stage):
    """主持工作: the post decides, not the person's own rank."""
    posts = frozenset({PostKind.DEPUTY_SECRETARY, PostKind.HEAD})
    assert stage_in(body, posts) == stage


def test_personnel_is_decided_by_the_party_and_nobody_else():
    assert {kind.value for kind in BODIES_FOR_PERSONNEL} == {"party_committee", "village_branch"}
