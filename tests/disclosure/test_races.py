"""Two at the same moment: one of them is refused, or both are right."""

from functools import partial

import pytest

from disclosure.models import Draft, Publication
from disclosure.states import State
from foundation.ledger.models import LedgerEntry
from foundation.violations import RuleViolation
from foundation.web.tokens import new_token, once
from tests.cast import Cast
from tests.disclosure.made import a_source, draft_of, publish, send_back, user
from tests.foundation.threads import at_once

pytestmark = pytest.mark.postgres

ROUNDS = 5


@pytest.fixture
def people(copied_db) -> Cast:
    return Cast()


def codes(results: list) -> list[str]:
    """What each one got: a row, or the code of a refusal."""
    return sorted(result.code if isinstance(result, RuleViolation) else type(result).__name__ for result in results)


def test_of_two_who_publish_at_once_one_does(people):
    for _round in range(ROUNDS):
        draft = draft_of(people.jinnan)
        results = at_once(partial(publish, draft), partial(publish, draft))
        assert codes(results) == ["Publication", "disclosure.reviewed_already"]
        assert Publication.objects.filter(draft=draft).count() == 1


def test_of_a_publication_and_a_return_at_once_one_happens(people):
    for _round in range(ROUNDS):
        draft = draft_of(people.jinnan)
        results = at_once(partial(publish, draft), partial(send_back, draft))
        assert "disclosure.reviewed_already" in codes(results)
        assert sum(isinstance(result, RuleViolation) for result in results) == 1
        draft.refresh_from_db()
        assert Publication.objects.filter(draft=draft).exists() == (draft.state == State.PUBLISHED)
        assert LedgerEntry.objects.filter(ref=f"disclosure.draft:{draft.pk}").count() == 2


def test_one_form_sent_twice_at_once_acts_once_and_leads_both_to_the_result(people):
    reviewer = user("reviewer.jinnan")
    for _round in range(ROUNDS):
        draft, token = draft_of(people.jinnan), new_token()

        def send(draft=draft, token=token) -> str:
            return once(token, actor=reviewer, work=lambda: publish(draft).pk)

        first, second = at_once(send, send)
        assert first == second == Publication.objects.get(draft=draft).pk


def test_of_two_drafts_about_one_thing_at_once_one_stands(people):
    for _round in range(ROUNDS):
        source = a_source()
        prepare = partial(draft_of, people.jinnan, source=source)
        assert codes(at_once(prepare, prepare)) == ["Draft", "disclosure.source_taken"]
        assert Draft.objects.filter(source=str(source)).count() == 1


def test_a_returned_draft_is_prepared_anew_once(people):
    for _round in range(ROUNDS):
        source = a_source()
        old = send_back(draft_of(people.jinnan, source=source))
        anew = partial(draft_of, people.jinnan, source=source, replaces=old)
        results = codes(at_once(anew, anew))
        assert results[0] == "Draft"
        assert results[1] in ("disclosure.replaced_already", "disclosure.source_taken")


def test_several_publish_different_drafts_of_a_town_at_once(people):
    drafts = [draft_of(people.jinnan) for _number in range(4)]
    results = at_once(*(partial(publish, draft) for draft in drafts))
    assert codes(results) == ["Publication"] * 4
    numbers = LedgerEntry.objects.filter(stream="320831101").order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
