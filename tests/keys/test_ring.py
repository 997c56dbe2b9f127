"""Which keys there are: made at the first start, never a second time, and read anew when they change."""

import os
import subprocess
import sys
import time

import pytest
from django.apps import apps

from foundation.keys import files
from foundation.keys.apps import make_first_keys
from foundation.keys.ring import check_folder, new_key, ring
from foundation.keys.states import Purpose
from foundation.keys.trouble import KeyTrouble, Trouble
from script.sandbox import PROJECT, clean_environment
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import MADE, TOWN, make_keys


@pytest.fixture
def empty(tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"
    return settings.KEY_DIR


def settle(folder) -> None:
    """As if the last change had been a while ago."""
    os.utime(folder, (time.time() - 60, time.time() - 60))


def test_the_first_use_makes_a_key_for_each_purpose(no_values, empty):
    found = ring()
    assert sorted(os.listdir(empty)) == ["field-0001.key", "index-0001.key", "mac-0001.key", "sign-0001.key"]
    assert len({found.current(purpose).secret for purpose in Purpose}) == 4
    assert ring() == found


def test_a_first_start_that_was_killed_is_completed(no_values, empty):
    half = files.make(empty, Purpose.MAC, 1, now=MADE)
    check_folder(empty)
    assert ring().current(Purpose.MAC) == half
    assert len(os.listdir(empty)) == 4


def test_without_keys_but_with_encrypted_values_nothing_is_made(cards, keys):
    cards.objects.create(mobile="13800138000", **TOWN)
    for path in keys.iterdir():
        path.unlink()
    with pytest.raises(KeyTrouble, match="数据库里已有加密的内容。请从密钥备份恢复") as refused:
        ring()
    assert refused.value.code == Trouble.MISSING and is_chinese_with_remedy(refused.value)
    assert os.listdir(keys) == []
    with pytest.raises(Exception, match="数据库里已有加密的内容") as stopped:
        make_first_keys()
    assert type(stopped.value).__name__ == "CommandError"


@pytest.mark.parametrize("purpose", [Purpose.MAC, Purpose.INDEX, Purpose.SIGN])
def test_a_single_missing_file_is_a_loss_and_not_replaced(keys, purpose):
    (keys / f"{purpose}-0001.key").unlink()
    with pytest.raises(KeyTrouble, match=f"缺少密钥文件 {purpose}") as refused:
        ring()
    assert refused.value.code == Trouble.MISSING
    if purpose == Purpose.MAC:
        with pytest.raises(KeyTrouble, match="缺少密钥文件 mac"):
            check_folder(keys)
    else:
        # The command that replaces it must be able to start.
        check_folder(keys)
    assert len(os.listdir(keys)) == 3


def test_a_lost_field_key_of_an_empty_database_is_a_first_start(no_values, keys):
    (keys / "field-0001.key").unlink()
    assert ring().current(Purpose.FIELD).number == 1


def test_a_folder_that_has_settled_is_not_read_again(keys, monkeypatch):
    settle(keys)
    first = ring()
    monkeypatch.setattr(files, "read_folder", lambda _folder: pytest.fail("read again"))
    assert ring() is first


def test_a_key_that_another_process_makes_is_current_at_once(keys):
    settle(keys)
    ring()
    files.make(keys, Purpose.FIELD, 2, now=MADE)
    assert ring().current(Purpose.FIELD).number == 2
    assert [key.number for key in ring().all(Purpose.FIELD)] == [1, 2]


def test_a_key_that_comes_in_the_same_moment_is_seen_too(keys):
    """Time stamps are coarse: two changes may bear the same one."""
    before = keys.stat().st_mtime_ns
    ring()
    files.make(keys, Purpose.FIELD, 2, now=MADE)
    os.utime(keys, ns=(before, before))
    assert ring().current(Purpose.FIELD).number == 2


def test_a_new_key_has_the_next_number(keys):
    made = new_key(Purpose.INDEX, now=MADE)
    assert (made.number, ring().current(Purpose.INDEX)) == (2, made)


def test_an_unknown_key_is_named(keys):
    with pytest.raises(KeyTrouble, match="缺少密钥 0009-deadbeef"):
        ring().find(Purpose.FIELD, "0009-deadbeef")


# The start of a process ---------------------------------------------------------------------------


def start(tmp_path, **settings: str) -> subprocess.CompletedProcess:
    environment = clean_environment(tmp_path / "var", KEY_DIR=str(tmp_path / "keys"), **settings)
    command = [sys.executable, "-c", "import django; django.setup()"]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_a_start_makes_the_folder_for_its_owner_only(tmp_path):
    assert start(tmp_path).returncode == 0
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_a_start_with_keys_that_others_can_read_ends_with_one_line(tmp_path):
    make_keys(tmp_path / "keys")
    (tmp_path / "keys" / "mac-0001.key").chmod(0o644)
    refused = start(tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith("密钥文件 ") and refused.stderr.count("\n") == 1


def test_the_line_is_that_of_the_trouble(keys):
    (keys / "field-0001.key").chmod(0o640)
    with pytest.raises(SystemExit, match=r"密钥文件 .*其他用户也能打开"):
        apps.get_app_config("keys").ready()


def test_a_start_with_an_unknown_suite_ends_with_one_line(tmp_path):
    refused = start(tmp_path, CRYPTO_SUITE="rot13")
    assert refused.returncode == 1
    assert refused.stderr == "环境变量 CRYPTO_SUITE 有误：不认识“rot13”。可写：international、guomi。\n"
