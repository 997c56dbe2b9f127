"""What the desk shows of the numbers: those of a place, the past of one, who below has a number of his own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from foundation.rulebook.defaults import DEFAULTS, Default
from foundation.rulebook.levels import Standing, standing
from foundation.rulebook.models import Parameter
from foundation.townships.models import Division, User
from foundation.townships.selectors import visible_divisions
from foundation.townships.selectors.streams import stream_names
from foundation.townships.states import Level

Place = tuple[str, str, str]


def place_of(division: Division) -> Place:
    """The columns of a division: county, township, village."""
    return division.county, division.township, division.code if division.level == Level.VILLAGE else ""


def places_of(user: User, today: date) -> list[Division]:
    """Where the user may look: his county with its units, or his own unit with its villages; his own first.

    One query. Empty for somebody who sees no division in force.
    """
    seen = list(visible_divisions(user).filter(pk__in=Division.objects.on(today)).order_by("code"))
    if any(division.level == Level.COUNTY for division in seen):
        seen = [division for division in seen if division.level != Level.VILLAGE]
    own = user.official.division_id if user.official else None
    return sorted(seen, key=lambda division: division.pk != own)


@dataclass(frozen=True)
class Line:
    """A number as it stands at a place today; `coming` are the later versions that change it, the next one first."""

    default: Default
    today: Standing
    coming: Sequence[Parameter]

    def is_about(self, q: str) -> bool:
        """Whether the words of a search occur in name, code or basis."""
        return all(word in f"{self.default.title} {self.default.code} {self.today.row.basis}" for word in q.split())


def lines_at(place: Place, today: date) -> list[Line]:
    """Every number of the table that has a row, in the table's order. One query."""
    rows: dict[str, list[Parameter]] = defaultdict(list)
    for row in _on_the_path(place).filter(Q(end__isnull=True) | Q(end__gte=today)).order_by("start"):
        rows[row.code].append(row)
    lines = []
    for code, default in DEFAULTS.items():
        found = standing(row for row in rows[code] if row.start <= today)
        if found:
            lines.append(Line(default, found, _coming(rows[code], today)))
    return lines


def line_at(code: str, place: Place, today: date) -> Line | None:
    """One number at a place; none before the defaults are loaded. One query."""
    rows = list(_on_the_path(place).filter(Q(end__isnull=True) | Q(end__gte=today), code=code).order_by("start"))
    found = standing(row for row in rows if row.start <= today)
    return Line(DEFAULTS[code], found, _coming(rows, today)) if found else None


def _coming(rows: Sequence[Parameter], today: date) -> list[Parameter]:
    """The later versions after which something else holds: a county's new number leaves a township's own alone."""
    return [
        row for row in rows if row.start > today and _on(rows, row.start) != _on(rows, row.start - timedelta(days=1))
    ]


def _on(rows: Iterable[Parameter], day: date) -> Standing | None:
    return standing(row for row in rows if row.start <= day and (row.end is None or row.end >= day))


def history_at(code: str, place: Place) -> list[Parameter]:
    """Every version on the path to a place: the country's first, within a level the newest first. One query."""
    return list(_on_the_path(place).filter(code=code).order_by("county", "township", "village", "-start"))


def _on_the_path(place: Place) -> QuerySet[Parameter]:
    county, township, village = place
    return Parameter.objects.filter(county__in=["", county], township__in=["", township], village__in=["", village])


@dataclass(frozen=True)
class Below:
    """A place below with a number of its own: its row, and what holds there once the row is in force."""

    row: Parameter
    then: Standing

    @property
    def bound(self) -> bool:
        return self.then.value.bound_by is not None


def own_below(code: str, place: Place, on: date) -> list[Below]:
    """Who below a county or a township has a number of his own on a day or later, by place and day. One query."""
    county, township, _village = place
    known = Parameter.objects.filter(Q(end__isnull=True) | Q(end__gte=on), code=code, county__in=["", county])
    rows = list(known.order_by("township", "village", "start"))
    below = [row for row in rows if row.level > place and row.township.startswith(township)]
    return [Below(row, _standing_of(row, rows, max(on, row.start))) for row in below]


def _standing_of(row: Parameter, rows: Iterable[Parameter], day: date) -> Standing:
    path = {("", "", ""), (row.county, "", ""), (row.county, row.township, ""), row.level}
    # The row itself is in force on the day.
    return cast(Standing, _on([each for each in rows if each.level in path], day))


def names_of(rows: Iterable[Place]) -> dict[Place, str]:
    """Level → the name of its owner. One query."""
    streams = {place: place[2] or place[1] or place[0] for place in rows}
    names = stream_names(stream for stream in streams.values() if stream)
    return {place: names[stream] if stream else _("国家默认") for place, stream in streams.items()}
