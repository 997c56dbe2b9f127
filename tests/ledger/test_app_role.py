"""What somebody can do who has the program's password for the database: nothing to what is written."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.ledger.triggers import declared
from foundation.security.services import note
from foundation.security.states import Kind

pytestmark = pytest.mark.postgres

ENTRIES = "ledger_ledgerentry"
TRIGGER = "ledger_ledgerentry_no_update"
#: What PostgreSQL answers to whoever lacks the right; no trigger is asked.
INSUFFICIENT_PRIVILEGE = "42501"

COLUMNS = ", ".join(field.column for field in LedgerEntry._meta.concrete_fields)
CHANGING = {
    "update": f"UPDATE {ENTRIES} SET actor = 'x'",
    "update of nothing": f"UPDATE {ENTRIES} SET actor = actor WHERE false",
    "delete": f"DELETE FROM {ENTRIES}",
    "truncate": f"TRUNCATE {ENTRIES}",
    "truncate by cascade": "TRUNCATE townships_division CASCADE",
    "upsert": (
        f"INSERT INTO {ENTRIES} ({COLUMNS}) SELECT {COLUMNS} FROM {ENTRIES} LIMIT 1 "
        "ON CONFLICT (id) DO UPDATE SET actor = 'x'"
    ),
    "merge": f"MERGE INTO {ENTRIES} USING (SELECT 1) AS one ON true WHEN MATCHED THEN UPDATE SET actor = 'x'",
    "behind WITH": f"WITH gone AS (DELETE FROM {ENTRIES} RETURNING id) SELECT count(*) FROM gone",
    "a lock on rows": f"SELECT 1 FROM {ENTRIES} FOR UPDATE",
    "numbers given anew": "SELECT setval(pg_get_serial_sequence('ledger_ledgerentry', 'id'), 1, false)",
    "migrations": "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', 'x', now())",
}
DISARMING = {
    "a trigger disabled": f"ALTER TABLE {ENTRIES} DISABLE TRIGGER {TRIGGER}",
    "all triggers disabled": f"ALTER TABLE {ENTRIES} DISABLE TRIGGER ALL",
    "a trigger dropped": f"DROP TRIGGER {TRIGGER} ON {ENTRIES}",
    "a trigger renamed": f"ALTER TRIGGER {TRIGGER} ON {ENTRIES} RENAME TO x",
    "a trigger of one's own": (
        f"CREATE TRIGGER a BEFORE INSERT ON {ENTRIES} FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    ),
    "its function replaced": (
        f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    ),
    "its function dropped": f"DROP FUNCTION {TRIGGER}() CASCADE",
    "its function's path": f"ALTER FUNCTION {TRIGGER}() RESET search_path",
    "no triggers in this session": "SET session_replication_role = replica",
    "the same by function": "SELECT set_config('session_replication_role', 'replica', false)",
    "a rule": f"CREATE RULE quiet AS ON INSERT TO {ENTRIES} DO INSTEAD NOTHING",
    "a policy": f"CREATE POLICY quiet ON {ENTRIES} USING (false)",
    "the catalogue": f"UPDATE pg_trigger SET tgenabled = 'D' WHERE tgname = '{TRIGGER}'",
}
TAKING = {
    "the table": f"ALTER TABLE {ENTRIES} OWNER TO CURRENT_USER",
    "the table, dropped": f"DROP TABLE {ENTRIES}",
    "the table, renamed": f"ALTER TABLE {ENTRIES} RENAME TO x",
    "a column": f"ALTER TABLE {ENTRIES} ADD COLUMN x text",
    "a constraint": f"ALTER TABLE {ENTRIES} DROP CONSTRAINT ledger_entry_number",
    "an index": "DROP INDEX ledger_entry_ref",
    "the schema": "DROP SCHEMA public CASCADE",
    "all rights": "ALTER ROLE CURRENT_USER SUPERUSER",
    "another role": "CREATE ROLE sunlit_other",
    "the owner's place": "SET ROLE {owner}",
    "the owner's session": "SET SESSION AUTHORIZATION {owner}",
    "membership": "GRANT {owner} TO CURRENT_USER",
    "the settings": "ALTER SYSTEM SET session_replication_role = replica",
    "the settings of the role": "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
}
BUILDING = {
    "a table": "CREATE TABLE x (id integer)",
    "a temporary table, which would stand before ours": "CREATE TEMPORARY TABLE decisions_agendaitem (id integer)",
    "a function": "CREATE FUNCTION x() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "an operator, which would stand before theirs": (
        "CREATE OPERATOR public.<> (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = texteq)"
    ),
    "a schema": "CREATE SCHEMA x",
    "an extension": "CREATE EXTENSION file_fdw",
    "a child of the table": f"CREATE TABLE x () INHERITS ({ENTRIES})",
    "a key that points at it": f"ALTER TABLE web_formtoken ADD COLUMN x bigint REFERENCES {ENTRIES}",
}
SERVER = {
    "a program that writes": f"COPY {ENTRIES} FROM PROGRAM 'true'",
    "a program that reads": f"COPY {ENTRIES} TO PROGRAM 'true'",
    "a file of the server": f"COPY {ENTRIES} FROM '/etc/passwd'",
    "a file written": f"COPY {ENTRIES} TO '/tmp/sunlit-stolen'",
    "a file read": "SELECT pg_read_file('PG_VERSION')",
    "a file taken in": "SELECT lo_import('/etc/passwd')",
}
ATTACKS = {**CHANGING, **DISARMING, **TAKING, **BUILDING, **SERVER}


def execute(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def stored() -> list[tuple]:
    """All entries, and what guards them."""
    guards = "SELECT tgname, tgenabled, tgfoid FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname, tgrelid"
    return [*execute(f"SELECT * FROM {ENTRIES} ORDER BY id"), *execute(guards)]


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as caught:
        execute(sql)
    assert caught.value.__cause__.pgcode == INSUFFICIENT_PRIVILEGE, caught.value
    return str(caught.value)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_it_is_refused(server, attack):
    before = stored()
    refused(attack.format(owner=server.owner) if "{owner}" in attack else attack)
    assert stored() == before and len(before) > 50


def append_only() -> list[str]:
    return sorted({each.table for each in declared() if each.event == "BEFORE UPDATE" and each.refuse_when == "true"})


@pytest.mark.parametrize("table", append_only())
def test_no_table_that_is_added_to_can_be_changed(server, table):
    # Its rows may be deleted when they are old: a trigger looks, below.
    key = "number" if table == "ledger_checkpoint" else "id"
    verbs = [
        f"UPDATE {{}} SET {key} = {key}",
        "TRUNCATE {}",
        *(["DELETE FROM {}"] if table != "security_securityevent" else []),
    ]
    for sql in (verb.format(table) for verb in verbs):
        assert f"permission denied for table {table}" in refused(sql)


@pytest.mark.parametrize("mode", ["SHARE", "EXCLUSIVE", "ACCESS EXCLUSIVE"])
def test_the_log_cannot_be_locked_against_others(server, mode):
    with transaction.atomic():
        assert "permission denied" in refused(f"LOCK TABLE {ENTRIES} IN {mode} MODE")
        transaction.set_rollback(True)


def test_what_it_gives_to_itself_is_nothing(server):
    """PostgreSQL only warns when somebody grants what he may not."""
    execute(f"GRANT UPDATE, DELETE, TRUNCATE, TRIGGER ON {ENTRIES} TO CURRENT_USER, PUBLIC")
    refused(f"UPDATE {ENTRIES} SET actor = 'x'")
    refused(f"TRUNCATE {ENTRIES}")


def test_the_security_log_forgets_old_rows_only(server):
    note(Kind.REFUSED, at=timezone.now(), actor="甲一")
    with pytest.raises(IntegrityError, match="append-only"):
        execute("DELETE FROM security_securityevent")
    execute("DELETE FROM security_securityevent WHERE at < now() - interval '400 days'")


def test_the_database_of_others_is_out_of_reach(server):
    refused(f'DROP DATABASE "{connection.settings_dict["NAME"]}"')
    refused("CREATE DATABASE x")


def test_a_session_that_turns_its_path_round_meets_the_same_triggers(server):
    execute("SET search_path = pg_temp, public")
    try:
        refused(f"UPDATE {ENTRIES} SET actor = 'x'")
    finally:
        execute("RESET search_path")
