"""Nobody sees a value before it is written down who, when and why."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from foundation.keys import events, selectors
from foundation.keys.models import Reading
from foundation.keys.services import reveal
from foundation.keys.trouble import KeyTrouble
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.scope import Scope
from foundation.violations import RuleViolation
from tests.foundation.broken import broken_ledger
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import OTHER_TOWN, TOWN, put
from tests.ledger.acts import seal_anew

MOBILE, REASON = "13800138000", "核对任前公示"
NOW = timezone.now()


@pytest.fixture
def card(cards):
    return cards.objects.create(mobile=MOBILE, note="家庭困难", tag="JBSWY3DP", **TOWN)


def look(card, field="mobile", reader="监督甲（inspector.county）", reason=REASON, now=NOW):
    return reveal(card, field, reader=reader, reason=reason, now=now)


def test_a_reading_says_who_when_why_and_about_whom(card):
    assert look(card, reason=f"  {REASON} ") == MOBILE
    reading = Reading.objects.get()
    assert (reading.reader, reading.reason, reading.at) == ("监督甲（inspector.county）", REASON, NOW)
    assert (reading.thing, reading.field, reading.about) == (f"keys.card:{card.pk}", "mobile", f"keys.card:{card.pk}")
    assert (reading.scope, reading.told) == (card.scope, True)
    assert str(reading) == f"监督甲（inspector.county） keys.card:{card.pk} mobile"
    assert MOBILE not in str(reading.__dict__)


def test_the_ledger_has_an_entry_about_the_row_that_names_the_reading(card):
    look(card)
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.stream, entry.act, entry.ref) == ("320831101", "keys.value.reveal", f"keys.card:{card.pk}")
    assert (entry.actor, entry.at) == ("监督甲（inspector.county）", NOW)
    (row,) = json.loads(bytes(entry.body))["rows"]
    assert (row["table"], row["key"]) == ("keys_reading", str(Reading.objects.get().pk))
    assert MOBILE.encode() not in bytes(entry.body)


def test_without_its_entry_there_is_neither_reading_nor_value(card):
    shown = []
    with broken_ledger():
        shown.append(look(card))
    assert shown == [] and not Reading.objects.exists()


def test_the_reading_is_committed_before_the_value_is_returned(copied_db, tmp_path, settings):
    """On a database of its own: an open transaction could take the reading back after the value was seen."""
    from tests.keys.cards import card_model, create_table, make_keys

    settings.KEY_DIR = make_keys(tmp_path / "keys")
    seal_anew()
    cards = card_model()
    create_table(cards)
    card = cards.objects.create(mobile=MOBILE, **TOWN)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        look(card)
    assert not Reading.objects.exists()
    assert look(card) == MOBILE
    assert not connection.in_atomic_block and Reading.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "四个字的", " 四个字的 \n", "长" * 501])
def test_a_reason_has_five_to_five_hundred_letters(card, reason):
    with pytest.raises(RuleViolation) as refused:
        look(card, reason=reason)
    assert (refused.value.code, refused.value.field) == ("keys.reason", "reason")
    assert is_chinese_with_remedy(refused.value.message) and "5 到 500" in refused.value.message
    assert not Reading.objects.exists()


@pytest.mark.parametrize("reason", ["五个字即可", "长" * 500])
def test_the_limits_of_a_reason_belong_to_it(card, reason):
    assert look(card, reason=reason) == MOBILE


def test_what_serves_the_system_alone_is_shown_to_nobody(card):
    with pytest.raises(RuleViolation) as refused:
        look(card, "tag")
    assert refused.value.code == "keys.never_shown"
    assert not Reading.objects.exists()
    assert card.tag.open() == "JBSWY3DP"


def test_a_field_without_a_value_leaves_no_reading(cards):
    assert look(cards.objects.create(**TOWN)) == ""
    assert not Reading.objects.exists()


def test_a_value_that_does_not_open_leaves_no_reading(cards, card):
    other = cards.objects.create(mobile=MOBILE, **TOWN)
    put(card, "mobile", other.__dict__["mobile"])
    with pytest.raises(KeyTrouble):
        look(cards.objects.get(pk=card.pk))
    assert not Reading.objects.exists()


def test_a_plain_field_is_not_revealed(card):
    with pytest.raises(LookupError, match="is not encrypted"):
        look(card, "name")


def test_the_person_concerned_is_where_the_field_leads(cards, card, monkeypatch):
    from foundation.townships.models import Division

    monkeypatch.setattr(cards, "owner", Division(pk=5), raising=False)
    monkeypatch.setattr(cards._meta.get_field("mobile"), "concerns", "owner")
    look(card)
    assert Reading.objects.get().about == "townships.division:5"


def test_a_reading_can_be_neither_changed_nor_deleted(card):
    look(card)
    for work in (
        lambda: Reading.objects.update(reason="另一个理由"),
        lambda: Reading.objects.all().delete(),
        lambda: Reading.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            work()
    assert Reading.objects.get().reason == REASON


def test_the_database_asks_for_a_reason_too(card):
    look(card)
    values = Reading.objects.values("at", "reader", "thing", "field", "about", "told", "county", "township").get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(**values, reason="没理由")


def test_readings_are_listed_for_the_inspector_and_for_the_person(cards, card):
    theirs = cards.objects.create(mobile=MOBILE, **OTHER_TOWN)
    look(card, now=NOW - timedelta(days=1))
    look(card, "note")
    look(theirs)
    both, first = [r.field for r in selectors.readings_of(Ref.of(card))], selectors.readings_about(Ref.of(card))
    assert both == ["note", "mobile"]
    # The kind of the note does not tell the person.
    assert [reading.field for reading in first] == ["mobile"]
    assert selectors.readings_in(Scope("320831", "320831101")).count() == 2
    assert selectors.readings_in(Scope("320831", "320831104")).get().thing == f"keys.card:{theirs.pk}"
    assert selectors.readings_in(Scope("320831")).count() == 3
    assert selectors.readings_in(Scope("320830")).count() == 0


@pytest.mark.parametrize(
    ("thing", "field", "label"),
    [
        ("keys.reading:1", "reason", "查看理由"),
        ("keys.reading:1", "gone", "gone"),
        ("keys.gone:1", "mobile", "mobile"),
        ("gone.gone:1", "mobile", "mobile"),
    ],
)
def test_a_reading_names_its_field_in_chinese_as_long_as_there_is_one(thing, field, label):
    assert Reading(thing=thing, field=field).label == label


def test_a_reading_without_a_listener_stands_all_the_same(card):
    with events.revealed.only():
        assert look(card) == MOBILE
    assert Reading.objects.count() == 1
