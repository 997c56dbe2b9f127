"""New keys for old: nothing is lost, nothing is done twice, and it may be killed at any moment."""

import json

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from foundation.keys import files, rotation
from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.fields import BlindIndexField, EncryptedTextField
from foundation.keys.ring import ring
from foundation.keys.rotation import Progress, re_index, retire, rotate
from foundation.keys.states import Audience, Purpose
from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger.canonical import row_bytes
from foundation.ledger.models import LedgerEntry
from foundation.ledger.services import act
from foundation.ledger.verification import first_bad_entry
from foundation.scope import INSTALLATION
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import MADE, TOWN, columns_of, create_table, known, put
from tests.keys.rotations import LATER, NOW, begins, doing, opened


@pytest.fixture
def many(cards):
    """Twelve with everything, one without a mobile number, one with nothing."""
    full = cards.objects.bulk_create([cards(mobile=f"138001380{n:02}", note=f"备注{n}", **TOWN) for n in range(12)])
    return [*full, cards.objects.create(note="只有备注", **TOWN), cards.objects.create(**TOWN)]


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 5)


def test_every_value_gets_the_new_key_and_stays_what_it_was(suite, cards, many, small_batches):
    before = opened(cards)
    said: list[Progress] = []
    doing(rotate, report=said.append)
    current = ring().current(Purpose.FIELD)
    assert current.number == 2
    assert begins(many, "mobile") == begins(many, "note") == {f"s1.{suite[0]}.{current.id}"}
    assert opened(cards) == before
    # A card has its columns in this order: mobile, note, and a tag that nobody has.
    assert [(each.done, each.total, each.bad) for each in said] == [
        *[(0, 12, 0), (5, 12, 0), (10, 12, 0), (12, 12, 0)],
        *[(0, 13, 0), (5, 13, 0), (10, 13, 0), (13, 13, 0)],
    ]
    assert said[0].field == "keys.Card.mobile"


def test_digests_and_chain_stand_after_a_rotation(cards, many):
    card = cards.objects.get(pk=many[0].pk)
    with act("test.card.make", stream="320831101", actor="甲", now=NOW) as record:
        record.touch(card)
    before, history = row_bytes(card), columns_of(card, "mobile")
    doing(rotate)
    doing(re_index)
    assert columns_of(card, "mobile") != history
    assert row_bytes(cards.objects.get(pk=card.pk)) == before
    assert first_bad_entry("320831101") is None is first_bad_entry(INSTALLATION)


def test_the_ledger_says_which_key_came_and_how_many_values_changed(cards, many):
    doing(rotate)
    doing(re_index)
    entries = list(LedgerEntry.objects.filter(stream=INSTALLATION).order_by("-number")[:2])
    assert [(entry.act, entry.actor) for entry in entries] == [
        ("keys.index.rotate", "运维甲"),
        ("keys.field.rotate", "运维甲"),
    ]
    facts = [json.loads(bytes(entry.body))["facts"] for entry in entries]
    assert facts[0] == {"key": ring().current(Purpose.INDEX).id, "values": 12, "bad": 0}
    assert facts[1] == {"key": ring().current(Purpose.FIELD).id, "values": 25, "bad": 0}


def test_what_was_stopped_is_taken_up_under_the_same_key(cards, many, small_batches):
    class Stopped(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.done:
            raise Stopped

    with pytest.raises(Stopped):
        doing(rotate, report=stop)
    assert len(begins(many, "mobile")) == 2
    said: list[Progress] = []
    doing(rotate, report=said.append)
    assert ring().current(Purpose.FIELD).number == 2
    assert said[0].total == 7 and len(begins(many, "mobile")) == 1
    # When nothing is left a further run is a further rotation, unless only the rest was asked for.
    doing(rotate, only_resume=True)
    assert ring().current(Purpose.FIELD).number == 2
    doing(rotate)
    assert ring().current(Purpose.FIELD).number == 3


def test_after_a_switch_of_the_suite_values_are_brought_over_without_a_new_key(cards, many, settings):
    before = opened(cards)
    settings.CRYPTO_SUITE = "guomi"
    doing(rotate)
    doing(re_index)
    assert (ring().current(Purpose.FIELD).number, ring().current(Purpose.INDEX).number) == (1, 1)
    assert {head[:5] for head in begins(many, "mobile") | begins(many, "note")} == {"s1.g."}
    assert {head[:5] for head in begins(many, "mobile_index")} == {"b1.g."}
    assert opened(cards) == before


def test_rows_are_found_before_during_and_after_re_indexing(cards, many, small_batches):
    wanted = {row.pk for row in many[:12]}

    def all_are_found(_progress: object) -> None:
        found = {cards.objects.get(mobile_index__of=f"138001380{n:02}").pk for n in range(12)}
        assert found == wanted

    all_are_found(None)
    doing(re_index, report=all_are_found)
    all_are_found(None)
    assert ring().current(Purpose.INDEX).number == 2 and len(begins(many, "mobile_index")) == 1
    doing(re_index, only_resume=True)
    assert ring().current(Purpose.INDEX).number == 2


def test_an_index_whose_value_has_gone_is_emptied(cards, many):
    put(many[0], "mobile", "")
    doing(re_index)
    assert columns_of(many[0], "mobile_index") == [""]


def test_a_value_emptied_in_between_stays_empty(cards, many, monkeypatch):
    """Somebody removes a value between the look for a batch and its lock."""
    before = rotation._next_rows

    def then_removed(field, last):
        rows = before(field, last)
        if rows and field.name == "mobile" and last is None:
            row = cards.objects.get(pk=many[0].pk)
            row.mobile = ""
            row.save()
        return rows

    monkeypatch.setattr(rotation, "_next_rows", then_removed)
    doing(rotate)
    assert columns_of(many[0], "mobile", "mobile_index") == ["", ""]


def of_cards(found) -> list[rotation.Progress]:
    """What was done in the test's own table, beside the real ones of the house."""
    return [each for each in found if each.field.startswith("keys.")]


def test_a_value_that_does_not_open_stays_is_counted_and_stops_nothing(cards, many, small_batches):
    broken = columns_of(many[1], "mobile")[0]
    put(many[0], "mobile", broken)
    found = doing(rotate)
    assert [(each.done, each.bad) for each in of_cards(found)] == [(12, 1), (13, 0), (0, 0)]
    assert columns_of(many[0], "mobile") == [broken]
    assert opened_or_not(cards) == [False, *[True] * 13]
    with pytest.raises(KeyTrouble, match="还有 1 项在用") as refused:
        retire(actor="运维甲", now=LATER)
    assert refused.value.code == Trouble.IN_USE and is_chinese_with_remedy(refused.value)
    # One that never opens does not keep the others from getting a further key.
    found = doing(rotate)
    assert ring().current(Purpose.FIELD).number == 3
    assert [(each.done, each.bad) for each in of_cards(found)] == [(12, 1), (13, 0), (0, 0)]
    assert opened_or_not(cards) == [False, *[True] * 13]


def opened_or_not(cards) -> list[bool]:
    found = []
    for row in cards.objects.order_by("pk"):
        try:
            found.append(row.mobile == "" or bool(row.mobile.open()))
        except KeyTrouble:
            found.append(False)
    return found


def test_two_rows_that_come_to_one_unique_index_are_bad_and_not_lost(no_values, keys):
    with isolate_apps("foundation.keys"):

        class Firm(models.Model):  # noqa: DJ008
            id = EarlyKeyField(primary_key=True)
            number = EncryptedTextField(reveals_to=Audience.NOBODY)
            number_index = BlindIndexField("number")

            class Meta:
                app_label = "keys"

    create_table(Firm)
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_of_each ON keys_firm (number_index)")
    with known(Firm):
        Firm.objects.create(number="9132")
        files.make(keys, Purpose.INDEX, 2, now=MADE)
        Firm.objects.create(number="9132")
        (found,) = of_cards(doing(re_index, only_resume=True))
        assert (found.done, found.bad) == (1, 1)
        assert Firm.objects.filter(number_index__of="9132").count() == 2
