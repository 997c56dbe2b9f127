"""Random tamperings with business rows: changed, deleted, added, swapped."""

import json
import random
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models

from foundation.keys.fields import EncryptedTextField
from foundation.ledger import coverage
from foundation.ledger.canonical import covered_columns
from tests.ledger.busy import Busy
from tests.ledger.hands import run
from tests.ledger.tampering import NotPossible, Tampering, done, kind


def some_model(chance: random.Random) -> type[models.Model]:
    return chance.choice(sorted(coverage.ruled_models(), key=lambda model: model._meta.db_table))


def some_row(chance: random.Random, model: type[models.Model]) -> models.Model:
    rows = list(model._base_manager.order_by("pk"))
    if not rows:
        raise NotPossible
    return chance.choice(rows)


def some_field(chance: random.Random, model: type[models.Model]) -> models.Field:
    """One that the digests cover."""
    columns = covered_columns(model)
    return chance.choice([field for field in model._meta.concrete_fields if field.column in columns])


def stored(row: models.Model, field: models.Field) -> Any:
    """What the column holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{field.column}" FROM "{row._meta.db_table}" WHERE "{row._meta.pk.column}" = %s', [row.pk]
        )
        (value,) = cursor.fetchone()
    return bytes(value) if isinstance(value, memoryview) else value


def put(row: models.Model, **columns: Any) -> None:
    sets = ", ".join(f'"{column}" = %s' for column in columns)
    run(f'UPDATE "{row._meta.db_table}" SET {sets} WHERE "{row._meta.pk.column}" = %s', *columns.values(), row.pk)


def place_of(row: models.Model) -> str:
    return f"{row._meta.db_table}:{row.pk}"


def another_value(chance: random.Random, row: models.Model, field: models.Field) -> Any:
    """That would pass for a right one: that of another row, or a little more or less."""
    value, other = stored(row, field), stored(some_row(chance, type(row)), field)
    if isinstance(field, EncryptedTextField):
        return one_letter_changed(value, len(value) - 5) if value and chance.random() < 0.5 else other
    if other not in (None, value) and chance.random() < 0.4:
        return other
    return a_little_different(chance, value, field)


def a_little_different(chance: random.Random, value: Any, field: models.Field) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice((-1, 1))
        case datetime():
            return value + timedelta(seconds=chance.choice((-1, 1)))
        case date():
            return value + timedelta(days=chance.choice((-1, 1)))
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case list():
            return json.dumps([*value, "x"])
        case str() if value and field.get_internal_type() != "JSONField":
            return one_letter_changed(value, chance.randrange(len(value)))
    return value


def one_letter_changed(text: str, at: int) -> str:
    return text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]


@kind
def change_a_value(chance: random.Random, _busy: Busy) -> Tampering:
    row = some_row(chance, some_model(chance))
    field = some_field(chance, type(row))
    before, value = stored(row, field), another_value(chance, row, field)
    if field.primary_key or value == before:
        raise NotPossible
    put(row, **{field.column: value})
    return done(f"{field.column} of {place_of(row)}: {before!r} → {value!r}", place_of(row))


@kind
def give_a_row_another_key(chance: random.Random, _busy: Busy) -> Tampering:
    row = some_row(chance, some_model(chance))
    if not isinstance(row.pk, int):
        raise NotPossible
    put(row, **{row._meta.pk.column: row.pk + 100_000})
    return done(f"key of {place_of(row)}", place_of(row))


@kind
def delete_a_row(chance: random.Random, _busy: Busy) -> Tampering:
    row = some_row(chance, some_model(chance))
    run(f'DELETE FROM "{row._meta.db_table}" WHERE "{row._meta.pk.column}" = %s', row.pk)
    return done(f"delete {place_of(row)}", place_of(row))


@kind
def add_a_row(chance: random.Random, _busy: Busy) -> Tampering:
    """A copy of another one, a little different where that must be."""
    model = some_model(chance)
    row = some_row(chance, model)
    if not isinstance(row.pk, int):
        raise NotPossible
    values = {field.column: stored(row, field) for field in model._meta.concrete_fields}
    field = some_field(chance, model)
    values[field.column] = another_value(chance, row, field)
    key = values[model._meta.pk.column] = row.pk + 100_000
    columns = ", ".join(f'"{column}"' for column in values)
    marks = ", ".join(["%s"] * len(values))
    run(f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', *values.values())
    return done(f"add {model._meta.db_table}:{key}", f"{model._meta.db_table}:{key}")


@kind
def swap_values(chance: random.Random, _busy: Busy) -> Tampering:
    """One of two rows, or all but their keys."""
    model = some_model(chance)
    one, other, field = some_row(chance, model), some_row(chance, model), some_field(chance, model)
    if field.primary_key or stored(one, field) == stored(other, field):
        raise NotPossible
    fields = (
        [field] if chance.random() < 0.5 else [each for each in model._meta.concrete_fields if not each.primary_key]
    )
    values = [{each.column: stored(row, each) for each in fields} for row in (one, other)]
    put(one, **values[1])
    put(other, **values[0])
    return done(f"swap {field.column}… of {place_of(one)} and {place_of(other)}", place_of(one), place_of(other))


@kind
def link_what_was_not_linked(chance: random.Random, _busy: Busy) -> Tampering:
    """A row in a table between two others."""
    links = [model for model in coverage.ruled_models() if model._meta.auto_created]
    if not links:
        raise NotPossible
    link = chance.choice(links)
    keys = {}
    for field in link._meta.concrete_fields:
        if field.remote_field:
            target = field.remote_field.model
            found = target._base_manager.first() or target._base_manager.create(name="某组")
            keys[field.attname] = found.pk
    row = link._base_manager.create(**keys)
    return done(f"add {place_of(row)}", place_of(row))
