"""Which moves there are, by hand from D13 and the publication contract, not from the table in the code."""

from itertools import product

import pytest

from disclosure import rules
from disclosure.models import Draft
from disclosure.states import MOVES, STANDING, State
from foundation.townships.models import Official
from tests.townships.acts import assert_says

#: A second person publishes or returns what waits; nothing ever comes back.
ALLOWED = {("prepared", "published"), ("prepared", "returned")}


@pytest.mark.parametrize(("old", "new"), list(product(State.values, State.values)))
def test_exactly_the_moves_of_the_contract_are_allowed(old, new):
    draft = Draft(title="示例", state=old, reviewer_official=Official(name="丁一"))
    refusal = rules.draft_can_become(draft, State(new))
    assert ((old, new) in MOVES, refusal is None) == ((old, new) in ALLOWED,) * 2
    if refusal:
        assert_says(refusal, "disclosure.reviewed_already", "", "示例")


def test_both_moves_are_the_reviewers():
    assert {move.capability for move in MOVES.values()} == {"review_publication"}


def test_a_returned_draft_no_longer_stands_for_its_source():
    assert set(State) - set(STANDING) == {State.RETURNED}


def test_the_refusal_says_who_reviewed_it_and_when(cast):
    draft = Draft(title="示例", state=State.RETURNED, reviewer_official=Official(name="丁一"), reviewed_at=cast.now)
    refusal = rules.draft_can_become(draft, State.PUBLISHED)
    assert refusal is not None
    assert "丁一" in refusal.message
    assert "已退回" in refusal.message
