"""Keys that are used for one thing, such as one secret ballot, and are then gone for good.

They lie in `KEY_DIR/once`, outside the database and outside every backup. What they have locked can be read
as long as they lie there, by nobody afterwards, whoever holds the database, its log files and its backups.
A mark stays in place of a destroyed key, so that none is made a second time for the same thing.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings

from foundation.keys import files
from foundation.keys.files import Key
from foundation.keys.ring import current_suite
from foundation.keys.suites import BY_SIGN, NONCE_LENGTH
from foundation.keys.trouble import KeyTrouble, Trouble

PURPOSE = "once"
GONE = ".gone"


@dataclass(frozen=True)
class OnceKey:
    """Locks and opens the bytes of one thing. Not to be kept: ask `use` for it each time."""

    ref: str
    key: Key

    def lock(self, data: bytes) -> bytes:
        """The sign of the suite (1 byte), nonce (12), ciphertext and tag (16)."""
        suite, nonce = current_suite(), os.urandom(NONCE_LENGTH)
        sign = suite.sign.encode()
        return sign + nonce + self.key.cipher(suite).encrypt(nonce, data, sign + self.ref.encode())

    def open(self, locked: bytes) -> bytes:
        """Raises `KeyTrouble` for anything that `lock` did not make with this key for this thing."""
        sign, nonce, data = locked[:1], locked[1 : 1 + NONCE_LENGTH], locked[1 + NONCE_LENGTH :]
        try:
            suite = BY_SIGN[sign.decode("latin-1")]
            return self.key.cipher(suite).decrypt(nonce, data, sign + self.ref.encode())
        except (KeyError, ValueError, InvalidTag):
            raise KeyTrouble(Trouble.ALTERED, f"加密内容：已被改动，或不属于 {self.ref}。请核对存证日志。") from None


def make(ref: str, *, now: datetime) -> None:
    """A key for one thing, named by `ref` (`label:pk`). Raises `KeyTrouble` when it has, or had, a key."""
    path = _path(ref)
    files.make_folder(path.parent.parent)
    _refuse_destroyed(ref)
    if path.exists():
        raise KeyTrouble(Trouble.EXISTS, f"一次性密钥：{ref} 已有一把。不必再生成，请直接使用。")
    files.make(path.parent, PURPOSE, 1, now=now, name=path.name)


def use(ref: str) -> OnceKey:
    """Raises `KeyTrouble` when the key was destroyed, was never made, or is damaged."""
    _refuse_destroyed(ref)
    return OnceKey(ref, files.read(_path(ref), PURPOSE, 1))


def destroy(ref: str) -> None:
    """Overwrite and remove the key. Saying it twice is the same as saying it once.

    The mark comes first: a process that is killed half-way leaves a key that nobody can use any more; say it
    again to remove the file. Raises `KeyTrouble` when there never was such a key.
    """
    path = _path(ref)
    mark = path.with_suffix(GONE)
    if not path.exists() and not mark.exists():
        raise KeyTrouble(Trouble.MISSING, f"一次性密钥：{ref} 从未有过。请核对对象。")
    mark.touch(mode=0o600)
    files.destroy(path)


def _path(ref: str) -> Path:
    folder: Path = settings.KEY_DIR
    return folder / PURPOSE / f"{sha256(ref.encode()).hexdigest()}{files.ENDING}"


def _refuse_destroyed(ref: str) -> None:
    if _path(ref).with_suffix(GONE).exists():
        raise KeyTrouble(Trouble.DESTROYED, f"一次性密钥：{ref} 的密钥已销毁，不能再用，也不能再生成。请核对对象。")
