from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import override_settings

from foundation.documents import printing
from foundation.documents.models import Draft, Paper
from foundation.documents.services import render_paper
from foundation.upkeep.models import Run
from tests.cast import Cast
from tests.copies import Copier
from tests.decisions.scenes import scene
from tests.decisions.verbs import SMALL, VERBS
from tests.doors.things import a_checkpoint, a_regulation_file, an_attachment
from tests.upkeep.houses import House, backup


@pytest.fixture(scope="module")
def house(copier: Copier, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Database, files and backups of its own, for all tests of a file: the cast, a decision with its printed minutes,
    a regulation with its file, a topic with its, a checkpoint."""
    found = House(tmp_path_factory.mktemp("house"))
    storages = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(found.files), "base_url": None}},
    }
    found.var.mkdir()
    with override_settings(VAR_DIR=found.var, BACKUP_DIR=found.backups, STORAGES=storages), copier.copy():
        live(Cast())
        yield found


def live(cast: Cast) -> None:
    town = scene(cast.jinnan, "clerk.jinnan", kind=SMALL)
    VERBS["draft_minutes"].ready(town)(town.clerk)
    town.issued(Draft.objects.get())
    with patch.object(printing, "pdf_of", lambda paper: b"%PDF-1.7 " + paper.digest.encode()):
        for paper in Paper.objects.all():
            render_paper(paper_id=paper.pk, now=cast.now)
    a_regulation_file(cast)
    an_attachment(cast)
    a_checkpoint(cast)


@pytest.fixture(scope="module")
def sound(house: House) -> Path:
    """A whole backup that nobody has touched, apart from those that tests make and forget."""
    return backup(to=house.place / "sound")


@pytest.fixture
def copy(house: House, sound: Path) -> Iterator[Path]:
    """One to be spoilt."""
    with house.copied(sound) as path:
        yield path


@pytest.fixture
def nothing_yet(house: House) -> House:
    """No backup has been made, none is known."""
    house.forget()
    Run.objects.all().delete()
    return house
