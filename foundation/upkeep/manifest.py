"""What a backup says of itself: `manifest.json`."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from foundation.ledger.verification.findings import UNREADABLE
from foundation.upkeep.survey import End, Survey
from foundation.upkeep.trouble import UpkeepTrouble

NAME = "manifest.json"
FORM = "sunlit-backup/1"
#: File names that are no UTF-8 come back as they were.
ERRORS = "surrogateescape"


@dataclass(frozen=True)
class Stored:
    """A file of the backup: where it lies (the dump in the folder itself, others below `files`), bytes, digest."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    version: str
    #: When the copying began.
    at: datetime
    #: Of which kind the database is, as Django calls it.
    vendor: str
    dump: Stored
    survey: Survey
    files: tuple[Stored, ...]

    def written(self) -> bytes:
        said = {"form": FORM, **asdict(self), "at": self.at.isoformat()}
        return json.dumps(said, ensure_ascii=False, indent=1).encode(errors=ERRORS) + b"\n"


def read(folder: Path) -> Manifest:
    """Raises `UpkeepTrouble` when there is none, or when it is not as this house writes them."""
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        raise UpkeepTrouble(f"{folder.name} 里没有 {NAME}，不是完整的备份。请换一个备份。") from None
    try:
        return _parsed(json.loads(data.decode(errors=ERRORS)))
    except UNREADABLE:
        raise UpkeepTrouble(f"{folder.name} 的 {NAME} 不能识别，可能已损坏。请换一个备份。") from None


def _parsed(said: dict[str, Any]) -> Manifest:
    if said["form"] != FORM:
        raise ValueError("another form")
    found = said["survey"]
    return Manifest(
        version=_text(said["version"]),
        at=datetime.fromisoformat(said["at"]),
        vendor=_text(said["vendor"]),
        dump=_stored(said["dump"]),
        survey=Survey(
            rows={table: _count(rows) for table, rows in found["rows"].items()},
            streams={stream: End(_count(end["size"]), _text(end["root"])) for stream, end in found["streams"].items()},
            checkpoint=_text(found["checkpoint"]),
        ),
        files=tuple(_stored(each) for each in said["files"]),
    )


def _stored(said: dict[str, Any]) -> Stored:
    path = PurePosixPath(_text(said["path"]))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("a place outside of the backup")
    return Stored(str(path), _count(said["size"]), _text(said["sha256"]))


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError("not a text")
    return said


def _count(said: Any) -> int:
    if not isinstance(said, int) or said < 0:
        raise TypeError("not a count")
    return said
