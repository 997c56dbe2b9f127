from collections.abc import Iterator

import pytest

from tests.copies import Copier
from tests.ledger.app_role import Roles, on_a_server


@pytest.fixture(scope="module")
def server(copier: Copier) -> Iterator[Roles]:
    """One for all tests of a file: what they commit stays until its end."""
    with on_a_server(copier) as roles:
        yield roles
