"""A trigger that has the right name and holds nothing back is found: on its database, each way of weakening it."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from foundation.ledger.models import LedgerEntry
from foundation.ledger.triggers import REFUSED, TruncateTrigger, append_only, declared, install_for, problems
from tests.ledger.acts import doing

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
only_on_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="a statement of PostgreSQL")
only_on_sqlite = pytest.mark.skipif(ON_POSTGRESQL, reason="a statement of SQLite")

TABLE = "ledger_ledgerentry"
NAME = "ledger_ledgerentry_no_update"
MESSAGE = "ledger_ledgerentry is append-only"
CHANGED = f"数据库 default 的触发器 {NAME} 被改动："
OTHERWISE = f"{CHANGED}内容与程序不符"


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def assert_found_and_mended(text: str) -> None:
    assert problems("default") == [text]
    (warning,) = run_checks(tags=[Tags.database], databases=["default"])
    assert (warning.msg, warning.id) == (text, "ledger.W002")
    assert warning.hint == "请查明是谁改动的，再运行 manage.py migrate"
    with pytest.raises(SystemCheckError, match=NAME):
        call_command("check", databases=["default"], fail_level="WARNING")
    install_for(apps.get_app_config("ledger"))
    assert problems("default") == []


def test_what_is_installed_is_what_is_declared(db):
    assert problems() == []


# SQLite ------------------------------------------------------------------------------------------

BLOCK = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"


@only_on_sqlite
@pytest.mark.parametrize(
    "again",
    {
        "an empty body": f'BEFORE UPDATE ON "{TABLE}" FOR EACH ROW WHEN true BEGIN SELECT 1; END',
        "a condition that is never true": f'BEFORE UPDATE ON "{TABLE}" FOR EACH ROW WHEN false {BLOCK}',
        "a softer refusal": f'BEFORE UPDATE ON "{TABLE}" FOR EACH ROW WHEN true BEGIN SELECT RAISE(IGNORE); END',
        "one column only": f'BEFORE UPDATE OF actor ON "{TABLE}" FOR EACH ROW WHEN true {BLOCK}',
        "another event": f'BEFORE DELETE ON "{TABLE}" FOR EACH ROW WHEN true {BLOCK}',
    }.items(),
    ids=lambda pair: pair[0],
)
def test_sqlite_a_trigger_written_otherwise_is_found(db, again):
    execute(f"DROP TRIGGER {NAME}", f"CREATE TRIGGER {NAME} {again[1]}")
    assert_found_and_mended(OTHERWISE)


@only_on_sqlite
def test_sqlite_a_trigger_on_another_table_is_found(db):
    execute(
        f"DROP TRIGGER {NAME}",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON townships_body FOR EACH ROW WHEN false {BLOCK}",
    )
    assert_found_and_mended(f"{CHANGED}它在表 townships_body 上，应在表 {TABLE} 上")


@only_on_sqlite
def test_sqlite_a_schema_edited_by_hand_is_found(copied_db):
    """`PRAGMA writable_schema` changes a trigger without dropping it."""
    execute(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, 'WHEN true', 'WHEN false') WHERE name = '{NAME}'",
        "PRAGMA writable_schema = OFF",
    )
    assert problems() == [OTHERWISE]


# PostgreSQL --------------------------------------------------------------------------------------


def function(body: str, more: str = "SET search_path = public, pg_temp", language: str = "plpgsql") -> str:
    return f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE {language} {more} AS $${body}$$"


TRUE_BODY = next(each for each in append_only("ledger.LedgerEntry") if each.name == NAME)


@only_on_postgresql
@pytest.mark.parametrize("state", ["DISABLE", "ENABLE REPLICA"])
def test_a_disabled_trigger_is_found(db, state):
    execute(f"ALTER TABLE {TABLE} {state} TRIGGER {NAME}")
    assert_found_and_mended(f"{CHANGED}已停用")


@only_on_postgresql
def test_all_triggers_disabled_are_all_found(db):
    execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    assert problems() == [
        f"数据库 default 的触发器 {each.name} 被改动：已停用" for each in append_only("ledger.LedgerEntry")
    ]


@only_on_postgresql
@pytest.mark.parametrize(
    "replaced",
    {
        "an empty body": lambda: function(" BEGIN RETURN NEW; END "),
        "a body that refuses nothing": lambda: function(TRUE_BODY.function_body().replace("IF true", "IF false")),
        "an answer that swallows the statement": lambda: function(" BEGIN RETURN NULL; END "),
        "the rights of its owner": lambda: function(
            TRUE_BODY.function_body(), "SECURITY DEFINER SET search_path = public, pg_temp"
        ),
        "the path of whoever writes": lambda: function(TRUE_BODY.function_body(), ""),
        "a path with temporary tables first": lambda: function(
            TRUE_BODY.function_body(), "SET search_path = pg_temp, public"
        ),
    }.items(),
    ids=lambda pair: pair[0],
)
def test_a_function_replaced_by_another_is_found(db, replaced):
    execute(replaced[1]())
    assert_found_and_mended(OTHERWISE)


@only_on_postgresql
@pytest.mark.parametrize(
    "again",
    {
        "another event": f"BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        "another time": f"AFTER UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        "each statement": f"BEFORE UPDATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()",
        "one column only": f"BEFORE UPDATE OF actor ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        "a condition": f"BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN (OLD.id < 0) EXECUTE FUNCTION {NAME}()",
        "another function": f"BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION keys_reading_no_update()",
        "a foreign function": f"BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION elsewhere.{NAME}()",
    }.items(),
    ids=lambda pair: pair[0],
)
def test_a_trigger_written_otherwise_is_found(db, again):
    execute(
        "CREATE SCHEMA elsewhere",
        f"CREATE FUNCTION elsewhere.{NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        f"DROP TRIGGER {NAME} ON {TABLE}",
        f"CREATE TRIGGER {NAME} {again[1]}",
    )
    assert_found_and_mended(OTHERWISE)


@only_on_postgresql
def test_a_trigger_on_another_table_is_found(db):
    execute(
        f"DROP TRIGGER {NAME} ON {TABLE}",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON townships_body FOR EACH ROW EXECUTE FUNCTION {NAME}()",
    )
    assert problems() == [f"{CHANGED}它在表 townships_body 上，应在表 {TABLE} 上"]
    install_for(apps.get_app_config("ledger"))
    assert problems() == []


@only_on_postgresql
def test_a_statement_trigger_made_a_row_trigger_is_found(db):
    name = "ledger_ledgerentry_no_truncate"
    execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
    assert problems() == [f"数据库 default 的触发器 {name} 被改动：内容与程序不符"]
    assert isinstance(next(each for each in declared() if each.name == name), TruncateTrigger)


# What nobody declared ----------------------------------------------------------------------------


def alien() -> list[str]:
    if ON_POSTGRESQL:
        return [
            "CREATE FUNCTION alien() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            f"CREATE TRIGGER alien BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION alien()",
        ]
    return [f"CREATE TRIGGER alien BEFORE INSERT ON {TABLE} FOR EACH ROW BEGIN SELECT RAISE(IGNORE); END"]


def assert_alien(name: str) -> None:
    (warning,) = run_checks(tags=[Tags.database], databases=["default"])
    assert warning.id == "ledger.W003" and "由表的主人删除" in warning.hint
    assert warning.msg == f"数据库 default 的表 {TABLE} 上有来历不明的触发器或规则 {name}"


def test_a_trigger_that_makes_entries_vanish_is_found(db):
    execute(*alien())
    with suppress(TypeError), doing():
        pass  # On the way back Django misses the key of the row.
    assert not LedgerEntry.objects.filter(stream="990101").exists()
    assert_alien("alien")


def test_a_trigger_on_a_table_without_declared_ones_is_nobodys_business(db):
    execute(*(statement.replace(TABLE, "web_formtoken") for statement in alien()))
    assert problems() == []


@only_on_postgresql
def test_a_rule_that_takes_the_place_of_a_statement_is_found(db):
    execute(f"CREATE RULE quiet AS ON INSERT TO {TABLE} DO INSTEAD NOTHING")
    assert_alien("quiet")


@only_on_postgresql
def test_the_refusal_has_a_class_that_becomes_an_integrity_error(db):
    with doing():
        pass
    with pytest.raises(IntegrityError, match=MESSAGE), transaction.atomic():
        LedgerEntry.objects.update(actor="x")
    assert REFUSED in TRUE_BODY.function_body()
