"""Finds the numbers that name a person: identity cards, bank cards, mobile phones.

Reads what a person would read: full-width digits count as digits, and spaces, dashes and dots
between groups do not hide a number. Only the usual groups are joined, so that dates, sums and
document numbers that stand side by side are left alone.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What may stand between the groups of one number.
GAP = r"[\s.\-]{0,2}"
IDENTITY = re.compile(rf"(?<!\d)(\d{{6}}){GAP}(\d{{4}}){GAP}(\d{{2}}){GAP}(\d{{2}}){GAP}(\d{{3}}){GAP}([\dXx])(?!\d)")
MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{GAP})?(1[3-9]\d){GAP}(\d{{4}}){GAP}(\d{{4}})(?!\d)")
CARD = re.compile(rf"(?<!\d)([3-9]\d{{3}}){GAP}(\d{{4}}){GAP}(\d{{4}}){GAP}(\d{{4}})(?:{GAP}(\d{{1,3}}))?(?!\d)")

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"


def is_identity_number(number: str) -> bool:
    """18 signs with a real birthday and the right check sign (GB 11643-1999)."""
    try:
        born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return born.year >= 1850 and CHECK_SIGNS[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """16 to 19 digits that pass the check of ISO/IEC 7812-1 (Luhn).

    18 digits are taken only with UnionPay's 62: the credit codes of organisations have 18 as well.
    """
    if len(number) == 18 and not number.startswith("62"):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def _any(_number: str) -> bool:
    return True


@dataclass(frozen=True)
class Sort:
    """A sort of number: its name, how it is written, and whether a candidate really is one."""

    name: str | Promise
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]


SORTS = (
    Sort(_("身份证号码"), IDENTITY, is_identity_number),
    Sort(_("银行卡号"), CARD, is_card_number),
    Sort(_("手机号码"), MOBILE, _any),
)


def personal_number(text: str) -> Sort | None:
    """The first sort of personal number in a text, or nothing."""
    readable = _as_read(text)
    for sort in SORTS:
        for match in sort.pattern.finditer(readable):
            if sort.is_one("".join(group for group in match.groups() if group)):
                return sort
    return None


def _as_read(text: str) -> str:
    """With plain digits and dashes, and without signs that take no room."""
    normal = unicodedata.normalize("NFKC", text)
    kept = (sign for sign in normal if unicodedata.category(sign) != "Cf")
    return "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in kept)
