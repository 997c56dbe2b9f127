"""The verb of this room: show somebody a value, once it is written down who, when and why."""

from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import models, transaction

from foundation.keys import rules
from foundation.keys.confidential import Secret
from foundation.keys.events import Revealed, revealed
from foundation.keys.fields import EncryptedTextField
from foundation.keys.models import Reading
from foundation.keys.states import Audience
from foundation.refs import Ref
from foundation.scope import Scoped, scope_columns
from foundation.violations import refuse_on


def reveal(obj: Scoped, field: str, *, reader: object, reason: str, now: datetime) -> str:
    """The value of an encrypted field, for a person to read.

    `field` is the name of an `EncryptedTextField` of the saved row `obj`, `reader` whoever reads (kept as text),
    `reason` 5 to 500 letters, `now` the instant. Whether `reader` may see the row at all, the caller has checked.

    The reading is committed, and entered in the ledger, before the value is returned: called inside an open
    transaction, which could take it back, this raises `RuntimeError`. A field without a value gives "" and leaves
    no reading. Raises `RuleViolation` without a reason, or for what is shown to nobody; `KeyTrouble` when the
    value does not open, which leaves no reading either; `LookupError` for a field that is not encrypted.
    """
    column = obj._meta.get_field(field)
    if not isinstance(column, EncryptedTextField):
        raise LookupError(f"{column} is not encrypted")
    refuse_on(rules.may_be_shown(column.reveals_to), rules.reason_given(reason))
    with transaction.atomic(durable=True):
        value = getattr(obj, field)
        plaintext = value.open() if isinstance(value, Secret) else ""
        if plaintext:
            reading = Reading.objects.create(
                at=now,
                reader=str(reader)[:200],
                thing=str(Ref.of(obj)),
                field=field,
                about=str(Ref.of(_person(obj, column))),
                reason=reason.strip(),
                told=column.reveals_to == Audience.PERSON,
                **scope_columns(obj.scope),
            )
            revealed.emit(Revealed(reading.pk))
    return plaintext


def _person(obj: Any, column: EncryptedTextField) -> models.Model:
    """Whom the value is about: the row itself, or where `concerns` leads."""
    found: models.Model = attrgetter(column.concerns)(obj) if column.concerns else obj
    return found
