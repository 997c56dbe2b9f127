"""A ledger that cannot write: whatever a service did before must be gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest


class LedgerBroken(Exception):
    pass


@contextmanager
def broken_ledger() -> Iterator[None]:
    """The act inside runs to its last step, fails there, and the failure comes out."""
    with patch("foundation.ledger.services._append", side_effect=LedgerBroken), pytest.raises(LedgerBroken):
        yield
