"""After every migration that changes what is there, from an empty database on: each table has its triggers."""

from typing import Any

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from foundation.ledger.triggers import declared, installed_names
from tests.copies import Copier


@pytest.mark.unmeasured
def test_the_triggers_of_every_table_stand_after_every_migration(copier: Copier):
    """As `migrate` goes, one target after the other, but it would begin by telling all that went before each time."""
    with copier.empty():
        executor = MigrationExecutor(connection)
        plan = [each for each, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        ours = {(each.app_label, each.name) for each in plan if each.app_label in OURS}
        # The first of a room come along with those that need them.
        targets = {each for each in ours if each[1] != "0001_first"} | {(plan[-1].app_label, plan[-1].name)}
        assert len(targets) > 10
        state, part = ProjectState(real_apps=executor.loader.unmigrated_apps), []
        for each in plan:
            part.append((each, False))
            if (each.app_label, each.name) in targets:
                state = migrated(executor, part, state)
                part = []
                lacking = wanted() - installed_names("default")
                assert lacking == set(), f"after {each}"
        assert part == []
        assert len(wanted()) > 60


def migrated(executor: MigrationExecutor, part: list[tuple[Any, bool]], state: ProjectState) -> ProjectState:
    emit_pre_migrate_signal(0, False, "default", apps=state.apps, plan=part)
    state = executor.migrate([], plan=part, state=state)
    emit_post_migrate_signal(0, False, "default", apps=state.apps, plan=part)
    return state


OURS = {trigger.model.split(".")[0] for trigger in declared()}


def wanted() -> set[str]:
    present = set(connection.introspection.table_names())
    return {each.name for each in declared() if each.statements(connection.vendor) and each.table in present}
