"""An encrypted field: every way of writing either encrypts or is refused; nothing shows what it holds."""

import json

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, F, Value
from django.db.models.functions import Concat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.keys import files
from foundation.keys.confidential import Secret
from foundation.keys.states import Purpose
from foundation.keys.trouble import KeyTrouble, Trouble
from tests.keys.cards import MADE, OTHER_TOWN, TOWN, columns_of, put

MOBILE, OTHER = "13800138000", "13900139001"
with_rows = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
#: What PostgreSQL can store at all: no NUL, no half of a pair.
storable = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))


@pytest.fixture
def card(cards):
    return cards.objects.create(mobile=MOBILE, note="家庭困难", **TOWN)


def again(card):
    return type(card).objects.get(pk=card.pk)


# Written ------------------------------------------------------------------------------------------


def test_a_saved_value_is_ciphertext_in_the_table_and_opens_in_its_row(suite, cards, card):
    mobile, note, tag, index = columns_of(card, "mobile", "note", "tag", "mobile_index")
    assert mobile.startswith("s1.") and note.startswith("s1.") and tag == "" and index.startswith("b1.")
    assert MOBILE not in mobile + note + index and "困难" not in mobile + note + index
    for row in (card, again(card)):
        assert (row.mobile.open(), row.note.open(), row.tag) == (MOBILE, "家庭困难", "")


@with_rows
@given(storable)
def test_every_text_comes_back(cards, text):
    row = cards.objects.create(note=text, **TOWN)
    assert (again(row).note or Secret.fresh("")).open() == text


def test_the_key_is_known_before_the_row_and_never_given_twice(cards):
    first = cards(mobile=MOBILE, **TOWN)
    first.save()
    many = cards.objects.bulk_create([cards(mobile=f"1380013800{n}", **TOWN) for n in range(5)])
    last = cards.objects.create(**TOWN)
    assert [row.pk for row in (first, *many, last)] == list(range(first.pk, first.pk + 7))
    assert [row.mobile.open() for row in cards.objects.filter(pk__in=[row.pk for row in many]).order_by("pk")] == [
        f"1380013800{n}" for n in range(5)
    ]
    assert last.mobile == "" and not last.mobile


def test_a_key_given_by_hand_is_respected_and_passed_over_later(cards, card):
    given = cards.objects.create(pk=card.pk + 1, mobile=MOBILE, **TOWN)
    assert again(given).mobile.open() == MOBILE
    if connection.vendor == "sqlite":
        assert cards.objects.create(**TOWN).pk == given.pk + 1


def test_saving_an_unchanged_row_leaves_the_ciphertext_alone(card):
    before = columns_of(card, "mobile", "note", "mobile_index")
    row = again(card)
    row.name = "另一人"
    row.save()
    assert columns_of(card, "mobile", "note", "mobile_index") == before


def test_a_row_can_be_saved_although_its_key_is_lost(card, keys):
    row = again(card)
    (keys / "field-0001.key").unlink()
    files.make(keys, Purpose.FIELD, 2, now=MADE)
    row.name = "另一人"
    row.save()
    assert again(card).name == "另一人"
    with pytest.raises(KeyTrouble):
        row.mobile.open()
    row.mobile = OTHER
    row.save()
    assert again(card).mobile.open() == OTHER


def test_a_changed_and_a_removed_value_change_the_index_too(cards, card):
    card.mobile = OTHER
    card.save()
    assert cards.objects.filter(mobile_index__of=OTHER).get() == card
    assert not cards.objects.filter(mobile_index__of=MOBILE).exists()
    for nothing in ("", None):
        card.mobile = OTHER
        card.save()
        card.mobile = nothing
        card.save()
        assert columns_of(card, "mobile", "mobile_index") == ["", ""]


def test_update_or_create_keeps_both_in_step(cards, card):
    cards.objects.update_or_create(pk=card.pk, defaults={"mobile": OTHER}, create_defaults=TOWN)
    assert cards.objects.filter(mobile_index__of=OTHER).get().mobile.open() == OTHER
    row, is_new = cards.objects.get_or_create(name="新人", defaults={"mobile": MOBILE, **TOWN})
    assert is_new and again(row).mobile.open() == MOBILE


@pytest.mark.parametrize("named", [["mobile"], ["mobile_index"], ["name", "mobile"]])
def test_half_of_a_pair_is_not_saved(card, named):
    card.mobile = OTHER
    with pytest.raises(ValueError, match="save both or neither: mobile and mobile_index"):
        card.save(update_fields=named)
    card.save(update_fields=["mobile", "mobile_index", "note"])
    card.save(update_fields=["name"])
    assert again(card).mobile.open() == OTHER


def test_a_row_without_its_secrets_in_memory_can_be_saved(cards, card):
    for row in (cards.objects.only("name").get(), cards.objects.defer("mobile", "mobile_index").get()):
        row.name = "另一人"
        row.save()
        assert row.mobile.open() == MOBILE
    row = cards.objects.defer("mobile").get()
    with pytest.raises(ValueError, match="save both or neither"):
        row.save()
    row.save(update_fields=["name"])
    assert again(card).name == "另一人"


def test_an_index_is_saved_without_its_value_by_nobody_but_a_half_loaded_row(cards, card):
    """The guard aside: the index of a deferred value stays what it was."""
    row = cards.objects.defer("mobile").get()
    index = row._meta.get_field("mobile_index")
    assert index.pre_save(row, False) == columns_of(card, "mobile_index")[0]


@pytest.mark.parametrize("wrong", [13800138000, b"138", ["138"], F("name")])
def test_only_text_can_be_assigned(card, wrong):
    with pytest.raises(TypeError, match="takes a text, or"):
        card.mobile = wrong


def test_a_row_without_a_key_is_not_encrypted(cards):
    with pytest.raises(ValueError, match="see EarlyKeyField"):
        cards._meta.get_field("mobile").pre_save(cards(mobile=MOBILE), True)


# Past the field -----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [MOBILE, "", Secret.fresh(MOBILE)])
@pytest.mark.parametrize("field", ["mobile", "note"])
def test_update_is_refused(cards, card, field, value):
    with pytest.raises(TypeError, match="in no other way"):
        cards.objects.update(**{field: value})


def test_the_secret_of_another_row_is_not_written_by_update(cards, card):
    other = cards.objects.create(mobile=OTHER, **TOWN)
    with pytest.raises(TypeError, match="in no other way"):
        cards.objects.filter(pk=card.pk).update(mobile=other.mobile)


def test_bulk_update_is_refused(cards, card):
    card.mobile = OTHER
    with pytest.raises(TypeError, match="in no other way"), transaction.atomic():
        cards.objects.bulk_update([card], ["mobile"])
    assert again(card).mobile.open() == MOBILE


@pytest.mark.parametrize("value", [F("name"), Value(MOBILE), Concat(F("name"), Value("s1."))])
@pytest.mark.parametrize("field", ["mobile", "mobile_index"])
def test_an_expression_of_plain_text_is_refused_by_the_database(cards, card, field, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        cards.objects.update(**{field: value})


def test_plain_text_by_hand_is_refused_by_the_database(card):
    for column in ("mobile", "note", "mobile_index"):
        with pytest.raises(IntegrityError), transaction.atomic():
            put(card, column, MOBILE)


def test_an_upsert_stores_no_plain_text(cards, card):
    """What the old row gets does not open there: it belongs to the row that was not written."""
    twin = cards(pk=card.pk, mobile=OTHER, **TOWN)
    cards.objects.bulk_create([twin], update_conflicts=True, unique_fields=["id"], update_fields=["mobile"])
    assert OTHER not in columns_of(card, "mobile")[0]


def test_an_index_takes_no_value_and_is_searched_with_of(cards, card):
    with pytest.raises(TypeError, match="search it with mobile_index__of"), transaction.atomic():
        cards.objects.update(mobile_index=MOBILE)
    with pytest.raises(TypeError, match="search it with mobile_index__of"):
        cards.objects.filter(mobile_index=MOBILE).exists()
    assert cards.objects.filter(mobile_index=card.mobile_index).get() == card


def test_fixtures_are_refused(cards, card):
    text = serializers.serialize("json", [card])
    assert MOBILE not in text and "困难" not in text
    assert json.loads(text)[0]["fields"]["mobile"] == columns_of(card, "mobile")[0]
    assert json.loads(text)[0]["fields"]["tag"] == ""
    with pytest.raises(TypeError, match="in no other way"):
        card.save_base(raw=True)


# Moved --------------------------------------------------------------------------------------------


def test_a_value_swapped_between_rows_by_hand_does_not_open(cards, card):
    other = cards.objects.create(mobile=OTHER, **OTHER_TOWN)
    mine, theirs = columns_of(card, "mobile")[0], columns_of(other, "mobile")[0]
    put(card, "mobile", theirs)
    put(other, "mobile", mine)
    for row in (card, other):
        with pytest.raises(KeyTrouble, match="不属于这一行") as refused:
            again(row).mobile.open()
        assert refused.value.code == Trouble.ALTERED
        assert str(again(row).mobile) == "（无法解密）"


def test_a_value_moved_to_another_column_of_its_row_does_not_open(card):
    put(card, "note", columns_of(card, "mobile")[0])
    with pytest.raises(KeyTrouble):
        again(card).note.open()


def test_a_row_written_anew_under_another_key_does_not_take_ciphertext_along(card):
    row = again(card)
    row.pk = None
    row._state.adding = True
    with pytest.raises(KeyTrouble, match="不属于这一行"):
        row.save()


def test_a_secret_assigned_to_another_row_is_encrypted_for_it(cards, card):
    other = cards.objects.create(mobile=card.mobile, note=again(card).note, **OTHER_TOWN)
    assert (again(other).mobile.open(), again(other).note.open()) == (MOBILE, "家庭困难")
    assert columns_of(other, "mobile") != columns_of(card, "mobile")
    assert cards.objects.filter(mobile_index__of=MOBILE).count() == 2


def test_a_secret_from_values_is_not_assigned(cards, card):
    """It does not know its row, so nobody could say whether it belongs here."""
    other = cards.objects.create(mobile=OTHER, **TOWN)
    loose = cards.objects.filter(pk=card.pk).values_list("mobile", flat=True)[0]
    with pytest.raises(TypeError, match="takes a text, or"):
        other.mobile = loose
    with pytest.raises(KeyTrouble, match="不属于这一行"):
        cards.objects.create(mobile=loose, **TOWN)


def test_a_row_put_back_with_its_own_key_keeps_its_value(card):
    row = again(card)
    row.delete()
    row.pk = card.pk
    row.save(force_insert=True)
    assert again(card).mobile.open() == MOBILE


# Asked --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["mobile", "mobile__contains", "mobile__in", "mobile__gt", "mobile__startswith"])
def test_ciphertext_cannot_be_searched(cards, card, question):
    with pytest.raises(FieldError, match="ask its BlindIndexField with __of"):
        cards.objects.filter(**{question: MOBILE}).exists()


def test_rows_without_a_value_can_be_found(cards, card):
    empty = cards.objects.create(**TOWN)
    assert cards.objects.get(mobile="") == empty
    assert cards.objects.exclude(mobile="").get() == card
    assert not cards.objects.filter(mobile__isnull=True).exists()


def test_equal_values_are_found_by_their_index_however_they_are_typed(cards, card):
    other = cards.objects.create(mobile=" １３８００１３８０００", **OTHER_TOWN)
    assert set(cards.objects.filter(mobile_index__of=MOBILE)) == {card, other}
    assert not cards.objects.filter(mobile_index__of=OTHER).exists()
    assert not cards.objects.filter(mobile_index__of="").exists()


def test_rows_are_found_while_the_index_key_and_the_suite_change(cards, card, keys, settings):
    files.make(keys, Purpose.INDEX, 2, now=MADE)
    settings.CRYPTO_SUITE = "guomi"
    other = cards.objects.create(mobile=MOBILE, **TOWN)
    assert set(cards.objects.filter(mobile_index__of=MOBILE)) == {card, other}


def test_values_and_annotations_stay_masked(cards, card):
    (row,) = cards.objects.annotate(x=F("mobile")).values("mobile", "x", "tag")
    for secret in (row["mobile"], row["x"], cards.objects.values_list("mobile", flat=True)[0]):
        assert str(secret) == "****"
        with pytest.raises(KeyTrouble, match="不知道属于哪一行"):
            secret.open()
    assert row["tag"] == ""
    joined = Concat("mobile", Value(""), output_field=models.TextField())
    assert MOBILE not in cards.objects.annotate(x=joined).values_list("x", flat=True)[0]
    assert cards.objects.aggregate(n=Count("mobile"))["n"] == 1
