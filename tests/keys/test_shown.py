"""What a row shows of its secrets, what the ledger sees of them, and what a declaration must say."""

import io
import json
import pickle

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.template import Context, Template
from django.test.utils import isolate_apps
from simple_history.models import HistoricalRecords

from foundation.keys.confidential import Place, Secret
from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.fields import BlindIndexField, EncryptedTextField, Stored
from foundation.keys.states import Audience, Mask
from foundation.ledger.canonical import covered_columns, row_bytes
from foundation.scope import Scoped
from tests.keys.cards import TOWN, columns_of

MOBILE, OTHER = "13800138000", "13900139001"


@pytest.fixture
def card(cards):
    return cards.objects.create(mobile=MOBILE, note="家庭困难", **TOWN)


def again(card):
    return type(card).objects.get(pk=card.pk)


# Shown --------------------------------------------------------------------------------------------


def test_nothing_shows_the_value_that_was_not_asked_for_it(card):
    fresh = type(card)(mobile=MOBILE, note="家庭困难")
    for row in (card, again(card), fresh):
        page = Template("{{ r.mobile }}|{{ r.mobile.open }}|{{ r.note }}|{{ r.mobile|upper }}").render(
            Context({"r": row})
        )
        assert page == "138****8000||****|138****8000"
        shown = f"{row.mobile} {row.mobile!r} {row.note} {row.note!r} {row.__dict__}"
        assert MOBILE not in shown and "困难" not in shown
        assert row.mobile
        with pytest.raises(TypeError):
            json.dumps(row.mobile)


def test_a_cache_or_a_task_gets_ciphertext_or_nothing(card):
    for thing in (again(card), again(card).mobile, card):
        data = pickle.dumps(thing)
        assert MOBILE.encode() not in data
    assert pickle.loads(pickle.dumps(card.mobile)).open() == MOBILE  # noqa: S301
    card.mobile = OTHER
    with pytest.raises(TypeError, match="is not pickled"):
        pickle.dump(card, io.BytesIO())


def test_a_row_read_again_has_what_the_table_has(card):
    card.mobile = OTHER
    card.refresh_from_db()
    assert card.mobile.open() == MOBILE
    assert card.mobile.place == Place("keys_card", str(card.pk), "mobile")


# Checked ------------------------------------------------------------------------------------------


def test_validators_see_the_value(cards):
    cards(name="某人", mobile="1" * 20, **TOWN).full_clean()
    with pytest.raises(ValidationError) as refused:
        cards(name="某人", mobile="1" * 21, **TOWN).full_clean()
    assert list(refused.value.message_dict) == ["mobile"]


def test_a_stored_value_is_not_validated_again(cards, card):
    card.full_clean()
    assert again(card).mobile.open() == MOBILE


def test_the_ledger_sees_the_seal_and_not_the_value_nor_the_index(cards, card):
    assert "mobile" in covered_columns(cards) and "mobile_index" not in covered_columns(cards)
    said = json.loads(row_bytes(card))["columns"]
    assert said["mobile"] == columns_of(card, "mobile")[0].split(".")[3] and said["tag"] == ""
    assert row_bytes(card) == row_bytes(again(card))
    card.mobile = OTHER
    with pytest.raises(ValueError, match="when its row is saved"):
        row_bytes(card)


def errors(model) -> set[str]:
    return {each.id for each in model.check() if each.id.startswith("keys.")}


def test_a_declared_field_is_complete(cards):
    assert errors(cards) == set()


@isolate_apps("foundation.keys")
def test_what_is_missing_in_a_declaration_is_found_at_start():
    class Plain(models.Model):  # noqa: DJ008
        late = EncryptedTextField(reveals_to=Audience.NOBODY)
        index = BlindIndexField("nothing")

        class Meta:
            app_label = "keys"

    class Silent(models.Model):  # noqa: DJ008
        id = EarlyKeyField(primary_key=True)
        open_to_whom = EncryptedTextField()
        indexed = EncryptedTextField(reveals_to=Audience.NOBODY, null=True)
        shown = EncryptedTextField(reveals_to=Audience.PERSON)

        class Meta:
            app_label = "keys"

    assert errors(Plain) == {"keys.E001", "keys.E005"}
    assert errors(Silent) == {"keys.E002", "keys.E003", "keys.E004"}


@isolate_apps("foundation.keys", "simple_history")
def test_field_history_is_refused_ciphertext_that_would_not_open_there():
    class Watched(Scoped):
        id = EarlyKeyField(primary_key=True)
        mobile = EncryptedTextField(reveals_to=Audience.PERSON)
        history = HistoricalRecords(app="keys")

        class Meta:
            app_label = "keys"

    assert "keys.E001" in errors(Watched.history.model)


def test_migrations_keep_what_the_field_is():
    field = EncryptedTextField("手机", mask=Mask.MOBILE, reveals_to=Audience.PERSON, concerns="official", blank=True)
    _name, path, args, kwargs = field.deconstruct()
    assert path == "foundation.keys.fields.EncryptedTextField" and type(kwargs["mask"]) is str
    twin = EncryptedTextField(*args, **kwargs)
    assert (twin.mask, twin.reveals_to, twin.concerns) == ("mobile", "person", "official")
    _name, _path, args, kwargs = BlindIndexField("mobile").deconstruct()
    assert BlindIndexField(*args, **kwargs).source == "mobile"


def test_a_new_column_of_an_old_table_is_empty(cards):
    """What a migration writes into the rows that are there."""
    field = cards._meta.get_field("mobile")
    assert field.get_db_prep_save(field.get_default(), connection) == ""
    assert type(field.get_default()) is Stored


def test_two_secrets_are_the_same_when_their_ciphertext_is(cards):
    card = cards.objects.create(note="一样的话", **TOWN)
    other = cards.objects.create(note="一样的话", **TOWN)
    assert card.note == cards.objects.get(pk=card.pk).note != other.note
    assert len({card.note, cards.objects.get(pk=card.pk).note, other.note}) == 2
    assert Secret.fresh("新") != Secret.fresh("新")
    assert card.note != "一样的话"
