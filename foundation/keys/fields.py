"""Model fields: an encrypted text, and the index by which equal values are found.

    class Official(Scoped):
        id = EarlyKeyField(primary_key=True)
        mobile = EncryptedTextField(_("手机"), blank=True, mask=Mask.MOBILE, reveals_to=Audience.PERSON)
        mobile_index = BlindIndexField("mobile")

What works and what is refused, plaintext being stored by none of it:

| | |
|---|---|
| `save()`, `create()`, `bulk_create()`, `update_or_create()` | encrypt; keep the index in step |
| `save(update_fields=["mobile"])` without the index | `ValueError` |
| `update(mobile=…)`, `bulk_update`, fixtures | `TypeError` |
| `update(mobile=F(…))`, `Value(…)`, SQL by hand | the column's CHECK refuses what is not encrypted |
| `filter(mobile=…)` and every other lookup | `FieldError`, but `mobile=""` finds rows without a value |
| `filter(mobile_index__of="138…")` | finds equal values |
| `values()`, `F("mobile")` in annotations | a `Secret` that stays masked and does not open: it knows no row |
| upsert (`bulk_create(update_conflicts=True)`) | leave these fields out: the value would not open in the old row |
"""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.exceptions import FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.query_utils import DeferredAttribute

from foundation.keys import sealing
from foundation.keys.confidential import Place, Secret
from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.inputs import SecretField
from foundation.keys.states import Audience, Mask
from foundation.scope import Scoped


class Stored(str):
    """The text of an encrypted column. Only a field makes one, so nothing else gets into the column."""


class SecretAttribute(DeferredAttribute):
    """A row keeps ciphertext; whoever asks for the attribute gets a `Secret` that knows its place, or ""."""

    field: EncryptedTextField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        kept = super().__get__(instance, cls)
        return Secret(kept, self.field.place_in(instance), self.field.mask) if isinstance(kept, Stored) else kept

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.kept(instance, value)


class NotGiven(Exact):
    """The only question that a column of ciphertext can answer: whether anything was entered."""

    prepare_rhs = False

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("an encrypted field cannot be searched: ask its BlindIndexField with __of")
        return ""


class EncryptedTextField(models.TextField):
    """A text of a row that only `KEY_DIR` can open. Nothing entered is "", which is stored as it is.

    `mask` (one of `Mask`) says what is shown without a reason, `reveals_to` (one of `Audience`, must be given) who
    learns of readings, `concerns` the attribute that leads to the person concerned, empty when it is the row
    itself. `max_length` counts the letters of the value.
    """

    descriptor_class = SecretAttribute
    non_db_attrs = (*models.TextField.non_db_attrs, "mask", "reveals_to", "concerns", "max_length")

    # For Django's stubs: a text or a `Secret` goes in, "" or a `Secret` comes out.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(
        self, *args: Any, mask: str = Mask.HIDDEN, reveals_to: str = "", concerns: str = "", **kwargs: Any
    ) -> None:
        self.mask, self.reveals_to, self.concerns = str(mask), str(reveals_to), concerns
        super().__init__(*args, **{**kwargs, "default": ""})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["default"]
        kwargs |= {"mask": self.mask, "reveals_to": self.reveals_to, "concerns": self.concerns}
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_place(), *self._check_readers()]

    def _check_place(self) -> list[checks.CheckMessage]:
        found: list[checks.CheckMessage] = []
        if not isinstance(self.model._meta.pk, EarlyKeyField) and not self.model._meta.pk.has_default():
            found.append(
                checks.Error(
                    f"{self} is locked to its row's key, which {self.model._meta.label} knows only after the insert.",
                    hint="id = EarlyKeyField(primary_key=True); or exclude the field from HistoricalRecords.",
                    obj=self,
                    id="keys.E001",
                )
            )
        if self.null or self.unique or getattr(self, "db_index", False):
            found.append(checks.Error(f"{self} can be neither null nor unique nor indexed.", obj=self, id="keys.E002"))
        return found

    def _check_readers(self) -> list[checks.CheckMessage]:
        if self.reveals_to not in Audience.values:
            return [checks.Error(f"{self} does not name its `reveals_to`: one of Audience.", obj=self, id="keys.E003")]
        if self.reveals_to != Audience.NOBODY and not issubclass(self.model, Scoped):
            return [checks.Error(f"{self} is shown to people, so its model must be Scoped.", obj=self, id="keys.E004")]
        return []

    def db_check(self, connection: Any) -> str:
        """Whatever comes round this field, no plaintext gets into the column."""
        column = connection.ops.quote_name(self.column)
        return f"{column} = '' OR substr({column},1,3) = '{sealing.VERSION}.'"

    # From and into a row ---------------------------------------------------------------------------

    def place_in(self, instance: models.Model) -> Place:
        return Place(instance._meta.db_table, str(instance.pk), str(self.column))

    def kept(self, instance: models.Model, value: Any) -> Any:
        """What the row keeps of what is assigned: ciphertext of this place as it is, all else until it is saved.

        Raises `TypeError` for what is neither text nor a `Secret`, and for one that `values()` gave.
        """
        match value:
            case None | "":
                return ""
            case str():
                return Secret.fresh(value, self.mask)
            # A row that is being read; a new row with such a value is refused when it is saved.
            case Secret(place=None) if instance._state.adding and not value.is_fresh:
                return Stored(value.text)
            case Secret() if value.place == self.place_in(instance):
                return Stored(value.text)
            case Secret() if value.place is not None or value.is_fresh:
                return value
        raise TypeError(f"{self} takes a text, or the value of another row, not {type(value).__name__}")

    def settle(self, instance: models.Model, add: bool) -> str:
        """Encrypt what was assigned since the row was read; the text that the column gets.

        Raises `KeyTrouble` when a new row would carry the ciphertext of another: assign the `Secret` itself.
        """
        kept = instance.__dict__[self.attname]
        place = self.place_in(instance)
        if isinstance(kept, Secret):
            plaintext = kept.open()
            text = sealing.encrypt(plaintext, table=place.table, key=place.key, field=place.field)
            instance.__dict__[self.attname] = kept = Stored(text)
            self._renew_indexes(instance, plaintext)
        elif kept == "":
            self._renew_indexes(instance, "")
        elif add:
            sealing.decrypt(kept, table=place.table, key=place.key, field=place.field)
        return Stored(kept)

    def _renew_indexes(self, instance: models.Model, plaintext: str) -> None:
        for each in instance._meta.concrete_fields:
            if isinstance(each, BlindIndexField) and each.source == self.name:
                setattr(instance, each.attname, each.index_of(plaintext))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if model_instance.pk is None:
            raise ValueError(f"{self} is locked to its row's key, and the row has none yet: see EarlyKeyField")
        return self.settle(model_instance, add)

    def get_default(self) -> Any:
        return Stored("")

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Stored):
            return str(value)
        raise TypeError(f"{self} is written by assigning to the attribute and saving the row, and in no other way")

    def from_db_value(self, value: str, _expression: Any, _connection: Any) -> Secret | str:
        return Secret(value, None, self.mask) if value else ""

    def to_python(self, value: Any) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in ("exact", "isnull"):
            return NotGiven if lookup_name == "exact" else IsNull
        raise FieldError(f"{self} is encrypted and cannot be searched: ask its BlindIndexField with __of")

    def run_validators(self, value: Any) -> None:
        """What was stored was valid then; validators see the value and not its mask."""
        if isinstance(value, Secret) and value.is_fresh:
            super().run_validators(value.open())

    @property
    def validators(self) -> list[Any]:
        limit = [MaxLengthValidator(self.max_length)] if self.max_length else []
        return [*limit, *self._validators]  # type: ignore[attr-defined]

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.text if isinstance(value, Secret) else ""

    def formfield(self, **kwargs: Any) -> Any:
        """With `max_length` set, one more letter is refused; stored values keep their mask in the input."""
        options = {"max_length": self.max_length, "mask": self.mask, "form_class": SecretField, **kwargs}
        return models.Field.formfield(self, **options)


class BlindIndexField(models.CharField):
    """The blind index of the encrypted field `source` of the same model, kept in step by it.

    `filter(<name>__of="…")` finds equal values, also while an index key is being replaced. It lies outside the
    ledger's digests: it follows from the value, and is made anew with a new key.
    """

    ledger_excluded = True

    def __init__(self, source: str, *args: Any, **kwargs: Any) -> None:
        self.source = source
        fixed = {"max_length": 80, "default": "", "blank": True, "editable": False}
        super().__init__(*args, **{"db_index": True, **kwargs, **fixed})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "default", "blank", "editable"):
            del kwargs[fixed]
        return name, path, [self.source, *args], kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        names = {each.name for each in self.model._meta.concrete_fields if isinstance(each, EncryptedTextField)}
        wrong = (
            []
            if self.source in names
            else [checks.Error(f"{self}: {self.source} is no encrypted field.", obj=self, id="keys.E005")]
        )
        return [*super().check(**kwargs), *wrong]

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        models.signals.pre_save.connect(_refuse_half_of_a_pair, sender=cls, dispatch_uid="keys.pairs")

    def db_check(self, connection: Any) -> str:
        column = connection.ops.quote_name(self.column)
        return f"{column} = '' OR substr({column},1,3) = '{sealing.INDEX_VERSION}.'"

    def index_of(self, plaintext: str) -> str:
        return sealing.blind_index(plaintext, table=self.model._meta.db_table, field=self.source)

    def candidates(self, plaintext: str) -> list[str]:
        return sealing.blind_indexes(plaintext, table=self.model._meta.db_table, field=self.source)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Whichever of the two columns comes first, the value is encrypted and its index made before."""
        source: Any = model_instance._meta.get_field(self.source)
        if self.source_is_loaded(model_instance):
            source.settle(model_instance, add)
        return getattr(model_instance, self.attname)

    def source_is_loaded(self, instance: models.Model) -> bool:
        """Whether the row in memory has the value at all (it may be deferred)."""
        return instance._meta.get_field(self.source).attname in instance.__dict__  # type: ignore[union-attr]

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str) and value and not value.startswith(f"{sealing.INDEX_VERSION}."):
            raise TypeError(f"{self} holds indexes: search it with {self.name}__of, and do not write to it")
        return super().get_prep_value(value)


@BlindIndexField.register_lookup
class Of(In):
    """Rows whose value is equal to this one."""

    lookup_name = "of"

    def __init__(self, lhs: Any, rhs: str) -> None:
        super().__init__(lhs, lhs.output_field.candidates(rhs))


def _refuse_half_of_a_pair(
    sender: type[models.Model], instance: models.Model, update_fields: frozenset[str] | None, **_more: Any
) -> None:
    """`save(update_fields=…)` names a value and its index, or neither."""
    for each in sender._meta.concrete_fields:
        if update_fields and isinstance(each, BlindIndexField):
            if (each.name in update_fields) != (each.source in update_fields):
                raise ValueError(f"save both or neither: {each.source} and {each.name}")
