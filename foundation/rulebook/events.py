"""What this room asks the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from foundation.events import Question
from foundation.refs import Ref
from foundation.scope import Scope


@dataclass(frozen=True)
class Change:
    """A number is about to change for a scope (`None`: everywhere) or one village of it, from a day to a day."""

    code: str
    scope: Scope | None
    start: date
    end: date | None = None
    village: str = ""

    def of_the_scope(self, division: str) -> Q:
        """The rows of a scoped model that the change reaches; `division` is their path to a division."""
        if self.scope is None:
            return Q()
        if self.village:
            return Q(**{f"{division}__code": self.village})
        if self.scope.township:
            return Q(county=self.scope.county, township=self.scope.township)
        return Q(county=self.scope.county)

    def in_force(self, day: str) -> Q:
        """The rows whose legal day (the name of its column) the new version decides."""
        until = Q(**{f"{day}__lte": self.end}) if self.end else Q()
        return Q(**{f"{day}__gte": self.start}) & until


@dataclass(frozen=True)
class Touch:
    """Things that a change touches: what they are, how many, and some of them."""

    title: str
    count: int
    examples: tuple[Ref, ...] = ()


#: Every room names what of it a change would touch. An answer that fails is told beside the preview.
touched: Question[Change, Touch] = Question("rulebook.touched")
#: Every room says in words what it reads a number (by its code) for.
readers: Question[str, str] = Question("rulebook.readers")
