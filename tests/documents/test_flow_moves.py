"""Who may do what to a draft in which state, written by hand from E08 and compared with every move of every person."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied

from foundation.documents import rules, services
from foundation.documents.models import Draft
from foundation.documents.moves import PAGES
from foundation.documents.states import EDITABLE, GONE, MOVES, NUMBERED, OPEN, DraftState, Hand
from foundation.violations import RuleViolation
from foundation.web.acting import rehearse
from tests.decisions.refusals import in_good_chinese
from tests.documents.flows import AT, on, person, recorded, town_of

#: 起草 → 审核 → 签发 → 印发: the office drafts, submits, takes back before the signature, gives up, issues; another of
#: it checks or returns; whoever answers for the paper signs or returns; what is signed is voided by the same right.
ALLOWED = {
    ("draft", "submitted", "office"),
    ("returned", "submitted", "office"),
    ("submitted", "checked", "checker"),
    ("submitted", "returned", "checker"),
    ("submitted", "draft", "office"),
    ("checked", "signed", "signer"),
    ("checked", "returned", "signer"),
    ("checked", "draft", "office"),
    ("signed", "issued", "office"),
    ("signed", "voided", "signer"),
    ("issued", "voided", "signer"),
    ("draft", "withdrawn", "office"),
    ("returned", "withdrawn", "office"),
    ("submitted", "withdrawn", "office"),
    ("checked", "withdrawn", "office"),
}

#: State → what each person of the town may do there. A member of the committee who does not preside may nothing;
#: the clerk also records what 丁一 has signed by hand.
MAY = {
    "draft": {"clerk": {"edit", "submit", "withdraw"}},
    "returned": {"clerk": {"edit", "submit", "withdraw"}},
    "submitted": {"clerk": {"recall", "withdraw"}, "reviewer": {"check", "return"}},
    "checked": {"clerk": {"recall", "withdraw", "record"}, "secretary": {"sign", "return"}},
    "signed": {"clerk": {"issue"}, "secretary": {"void"}},
    "issued": {"secretary": {"void"}},
    "voided": {},
    "withdrawn": {},
}
VERBS = ("edit", "submit", "recall", "check", "return", "sign", "record", "issue", "withdraw", "void")
PEOPLE = ("clerk", "reviewer", "secretary", "member", "accountant")


@pytest.mark.once
@pytest.mark.parametrize(("before", "after"), list(itertools.product(DraftState, DraftState)))
def test_exactly_the_moves_of_the_law_are_in_the_table(before, after):
    move = MOVES.get((before, after))
    hands = {hand.value for hand in Hand if (before.value, after.value, hand.value) in ALLOWED}
    assert ({move.hand.value} if move else set()) == hands
    objection = rules.can_become(Draft(state=before), after)
    assert (objection is None) == bool(hands)
    if objection:
        assert objection.code == "documents.move" and in_good_chinese(objection.message)


@pytest.mark.once
def test_the_lists_of_states_hold_what_they_say():
    assert set(OPEN) | set(GONE) | {DraftState.ISSUED} == set(DraftState)
    assert {state.value for state in EDITABLE} == {"draft", "returned"}
    assert {state.value for state in NUMBERED} == {"signed", "issued", "voided"}
    assert {page.state for page in PAGES.values()} == {after for _before, after in MOVES} - {DraftState.VOIDED}


def done(verb, draft, town, actor):
    """Whether the verb goes through for this person; nothing of it stays."""
    given = on(draft, town, actor)
    acts = {
        "edit": lambda: services.edit_draft(**given, title="改", words={}),
        "submit": lambda: services.submit_draft(**given),
        "recall": lambda: services.recall_draft(**given),
        "check": lambda: services.check_draft(**given),
        "return": lambda: services.return_draft(**given, reason="改"),
        "sign": lambda: services.sign_draft(**given),
        "record": lambda: recorded(draft, town, actor),
        "issue": lambda: services.issue_draft(**given),
        "withdraw": lambda: services.withdraw_draft(**given, reason="不办"),
        "void": lambda: services.void_paper(paper=draft.paper, reason="错", actor=actor, now=town.now),
    }
    if verb == "void" and draft.paper is None:
        return False
    try:
        rehearse(acts[verb])
    except (RuleViolation, PermissionDenied):
        return False
    return True


@pytest.mark.parametrize("state", DraftState)
def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(cast, state):
    town = town_of(cast)
    draft = AT[state](town)
    assert draft.state == state
    people = {name: person(name) for name in PEOPLE}
    may = {
        name: found
        for name, user in people.items()
        if (found := {verb for verb in VERBS if done(verb, draft, town, user)})
    }
    assert may == MAY[state]


def test_the_other_town_may_nothing(cast):
    town = town_of(cast)
    others = [cast.user(f"{word}.taji") for word in ("clerk", "reviewer", "secretary")]
    for state in (DraftState.DRAFT, DraftState.SUBMITTED, DraftState.CHECKED, DraftState.SIGNED):
        draft = AT[state](town)
        assert not [user for user in others for verb in VERBS if done(verb, draft, town, user)]
