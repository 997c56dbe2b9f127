"""Every row of every table, to see what an act has changed."""

from typing import Any

from django.apps import apps

Row = tuple[str, str]

#: What no digest in the ledger covers: the ledger itself, work for later, counters, and the copies of simple-history.
UNRULED = ("ledger_", "jobs_", "documents_series", "decisions_historical", "django_", "reminders_")


def everything() -> dict[Row, dict[str, Any]]:
    """(table, key) → the row's columns. Without the security log, whose purpose is to tell of what left nothing."""
    found: dict[Row, dict[str, Any]] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != "security":
            key = model._meta.pk.attname
            for row in model._default_manager.values():
                found[model._meta.db_table, str(row[key])] = row
    return found


def changed(before: dict[Row, dict[str, Any]], after: dict[Row, dict[str, Any]]) -> set[Row]:
    """The rows that were added, changed or taken away."""
    return {row for row in before.keys() | after.keys() if before.get(row) != after.get(row)}


def ruled(rows: set[Row]) -> set[Row]:
    return {row for row in rows if not row[0].startswith(UNRULED)}
