"""What people call acts, and the facts that their entries hold. Each room declares its own in `apps.py`."""

from collections.abc import Mapping

from django.utils.functional import Promise

Labels = Mapping[str, str | Promise]

_acts: dict[str, str | Promise] = {}
_facts: dict[tuple[str, str], str | Promise] = {}


def declare(room: str, acts: Labels, facts: Labels | None = None) -> None:
    """`room` is the first word of each act, `facts` the keys that entries of its acts hold.

    Raises `ValueError` for an act of another room, and when something has another label already.
    """
    for act, label in acts.items():
        if not act.startswith(f"{room}.") or _acts.setdefault(act, label) is not label:
            raise ValueError(f"{act} is no act of {room}, or is declared twice")
    for key, label in (facts or {}).items():
        if _facts.setdefault((room, key), label) is not label:
            raise ValueError(f"the fact {key} of {room} is declared twice")


def declared(*rooms: str) -> dict[str, str]:
    """Act → label, of all rooms or of those that are named."""
    return {act: str(label) for act, label in _acts.items() if not rooms or act.partition(".")[0] in rooms}


def label_of(act: str) -> str:
    """What people call an act; its bare name when this version does not know it."""
    return str(_acts.get(act, act))


def fact_label_of(act: str, key: str) -> str:
    """What people call a fact that an entry of this act holds; its bare key when this version does not know it."""
    return str(_facts.get((act.partition(".")[0], key), key))
