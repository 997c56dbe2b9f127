"""What an article can stand behind: each room says which codes it has, and what people call them."""

from collections.abc import Callable, Mapping

from foundation.rulebook.states import Target

#: Code → Chinese name of everything of one kind.
Catalogue = Callable[[], Mapping[str, str]]

_catalogues: dict[Target, Catalogue] = {}


def register(kind: Target, catalogue: Catalogue) -> None:
    """Called in an app's `ready()`. Raises `ValueError` when another catalogue has the kind."""
    if _catalogues.setdefault(kind, catalogue) is not catalogue:
        raise ValueError(f"{kind} has a catalogue already")


def titles_of(kind: Target) -> Mapping[str, str]:
    """Code → name of everything of a kind; empty while no room has any."""
    catalogue = _catalogues.get(kind)
    return catalogue() if catalogue else {}


def title_of(kind: Target, code: str) -> str:
    """What people call it; its bare code when this version no longer knows it."""
    return titles_of(kind).get(code, code)
