"""The keys of this installation, as they lie in `KEY_DIR` now."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings

from foundation.keys import files
from foundation.keys.files import Key
from foundation.keys.states import Purpose
from foundation.keys.suites import Suite, suite_named
from foundation.keys.trouble import KeyTrouble, Trouble

#: A folder that changed this short a time ago may change again without a new time stamp.
SETTLED = 1_000_000_000

#: What these keys made can be made anew, or made known anew.
REPLACEABLE = (Purpose.INDEX, Purpose.SIGN)


@dataclass(frozen=True)
class Ring:
    """All keys, by purpose and id, the oldest first."""

    keys: dict[str, dict[str, Key]]

    @classmethod
    def of(cls, keys: list[Key]) -> "Ring":
        ordered = sorted(keys, key=lambda key: key.number)
        return cls({purpose: {key.id: key for key in ordered if key.purpose == purpose} for purpose in Purpose})

    def all(self, purpose: Purpose) -> list[Key]:
        return list(self.keys[purpose].values())

    def current(self, purpose: Purpose) -> Key:
        """The key with the highest number: what is written now is locked with it."""
        return self._current[purpose]

    @cached_property
    def _current(self) -> dict[str, Key]:
        return {purpose: list(keys.values())[-1] for purpose, keys in self.keys.items()}

    def find(self, purpose: Purpose, key_id: str) -> Key:
        """Raises `KeyTrouble` when there is no such key."""
        key = self.keys[purpose].get(key_id)
        if key is None:
            raise KeyTrouble(
                Trouble.MISSING, f"加密内容：缺少密钥 {key_id}。请从密钥备份恢复相应的密钥文件，没有备份就无法再读。"
            )
        return key


_loaded: dict[Path, tuple[int, int, Ring]] = {}


def ring() -> Ring:
    """The keys in `settings.KEY_DIR`; read anew whenever a file has come or gone, so that no process goes on
    with a key that another one has replaced. At the very first use they are made.

    Raises `KeyTrouble` when files are damaged, open to others or missing.
    """
    folder: Path = settings.KEY_DIR
    loaded = _loaded.get(folder)
    if loaded is not None and loaded[0] == _changed(folder) and loaded[1] - loaded[0] > SETTLED:
        return loaded[2]
    changed, now = _changed(folder), time.time_ns()
    keys = files.read_folder(folder)
    if not any(key.purpose == Purpose.FIELD for key in keys):
        keys = _first_keys(folder)
        changed, now = _changed(folder), 0
    _refuse_gaps(folder, keys)
    _loaded[folder] = (changed, now, Ring.of(keys))
    return _loaded[folder][2]


def _changed(folder: Path) -> int:
    """When a file last came or went, in nanoseconds; 0 when there is no folder."""
    try:
        return folder.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _first_keys(folder: Path) -> list[Key]:
    """Made once. The field key comes last: where it lies, the first start has been completed."""
    # Here and not above: what is stored is known by the fields, which need the keys.
    from foundation.keys.stored import has_values

    if has_values():
        raise KeyTrouble(
            Trouble.MISSING,
            f"密钥目录 {folder}：没有密钥，而数据库里已有加密的内容。请从密钥备份恢复整个目录，没有备份就无法再读。",
        )
    now = datetime.now(UTC)
    for purpose in (Purpose.MAC, Purpose.INDEX, Purpose.SIGN, Purpose.FIELD):
        files.make(folder, purpose, 1, now=now)
    return files.read_folder(folder)


def _refuse_gaps(folder: Path, keys: list[Key], needed: Iterable[Purpose] = Purpose) -> None:
    """A single missing file is a loss and not a first start: a new key in its place would hide it."""
    for purpose in needed:
        if not any(key.purpose == purpose for key in keys):
            raise KeyTrouble(
                Trouble.MISSING, f"密钥目录 {folder}：缺少密钥文件 {purpose}-*.key。请从密钥备份恢复整个目录。"
            )


def check_folder(folder: Path) -> None:
    """What can be said at the start, without the database.

    Raises `KeyTrouble`: open to others, damaged, or a file missing that nothing can replace. What can be replaced
    is refused when it is needed, so that `rotate_keys --replace-lost` starts.
    """
    keys = files.read_folder(folder)
    if any(key.purpose == Purpose.FIELD for key in keys):
        _refuse_gaps(folder, keys, [Purpose.MAC])


def new_key(purpose: Purpose, *, now: datetime) -> Key:
    """A new current key of a purpose; of two made at once, the first one's stays."""
    last = ring().current(purpose)
    return files.make(settings.KEY_DIR, purpose, last.number + 1, now=now)


def replace_lost(purpose: Purpose, *, now: datetime) -> Key:
    """A first key again where none is left: an index can be made anew, a public key made known anew.

    Raises `KeyTrouble` when one is there, and for keys whose loss nothing makes good.
    """
    folder: Path = settings.KEY_DIR
    if purpose not in REPLACEABLE:
        raise KeyTrouble(Trouble.MISSING, f"密钥 {purpose}：不能用新的代替，原有内容仍然读不出来。请从密钥备份恢复。")
    if any(key.purpose == purpose for key in files.read_folder(folder)):
        raise KeyTrouble(Trouble.EXISTS, f"密钥 {purpose}：没有丢失。不必代替，需要更换时请运行 rotate_keys。")
    return files.make(folder, purpose, 1, now=now)


def current_suite() -> Suite:
    """The suite in which everything new is written (`CRYPTO_SUITE`)."""
    return suite_named(settings.CRYPTO_SUITE)
