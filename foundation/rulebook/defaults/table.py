"""What a line of the table of defaults says."""

from dataclasses import dataclass
from datetime import date

from foundation.rulebook.states import Stricter, Unit
from foundation.violations import Basis

#: The defaults hold for every day that the system can be told about.
BEGINNING = date(1949, 10, 1)


@dataclass(frozen=True)
class Default:
    """One number: `code` is `<area>.<what>`, `title` its Chinese name, `text` its value in `unit`.

    `is_floor`: the law sets this number as the least that must hold, so nobody below the country goes
    below it. What is not certain is none.
    """

    code: str
    title: str
    text: str
    unit: Unit
    basis: Basis
    stricter: Stricter = Stricter.NONE
    is_floor: bool = False

    @property
    def area(self) -> str:
        return self.code.partition(".")[0]

    @property
    def floor(self) -> str:
        """The floor that the country's row carries: the number itself, or none."""
        return self.text if self.is_floor else ""


def line(code: str, title: str, text: str, unit: Unit, stricter: Stricter, basis: str) -> Default:
    """A number whose basis is not yet compared with the text. The county may set it either way."""
    return Default(code, title, text, unit, Basis(basis), stricter)


def law(code: str, title: str, text: str, unit: Unit, stricter: Stricter, basis: str) -> Default:
    """A number that law or rules of procedure set as the least: it may be set stricter, never laxer."""
    return Default(code, title, text, unit, Basis(basis), stricter, is_floor=True)
