"""On which things files may hang. Upper rooms register theirs in `apps.py`; this room knows no thing of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foundation.refs import Ref
from foundation.scope import Scope


def _whoever_reads_the_thing(_user: Any, _pk: str) -> bool:
    return True


@dataclass(frozen=True)
class Holder:
    """What the owner of a label says of its rows.

    `scope(pk)` is whose record a file of that row is. `check(user, pk, lock)` raises `PermissionDenied` for who may not
    add or void files there, and `RuleViolation` when nobody may any more; with `lock` it holds the row until the
    act ends. `warning(pk)` is what must be said before anything is uploaded, empty for most. Files are read by
    whoever may read the thing (`foundation.refs`); where that is not enough, `reads(user, pk)` says who besides may.
    """

    scope: Callable[[str], Scope]
    check: Callable[[Any, str, bool], None]
    warning: Callable[[str], str]
    reads: Callable[[Any, str], bool] = _whoever_reads_the_thing


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


def may_read_files(user: Any, ref: Ref) -> bool:
    """Whether the files of a thing are open to somebody who may read the thing itself."""
    holder = _holders.get(ref.label)
    return holder is None or holder.reads(user, ref.pk)
