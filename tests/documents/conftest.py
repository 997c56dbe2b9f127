import pytest

from tests.documents.samples import printing_office


@pytest.fixture
def office(cast):
    """The cast, with a kind of paper and a thing it may be about."""
    with printing_office():
        yield cast
