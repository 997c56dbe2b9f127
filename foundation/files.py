"""Files that come with a row: they lie in the default storage, outside the web root, under a digest."""

import os
import tempfile
from pathlib import Path

from django.core.files.storage import default_storage

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
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise
