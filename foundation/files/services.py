"""What happens to an upload: it is looked at and waits, is kept with a record, or is forgotten."""

import os
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any, BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from foundation.files import checks, names, refusals, storage
from foundation.files.models import StagedFile
from foundation.files.states import EVERYTHING, STAGED_EACH, STAGED_FOR, MediaType, upload_most


def stage(
    *,
    name: str,
    upload: File,
    owner: Any,
    now: datetime,
    kinds: Collection[MediaType] = EVERYTHING,
    most: int | None = None,
) -> StagedFile:
    """Look at an upload and let it wait for its form, under a token that is its owner's.

    What is stored of a photo does not say any more where, when and with what it was taken, and digest and size
    are those of what is stored. Raises `RuleViolation` for whatever is not taken: see `refusals.py`.
    """
    name = names.cleaned(name)
    token = secrets.token_urlsafe(24)
    path = f"staged/{token}"
    with storage.placing(path) as stream:
        _take_in(upload, stream, most or upload_most())
        kind = checks.look_into(stream, name, kinds)
    if kind in (MediaType.JPEG, MediaType.PNG):
        _strip(path, kind)
    with open(default_storage.path(path), "rb") as stored:
        digest, size = storage.digest_of(stored), os.fstat(stored.fileno()).st_size
    _forget_the_oldest(owner)
    return StagedFile.objects.create(
        token=token, owner=owner, name=name, media_type=kind, size=size, digest=digest, staged_at=now
    )


def _take_in(upload: File, stream: BinaryIO, most: int) -> None:
    """Copy an upload piece by piece. What says that it is too large is not read at all."""
    megabytes = most // (1024 * 1024)
    if upload.size > most:
        raise refusals.too_big(most=megabytes)
    size = 0
    for piece in upload.chunks(storage.PIECE):
        size += len(piece)
        if size > most:
            raise refusals.too_big(most=megabytes)
        stream.write(piece)
    if not size:
        raise refusals.empty()
    stream.flush()


def _strip(path: str, kind: MediaType) -> None:
    """Put the picture without its traces in the place of what came."""
    try:
        with open(default_storage.path(path), "rb") as came, storage.placing(path) as stream:
            checks.without_traces(came, kind, stream)
    except BaseException:
        storage.remove(path)
        raise


def _forget_the_oldest(owner: Any) -> None:
    """One person's files that wait are few: nobody fills the disk by choosing files and leaving."""
    for row in StagedFile.objects.filter(owner=owner).order_by("-staged_at", "-pk")[STAGED_EACH - 1 :]:
        _forget(row)


def keep(staged: StagedFile, path: str) -> None:
    """Put a file that waited under its final name; it waits no longer. Within the act that writes its row.

    Raises `RuleViolation` when another form has taken it, or the night.
    """
    if not StagedFile.objects.select_for_update(of=("self",)).filter(pk=staged.pk).exists():
        raise refusals.gone()
    try:
        storage.place_copy(staged.path, path)
    except FileNotFoundError as error:
        raise refusals.gone() from error
    StagedFile.objects.filter(pk=staged.pk).delete()
    # An act that is rolled back leaves the file waiting, so that its form can be sent again.
    transaction.on_commit(lambda: storage.remove(staged.path), robust=True)


def forget_staged(*, now: datetime) -> int:
    """Delete what has waited for more than a day. Returns how many files."""
    old = list(StagedFile.objects.filter(staged_at__lt=now - STAGED_FOR))
    for row in old:
        _forget(row)
    return len(old)


def _forget(row: StagedFile) -> None:
    """Without its row a file is nobody's: the row goes first, and only whoever deletes it takes the file."""
    deleted, _by_model = StagedFile.objects.filter(pk=row.pk).delete()
    if deleted:
        transaction.on_commit(lambda: storage.remove(row.path), robust=True)
