"""Key files: whole or not at all, for their owner only, and never mistaken."""

import os
import subprocess
import sys
from base64 import urlsafe_b64encode

import pytest

from foundation.keys import files
from foundation.keys.trouble import KeyTrouble, Trouble
from script.sandbox import PROJECT, clean_environment
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import MADE


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def key(folder):
    return files.make(folder, "field", 1, now=MADE)


def refusal(folder) -> KeyTrouble:
    with pytest.raises(KeyTrouble) as refused:
        files.read_folder(folder)
    assert is_chinese_with_remedy(refused.value)
    return refused.value


def test_a_key_is_kept_for_its_owner_only_and_nothing_else_is_left(folder, key):
    path = folder / "field-0001.key"
    assert os.listdir(folder) == ["field-0001.key"]
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert files.read_folder(folder) == [key]
    assert len(key.secret) == 32 and key.id.startswith("0001-")


def test_a_key_does_not_show_itself(key):
    assert urlsafe_b64encode(key.secret).decode() not in repr(key) and repr(key.secret) not in repr(key)


def test_a_key_that_is_there_stays(folder, key):
    assert files.make(folder, "field", 1, now=MADE) == key
    other = files.make(folder, "field", 2, now=MADE)
    assert other.secret != key.secret and other.id != key.id
    assert files.read_folder(folder) == [key, other]


def test_no_folder_has_no_keys(folder):
    assert files.read_folder(folder) == []


def test_what_is_no_key_file_and_drafts_of_a_killed_process_are_passed_over(folder, key):
    (folder / "README").write_text("backup: see the safe")
    (folder / ".mac-0001.key.99.abcd.key").write_text("half")
    assert files.read_folder(folder) == [key]


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660, 0o601])
def test_a_file_that_others_can_open_is_refused(folder, key, mode):
    (folder / "field-0001.key").chmod(mode)
    trouble = refusal(folder)
    assert trouble.code == Trouble.OPEN_TO_OTHERS
    assert f"权限 {mode:04o}" in str(trouble) and "chmod 600" in str(trouble)


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o701])
def test_a_folder_that_others_can_enter_is_refused(folder, key, mode):
    folder.chmod(mode)
    trouble = refusal(folder)
    assert trouble.code == Trouble.OPEN_TO_OTHERS and "chmod 700" in str(trouble)
    with pytest.raises(KeyTrouble):
        files.make(folder, "mac", 1, now=MADE)


def test_every_damaged_letter_is_noticed(folder, key):
    path = folder / "field-0001.key"
    line = path.read_bytes()
    for place in range(len(line)):
        changed = b"A" if line[place : place + 1] != b"A" else b"B"
        path.write_bytes(line[:place] + changed + line[place + 1 :])
        assert refusal(folder).code == Trouble.DAMAGED
    for wrong in (b"", b"\xff" * 40, line[:-20], line + b"x", line.replace(b" ", b"  ")):
        path.write_bytes(wrong)
        assert refusal(folder).code == Trouble.DAMAGED


@pytest.mark.parametrize("name", ["mac-0001.key", "field-0002.key", "field.key", "field-x.key"])
def test_a_file_under_another_name_is_refused(folder, key, name):
    (folder / "field-0001.key").rename(folder / name)
    assert refusal(folder).code == Trouble.DAMAGED


def test_what_cannot_be_read_is_said_with_its_reason(folder, key, tmp_path):
    (folder / "field-0001.key").unlink()
    (folder / "field-0001.key").mkdir(mode=0o700)
    assert refusal(folder).code == Trouble.UNREADABLE
    no_folder = tmp_path / "file"
    no_folder.touch(mode=0o600)
    assert refusal(no_folder).code == Trouble.UNREADABLE
    for path, code in ((no_folder / "x.key", Trouble.UNREADABLE), (tmp_path / "x.key", Trouble.MISSING)):
        with pytest.raises(KeyTrouble) as refused:
            files.read(path, "field", 1)
        assert refused.value.code == code


def test_a_destroyed_key_is_overwritten_and_gone(folder, key):
    path = folder / "field-0001.key"
    line = path.read_bytes()
    os.link(path, folder / "another name")
    files.destroy(path)
    assert not path.exists()
    left = (folder / "another name").read_bytes()
    assert len(left) == len(line) and line not in left and line.split()[-1] not in left
    files.destroy(path)


FIRST_START = """
import sys, time
from pathlib import Path
from datetime import UTC, datetime
from foundation.keys import files
while time.time() < float(sys.argv[2]):
    pass
print(files.make(Path(sys.argv[1]), "field", 1, now=datetime.now(UTC)).id)
"""


def test_of_processes_that_start_first_at_once_all_have_the_same_key(folder, tmp_path):
    import time

    begin = time.time() + 1.5
    command = [sys.executable, "-c", FIRST_START, str(folder), str(begin)]
    starts = [
        subprocess.Popen(command, cwd=PROJECT, env=clean_environment(tmp_path / "var"), stdout=subprocess.PIPE)
        for _number in range(3)
    ]
    found = {start.communicate(timeout=60)[0].decode().strip() for start in starts}
    (kept,) = files.read_folder(folder)
    assert found == {kept.id}
    assert os.listdir(folder) == ["field-0001.key"]
