"""On which things files may hang. Upper rooms register theirs in `apps.py`; this room knows no thing of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foundation.refs import Ref
from foundation.scope import Scope


@dataclass(frozen=True)
class Holder:
    """What the owner of a label says of its rows.

    `scope(pk)` is whose record a file of that row is. `check(user, pk, lock)` raises `PermissionDenied` for who may not
    add or void files there, and `RuleViolation` when nobody may any more; with `lock` it holds the row until the
    act ends. `warning(pk)` is what must be said before anything is uploaded, empty for most. Who may read the files
    is not asked here: that is who may read the thing (`foundation.refs`).
    """

    scope: Callable[[str], Scope]
    check: Callable[[Any, str, bool], None]
    warning: Callable[[str], str]


_holders: dict[str, Holder] = {}


def register(label: str, holder: Holder) -> None:
    """Raises `ValueError` when another holder has the label."""
    if _holders.setdefault(label, holder) is not holder:
        raise ValueError(f"{label} has a holder already")


def holder_of(ref: Ref) -> Holder:
    """Raises `LookupError` for a thing on which no files hang."""
    if ref.label not in _holders:
        raise LookupError(f"no files hang on {ref}")
    return _holders[ref.label]
