"""What the machine reads from drafts."""

import pytest

from disclosure.breaches import reviews_missed
from foundation.refs import Ref
from tests.disclosure.made import a_card, day, draft_of, publication_of, send_back

pytestmark = pytest.mark.django_db


def test_a_review_is_missed_when_the_days_to_object_have_passed(cast):
    draft = draft_of(cast.village, title="路", card=a_card(object_until=day(3)))
    assert list(reviews_missed(day(3))) == []
    (found,) = reviews_missed(day(4))
    assert (found.about, found.division, found.evidence, found.key) == (
        Ref.of(draft),
        cast.village,
        (Ref.of(draft),),
        "",
    )
    assert found.parameters == {"title": "路", "day": day(), "until": day(3), "seen": day(4)}


def test_what_was_reviewed_was_not_missed(cast):
    send_back(draft_of(cast.jinnan))
    publication_of(cast.jinnan)
    draft_of(cast.jinnan, card=a_card(object_until=None))
    assert list(reviews_missed(day(99))) == []
