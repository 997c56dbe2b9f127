"""Values as they stand in the lines beside entries, put into words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from foundation.keys.fields import EncryptedTextField
from foundation.ledger.titles import Named
from foundation.money import MoneyField

#: So much of a digest is enough to compare two by eye; the whole one is in the line.
DIGEST_SHOWN = 16


def target_of(field: models.Field | None, value: Any) -> Named | None:
    """The row that a value of a foreign key points to; `None` for every other value."""
    if isinstance(field, models.ForeignKey) and value is not None:
        return field.related_model, str(value)
    return None


def text_of(field: models.Field | None, value: Any, titles: Mapping[Named, str]) -> str:
    """A value of a column in words. `field` is `None` for a column that is no more; `titles` of the rows pointed to."""
    if value is None or value == "":
        return _("（空）")
    if isinstance(field, EncryptedTextField):
        return _("已加密")
    target = target_of(field, value)
    if target:
        return titles.get(target, target[1])
    labels = {str(code): str(label) for code, label in getattr(field, "flatchoices", None) or ()}
    return labels.get(str(value)) or _of_its_type(field, value)


def _of_its_type(field: models.Field | None, value: Any) -> str:
    match field, value:
        case _, bool():
            return _("是") if value else _("否")
        case MoneyField(), str():
            return _("%(amount)s 元") % {"amount": f"{Decimal(value):,.2f}"}
        case models.DateTimeField(), str():
            return format_date(timezone.localtime(datetime.fromisoformat(value)), "Y年n月j日 H:i:s")
        case models.DateField(), str():
            return format_date(date.fromisoformat(value), "Y年n月j日")
        case models.BinaryField(), str():
            return _binary(bytes.fromhex(value))
        case _, dict() | list():
            return json.dumps(value, ensure_ascii=False, indent=1)
    return str(value)


def _binary(data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()[:DIGEST_SHOWN]
    return _("二进制内容，%(length)d 字节，SHA-256 摘要 %(digest)s…") % {"length": len(data), "digest": digest}
