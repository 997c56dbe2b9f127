"""Money: `Decimal` yuan with two places in Python, whole fen in the database.

SQLite computes decimals as floats (there 0.10 + 0.20 <= 0.30 is false), so sums and limits are
compared as integers.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.translation import gettext_lazy as _

FEN = Decimal("0.01")
MAX_YUAN = Decimal("9999999999999.99")


def to_fen(yuan: Decimal) -> int:
    """Whole fen of an amount in yuan. Raises `ValueError` when it has more than two places or is not finite."""
    try:
        has_two_places = yuan.is_finite() and yuan == yuan.quantize(FEN)
    except InvalidOperation:  # more digits than Python's decimals carry
        has_two_places = False
    if not has_two_places:
        raise ValueError(f"not an amount in yuan with two places: {yuan}")
    return int(yuan * 100)


def to_yuan(fen: int) -> Decimal:
    """An amount in yuan, always with two places."""
    return Decimal(fen).scaleb(-2).quantize(FEN)


class MoneyField(models.BigIntegerField):
    """An amount in yuan, stored as fen. Not negative unless `signed=True`."""

    description = _("金额（元）")

    def __init__(self, *args: Any, signed: bool = False, **kwargs: Any) -> None:
        self.signed = signed
        super().__init__(*args, **kwargs)

    # For Django's stubs: the attribute of a row is a `Decimal`, not the stored whole number.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.signed:
            kwargs["signed"] = True
        return name, path, args, kwargs

    @property
    def validators(self) -> list[Any]:
        least = -MAX_YUAN if self.signed else Decimal(0)
        return [MinValueValidator(least), MaxValueValidator(MAX_YUAN), *self._validators]  # type: ignore[attr-defined]

    def get_internal_type(self) -> str:
        """The database refuses what is below zero, as the field does."""
        return "BigIntegerField" if self.signed else "PositiveBigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        if value is None:
            return None
        try:
            yuan = Decimal(str(value))
            return to_yuan(to_fen(yuan))
        except (InvalidOperation, ValueError) as error:
            raise ValidationError(_("请填写金额（元），最多两位小数，例如 1200.50。"), code="invalid") from error

    def from_db_value(self, value: int | None, _expression: Any, _connection: Any) -> Decimal | None:
        return None if value is None else to_yuan(int(value))

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]
        yuan = self.to_python(value)
        return None if yuan is None else to_fen(yuan)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return models.Field.formfield(
            self,
            **{
                "form_class": forms.DecimalField,
                "decimal_places": 2,
                "max_value": MAX_YUAN,
                "min_value": -MAX_YUAN if self.signed else Decimal(0),
                **kwargs,
            },
        )


# Those of whole numbers would round a limit given as a float up to whole yuan.
MoneyField.register_lookup(GreaterThanOrEqual)
MoneyField.register_lookup(LessThan)
