"""Two people do something in the same moment, and what each is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from foundation.violations import RuleViolation
from tests.cast import JINNAN
from tests.foundation.threads import at_once

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
STREAM = JINNAN[:9]


def rounds(few: int, many: int, long: int) -> pytest.MarkDecorator:
    """Many where row locks are at work, a few where writers queue for the whole file; `long` in `make drill`."""
    here = pytest.param(many, marks=pytest.mark.postgres) if ON_POSTGRESQL else few
    return pytest.mark.parametrize(
        "rounds", [here, pytest.param(long, marks=[pytest.mark.postgres, pytest.mark.drill])]
    )


def code_of(result: Any) -> str:
    """What became of an attempt: `ok`, or the code of the refusal. Anything else is a bug."""
    if isinstance(result, RuleViolation):
        return result.code.removeprefix("decisions.")
    assert not isinstance(result, BaseException), result
    return "ok"


def both(*works: Callable[[], Any]) -> list[str]:
    return [code_of(result) for result in at_once(*works)]
