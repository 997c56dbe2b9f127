"""How a verification reads: all as of one moment, and on past what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import QuerySet

from foundation.ledger.verification.findings import UNREADABLE

FETCHED = 2000
M = TypeVar("M", bound=models.Model)
#: Names beside a row's columns, under which they stand as they are stored.
Forms = dict[str, models.Field]


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is as of one moment, whatever is written meanwhile; no writer has to wait for it.

    Inside of an open transaction nothing is changed: that one decides what is seen.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _that_only_reads(connection), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


@contextmanager
def _that_only_reads(sqlite: Any) -> Iterator[None]:
    """The transactions of this house keep other writers out from their beginning; this one need not."""
    sqlite.ensure_connection()  # which sets the mode
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = mode


def each_row(rows: QuerySet[M]) -> Iterator[tuple[Any, M | None]]:
    """Key and row, in order; in place of a row that holds what this house cannot have stored, `None`."""
    forms = _forms(rows.model)
    rows = rows.annotate(**{name: _Stored(field.name) for name, field in forms.items()})
    done = 0
    try:
        for row in rows.iterator(chunk_size=FETCHED):
            yield row.pk, row if _is_stored_as_ours(row, forms) else None
            done += 1
    except UNREADABLE:
        yield from _one_by_one(rows, forms, done)


def _one_by_one(rows: QuerySet[M], forms: Forms, done: int) -> Iterator[tuple[Any, M | None]]:
    for key in list(rows.values_list("pk", flat=True))[done:]:
        try:
            row = rows.get(pk=key)
            yield key, row if _is_stored_as_ours(row, forms) else None
        except UNREADABLE:
            yield key, None


class _Stored(models.Func):
    """What SQLite really holds: without a column's name nothing is converted on the way."""

    template = "+%(expressions)s"
    output_field = models.TextField()


def _forms(model: type[models.Model]) -> Forms:
    """SQLite reads "20260105" as the day that "2026-01-05" is, and 2 as false, but compares them otherwise."""
    if connection.vendor != "sqlite":
        return {}
    kinds = (models.BooleanField, models.DateField, models.TimeField)
    return {f"stored_{field.name}": field for field in model._meta.concrete_fields if isinstance(field, kinds)}


def _is_stored_as_ours(row: models.Model, forms: Forms) -> bool:
    return all(
        getattr(row, name) == field.get_db_prep_save(getattr(row, field.attname), connection)
        for name, field in forms.items()
    )
