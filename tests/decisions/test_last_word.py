"""D06: everybody else first, the principals last, the secretary last of all."""

import pytest

from decisions import services
from decisions.states import Choice, Outcome, Phase, Stage
from foundation.violations import RuleViolation


def test_a_decision_goes_from_topic_to_resolution(town):
    resolution = town.resolution()
    assert (resolution.outcome, resolution.due, resolution.agree, resolution.needed) == (Outcome.ADOPTED, 9, 9, 5)
    resolution.topic.refresh_from_db()
    assert resolution.topic.state == "decided"


def test_secretary_cannot_vote_before_members(town):
    item = town.item_at(Phase.VOTING)
    with pytest.raises(RuleViolation) as refused:
        town.vote(item, town.seat(item, "丁一"))
    assert refused.value.code == "decisions.last_word"
    for name in ("丁二", "丁三", "丁九"):
        assert name in refused.value.message


def test_head_votes_before_the_secretary_and_after_the_others(town):
    item = town.item_at(Phase.VOTING)
    for seat in town.able(item)[:7]:
        town.vote(item, seat)
    item.refresh_from_db()
    assert item.stage == Stage.LAST_BUT_ONE
    with pytest.raises(RuleViolation):
        town.vote(item, town.seat(item, "丁一"))
    town.vote(item, town.seat(item, "丁二"))
    town.vote(item, town.seat(item, "丁一"))


def test_a_voided_vote_takes_the_turn_back(town):
    item = town.item_at(Phase.VOTING)
    votes = [town.vote(item, seat) for seat in town.able(item)[:7]]
    services.void_vote(vote=votes[0], reason="录错", **town.by)
    item.refresh_from_db()
    assert item.stage == Stage.MEMBERS
    with pytest.raises(RuleViolation):
        town.vote(item, town.seat(item, "丁二"))
    town.vote(item, votes[0].seat, Choice.OPPOSE)
    town.vote(item, town.seat(item, "丁二"))
