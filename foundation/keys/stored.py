"""Reads: which columns are encrypted, and with which keys what lies in them is locked."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.functions import Left

from foundation.keys import sealing
from foundation.keys.fields import BlindIndexField, EncryptedTextField
from foundation.keys.files import Key
from foundation.keys.states import Purpose
from foundation.keys.suites import BY_SIGN

#: Every stored text begins with version, suite and key id, always as long: `s1.i.0001-8f3a1c9e`.
KEY_ID = len("0001-8f3a1c9e")
HEAD = len("s1.i.") + KEY_ID


def all_models() -> list[type[models.Model]]:
    """Every model of the installation, those of history included. Tests put their own in its place."""
    return list(apps.get_models(include_auto_created=True))


def _fields(kind: type[models.Field]) -> Iterator[models.Field]:
    for model in all_models():
        yield from (each for each in model._meta.local_concrete_fields if isinstance(each, kind))


def encrypted_fields() -> list[EncryptedTextField]:
    return [each for each in _fields(EncryptedTextField) if isinstance(each, EncryptedTextField)]


def index_fields() -> list[BlindIndexField]:
    return [each for each in _fields(BlindIndexField) if isinstance(each, BlindIndexField)]


def is_in_database(field: models.Field) -> bool:
    """Whether the column is there: before its migration it is not."""
    table = field.model._meta.db_table
    if table not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        # Django's own look at a table stumbles over commas in CHECKs on SQLite.
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")  # noqa: S608 - a name of ours
        return field.column in {column[0] for column in cursor.description}


def filled(field: models.Field) -> QuerySet:
    """The rows that have a value in this column, without a model's own filters."""
    empty = models.Q(**{field.name: ""})
    rows: QuerySet = QuerySet(field.model).exclude(empty)
    return rows


def outdated(field: models.Field) -> QuerySet:
    """The rows whose value, or index, was not made with the current key and suite."""
    if isinstance(field, EncryptedTextField):
        beginning = sealing.current_beginning()
    else:
        beginning = sealing.current_index_beginning()
    rows: QuerySet = filled(field).annotate(_beginning=Left(field.name, len(beginning)))
    return rows.exclude(_beginning=beginning)


def users_of(key: Key) -> Iterator[tuple[models.Field, int]]:
    """Each column that still needs this key (of purpose field or index), and in how many rows."""
    version, fields = sealing.VERSION, list(_fields(EncryptedTextField))
    if key.purpose == Purpose.INDEX:
        version, fields = sealing.INDEX_VERSION, list(_fields(BlindIndexField))
    beginnings = [f"{version}.{sign}.{key.id}." for sign in BY_SIGN]
    for field in fields:
        rows = QuerySet(field.model).annotate(_beginning=Left(field.name, len(beginnings[0])))
        if count := rows.filter(_beginning__in=beginnings).count():
            yield field, count


def has_values() -> bool:
    """Whether the database holds anything encrypted."""
    return any(is_in_database(field) and filled(field).exists() for field in encrypted_fields())


def missing_keys(known: dict[str, set[str]]) -> Iterator[tuple[models.Field, str, int]]:
    """Each column, key and number of values whose key is not among the `known` ones of its purpose."""
    for kind, purpose in ((EncryptedTextField, Purpose.FIELD), (BlindIndexField, Purpose.INDEX)):
        for field in filter(is_in_database, _fields(kind)):
            heads = filled(field).annotate(_head=Left(field.name, HEAD)).values("_head")
            for row in heads.annotate(count=models.Count("pk")).order_by("_head"):
                if row["_head"][-KEY_ID:] not in known[purpose]:
                    yield field, row["_head"][-KEY_ID:], row["count"]
