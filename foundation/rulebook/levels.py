"""From the country down to the village: which row says what holds, and which floor stops it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.models import Parameter
from foundation.rulebook.states import Stricter, Unit
from foundation.rulebook.strictness import holds
from foundation.rulebook.values import Floor, Value


@dataclass(frozen=True)
class Standing:
    """What holds at a place: `value`, the `row` that says it, and the `floor` that binds the levels below the row."""

    value: Value
    row: Parameter
    floor: Floor | None


def stricter_of(code: str) -> Stricter:
    """Which way a number is stricter; none for a code that a later version no longer knows."""
    default = DEFAULTS.get(code)
    return default.stricter if default else Stricter.NONE


def standing(rows: Iterable[Parameter]) -> Standing | None:
    """What the rows of one code that are in force on one day say at the end of their path.

    `rows` are those of a place and of everything it lies in. The most specific one holds, unless it is
    laxer than the floor above it: then the floor does. A floor that is laxer than the one above it
    changes nothing: so a county that raises its floor binds its townships from that day on.
    """
    found: Standing | None = None
    for row in _one_of_each_level(rows):
        above = found.floor if found else None
        bound_by = None if above is None or _holds(row.value, row, above) else above
        own = row.as_floor()
        if own is None or (above is not None and not _holds(own.text, row, above)):
            own = above
        found = Standing(row.as_value(bound_by), row, own)
    return found


def _one_of_each_level(rows: Iterable[Parameter]) -> list[Parameter]:
    """From the country down; should two rows of one level overlap, the later one."""
    latest = {row.level: row for row in sorted(rows, key=lambda row: row.start)}
    return [latest[level] for level in sorted(latest)]


def _holds(text: str, row: Parameter, floor: Floor) -> bool:
    return holds(text, Unit(row.unit), floor.text, floor.unit, stricter_of(row.code))
