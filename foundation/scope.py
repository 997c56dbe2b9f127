"""Whose a record is: the county's, a township's. Plain columns, compared for equality.

Equality on an index answers in about a millisecond among 400,000 rows where a prefix search takes
tens (see `docs/adr/0002-plain-scope-columns.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _

#: The stream of what concerns the whole installation and no single county.
INSTALLATION = "000000"
#: What the stream of a county's sealed matters ends in: they are not for everybody who reads the county's own.
SEALED = "-sealed"
#: The longest name of a stream, with room.
STREAM_LENGTH = 20


def sealed_stream(county: str) -> str:
    """The stream of a county's sealed matters (6 digits), such as those about officials whom the county manages."""
    return county + SEALED


@dataclass(frozen=True)
class Scope:
    """The owner of a record: `county` has 6 digits, `township` 9 or none for what the county itself owns."""

    county: str
    township: str = ""

    def __post_init__(self) -> None:
        if not (len(self.county) == 6 and _are_digits(self.county)):
            raise ValueError(f"a county has 6 digits: {self.county!r}")
        if self.township and not (
            len(self.township) == 9 and _are_digits(self.township) and self.township.startswith(self.county)
        ):
            raise ValueError(f"a township of {self.county} has 9 digits: {self.township!r}")

    @classmethod
    def of_stream(cls, stream: str) -> Scope:
        """The owner of a stream: 9 digits of a township, 6 of a county, also sealed; else `ValueError`."""
        stream = stream.removesuffix(SEALED) if len(stream) == 6 + len(SEALED) else stream
        return cls(stream[:6], stream if len(stream) > 6 else "")

    @property
    def stream(self) -> str:
        """The ledger stream of this owner."""
        return self.township or self.county


def _are_digits(code: str) -> bool:
    return code.isascii() and code.isdigit()


class Scoped(models.Model):
    """Base of every record that belongs to a county or to one of its townships.

    Subclasses spread `scope_constraints()` into their constraints and name the column of their
    legal day in `scope_indexes(day)`; a test fails for a subclass without them.
    """

    county = models.CharField(_("县代码"), max_length=6, validators=[RegexValidator(r"^\d{6}$")])
    township = models.CharField(
        _("乡镇代码"), max_length=9, blank=True, default="", validators=[RegexValidator(r"^\d{9}$")]
    )

    class Meta:
        abstract = True

    @property
    def scope(self) -> Scope:
        return Scope(self.county, self.township)


def scope_constraints() -> list[models.BaseConstraint]:
    """A county has 6 digits, a township 9, and a township belongs to its county."""
    return [
        models.CheckConstraint(
            name="%(app_label)s_%(class)s_scope",
            condition=Q(county__length=6) & (Q(township="") | Q(township__length=9, county=Substr("township", 1, 6))),
            violation_error_message=_("县代码为 6 位数字，乡镇代码为 9 位数字并以县代码开头。"),
        )
    ]


models.CharField.register_lookup(Length)


def scope_indexes(day: str) -> list[models.Index]:
    """Newest first within a county and within a township, by the column of the legal day."""
    return [
        models.Index("county", F(day).desc(), name="%(app_label)s_%(class)s_county"),
        models.Index("township", F(day).desc(), name="%(app_label)s_%(class)s_town"),
    ]


def scope_columns(scope: Scope) -> dict[str, Any]:
    """The two columns, for `objects.create(...)` and `filter(...)`."""
    return {"county": scope.county, "township": scope.township}
