from pathlib import Path
from typing import Any

import pytest

from foundation.townships.models import Authenticator
from tests.keys.cards import card_model, create_table, known, make_keys
from tests.ledger.acts import seal_anew


@pytest.fixture
def keys(request: Any, tmp_path: Path, settings: Any) -> Path:
    """A folder of keys that nobody has used yet; where there is a database, its ledger is sealed with them."""
    settings.KEY_DIR = make_keys(tmp_path / "keys")
    for fixture in ("copied_db", "db"):
        if fixture in request.fixturenames:
            request.getfixturevalue(fixture)
            seal_anew()
            return settings.KEY_DIR
    if request.node.get_closest_marker("django_db"):
        seal_anew()
    return settings.KEY_DIR


@pytest.fixture(params=["international", "guomi"])
def suite(request: Any, settings: Any) -> str:
    settings.CRYPTO_SUITE = request.param
    return request.param


@pytest.fixture
def no_values(db: None) -> None:
    """The people of the cast have authenticators, whose secrets are under the house's own keys."""
    Authenticator.objects.all().delete()


@pytest.fixture
def cards(no_values: None, keys: Path) -> Any:
    """The model of a table that goes with the transaction of the test."""
    model = card_model()
    create_table(model)
    with known(model):
        yield model
