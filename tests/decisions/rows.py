"""Every row of every table, to see what an act has changed."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

Row = tuple[str, str]

#: What no digest in the ledger covers: the ledger itself, work for later, counters, and the copies of simple-history.
UNRULED = ("ledger_", "jobs_", "documents_series", "files_stagedfile", "decisions_historical", "django_", "reminders_")


@cache
def _tables() -> dict[str, str]:
    """Table → its key. Without the security log, whose purpose is to tell of what left nothing."""
    return {
        model._meta.db_table: model._meta.pk.column
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != "security"
    }


def everything() -> dict[Row, tuple[Any, ...]]:
    """(table, key) → the row as the database has it, past models and managers: hundreds of tests look twice."""
    found: dict[Row, tuple[Any, ...]] = {}
    with connection.cursor() as cursor:
        for table, key in _tables().items():
            cursor.execute(f'SELECT * FROM "{table}"')
            place = [column[0] for column in cursor.description].index(key)
            found |= {(table, str(row[place])): row for row in cursor.fetchall()}
    return found


def changed(before: dict[Row, tuple[Any, ...]], after: dict[Row, tuple[Any, ...]]) -> set[Row]:
    """The rows that were added, changed or taken away."""
    return {row for row in before.keys() | after.keys() if before.get(row) != after.get(row)}


def ruled(rows: set[Row]) -> set[Row]:
    return {row for row in rows if not row[0].startswith(UNRULED)}
