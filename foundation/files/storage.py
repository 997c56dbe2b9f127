"""Files that come with a row: they lie in the default storage, outside the web root, under a digest."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import default_storage

#: Files are read and written in pieces of this size: memory does not grow with them.
PIECE = 64 * 1024

_keepers: list[str] = []


def keeps(label: str) -> None:
    """Each row of the model `label` ("app.Model") names a file: `path` within the storage, `digest` its SHA-256 in hex.

    Called in an app's `ready()`. Whoever looks after the files finds them by these rows.
    """
    if label not in _keepers:
        _keepers.append(label)


def keepers() -> list[str]:
    """The labels of the models that name files, sorted."""
    return sorted(_keepers)


def place(name: str, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even when the machine stops."""
    with placing(name) as stream:
        stream.write(data)


@contextmanager
def placing(name: str) -> Iterator[BinaryIO]:
    """A stream to write a file into. It gets its name when all of it is on the disk; an error leaves nothing."""
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise


def place_copy(source: str, name: str) -> None:
    """Put a file of the storage under a second name, whole or not at all."""
    with open(default_storage.path(source), "rb") as original, placing(name) as copy:
        shutil.copyfileobj(original, copy, PIECE)


def remove(name: str) -> None:
    """Take a file away that no row names; one that is gone already is no error."""
    Path(default_storage.path(name)).unlink(missing_ok=True)


def digest_of(stream: BinaryIO) -> str:
    """SHA-256 in hex of a stream, from its beginning."""
    stream.seek(0)
    digest = hashlib.sha256()
    for piece in iter(partial(stream.read, PIECE), b""):
        digest.update(piece)
    return digest.hexdigest()
