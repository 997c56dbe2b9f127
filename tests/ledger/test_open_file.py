"""SQLite has no roles: whoever may write the file may do everything. What is refused nevertheless, what is found."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from foundation.ledger.models import LedgerEntry
from foundation.ledger.triggers import problems
from foundation.ledger.verification import first_bad_entry
from tests.foundation.threads import at_once
from tests.ledger.acts import STREAM, doing

pytestmark = pytest.mark.skipif(
    "postgresql" in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL: test_app_role.py"
)

ENTRIES = "ledger_ledgerentry"
COLUMNS = ", ".join(field.column for field in LedgerEntry._meta.concrete_fields if not field.primary_key)
#: The same rows once more, by somebody else.
FORGED = f"SELECT {COLUMNS.replace('actor', chr(39) + 'x' + chr(39))} FROM {ENTRIES} WHERE stream = '{STREAM}'"


@pytest.fixture
def entry(copied_db) -> LedgerEntry:
    with doing():
        pass
    return LedgerEntry.objects.get(stream=STREAM)


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def actor() -> str:
    return LedgerEntry.objects.get(stream=STREAM).actor


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT OR REPLACE INTO {ENTRIES} ({COLUMNS}) {FORGED}",
        f"REPLACE INTO {ENTRIES} ({COLUMNS}) {FORGED}",
        f"INSERT INTO {ENTRIES} ({COLUMNS}) {FORGED} ON CONFLICT (stream, number) DO UPDATE SET actor = 'x'",
        f"UPDATE OR REPLACE {ENTRIES} SET actor = 'x'",
        f"UPDATE OR IGNORE {ENTRIES} SET actor = 'x'",
        # Without WHERE and without triggers SQLite would throw the pages away and ask nobody.
        f"DELETE FROM {ENTRIES}",
        f"DELETE FROM {ENTRIES} WHERE stream = '{STREAM}' RETURNING id",
        f"WITH one AS (SELECT 1) UPDATE {ENTRIES} SET actor = 'x' FROM one",
    ],
)
def test_every_statement_that_changes_is_refused(entry, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(statement)
    assert actor() == entry.actor


def test_a_doubled_number_is_left_out_or_refused_and_never_replaces(entry):
    with pytest.raises(IntegrityError, match="UNIQUE"), transaction.atomic():
        execute(f"INSERT INTO {ENTRIES} ({COLUMNS}) {FORGED}")
    execute(f"INSERT OR IGNORE INTO {ENTRIES} ({COLUMNS}) {FORGED}")
    assert actor() == entry.actor


def test_every_connection_of_ours_asks_the_triggers_also_for_what_is_replaced(entry):
    def asks() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers")
            return cursor.fetchone() == (1,)

    assert asks() and at_once(asks) == [True]


def test_a_connection_that_does_not_ask_replaces_an_entry_and_verification_tells(entry):
    """A switch of each connection: nobody can refuse it to whoever opens the file by himself."""
    execute("PRAGMA recursive_triggers = OFF", f"INSERT OR REPLACE INTO {ENTRIES} ({COLUMNS}) {FORGED}")
    assert actor() == "x"
    assert problems() == []
    assert first_bad_entry(STREAM).number == entry.number


def test_a_dropped_trigger_lets_everything_pass_and_is_found(entry):
    execute(f"DROP TRIGGER {ENTRIES}_no_update", f"UPDATE {ENTRIES} SET actor = 'x' WHERE stream = '{STREAM}'")
    assert actor() == "x"
    assert problems() == [f"数据库 default 缺少触发器 {ENTRIES}_no_update"]
    assert first_bad_entry(STREAM).number == entry.number


def test_a_schema_edited_by_hand_lets_everything_pass_and_is_found(entry):
    execute(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, 'WHEN true', 'WHEN false') WHERE name = '{ENTRIES}_no_update'",
    )
    connection.close()
    execute(f"UPDATE {ENTRIES} SET actor = 'x' WHERE stream = '{STREAM}'")
    assert actor() == "x"
    assert problems() == [f"数据库 default 的触发器 {ENTRIES}_no_update 被改动：内容与程序不符"]
