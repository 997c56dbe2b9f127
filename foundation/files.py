"""Files that come with a row: they lie in the default storage, outside the web root, under a digest."""

import os
import tempfile
from pathlib import Path

from django.core.files.storage import default_storage


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
