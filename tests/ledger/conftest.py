from collections.abc import Iterator

import pytest

from foundation.ledger.verification import first_bad_entry
from tests.copies import Copier
from tests.ledger.acts import STREAM, add_official, doing
from tests.ledger.app_role import Roles, on_a_server
from tests.ledger.hands import let_go


@pytest.fixture(scope="module")
def server(copier: Copier) -> Iterator[Roles]:
    """One for all tests of a file: what they commit stays until its end."""
    with on_a_server(copier) as roles:
        yield roles


@pytest.fixture
def stream(db) -> str:
    """Five entries, each with a row and facts, in a stream that nothing guards any more."""
    for number in range(1, 6):
        with doing(f"act {number}", count=number) as record:
            add_official(record, f"子{number}")
    let_go()
    assert first_bad_entry(STREAM) is None
    return STREAM
