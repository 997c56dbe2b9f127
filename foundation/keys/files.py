"""Key files: one line each, readable by their owner only, there in whole or not at all."""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from foundation.keys.suites import Aead, Suite
from foundation.keys.trouble import KeyTrouble, Trouble

LENGTH = 32
MARK = "sunlit-key"
ENDING = ".key"


@dataclass(frozen=True)
class Key:
    """32 random bytes for one purpose. Nothing is locked with them directly, but with what each suite derives."""

    purpose: str
    number: int
    made: datetime
    secret: bytes = field(repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)
    _ciphers: dict[str, Aead] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def id(self) -> str:
        """Number and fingerprint: another key under the same number has another id."""
        return f"{self.number:04}-{_fingerprint(self)}"

    def derived(self, suite: Suite) -> bytes:
        """The key of a suite, as long as its cipher wants it."""
        if suite.sign not in self._derived:
            label = f"{MARK} {self.purpose} {suite.code}".encode()
            self._derived[suite.sign] = suite.mac(self.secret, label)
        return self._derived[suite.sign]

    def cipher(self, suite: Suite) -> Aead:
        if suite.sign not in self._ciphers:
            self._ciphers[suite.sign] = suite.aead(self.derived(suite)[: suite.key_length])
        return self._ciphers[suite.sign]


def _fingerprint(key: Key) -> str:
    said = f"{MARK} {key.purpose} {key.number} {key.made.isoformat()} ".encode()
    return sha256(said + key.secret).hexdigest()[:8]


def file_name(purpose: str, number: int) -> str:
    return f"{purpose}-{number:04}{ENDING}"


def read_folder(folder: Path) -> list[Key]:
    """The keys of a folder, by purpose and number; none when there is no such folder.

    Raises `KeyTrouble` when others may enter or read, or when a file is damaged.
    """
    if not folder.exists():
        return []
    _check_private(folder, "密钥目录", "700")
    names = sorted(path.name for path in _listed(folder))
    return [read(folder / name, *_purpose_and_number(name)) for name in names]


def _listed(folder: Path) -> list[Path]:
    try:
        # Drafts begin with a dot: what a killed process left was never used.
        return [path for path in folder.iterdir() if path.name.endswith(ENDING) and not path.name.startswith(".")]
    except OSError as error:
        raise _unreadable(folder, "密钥目录", error) from error


def _purpose_and_number(name: str) -> tuple[str, int]:
    purpose, _dash, number = name.removesuffix(ENDING).partition("-")
    return purpose, int(number) if number.isascii() and number.isdigit() else 0


def read(path: Path, purpose: str, number: int) -> Key:
    """The key in a file. Raises `KeyTrouble` when it is missing, open to others, or not what its name says."""
    _check_private(path, "密钥文件", "600")
    try:
        text = path.read_text("ascii")
    except OSError as error:
        raise _unreadable(path, "密钥文件", error) from error
    except UnicodeDecodeError:
        text = ""
    with suppress(ValueError):
        key, fingerprint = _parsed(text)
        if (key.purpose, key.number, _fingerprint(key)) == (purpose, number, fingerprint):
            return key
    raise KeyTrouble(Trouble.DAMAGED, f"密钥文件 {path}：内容已损坏。请从密钥备份恢复这个文件。")


def _parsed(text: str) -> tuple[Key, str]:
    """Raises `ValueError` for any other text than one that `_line` has written."""
    mark, purpose, number, made, fingerprint, secret = text.split()
    key = Key(purpose, int(number), datetime.fromisoformat(made), urlsafe_b64decode(secret))
    if mark != MARK or text != _line(key):
        raise ValueError("not a key file")
    return key, fingerprint


def _line(key: Key) -> str:
    secret = urlsafe_b64encode(key.secret).decode()
    return f"{MARK} {key.purpose} {key.number} {key.made.isoformat()} {_fingerprint(key)} {secret}\n"


def make(folder: Path, purpose: str, number: int, *, now: datetime, name: str = "") -> Key:
    """A new key in a file of its own. Of two processes that make it at once, the first one's stays, for both.

    `folder` is made when missing, for its owner only. Raises `KeyTrouble` when it is open to others.
    """
    make_folder(folder)
    path = folder / (name or file_name(purpose, number))
    draft = folder / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    line = _line(Key(purpose, number, now, secrets.token_bytes(LENGTH)))
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(line)
        file.flush()
        os.fsync(descriptor)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    _write_out(folder)
    return read(path, purpose, number)


def make_folder(folder: Path) -> None:
    """Raises `KeyTrouble` when the folder is there and open to others."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_private(folder, "密钥目录", "700")


def destroy(path: Path) -> None:
    """Overwrite a key file, then remove it. Nothing happens when it is gone already.

    What the disk itself keeps of the old bytes (flash, snapshots, copy on write) no program can reach.
    """
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _write_out(path.parent)


def _write_out(folder: Path) -> None:
    """The folder's own list of names reaches the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_private(path: Path, thing: str, wanted: str) -> None:
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError as error:
        raise KeyTrouble(Trouble.MISSING, f"{thing} {path}：没有找到。请从密钥备份恢复。") from error
    except OSError as error:
        raise _unreadable(path, thing, error) from error
    if mode & 0o077:
        raise KeyTrouble(
            Trouble.OPEN_TO_OTHERS,
            f"{thing} {path}：其他用户也能打开（权限 {mode:04o}）。请执行 chmod {wanted} {path}，并查明是否已经外泄。",
        )


def _unreadable(path: Path, thing: str, error: OSError) -> KeyTrouble:
    return KeyTrouble(Trouble.UNREADABLE, f"{thing} {path}：不能读取（{error.strerror}）。请检查它的所有者和权限。")
