"""What a benchmark is: ours and the bare way to the same result.

@register
class ImportDivisions(Case):
    name = "导入全国区划"
    goal_ratio = 2

    def setup(self): ...
    def ours(self): ...
    def bare(self): ...
"""

from __future__ import annotations

CASES: list[type[Case]] = []


class Case:
    """One instance per database; `setup` is called once, then `ours` and `bare` in turns."""

    name: str
    # At most this many times the bare way; at most this many seconds. Printed as met or missed, never an error.
    goal_ratio: float | None = None
    goal_seconds: float | None = None
    rounds: int = 7
    # Every call runs in a transaction that is rolled back afterwards (not timed): each round starts alike.
    undo: bool = False

    def setup(self) -> None:
        """What both need and nobody times."""

    def ours(self) -> object:
        raise TypeError(f"{type(self).__name__} does not say what it measures")

    def bare(self) -> object:
        raise TypeError(f"{type(self).__name__} does not say what it compares with")


def register(case: type[Case]) -> type[Case]:
    CASES.append(case)
    return case
