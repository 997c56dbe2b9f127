"""A thousand random tamperings of somebody who owns the database: tests/ledger/tampering.py."""

import pytest

from tests.cast import Cast
from tests.conftest import django_db_setup, quick_passwords, watched  # noqa: F401 - the cast is in the database
from tests.ledger import tampering_rows
from tests.ledger.busy import prepare
from tests.ledger.tampering import KINDS, missed

pytestmark = pytest.mark.drill
TAMPERINGS = 1000


def every_one_is_found(settings) -> None:
    assert len(KINDS) > 15 and tampering_rows.__name__ in {kind.__module__ for kind in KINDS}
    found = missed(range(TAMPERINGS), prepare(Cast(), settings))
    print(f"{TAMPERINGS - len(found)} of {TAMPERINGS} found and named")
    assert found == []


def test_a_thousand_tamperings_are_found_and_named(db, settings):
    every_one_is_found(settings)


@pytest.mark.postgres
def test_a_thousand_tamperings_are_found_and_named_on_postgresql(db, settings):
    every_one_is_found(settings)
