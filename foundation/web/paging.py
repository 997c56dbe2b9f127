"""Pages without counting: a count over a million rows costs more than the page."""

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.utils.functional import cached_property

#: Whoever turns this many pages is looking for something: filters and search find it, more pages do not.
MAX_PAGES = 20


class BoundedPaginator(Paginator):
    """Counts no further than `MAX_PAGES` pages."""

    @cached_property
    def count(self) -> int:
        bound = self.per_page * MAX_PAGES
        if isinstance(self.object_list, QuerySet):
            return len(self.object_list.order_by().values_list("pk", flat=True)[:bound])
        return min(len(self.object_list), bound)

    @property
    def is_bounded(self) -> bool:
        """Whether there may be more than were counted."""
        return self.count >= self.per_page * MAX_PAGES


M = TypeVar("M", bound=Model)


#: For one page so many rows are looked through: what is rarer than that is looked for further on by whoever reads.
REACH = 2000


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """A page of a list; `older` is the key to ask for the next one with, empty at the end.

    `cut`: the page is not full because no more than `REACH` rows were looked through; the next one goes on from there.
    """

    rows: list[M]
    older: str
    cut: bool = False


def keyset_page(
    rows: QuerySet[M],
    column: str,
    before: str,
    size: int,
    places: Sequence[Q] | None = None,
    *,
    ascending: bool = False,
    fits: Q | None = None,
) -> KeysetPage[M]:
    """The rows after `before` (a key) in descending order of `column` and key: one row more is asked, none counted.

    `ascending`: the other way round, for what is due first.

    `places`: the conditions of which a row meets one; each has an index that ends in `column`. With
    several of them, the newest of each place are read and merged: one condition over all of them
    would have the database sort every row (22 times as slow, `make bench`). None: all of `rows`.

    `fits`: a condition that no index answers. What few rows meet would be looked for among all of
    them, so it is asked of no more than `REACH` rows of each place, and the page says so.

    Raises `ObjectDoesNotExist` when `before` is no row of the list.
    """
    walk = _Walk(column, ascending)
    if before:
        try:
            rows = walk.after(rows, _in_places(rows, places).values_list(column, "pk").get(pk=before))
        except ValueError as error:  # no key of this table at all
            raise ObjectDoesNotExist from error
    end = None
    if fits:
        end = walk.end(rows, places)
        rows = (walk.until(rows, end) if end else rows).filter(fits)
    if places is None or len(places) < 2:
        found = list(_in_places(rows, places).order_by(*walk.order)[: size + 1])
    else:
        keys = [rows.filter(one).order_by(*walk.order).values("pk")[: size + 1] for one in places]
        newest = [rows.order_by().filter(pk__in=of_one) for of_one in keys]
        found = list(newest[0].union(*newest[1:]).order_by(*walk.order)[: size + 1])
    if len(found) > size:
        return KeysetPage(found[:size], str(found[size - 1].pk))
    return KeysetPage(found, str(end[1]) if end else "", cut=end is not None and len(found) < size)


#: Where a row stands in a list: the value of its column, and its key.
Edge = tuple[Any, Any]


class _Walk:
    """Along an index on `column`, newest first or, `ascending`, oldest first; rows of one day by their keys."""

    def __init__(self, column: str, ascending: bool) -> None:
        self.column = column
        self.order = (column, "pk") if ascending else (f"-{column}", "-pk")
        self.on, self.back = ("gt", "lt") if ascending else ("lt", "gt")

    def after(self, rows: QuerySet[M], edge: Edge) -> QuerySet[M]:
        """What comes after a row. The first condition alone says from where on the index is read: of an OR the
        database would try every row before it."""
        passed = {self.column: edge[0], f"pk__{self.back}e": edge[1]}
        return rows.filter(Q(**{f"{self.column}__{self.on}e": edge[0]}) & ~Q(**passed))

    def until(self, rows: QuerySet[M], edge: Edge) -> QuerySet[M]:
        """What comes before a row, and that row."""
        ahead = {self.column: edge[0], f"pk__{self.on}": edge[1]}
        return rows.filter(Q(**{f"{self.column}__{self.back}e": edge[0]}) & ~Q(**ahead))

    def end(self, rows: QuerySet[M], places: Sequence[Q] | None) -> Edge | None:
        """The last row that is looked at, when more follow: of several places the first that comes to its end."""
        each = [rows.filter(place) for place in places] if places else [_in_places(rows, places)]
        reached = [edge for one in each if (edge := self._end(one))]
        return (max if self.on == "lt" else min)(reached, default=None)

    def _end(self, rows: QuerySet[M]) -> Edge | None:
        last = list(rows.order_by(*self.order).values_list(self.column, "pk")[REACH - 1 : REACH + 1])
        return last[0] if len(last) > 1 else None


def _in_places(rows: QuerySet[M], places: Sequence[Q] | None) -> QuerySet[M]:
    if places is None:
        return rows
    return rows.filter(functools.reduce(operator.or_, places)) if places else rows.none()
