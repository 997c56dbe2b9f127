"""Triggers are declared in code; what the database really has is compared with that."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Tags, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from foundation.ledger import guards, triggers
from foundation.ledger.models import LedgerEntry
from foundation.ledger.triggers import Trigger, TruncateTrigger, append_only, declared, install_for
from foundation.web.models import FormToken

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
NO_UPDATE = "ledger_ledgerentry_no_update"


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(name: str) -> None:
    execute(f"DROP TRIGGER {name}" + (' ON "ledger_ledgerentry"' if ON_POSTGRESQL else ""))


def warnings(*databases: str) -> list[CheckMessage]:
    return [message for message in run_checks(tags=[Tags.database], databases=databases) if message.id == "ledger.W001"]


def found() -> list[str]:
    return [warning.msg for warning in warnings("default")]


def test_every_declared_trigger_is_installed(db):
    assert found() == []
    assert {trigger.name for trigger in declared()} >= {NO_UPDATE, "ledger_ledgerentry_no_delete"}


@pytest.mark.parametrize("trigger", append_only("ledger.LedgerEntry"), ids=lambda trigger: trigger.name)
def test_a_dropped_trigger_is_found_and_mended(db, trigger):
    if not trigger.statements(connection.vendor):
        pytest.skip("this database has no such trigger")
    drop(trigger.name)
    (warning,) = warnings("default")
    assert warning.msg == f"数据库 default 缺少触发器 {trigger.name}"
    assert warning.hint == "请运行 manage.py migrate"
    install_for(apps.get_app_config("ledger"))
    assert found() == []


def test_a_start_for_real_use_is_stopped_by_a_missing_trigger(db):
    drop(NO_UPDATE)
    with pytest.raises(SystemCheckError, match=NO_UPDATE):
        call_command("check", databases=["default"], fail_level="WARNING")


def test_migrate_mends_what_a_remade_table_has_lost(copied_db):
    if ON_POSTGRESQL:
        drop(NO_UPDATE)
    else:
        with connection.schema_editor() as editor:
            editor._remake_table(LedgerEntry)
    assert f"数据库 default 缺少触发器 {NO_UPDATE}" in found()
    call_command("migrate", verbosity=0)
    assert found() == []


def test_without_a_database_nothing_is_checked(db):
    drop(NO_UPDATE)
    assert warnings() == []
    assert [message for message in run_checks() if message.id == "ledger.W001"] == []


def test_a_table_that_is_not_there_yet_needs_no_trigger(db, monkeypatch):
    drop(NO_UPDATE)
    monkeypatch.setattr(connection.introspection, "table_names", lambda: [])
    assert found() == []
    install_for(apps.get_app_config("ledger"))
    monkeypatch.undo()
    assert found() == [f"数据库 default 缺少触发器 {NO_UPDATE}"]


def test_an_app_installs_its_own_triggers_only(db):
    drop(NO_UPDATE)
    install_for(apps.get_app_config("townships"))
    assert found() == [f"数据库 default 缺少触发器 {NO_UPDATE}"]


def test_declaring_again_is_harmless_and_another_trigger_of_the_name_is_refused(monkeypatch):
    monkeypatch.setattr(triggers, "_declared", dict(triggers._declared))
    before = declared()
    guards.declare()
    assert declared() == before
    with pytest.raises(ValueError, match=f"trigger {NO_UPDATE} is declared twice"):
        triggers.declare(Trigger(NO_UPDATE, "ledger.LedgerEntry", "BEFORE UPDATE", "false", "other"))


def test_truncate_is_guarded_on_postgresql_and_unknown_to_sqlite():
    trigger = TruncateTrigger("t", "ledger.LedgerEntry", "BEFORE TRUNCATE", "true", "no")
    assert trigger.statements("sqlite") == []
    assert trigger.statements("postgresql")[-1] == (
        'CREATE TRIGGER t BEFORE TRUNCATE ON "ledger_ledgerentry" FOR EACH STATEMENT EXECUTE FUNCTION t()'
    )


@pytest.fixture
def choosy(db):
    """Triggers that refuse some rows and let others pass."""
    for trigger in (
        Trigger("test_insert", "web.FormToken", "BEFORE INSERT", "length(NEW.token) < 3", "too short"),
        Trigger("test_update", "web.FormToken", "BEFORE UPDATE", "NEW.token <> OLD.token", "another token"),
        Trigger("test_delete", "web.FormToken", "BEFORE DELETE", "OLD.actor = 'keep'", "to be kept"),
    ):
        execute(*trigger.statements(connection.vendor))
        execute(*trigger.statements(connection.vendor))


def test_a_trigger_refuses_what_its_condition_says_and_nothing_else(choosy):
    with pytest.raises(IntegrityError, match="too short"), transaction.atomic():
        FormToken.objects.create(token="ab", actor="x")
    kept = FormToken.objects.create(token="abc", actor="keep")
    with pytest.raises(IntegrityError, match="another token"), transaction.atomic():
        FormToken.objects.update(token="abcd")
    assert FormToken.objects.update(result="/there/") == 1
    with pytest.raises(IntegrityError, match="to be kept"), transaction.atomic():
        kept.delete()
    kept.actor = "go"
    kept.save()
    assert FormToken.objects.get().result == ""
    assert kept.delete()[0] == 1
