"""After every migration that changes what is there, from an empty database on: each table has its triggers."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from foundation.ledger.triggers import declared, installed_names
from tests.copies import Copier


@pytest.mark.unmeasured
def test_the_triggers_of_every_table_stand_after_every_migration(copier: Copier):
    with copier.empty():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        ours = [(each.app_label, each.name) for each, _backwards in plan if each.app_label in OURS]
        # The first of a room come along with those that need them.
        ours = [(app, name) for app, name in ours if name != "0001_first"] + ours[-1:]
        assert len(ours) > 10
        for app, name in ours:
            call_command("migrate", app, name, verbosity=0, interactive=False, skip_checks=True)
            lacking = wanted() - installed_names("default")
            assert lacking == set(), f"after {app}.{name}"
        assert len(wanted()) > 60


OURS = {trigger.model.split(".")[0] for trigger in declared()}


def wanted() -> set[str]:
    present = set(connection.introspection.table_names())
    return {each.name for each in declared() if each.statements(connection.vendor) and each.table in present}
