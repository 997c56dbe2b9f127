"""What a parameter says, read without rounding."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from foundation.money import to_fen, to_yuan
from foundation.rulebook.states import SHARES, Unit
from foundation.violations import Basis

_SHARE = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_YUAN = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Value:
    """A parameter as it was in force on some day: `text` counts `unit`; `basis` says which rule it comes from."""

    code: str
    title: str
    text: str
    unit: Unit
    basis: Basis

    def whole(self) -> int:
        """Days or months. Raises `ValueError` for a parameter that is a share or a sum."""
        if self.unit in SHARES or self.unit == Unit.YUAN:
            raise ValueError(f"{self.code} counts {self.unit}, not whole days or months")
        return int(self.text)

    def yuan(self) -> Decimal:
        """A sum in yuan. Raises `ValueError` for a parameter that is none."""
        if self.unit != Unit.YUAN:
            raise ValueError(f"{self.code} counts {self.unit}, not yuan")
        return to_yuan(to_fen(Decimal(self.text)))

    def needed_of(self, total: int) -> int:
        """How many of `total` people are enough; never fewer than one, so that nobody at all is not a majority.

        民法典 §1259: 以上 includes the share itself (two thirds of nine: 6), 超过 does not (over half of
        eight: 5). Raises `ValueError` for a parameter that is no share and for a negative number.
        """
        if total < 0:
            raise ValueError(f"nobody can count {total} people")
        if self.unit == Unit.SHARE_AT_LEAST:
            return max(1, ceil(share(self.text) * total))
        if self.unit == Unit.SHARE_OVER:
            return floor(share(self.text) * total) + 1
        raise ValueError(f"{self.code} counts {self.unit}, not a share")

    def __str__(self) -> str:
        if self.unit == Unit.SHARE_AT_LEAST:
            return f"{self.text}以上"
        if self.unit == Unit.SHARE_OVER:
            return f"超过{self.text}"
        return f"{self.text} {self.unit.label}"


def share(text: str) -> Fraction:
    """A share such as `2/3`. Raises `ValueError` for any other text, and beyond one."""
    match = _SHARE.fullmatch(text)
    if match is None or (found := Fraction(int(match[1]), int(match[2]))) > 1:
        raise ValueError(f"not a share: {text!r}")
    return found


def can_be_read(text: str, unit: Unit) -> bool:
    """Whether `text` is a value of the unit. More than the whole (超过 1/1) can never be reached, so it is none."""
    if unit == Unit.YUAN:
        return _YUAN.fullmatch(text) is not None
    if unit not in SHARES:
        return _WHOLE.fullmatch(text) is not None
    try:
        return share(text) < 1 or unit == Unit.SHARE_AT_LEAST
    except ValueError:
        return False
