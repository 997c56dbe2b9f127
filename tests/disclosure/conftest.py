from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """A page under `/en/` leaves its language to the thread: without this the next test would read English refusals."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
