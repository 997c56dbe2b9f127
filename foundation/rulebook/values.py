"""What a parameter says, read without rounding."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext as _

from foundation.calendar.days import Calendar, End
from foundation.money import to_fen, to_yuan
from foundation.rulebook.states import SHARES, WHOLE, Unit, kind_of
from foundation.violations import Basis

_SHARE = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})", re.ASCII)
#: A year in which every day of a year exists.
_LEAP = 2000


@dataclass(frozen=True)
class Floor:
    """What no lower level goes below: `text` in `unit`, on what ground; whose it is by codes (none: the country's)."""

    text: str
    unit: Unit
    basis: Basis
    county: str = ""
    township: str = ""

    @property
    def owner(self) -> str:
        """The stream of whoever set it: 9 digits of a township, 6 of a county, empty for the country."""
        return self.township or self.county

    def __str__(self) -> str:
        return written(self.text, self.unit)


@dataclass(frozen=True)
class Value:
    """A parameter as it was in force on some day: `text` counts `unit`; `basis` says which rule it comes from.

    `bound_by` is the floor from above that holds in place of a value that was set below it.
    """

    code: str
    title: str
    text: str
    unit: Unit
    basis: Basis
    bound_by: Floor | None = None

    def whole(self) -> int:
        """Days, months, a day of the month, a count. Raises `ValueError` for any other parameter."""
        if self.unit not in WHOLE:
            raise ValueError(f"{self.code} counts {self.unit}, not something whole")
        return int(self.text)

    def end_from(self, start: date, days: Calendar) -> End:
        """The last day of a period of this length that begins to run on `start`, in its own unit.

        See `Calendar.add`. Raises `ValueError` for a parameter that counts neither days nor months.
        """
        return days.add(start, self.whole(), self.unit)

    def latest_start(self, end: date, days: Calendar) -> End:
        """The last day that still lies this long before `end`, in its own unit.

        See `Calendar.latest_start`. Raises `ValueError` for a parameter that counts neither days nor months.
        """
        return days.latest_start(end, self.whole(), self.unit)

    def yuan(self) -> Decimal:
        """A sum in yuan. Raises `ValueError` for a parameter that is none."""
        if self.unit != Unit.YUAN:
            raise ValueError(f"{self.code} counts {self.unit}, not yuan")
        return to_yuan(to_fen(Decimal(self.text)))

    def points(self) -> Decimal:
        """Points of an assessment. Raises `ValueError` for a parameter that is none."""
        if self.unit != Unit.POINTS:
            raise ValueError(f"{self.code} counts {self.unit}, not points")
        return Decimal(self.text)

    def day_in(self, year: int) -> date:
        """The day of a year (29 February becomes the 28th where there is none). Raises `ValueError` for others."""
        if self.unit != Unit.DAY_OF_YEAR:
            raise ValueError(f"{self.code} counts {self.unit}, not a day of the year")
        month, day = month_and_day(self.text)
        try:
            return date(year, month, day)
        except ValueError:
            return date(year, month, day - 1)

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
        return written(self.text, self.unit)


def written(text: str, unit: Unit) -> str:
    """A value as people read it: 5 工作日, 超过1/2, 1月31日."""
    if unit == Unit.RETENTION:
        return text
    if unit == Unit.SHARE_AT_LEAST:
        return f"{text}以上"
    if unit == Unit.SHARE_OVER:
        return f"超过{text}"
    if unit == Unit.DAY_OF_MONTH:
        return _("当月%(day)s日") % {"day": text}
    if unit == Unit.DAY_OF_YEAR:
        month, day = month_and_day(text)
        return _("%(month)d月%(day)d日") % {"month": month, "day": day}
    if unit == Unit.YUAN:
        return f"{Decimal(text):,} {unit.label}"
    return f"{text} {unit.label}"


def share(text: str) -> Fraction:
    """A share such as `2/3`. Raises `ValueError` for any other text, and beyond one."""
    match = _SHARE.fullmatch(text)
    if match is None or (found := Fraction(int(match[1]), int(match[2]))) > 1:
        raise ValueError(f"not a share: {text!r}")
    return found


def month_and_day(text: str) -> tuple[int, int]:
    """A day of the year such as `01-31`. Raises `ValueError` for any other text."""
    found = date.fromisoformat(f"{_LEAP}-{text}")
    return found.month, found.day


def can_be_read(text: str, unit: Unit) -> bool:
    """Whether `text` is a value of the unit. More than the whole (超过 1/1) can never be reached, so it is none."""
    if re.fullmatch(kind_of(unit).written, text, re.ASCII) is None:
        return False
    try:
        if unit in SHARES:
            return share(text) < 1 or unit == Unit.SHARE_AT_LEAST
        if unit == Unit.DAY_OF_YEAR:
            month_and_day(text)
    except ValueError:
        return False
    return True
