"""The log cannot be changed, by whatever way one tries."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from foundation.ledger.models import LedgerEntry
from foundation.scope import INSTALLATION
from tests.ledger.acts import NOW, STREAM, doing, written

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
only_on_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="a statement of PostgreSQL")
only_on_sqlite = pytest.mark.skipif(ON_POSTGRESQL, reason="a statement of SQLite")


@pytest.fixture(autouse=True)
def entry() -> LedgerEntry:
    with doing():
        pass
    return LedgerEntry.objects.get(stream=STREAM)


@pytest.fixture(autouse=True)
def nothing_has_changed(entry):
    before = list(LedgerEntry.objects.order_by("pk").values_list())
    yield
    assert list(LedgerEntry.objects.order_by("pk").values_list()) == before


def refused(work):
    with pytest.raises(IntegrityError, match="ledger_ledgerentry is append-only"), transaction.atomic():
        work()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_entry_cannot_be_saved_again(entry):
    entry.actor = "somebody else"
    refused(entry.save)


def test_entries_cannot_be_updated():
    refused(lambda: LedgerEntry.objects.update(actor="somebody else"))


def test_entries_cannot_be_updated_even_to_what_they_are(entry):
    refused(lambda: LedgerEntry.objects.filter(pk=entry.pk).update(actor=entry.actor))


def test_an_entry_cannot_be_deleted(entry):
    refused(entry.delete)


def test_entries_cannot_be_deleted_together():
    refused(lambda: LedgerEntry.objects.filter(stream=INSTALLATION).delete())
    refused(lambda: LedgerEntry.objects.all()._raw_delete("default"))


def test_an_entry_cannot_be_overwritten_by_an_insert(entry):
    entry.actor = "somebody else"
    refused(
        lambda: LedgerEntry.objects.bulk_create(
            [entry], update_conflicts=True, update_fields=["actor"], unique_fields=["pk"]
        )
    )


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_ledgerentry SET number = number + 1000", "DELETE FROM ledger_ledgerentry"]
)
def test_sql_by_hand_is_refused(statement):
    refused(lambda: execute(statement))


@only_on_sqlite
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO ledger_ledgerentry SELECT * FROM ledger_ledgerentry WHERE stream = '990101'",
        "REPLACE INTO ledger_ledgerentry SELECT * FROM ledger_ledgerentry WHERE stream = '990101'",
        "UPDATE OR REPLACE ledger_ledgerentry SET number = 1",
        "UPDATE OR IGNORE ledger_ledgerentry SET actor = 'x'",
    ],
)
def test_sqlites_own_ways_of_overwriting_are_refused(statement):
    refused(lambda: execute(statement))


@only_on_sqlite
def test_a_key_that_is_replaced_by_another_row_is_refused(entry):
    refused(
        lambda: execute(
            "INSERT OR REPLACE INTO ledger_ledgerentry (stream, number, at, actor, act, ref, body, leaf) "
            "SELECT stream, number, at, 'x', act, ref, body, leaf FROM ledger_ledgerentry"
        )
    )


@only_on_postgresql
@pytest.mark.parametrize("ending", ["", " CASCADE", " RESTART IDENTITY"])
def test_truncate_is_refused(ending):
    refused(lambda: execute(f"TRUNCATE ledger_ledgerentry{ending}"))


@only_on_postgresql
def test_merge_is_refused(entry):
    refused(
        lambda: execute(
            "MERGE INTO ledger_ledgerentry USING (SELECT 1) AS one ON true WHEN MATCHED THEN UPDATE SET actor = 'x'"
        )
    )


def test_a_number_is_given_once_and_counts_from_one(entry):
    columns = {"stream": STREAM, "at": NOW, "actor": "", "act": "", "body": b"", "leaf": b""}
    for number in (1, 0, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            LedgerEntry.objects.create(number=number, **columns)
    assert written() == ["test.thing.do"]
