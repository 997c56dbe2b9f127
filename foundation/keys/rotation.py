"""New keys for old: encrypt every value anew, make every index anew, remove keys that nothing needs.

What is left to do is read from the values themselves, each of which names its key: there is no list of what is
done that could be wrong after a kill. Each row changes only if it still holds what was read, so the house
stays open meanwhile. The rows' seals stay, so the ledger's digests do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import QuerySet

from foundation.keys import files, sealing, stored
from foundation.keys.events import Rotated, rotated
from foundation.keys.fields import BlindIndexField, EncryptedTextField
from foundation.keys.files import Key
from foundation.keys.ring import new_key, ring
from foundation.keys.states import Purpose
from foundation.keys.trouble import KeyTrouble, Trouble

BATCH = 500
RETIRE = "keys.key.retire"
#: A replaced key stays this long: a process may still hold a row that it read, and writes it back as it was.
RETIRE_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Progress:
    """`done` of `total` values of one column (`townships.Official.mobile`); `bad` of them could not be renewed."""

    field: str
    done: int
    total: int
    bad: int


Report = Callable[[Progress], object]


def _silent(_progress: Progress) -> None:
    pass


def rotate(*, actor: object, now: datetime, report: Report = _silent, only_resume: bool = False) -> list[Progress]:
    """Encrypt every value under a new key, or go on where an earlier run was stopped.

    When values under older keys (or of the other suite) are left, these are encrypted anew under the key that is
    current already; otherwise a new key is made first, unless `only_resume`. Returns the last word on each
    column. Raises `KeyTrouble` when the keys are out of order; a value that does not open stays as it is, is
    counted as bad, and keeps its old key from being removed.
    """
    found = _renew_all(Purpose.FIELD, now, report, only_resume)
    _tell("keys.field.rotate", actor, now, ring().current(Purpose.FIELD), found)
    return found


def re_index(*, actor: object, now: datetime, report: Report = _silent, only_resume: bool = False) -> list[Progress]:
    """The same for blind indexes; searches find their rows meanwhile. Everything as for `rotate`.

    Two rows that were given the same value during the run are both kept, unless the index is unique: then the
    later one counts as bad.
    """
    found = _renew_all(Purpose.INDEX, now, report, only_resume)
    _tell("keys.index.rotate", actor, now, ring().current(Purpose.INDEX), found)
    return found


def retire(*, actor: object, now: datetime) -> list[str]:
    """Remove the field and index keys that no value needs any more. Returns their names.

    Raises `KeyTrouble`, and removes none, when a value still uses one of them, or when one was replaced less than
    a day ago. What was encrypted with a removed key, in older backups of the database, cannot be read any more.
    """
    old = [key for purpose in (Purpose.FIELD, Purpose.INDEX) for key in ring().all(purpose)[:-1]]
    for key in old:
        _refuse_in_use(key)
    return _remove(old, actor, now)


def rotate_signing(*, actor: object, now: datetime) -> Key:
    """A new signing key. The older ones go on signing beside it until `retire_signing`.

    Nothing is signed anew: what was signed stays checkable with the public key of then, so the ledger's entry
    holds the new one in full. Raises `KeyTrouble` when the keys are out of order.
    """
    key = new_key(Purpose.SIGN, now=now)
    with transaction.atomic():
        facts: dict[str, str | int] = {"key": key.id, "public": sealing.public_key_of(key).hex()}
        rotated.emit(Rotated("keys.sign.rotate", str(actor), now, facts))
    return key


def retire_signing(*, actor: object, now: datetime) -> list[str]:
    """Remove all signing keys but the current one. Returns their names.

    Raises `KeyTrouble`, and removes none, when one was replaced less than a day ago. Whether everybody who checks
    signatures knows the new public key, no program can see: that is asked of the person who runs it.
    """
    return _remove(ring().all(Purpose.SIGN)[:-1], actor, now)


def _remove(old: list[Key], actor: object, now: datetime) -> list[str]:
    for key in old:
        _refuse_young(key, now)
    # What they signed stays checkable: their public halves outlive them in the ledger.
    public = [sealing.public_key_of(key).hex() for key in old if key.purpose == Purpose.SIGN]
    for key in old:
        files.destroy(settings.KEY_DIR / files.file_name(key.purpose, key.number))
    names = [f"{key.purpose} {key.id}" for key in old]
    if names:
        with transaction.atomic():
            rotated.emit(
                Rotated(RETIRE, str(actor), now, {"keys": ", ".join(names), "public": ", ".join(public)}),
            )
    return names


def _refuse_in_use(key: Key) -> None:
    for field, count in stored.users_of(key):
        raise KeyTrouble(
            Trouble.IN_USE,
            f"密钥 {key.id}：{field} 还有 {count} 项在用，不能停用。请先运行 rotate_keys（索引密钥加 --index）。",
        )


def _refuse_young(key: Key, now: datetime) -> None:
    later = min(each.made for each in ring().all(Purpose(key.purpose)) if each.number > key.number)
    if now - later < RETIRE_AFTER:
        raise KeyTrouble(Trouble.IN_USE, f"密钥 {key.id}：更换还不满一天，仍可能有程序在用，不能停用。请一天后再运行。")


def _tell(act: str, actor: object, now: datetime, key: Key, found: list[Progress]) -> None:
    done, bad = sum(each.done for each in found), sum(each.bad for each in found)
    facts: dict[str, str | int] = {"key": key.id, "values": done - bad, "bad": bad}
    with transaction.atomic():
        rotated.emit(Rotated(act, str(actor), now, facts))


# Column by column --------------------------------------------------------------------------------

Renewed = Callable[[Any, Any, dict[str, Any]], str]


def _renew_all(purpose: Purpose, now: datetime, report: Report, only_resume: bool) -> list[Progress]:
    """First what an earlier run left; when there was nothing but values that never open, all under a new key."""
    found = _renew_columns(purpose, report)
    if only_resume or any(each.done > each.bad for each in found):
        return found
    new_key(purpose, now=now)
    return _renew_columns(purpose, report)


def _renew_columns(purpose: Purpose, report: Report) -> list[Progress]:
    if purpose == Purpose.FIELD:
        return [_renew(field, _encrypted_anew, report) for field in stored.encrypted_fields()]
    return [_renew(field, _indexed_anew, report) for field in stored.index_fields()]


def _renew(field: Any, renewed: Renewed, report: Report) -> Progress:
    """Batch after batch in the order of the keys, past those rows that cannot be renewed."""
    progress = Progress(str(field), 0, stored.outdated(field).count(), 0)
    if progress.total:
        report(progress)
    last: Any = None
    while rows := _next_rows(field, last):
        last = rows[-1]["pk"]
        with transaction.atomic():
            bad = sum(not _written(field, renewed, row) for row in _locked(field, rows))
        progress = Progress(progress.field, progress.done + len(rows), progress.total, progress.bad + bad)
        report(progress)
    return progress


def _source(field: Any) -> str:
    """The column that holds the ciphertext."""
    return str(field.source if isinstance(field, BlindIndexField) else field.name)


def _next_rows(field: Any, last: Any) -> list[dict[str, Any]]:
    rows = stored.outdated(field).order_by("pk")
    return list((rows if last is None else rows.filter(pk__gt=last)).values("pk")[:BATCH])


def _locked(field: Any, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows as they are now: somebody may have saved one since."""
    wanted: QuerySet = QuerySet(field.model).select_for_update().filter(pk__in=[row["pk"] for row in rows])
    yield from wanted.order_by("pk").values("pk", field.name, _source(field))


def _written(field: Any, renewed: Renewed, row: dict[str, Any]) -> bool:
    """By SQL and not by `save()`: the row itself does not change, so it has no history and no entry."""
    table, column = field.model._meta.db_table, field.column
    before = _text(row[field.name])
    quote = connection.ops.quote_name
    pk = field.model._meta.pk
    statement = f"UPDATE {quote(table)} SET {quote(column)} = %s WHERE {quote(pk.column)} = %s AND {quote(column)} = %s"  # noqa: S608
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            key = pk.get_db_prep_value(row["pk"], connection)
            cursor.execute(statement, [renewed(field, row["pk"], row), key, before])
    except (KeyTrouble, IntegrityError):
        return False
    return True


def _text(value: Any) -> str:
    return str(getattr(value, "text", value))


def _place(model: type[models.Model], pk: Any, column: str) -> dict[str, str]:
    return {"table": model._meta.db_table, "key": str(pk), "field": column}


def _encrypted_anew(field: EncryptedTextField, pk: Any, row: dict[str, Any]) -> str:
    if not (text := _text(row[field.name])):
        return ""
    return sealing.encrypt_anew(text, **_place(field.model, pk, str(field.column)))


def _indexed_anew(field: BlindIndexField, pk: Any, row: dict[str, Any]) -> str:
    source: Any = field.model._meta.get_field(field.source)
    text = _text(row[field.source])
    return field.index_of(sealing.decrypt(text, **_place(field.model, pk, str(source.column))) if text else "")
