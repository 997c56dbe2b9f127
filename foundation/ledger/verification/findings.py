"""What a verification says."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Bad:
    """A place that is not as it was written, and why (in Chinese, for whoever has to look)."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}：{self.reason}"


@dataclass(frozen=True)
class BadEntry(Bad):
    """An entry where a stream does not hold together."""

    stream: str
    number: int

    @classmethod
    def at(cls, stream: str, number: int, reason: str) -> "BadEntry":
        return cls(f"{stream}#{number}", reason, stream, number)


#: Told now and then: what is being looked at, how many of how many (0: not known).
Report = Callable[[str, int, int], object]


def silent(_what: str, _done: int, _total: int) -> None:
    pass


#: What comes of values that no column of ours holds: SQLite takes a text where a number or an instant belongs.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValidationError, ValueError)
