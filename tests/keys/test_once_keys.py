"""A key for one ballot: used while it lies there, and then gone for good."""

import os

import pytest

from foundation.keys import files, once_keys
from foundation.keys.trouble import KeyTrouble, Trouble
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import MADE

REF, OTHER = "decisions.agendaitem:17", "decisions.agendaitem:18"


@pytest.fixture
def once(tmp_path, settings, suite):
    settings.KEY_DIR = tmp_path / "keys"
    once_keys.make(REF, now=MADE)
    return settings.KEY_DIR / "once"


def code(work) -> Trouble:
    with pytest.raises(KeyTrouble) as refused:
        work()
    assert is_chinese_with_remedy(refused.value)
    return refused.value.code


def test_a_key_locks_and_opens_what_belongs_to_its_thing(once):
    locked = once_keys.use(REF).lock(b"slots")
    assert b"slots" not in locked
    assert once_keys.use(REF).open(locked) == b"slots"
    assert once_keys.use(REF).lock(b"slots") != locked


def test_what_was_locked_before_a_switch_of_the_suite_opens(once, settings, suite):
    locked = once_keys.use(REF).lock(b"slots")
    settings.CRYPTO_SUITE = "guomi" if suite == "international" else "international"
    assert once_keys.use(REF).open(locked) == b"slots"


def test_nothing_else_opens(once):
    once_keys.make(OTHER, now=MADE)
    locked = once_keys.use(REF).lock(b"slots")
    assert code(lambda: once_keys.use(OTHER).open(locked)) == Trouble.ALTERED
    for place in range(len(locked)):
        changed = locked[:place] + bytes([locked[place] ^ 0x81]) + locked[place + 1 :]
        assert code(lambda changed=changed: once_keys.use(REF).open(changed)) == Trouble.ALTERED
    for length in range(len(locked)):
        assert code(lambda length=length: once_keys.use(REF).open(locked[:length])) == Trouble.ALTERED


def test_even_with_the_same_key_another_thing_does_not_open(once):
    locked = once_keys.use(REF).lock(b"slots")
    borrowed = once_keys.OnceKey(OTHER, once_keys.use(REF).key)
    assert code(lambda: borrowed.open(locked)) == Trouble.ALTERED


def test_the_file_is_private_and_its_name_says_nothing(once):
    (name,) = os.listdir(once)
    assert "agendaitem" not in name and "17" != name
    assert ((once / name).stat().st_mode & 0o777, once.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("ref", ["../../etc:1", "a.b:../..", "a.b:" + "长" * 300])
def test_no_name_leads_out_of_the_folder(once, ref):
    once_keys.make(ref, now=MADE)
    assert len(os.listdir(once)) == 2
    once_keys.destroy(ref)


def test_the_keys_of_the_house_are_not_disturbed(once, settings):
    assert files.read_folder(settings.KEY_DIR) == []


def test_a_destroyed_key_is_gone_for_good(once):
    (path,) = once.iterdir()
    line, locked, held = path.read_bytes(), once_keys.use(REF).lock(b"slots"), path.open("rb")
    once_keys.destroy(REF)
    assert code(lambda: once_keys.use(REF)) == Trouble.DESTROYED
    assert code(lambda: once_keys.make(REF, now=MADE)) == Trouble.DESTROYED
    assert [each.suffix for each in once.iterdir()] == [".gone"]
    # Somebody who had the file open sees the overwritten bytes.
    assert line.split()[-1] not in held.read()
    held.close()
    assert locked
    once_keys.destroy(REF)


def test_a_destruction_that_was_killed_half_way_is_completed(once, monkeypatch):
    monkeypatch.setattr(files, "destroy", lambda _path: None)
    once_keys.destroy(REF)
    monkeypatch.undo()
    assert code(lambda: once_keys.use(REF)) == Trouble.DESTROYED
    once_keys.destroy(REF)
    assert [each.suffix for each in once.iterdir()] == [".gone"]


def test_each_thing_has_one_key(once):
    assert code(lambda: once_keys.make(REF, now=MADE)) == Trouble.EXISTS
    assert code(lambda: once_keys.use(OTHER)) == Trouble.MISSING
    assert code(lambda: once_keys.destroy(OTHER)) == Trouble.MISSING
    once_keys.make(OTHER, now=MADE)
    once_keys.destroy(REF)
    assert once_keys.use(OTHER).open(once_keys.use(OTHER).lock(b"")) == b""
