"""What this room asks the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from foundation.events import Question
from foundation.refs import Ref


@dataclass(frozen=True)
class Leaving:
    """An official leaves a division (the models' rows) for good; `day` is his last day in it."""

    official: Any
    division: Any
    day: date

    def of_the_unit(self, division: str = "division") -> Q:
        """The rows of a scoped model that belong to what he leaves; `division` is their path to a division.

        A village's rows carry the columns of its township: from the township one leaves with them, from
        the village with its own alone.
        """
        if self.division.level == "village":
            return Q(**{division: self.division.pk})
        return Q(county=self.division.county, township=self.division.township)


@dataclass(frozen=True)
class OpenMatter:
    """Something that waits for an official: what it is, what he was in it, and its last day if it has one.

    A `minor` one is left out when another answer names the same thing.
    """

    ref: Ref
    title: str
    duty: str
    due: date | None = None
    minor: bool = False


@dataclass(frozen=True)
class Reading:
    """Somebody who sees the values of a stream opens entries that name these rows (table, key)."""

    user: Any
    rows: frozenset[tuple[str, str]]


#: Which of these rows are shut to him for the time being: what they held is then not shown. Who fails shuts all.
shut_rows: Question[Reading, tuple[str, str]] = Question("townships.shut_rows")
#: Every room names what is open in the hands of somebody who leaves. An answer that fails stops his leaving.
open_matters: Question[Leaving, OpenMatter] = Question("townships.open_matters")
#: Of these things, which still wait for somebody? For the desk of whoever has received them.
still_open: Question[frozenset[Ref], Ref] = Question("townships.still_open")
