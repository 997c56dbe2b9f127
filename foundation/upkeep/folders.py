"""Where backups lie: each in a folder of its own, which has its name only when it is whole."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from foundation.upkeep.manifest import Stored
from foundation.upkeep.trouble import UpkeepTrouble

#: The files of the storage lie below it, under their own names.
FILES = "files"
_DRAFT = ".draft-"
_NAME = re.compile(r"\d{8}-\d{6}", re.ASCII)
_PIECE = 1 << 20


def name_of(now: datetime) -> str:
    """The house's own time, so that operators find it; names sort as the backups were made."""
    return f"{timezone.localtime(now):%Y%m%d-%H%M%S}"


def whole(place: Path) -> list[Path]:
    """The finished backups of a folder, newest first."""
    found = place.iterdir() if place.is_dir() else ()
    return sorted((each for each in found if _NAME.fullmatch(each.name) and each.is_dir()), reverse=True)


@contextmanager
def drafted(place: Path, name: str) -> Iterator[Path]:
    """A folder to fill: it gets its name when everything in it is on the disk, and is gone when the filling fails.

    What a killed one left is removed first. Raises `UpkeepTrouble` when the name is taken.
    """
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove_drafts(place)
    if (place / name).exists():
        raise UpkeepTrouble(f"备份 {name}：已经有了。请过一秒再运行。")
    draft = place / f"{_DRAFT}{name}"
    draft.mkdir(mode=0o700)
    try:
        yield draft
        for folder, _folders, names in os.walk(draft):
            for each in (".", *names):
                _sync(Path(folder, each))
        draft.rename(place / name)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _sync(place)


def remove_drafts(place: Path) -> None:
    for each in place.glob(f"{_DRAFT}*"):
        shutil.rmtree(each)


def remove(backup: Path) -> None:
    """A draft from its first moment on: whoever is killed here leaves no half backup."""
    draft = backup.rename(backup.with_name(f"{_DRAFT}{backup.name}"))
    shutil.rmtree(draft)


def copied(source: Path, target: Path) -> Stored:
    """Copy a file and say what was copied; its path is left to the caller."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as read, target.open("wb") as written:
        while piece := read.read(_PIECE):
            written.write(piece)
            digest.update(piece)
            size += len(piece)
    return Stored("", size, digest.hexdigest())


def measured(path: Path) -> Stored:
    """The size and digest of a file as it is; its path is left to the caller."""
    with path.open("rb") as stream:
        return Stored("", path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def files_below(folder: Path) -> Iterator[str]:
    """Every file below a folder by its path from there, sorted within each folder."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield Path(parent, name).relative_to(folder).as_posix()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
