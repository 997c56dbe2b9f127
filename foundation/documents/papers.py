"""Which kinds of paper there are. Upper rooms register theirs in `apps.py`."""

from dataclasses import dataclass
from typing import Any

from foundation.documents.contents import Text


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper: `name` is what it is called, `series_word` ends the body's name in head and number
    (金南镇党委会 + 纪要), `template` prints its content (see `templates/documents/paper.html`).

    `content` is the typed content (`contents.py`), which says what of it can be worded by hand and what templates may
    name; `free` kinds are begun from scratch on the desk, the others come from a thing."""

    code: str
    name: str
    series_word: str
    template: str
    content: Any = Text
    free: bool = False


_kinds: dict[str, PaperKind] = {}


def register(kind: PaperKind) -> None:
    """Raises `ValueError` when another kind has the code."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"paper kind {kind.code} is registered twice")


def kind_of(code: str) -> PaperKind:
    """Raises `LookupError` for a kind that nobody registered."""
    if code not in _kinds:
        raise LookupError(f"no paper kind {code}")
    return _kinds[code]


def free_kinds() -> list[PaperKind]:
    """Those that can be begun from scratch, in the order in which they were registered."""
    return [kind for kind in _kinds.values() if kind.free]


def kinds() -> list[PaperKind]:
    """Every kind, in the order in which they were registered."""
    return list(_kinds.values())
