"""What is said at `manage.py check` about the keys."""

from pathlib import Path

import pytest
from django.core.checks import Tags, run_checks

from foundation.keys import files, stored
from foundation.keys.checks import check_keys, check_place
from foundation.keys.ring import ring
from foundation.keys.states import Purpose
from tests.keys.cards import MADE, TOWN, card_model, known


def said() -> list[str]:
    return [each.msg for each in check_keys(app_configs=None, databases=["default"])]


def test_all_is_well_when_every_key_is_there(cards):
    cards.objects.create(mobile="13800138000", **TOWN)
    assert said() == [] == check_keys(app_configs=None)
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_a_value_without_its_key_is_named_with_its_number(cards, keys):
    cards.objects.create(mobile="13800138000", note="备注", **TOWN)
    cards.objects.create(mobile="13800138001", **TOWN)
    lost = ring().current(Purpose.FIELD).id
    (keys / "field-0001.key").unlink()
    files.make(keys, Purpose.FIELD, 2, now=MADE)
    assert said() == [
        f"keys.Card.mobile 有 2 项用密钥 {lost} 加密，而密钥目录里没有它",
        f"keys.Card.note 有 1 项用密钥 {lost} 加密，而密钥目录里没有它",
    ]


def test_a_lost_index_key_is_named_too(cards, keys):
    cards.objects.create(mobile="13800138000", **TOWN)
    (keys / "index-0001.key").unlink()
    files.make(keys, Purpose.INDEX, 1, now=MADE)
    (message,) = said()
    assert message.startswith("keys.Card.mobile_index 有 1 项")


def test_a_damaged_file_is_named(cards, keys):
    (keys / "mac-0001.key").write_text("")
    (message,) = said()
    assert "mac-0001.key：内容已损坏" in message


def test_a_check_makes_no_keys(no_values, tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"
    assert said() == [] and not settings.KEY_DIR.exists()


def test_a_table_or_column_that_its_migration_has_not_made_yet_is_passed_over(no_values, keys):
    model = card_model()
    with known(model):
        assert said() == [] and not stored.has_values()
    model._meta.db_table = "keys_reading"
    with known(model):
        assert said() == [] and not stored.has_values()


@pytest.mark.parametrize(
    ("keys_at", "found"),
    [("/srv/var", 1), ("/srv/var/keys", 1), ("/srv/keys", 0), ("/srv/variety/keys", 0), ("/srv", 0)],
)
def test_keys_beside_the_data_they_lock_are_warned_of(settings, keys_at, found):
    settings.VAR_DIR, settings.KEY_DIR = Path("/srv/var"), Path(keys_at)
    assert len(check_place()) == found
