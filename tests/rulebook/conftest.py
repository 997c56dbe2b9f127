"""The cast with its defaults, short ways to a number, and a machine rule."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from foundation.rulebook.models import Parameter, Regulation, RegulationVersion
from foundation.rulebook.services import load_book
from tests.rulebook import books
from tests.rulebook.findings import RULE, machines


@pytest.fixture
def rulebook(cast: Any) -> Any:
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


@pytest.fixture
def regulation(cast: Any) -> Regulation:
    return books.enter(cast.jinnan)


@pytest.fixture
def version(regulation: Regulation) -> RegulationVersion:
    return regulation.versions.get()


@pytest.fixture
def countrys(cast: Any) -> Regulation:
    load_book(county=None, now=cast.now)
    return Regulation.objects.filter(county="").order_by("position")[0]
