"""How a file is handed out: to be kept, never to be opened within our pages."""

from typing import Protocol

from django.core.files.storage import default_storage
from django.http import FileResponse

from foundation.files import refusals

#: Should somebody's browser open it all the same, it is nobody's page: no script, no form, no way to our pages.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class Stored(Protocol):
    """A row that names a file."""

    name: str
    media_type: str

    @property
    def path(self) -> str: ...


def download(file: Stored) -> FileResponse:
    """The file under its own name. Whoever calls this has asked whether it may be read.

    Raises `RuleViolation` when it is not in the storage.
    """
    try:
        stream = default_storage.open(file.path)
    except FileNotFoundError as error:
        raise refusals.lost(name=file.name) from error
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type=file.media_type, headers=HEADERS)


def picture(path: str) -> FileResponse | None:
    """A small picture that we have made ourselves, to be shown on a page; nothing while there is none."""
    if not default_storage.exists(path):
        return None
    return FileResponse(default_storage.open(path), content_type="image/jpeg", headers=HEADERS)
