"""Rotation: old keys, keys that sign, the command, and a process that is killed again and again."""

import io
import json
import os
import random
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from foundation.keys import events, files, sealing
from foundation.keys.ring import replace_lost, ring
from foundation.keys.rotation import re_index, retire, retire_signing, rotate, rotate_signing
from foundation.keys.states import Purpose
from foundation.keys.trouble import KeyTrouble
from foundation.ledger.models import LedgerEntry
from foundation.scope import INSTALLATION
from foundation.townships.models import Authenticator
from script.sandbox import PROJECT, clean_environment
from tests.copies import address
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import TOWN, card_model, columns_of, create_table, make_keys, put
from tests.keys.rotations import LATER, NOW, begins, doing, opened


@pytest.fixture
def many(cards):
    """Twelve with everything, one without a mobile number, one with nothing."""
    full = cards.objects.bulk_create([cards(mobile=f"138001380{n:02}", note=f"备注{n}", **TOWN) for n in range(12)])
    return [*full, cards.objects.create(note="只有备注", **TOWN), cards.objects.create(**TOWN)]


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
