"""Where the PDFs lie: under the digest of the paper's content, in the folder of files outside the web root."""

import os
import tempfile
from pathlib import Path

from django.core.files.storage import default_storage


def path_of(digest: str) -> str:
    """The name of a paper's file within the storage."""
    return f"papers/{digest}.pdf"


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
