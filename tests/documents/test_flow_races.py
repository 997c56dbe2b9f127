"""Many hands at the same moment: numbers without gaps, one signature for each text."""

from functools import partial

import pytest

from foundation.documents import services
from foundation.documents.models import Paper, Series
from foundation.documents.states import DraftState
from foundation.ledger.services import act
from foundation.violations import RuleViolation
from tests.cast import Cast
from tests.documents.flows import AT, on, person, town_of
from tests.foundation.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("copied_db")]


def test_two_signers_at_once_get_consecutive_numbers_and_a_failed_one_leaves_no_gap():
    """The third of them fails after it has taken its number."""
    town = town_of(Cast())
    drafts = [AT[DraftState.CHECKED](town) for _each in range(3)]
    secretary = person("secretary")

    def fails() -> None:
        with act("tests.meeting.close", stream="320831101", actor="x", now=town.now):
            services.sign_draft(**on(drafts[2], town, secretary))
            raise ZeroDivisionError

    signs = [partial(services.sign_draft, **on(draft, town, secretary)) for draft in drafts[:2]]
    outcomes = at_once(*signs, fails)
    assert sorted(one.number for one in outcomes if isinstance(one, Paper)) == [1, 2]
    assert isinstance(outcomes[2], ZeroDivisionError)
    assert services.sign_draft(**on(drafts[2], town, secretary)).number == 3
    assert Series.objects.get().last == 3


def test_one_text_is_signed_once():
    town = town_of(Cast())
    draft = AT[DraftState.CHECKED](town)
    sign = partial(services.sign_draft, **on(draft, town, person("secretary")))
    outcomes = at_once(sign, sign, sign)
    assert [type(one) for one in outcomes].count(Paper) == 1
    assert {one.code for one in outcomes if isinstance(one, RuleViolation)} == {"documents.changed_meanwhile"}
    assert Paper.objects.count() == 1
