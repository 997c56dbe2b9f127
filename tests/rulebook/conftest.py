"""The cast with its defaults, short ways to a number, and a machine rule."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from foundation.rulebook.models import Parameter
from foundation.rulebook.services import load_defaults
from tests.rulebook.findings import RULE, machines


@pytest.fixture
def rulebook(cast: Any) -> Any:
    load_defaults(now=cast.now)
    return cast


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def rows(rulebook: Any) -> Any:
    """The rows of a code below the country, oldest first."""
    return lambda code: list(Parameter.objects.filter(code=code).exclude(county="").order_by("start", "pk"))


@pytest.fixture
def machine() -> Iterator[None]:
    """One machine rule, which shows what a test puts into `findings.shown`."""
    with machines(RULE):
        yield
