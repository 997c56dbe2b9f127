"""Whatever is changed in the database by hand, a verification names the place; drill/test_tampering.py does 1,000."""

import pytest

from foundation.ledger.verification import verify
from tests.ledger import tampering, tampering_rows
from tests.ledger.busy import prepare
from tests.ledger.tampering import KINDS, missed


@pytest.mark.unmeasured
def test_sixty_random_tamperings_are_found_and_named(cast, settings):
    busy = prepare(cast, settings)
    assert verify(note=busy.note).bad == []
    assert {each.__module__ for each in KINDS} == {tampering.__name__, tampering_rows.__name__}
    assert missed(range(60), busy) == []
