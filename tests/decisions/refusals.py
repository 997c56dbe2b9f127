"""What a refusal must be: the right code, in words that help, and nothing changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.violations import RuleViolation
from tests.decisions.rows import everything

HALF_WIDTH = frozenset(",:;!?()")


@dataclass
class Refusal:
    """Filled when the block is left."""

    violation: RuleViolation | None = None

    @property
    def message(self) -> str:
        return self.violation.message

    @property
    def field(self) -> str:
        return self.violation.field


@contextmanager
def refused(code: str, *words: str, untouched: bool = False) -> Iterator[Refusal]:
    """The block must raise `RuleViolation` with this code, and its message must hold the words.

    With `untouched` no row of any table may differ afterwards.
    """
    refusal = Refusal()
    before = everything() if untouched else None
    with pytest.raises(RuleViolation) as caught:
        yield refusal
    refusal.violation = caught.value
    assert caught.value.code == code, caught.value
    for word in words:
        assert str(word) in caught.value.message
    if untouched:
        assert everything() == before


def stopped(work: Callable[[], Any], words: str | None = None) -> None:
    """The database itself must refuse the work, on both databases by the same class of error."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        work()


def in_good_chinese(message: str) -> bool:
    """`thing：reason。remedy。`: names what it is about, says what to do instead, full-width signs only."""
    about, colon, rest = message.partition("：")
    return bool(
        colon
        and about
        and all("一" <= letter <= "鿿" for letter in about)
        and rest.endswith("。")
        and any(word in rest for word in ("请", "不必"))
        and not HALF_WIDTH & set(message)
    )
