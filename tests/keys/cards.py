"""A table with confidential columns that lives for one test, and keys in a folder of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from foundation.keys import files, stored
from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.fields import BlindIndexField, EncryptedTextField
from foundation.keys.states import Audience, Mask, Purpose
from foundation.scope import Scoped

MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TOWN = {"county": "320831", "township": "320831101"}
OTHER_TOWN = {"county": "320831", "township": "320831104"}


def make_keys(folder: Path) -> Path:
    for purpose in Purpose:
        files.make(folder, purpose, 1, now=MADE)
    return folder


def card_model() -> Any:
    """The index stands before its value, the tag is what the system alone reads, the note has no index."""
    with isolate_apps("foundation.keys"):

        class Card(Scoped):
            id = EarlyKeyField(primary_key=True)
            name = models.CharField("姓名", max_length=20, default="某人")
            mobile_index = BlindIndexField("mobile")
            mobile = EncryptedTextField("手机", blank=True, mask=Mask.MOBILE, reveals_to=Audience.PERSON, max_length=20)
            note = EncryptedTextField("备注", blank=True, reveals_to=Audience.INSPECTOR)
            tag = EncryptedTextField("密钥", blank=True, reveals_to=Audience.NOBODY)

            class Meta:
                app_label = "keys"

    return Card


def create_table(model: Any) -> None:
    """Django's own schema editor wants no transaction on SQLite."""
    columns = []
    for field in model._meta.concrete_fields:
        parameters = field.db_parameters(connection)
        check = f" CHECK ({parameters['check']})" if parameters["check"] else ""
        end = " PRIMARY KEY" if field.primary_key else ""
        columns.append(f'"{field.column}" {parameters["type"]}{end} {field.db_type_suffix(connection) or ""}{check}')
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE "{model._meta.db_table}" ({", ".join(columns)})')


@contextmanager
def known(*more: Any) -> Iterator[None]:
    """The commands and checks see these models too."""
    with pytest.MonkeyPatch.context() as patch:
        before = stored.all_models
        patch.setattr(stored, "all_models", lambda: [*before(), *more])
        yield


def columns_of(card: Any, *names: str) -> list[Any]:
    """What stands in the table, byte for byte."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM keys_card WHERE id = %s", [card.pk])
        return list(cursor.fetchone())


def put(card: Any, column: str, text: str) -> None:
    """What somebody with a database console could do."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE keys_card SET {column} = %s WHERE id = %s", [text, card.pk])
