"""New keys for old: nothing is lost, nothing is done twice, and it may be killed at any moment."""

import io
import json
import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, models
from django.test.utils import isolate_apps
from django.utils import timezone

from foundation.keys import events, files, rotation, sealing, stored
from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.fields import BlindIndexField, EncryptedTextField
from foundation.keys.ring import replace_lost, ring
from foundation.keys.rotation import Progress, re_index, retire, retire_signing, rotate, rotate_signing
from foundation.keys.states import Audience, Purpose
from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger.canonical import row_bytes
from foundation.ledger.models import LedgerEntry
from foundation.ledger.services import act
from foundation.ledger.verification import first_bad_entry
from foundation.scope import INSTALLATION
from foundation.townships.models import Authenticator
from script.sandbox import PROJECT, clean_environment
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import MADE, TOWN, card_model, columns_of, create_table, known, make_keys, put

NOW = timezone.now()
LATER = NOW + timedelta(days=2)


@pytest.fixture
def many(cards):
    """Twelve with everything, one without a mobile number, one with nothing."""
    full = cards.objects.bulk_create([cards(mobile=f"138001380{n:02}", note=f"备注{n}", **TOWN) for n in range(12)])
    return [*full, cards.objects.create(note="只有备注", **TOWN), cards.objects.create(**TOWN)]


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 5)


def opened(cards) -> list[tuple[str, str]]:
    rows = cards.objects.order_by("pk")
    return [tuple(value and value.open() for value in (row.mobile, row.note)) for row in rows]


def begins(rows, column: str) -> set[str]:
    return {columns_of(row, column)[0][: stored.HEAD] for row in rows} - {""}


def doing(work, **options):
    return work(actor="运维甲", now=NOW, **options)


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


# Old keys -----------------------------------------------------------------------------------------


def test_old_keys_go_when_nothing_needs_them_and_a_day_has_passed(cards, many, keys):
    before = opened(cards)
    assert retire(actor="运维甲", now=LATER) == []
    doing(rotate)
    doing(re_index)
    old = [ring().all(purpose)[0] for purpose in (Purpose.FIELD, Purpose.INDEX)]
    with pytest.raises(KeyTrouble, match="更换还不满一天") as refused:
        retire(actor="运维甲", now=NOW + timedelta(hours=23, minutes=59))
    assert is_chinese_with_remedy(refused.value)
    assert retire(actor="运维甲", now=LATER) == [f"field {old[0].id}", f"index {old[1].id}"]
    assert sorted(os.listdir(keys)) == ["field-0002.key", "index-0002.key", "mac-0001.key", "sign-0001.key"]
    assert opened(cards) == before
    entry = LedgerEntry.objects.latest("pk")
    assert entry.act == "keys.key.retire" and old[0].id.encode() in bytes(entry.body)


def test_a_key_that_an_index_still_uses_stays(cards, many, keys):
    doing(rotate)
    files.make(keys, Purpose.INDEX, 2, now=NOW)
    with pytest.raises(KeyTrouble, match="mobile_index 还有 12 项在用"):
        retire(actor="运维甲", now=LATER)
    assert len(ring().all(Purpose.FIELD)) == 2


def test_an_older_row_written_back_keeps_the_old_key_alive(cards, many):
    held = cards.objects.get(pk=many[0].pk)
    doing(rotate)
    held.name = "另一人"
    held.save()
    with pytest.raises(KeyTrouble, match="还有 1 项在用"):
        retire(actor="运维甲", now=LATER)
    doing(rotate)
    assert len(retire(actor="运维甲", now=LATER)) == 1
    assert cards.objects.get(pk=many[0].pk).mobile.open() == "13800138000"


# Keys that sign -----------------------------------------------------------------------------------


def test_a_new_signing_key_signs_beside_the_old_one_until_that_is_retired(cards, keys):
    old = sealing.public_key()
    key = doing(rotate_signing)
    new = sealing.public_key()
    assert (key.number, new) == (2, sealing.public_key_of(key)) and new != old
    assert sealing.public_keys() == [new, old]
    signed = sealing.sign_with_all(b"note")
    assert list(signed) == [new, old] and signed[new] == sealing.sign(b"note")
    assert all(sealing.verify(b"note", signature, public) for public, signature in signed.items())
    with pytest.raises(KeyTrouble, match="更换还不满一天") as refused:
        doing(retire_signing)
    assert is_chinese_with_remedy(refused.value) and sealing.public_keys() == [new, old]
    names = retire_signing(actor="运维甲", now=LATER)
    assert len(names) == 1 and names[0].startswith("sign 0001-")
    assert sealing.public_keys() == [new] and list(sealing.sign_with_all(b"note")) == [new]
    assert sealing.verify(b"note", signed[old], old)
    assert retire_signing(actor="运维甲", now=LATER) == []


def test_a_signing_key_is_not_removed_with_the_others(cards, many):
    doing(rotate_signing)
    doing(rotate)
    assert [name.split()[0] for name in retire(actor="运维甲", now=LATER)] == ["field"]
    assert [name.split()[0] for name in retire_signing(actor="运维甲", now=LATER)] == ["sign"]


def test_the_ledger_holds_the_new_public_key_for_good(cards):
    key = doing(rotate_signing)
    retire_signing(actor="运维甲", now=LATER)
    entries = list(LedgerEntry.objects.filter(stream=INSTALLATION).order_by("-number")[:2])
    assert [entry.act for entry in entries] == ["keys.key.retire", "keys.sign.rotate"]
    facts = [json.loads(bytes(entry.body))["facts"] for entry in entries]
    assert facts[1] == {"key": key.id, "public": sealing.public_key().hex()}
    assert facts[0]["keys"].startswith("sign 0001-")


def test_a_fingerprint_is_read_out_in_groups_of_four():
    assert sealing.fingerprint(bytes(32)).split()[:3] == ["6668", "7aad", "f862"]
    assert len(sealing.fingerprint(bytes(32)).split()) == 16


# The command --------------------------------------------------------------------------------------


def command(*options: str) -> str:
    out = io.StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def test_the_command_says_how_far_it_is(cards, many):
    said = command()
    assert "keys.Card.mobile：12 / 12" in said
    assert said.endswith("完成，共更换 25 项。请备份密钥目录。\n")
    assert "共更换 12 项" in command("--index")
    assert "共更换 0 项" in command("--resume")
    assert ring().current(Purpose.FIELD).number == 2


def test_the_command_removes_old_keys(cards, many, keys, monkeypatch):
    assert command("--retire") == "没有可以删除的旧密钥。\n"
    command()
    with pytest.raises(CommandError, match="不满一天"):
        command("--retire")
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    assert command("--retire").startswith("已删除密钥 field 0001-")


def test_the_command_changes_the_signing_key(cards, monkeypatch):
    assert command("--retire-sign") == "没有可以停用的旧签名密钥。\n"
    said = command("--sign")
    assert said.startswith("已生成签名密钥 0002-") and sealing.fingerprint(sealing.public_key()) in said
    with pytest.raises(CommandError, match="不满一天"):
        command("--retire-sign")
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    assert command("--retire-sign").startswith("已停用签名密钥 sign 0001-")
    assert len(sealing.public_keys()) == 1


def test_the_command_fails_when_a_value_does_not_open(cards, many):
    put(many[0], "mobile", columns_of(many[1], "mobile")[0])
    with pytest.raises(CommandError, match="有 1 项不能更换"):
        command()


def test_a_lost_index_key_is_replaced_and_rows_are_found_again(cards, many, keys):
    (keys / "index-0001.key").unlink()
    with pytest.raises(CommandError, match="缺少密钥文件 index"):
        command("--index")
    assert "请运行 rotate_keys --index" in command("--replace-lost", "index")
    assert not cards.objects.filter(mobile_index__of="13800138003").exists()
    assert "共更换 12 项" in command("--index")
    assert cards.objects.get(mobile_index__of="13800138003") == many[3]


def test_a_lost_signing_key_is_replaced_but_no_other_and_none_that_is_there(keys):
    with pytest.raises(CommandError, match="没有丢失"):
        command("--replace-lost", "sign")
    (keys / "sign-0001.key").unlink()
    assert "请公布新的公钥" in command("--replace-lost", "sign")
    for purpose in (Purpose.FIELD, Purpose.MAC):
        (keys / f"{purpose}-0001.key").unlink()
        with pytest.raises(KeyTrouble, match="不能用新的代替") as refused:
            replace_lost(purpose, now=NOW)
        assert is_chinese_with_remedy(refused.value)


def test_a_listener_is_not_needed(cards, many):
    with events.rotated.only():
        assert sum(each.done for each in doing(rotate)) == 25


# Killed -------------------------------------------------------------------------------------------

ROWS = 400


def address() -> str:
    """The database of this test, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    password = f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else ""
    return f"postgres://{found['USER']}{password}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


def test_killed_again_and_again_it_comes_to_its_end(copied_db, tmp_path, settings):
    Authenticator.objects.all().delete()
    settings.KEY_DIR = make_keys(tmp_path / "keys")
    cards = card_model()
    create_table(cards)
    rows = cards.objects.bulk_create([cards(mobile=f"138{n:08}", **TOWN) for n in range(ROWS)])
    url = address()
    # SQLite: the other process writes the same file.
    connections.close_all()
    environment = clean_environment(tmp_path / "var", DATABASE_URL=url, KEY_DIR=str(tmp_path / "keys"))
    chance = random.Random(17)
    kills = 0
    for stop_at in (1, chance.randint(3, 6), 10**6):
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.keys.rotating"],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, _line in enumerate(worker.stdout, start=1):
            if number == stop_at:
                time.sleep(chance.uniform(0, 0.04))
                worker.kill()
                kills += 1
                break
        worker.stdout.close()
        code = worker.wait(timeout=60)
        # Whatever was cut off, every value opens, and there is one new key.
        assert [row.mobile.open() for row in cards.objects.order_by("pk")] == [f"138{n:08}" for n in range(ROWS)]
        assert [key.number for key in ring().all(Purpose.FIELD)] == [1, 2]
        connections.close_all()
    assert (code, kills) == (0, 2)
    assert begins(rows, "mobile") == {f"s1.i.{ring().current(Purpose.FIELD).id}"}
