"""A migration that remakes a table keeps its rows, and the triggers come back: on the databases of our users."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from decisions.models import AgendaItem, Report, Vote
from foundation.ledger.triggers import declared, installed_names
from tests.cast import Cast
from tests.decisions.scenes import scene


def there(trigger) -> bool:
    return bool(trigger.statements(connection.vendor))


@pytest.fixture
def decided(copied_db):
    """A meeting that has decided something, so that every table of the room has rows."""
    return scene(Cast().jinnan, "clerk.jinnan").resolution()


@pytest.mark.unmeasured
def test_tables_with_rows_go_back_and_forth(decided):
    """Triggers of votes and statements mention the items' table, which SQLite replaces by a new one."""
    before = (AgendaItem.objects.count(), Report.objects.count(), Vote.objects.count())
    call_command("migrate", "decisions", "0001_first", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False)
    assert (AgendaItem.objects.count(), Report.objects.count(), Vote.objects.count()) == before
    wanted = {trigger.name for trigger in declared() if there(trigger)}
    assert wanted <= installed_names("default")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Vote.objects.all().delete()


def test_nothing_to_migrate_leaves_the_triggers_alone(decided):
    before = installed_names("default")
    call_command("migrate", verbosity=0, interactive=False)
    assert installed_names("default") == before
