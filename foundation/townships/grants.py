"""The projection of assignments onto guardian rows: one row per user, division and capability held today.

A grant on a division covers what it took over: a row stands on each predecessor that lies in nothing granted already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from foundation.townships.models import Assignment, Division, DivisionGrant, Succession, User
from foundation.townships.models.accounts import Holding
from foundation.townships.states import ROLES, Level, Role


@dataclass(frozen=True)
class Place:
    """A division as far as grants look at it. `level` is its level, the codes have 6 and 9 digits or none."""

    pk: int
    level: str
    county: str
    township: str

    @classmethod
    def of(cls, division: Division) -> Place:
        return cls(division.pk, division.level, division.county, division.township)

    def around(self) -> list[tuple[str, object]]:
        """Every grant that would cover the place: on itself, on its township, on its county."""
        wide: list[tuple[str, object]] = [("pk", self.pk)]
        if self.level == Level.VILLAGE:
            wide.append((Level.TOWNSHIP, self.township))
        if self.level in {Level.TOWNSHIP, Level.VILLAGE}:
            wide.append((Level.COUNTY, self.county))
        return wide

    @property
    def reach(self) -> set[tuple[str, object]]:
        """What a grant on the place opens, in the words of `around`."""
        own: set[tuple[str, object]] = {("pk", self.pk)}
        if self.level == Level.COUNTY:
            own.add((Level.COUNTY, self.county))
        elif self.level == Level.TOWNSHIP:
            own.add((Level.TOWNSHIP, self.township))
        return own


@dataclass
class Origins:
    """Who stood before whom: every succession in force, found by what lies around the successor."""

    _known: dict[tuple[str, object], list[Place]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, successions: Iterable[tuple[Place, Place]]) -> Origins:
        """From pairs of predecessor and successor."""
        found = cls()
        for predecessor, successor in successions:
            for wide in successor.around():
                found._known[wide].append(predecessor)
        return found

    @classmethod
    def on(cls, day: date) -> Origins:
        """The successions that have taken effect by a day. One query."""
        columns = ("id", "level", "county", "township")
        rows = Succession.objects.filter(day__lte=day).order_by("day", "pk")
        paths = [f"{end}__{column}" for end in ("predecessor", "successor") for column in columns]
        return cls.of((Place(*row[:4]), Place(*row[4:])) for row in rows.values_list(*paths))

    def covered_by(self, granted: Place) -> list[Place]:
        """The place and every predecessor on which a grant on it needs a row of its own.

        Transitively, and also for what lies inside: a county covers the former units of its towns. A
        predecessor inside something that has its row already needs none. Each step opens something new,
        so that rows in a circle come to an end too.
        """
        found, open_now, ahead = [granted], set(granted.reach), [granted]
        while ahead:
            for wide in sorted(ahead.pop().reach, key=str):
                for predecessor in self._known.get(wide, ()):
                    if open_now.isdisjoint(predecessor.around()):
                        found.append(predecessor)
                        ahead.append(predecessor)
                        open_now |= predecessor.reach
        return found

    def holding_over(self, division: Division) -> Holding:
        """Over which counties and townships somebody holds a capability that he has in a division.

        There and in what it took over; a village that came along from elsewhere has no scope of its own.
        """
        holding = Holding()
        holding.add(division.code, division.level)
        for place in self.covered_by(Place.of(division))[1:]:
            if place.level != Level.VILLAGE:
                holding.add(place.township or place.county, place.level)
        return holding


def project(today: date, users: Iterable[User] | None = None) -> tuple[int, int]:
    """Make the guardian rows of these users (of all, when none are named) what their assignments say today.

    Returns how many rows were added and how many removed: (0, 0) when the projection was right.
    """
    assignments = Assignment.objects.on(today).filter(user__is_active=True)
    present = DivisionGrant.objects.all()
    if users is not None:
        pks = [user.pk for user in users]
        assignments, present = assignments.filter(user__in=pks), present.filter(user__in=pks)
    wanted = _wanted(assignments, Origins.on(today))
    rows = {(row.user_id, row.content_object_id, row.permission_id): row.pk for row in present}
    surplus = [rows[key] for key in rows.keys() - wanted]
    missing = [
        DivisionGrant(user_id=user, content_object_id=division, permission_id=permission)
        for user, division, permission in sorted(wanted - rows.keys())
    ]
    DivisionGrant.objects.filter(pk__in=surplus).delete()
    DivisionGrant.objects.bulk_create(missing)
    return len(missing), len(surplus)


def _wanted(assignments: QuerySet[Assignment], origins: Origins) -> set[tuple[int, int, int]]:
    """User, division and permission of every row that there should be."""
    permissions = {
        permission.codename: permission.pk
        for permission in Permission.objects.filter(content_type__app_label="townships", content_type__model="division")
    }
    covered: dict[int, list[Place]] = {}
    wanted = set()
    for assignment in assignments.select_related("division"):
        division = assignment.division
        if division.pk not in covered:
            covered[division.pk] = origins.covered_by(Place.of(division))
        for capability in ROLES[Role(assignment.role)][1]:
            wanted |= {(assignment.user_id, place.pk, permissions[capability]) for place in covered[division.pk]}
    return wanted
