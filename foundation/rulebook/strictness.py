"""Is one number at least as strict as another? Exact, and in doubt: no."""

from decimal import Decimal
from typing import Any

from foundation.rulebook.states import PERIODS, RETENTIONS, SHARES, Stricter, Unit
from foundation.rulebook.values import month_and_day, share

#: A month has at least 28 days and at most 31, wherever it begins.
_SHORTEST, _LONGEST = 28, 31


def holds(text: str, unit: Unit, floor: str, floor_unit: Unit, stricter: Stricter) -> bool:
    """Whether `text` in `unit` is certainly no laxer than `floor` in `floor_unit`; both must be readable.

    Where no way is stricter, nothing goes below anything.
    """
    if stricter == Stricter.NONE:
        return True
    if stricter == Stricter.MORE:
        return _reaches(text, unit, floor, floor_unit)
    return _reaches(floor, floor_unit, text, unit)


def _reaches(text: str, unit: Unit, least: str, least_unit: Unit) -> bool:
    """Whether the first is certainly at least the second."""
    if unit in PERIODS and least_unit in PERIODS and unit != least_unit:
        return _lasts(int(text), unit, int(least), least_unit)
    return bool(_size(text, unit) >= _size(least, least_unit))


def _lasts(count: int, unit: Unit, least: int, least_unit: Unit) -> bool:
    """Periods of two units: n working days last at least n calendar days, never the other way round for certain.

    How many working days a stretch of the calendar has, nobody knows before the holidays are announced.
    """
    if least == 0:
        return True
    if least_unit == Unit.WORKING_DAYS:
        return False
    return _fewest_days(count, unit) >= (least * _LONGEST if least_unit == Unit.MONTHS else least)


def _fewest_days(count: int, unit: Unit) -> int:
    """The calendar days that a period certainly lasts."""
    return count * _SHORTEST if unit == Unit.MONTHS else count


def _size(text: str, unit: Unit) -> Any:
    """What compares two values of one kind. Of the same share, 超过 is stricter than 以上."""
    if unit in SHARES:
        return share(text), unit == Unit.SHARE_OVER
    if unit == Unit.RETENTION:
        return RETENTIONS.index(text)
    if unit == Unit.DAY_OF_YEAR:
        return month_and_day(text)
    if unit in {Unit.YUAN, Unit.POINTS}:
        return Decimal(text)
    return int(text)
