"""Reads of this room."""

from datetime import datetime
from typing import Any

from foundation.files.models import StagedFile
from foundation.files.states import STAGED_FOR


def staged_of(owner: Any, token: str, now: datetime) -> StagedFile | None:
    """The file of this person that waits under a token."""
    return StagedFile.objects.filter(owner=owner, token=token, staged_at__gte=now - STAGED_FOR).first()
