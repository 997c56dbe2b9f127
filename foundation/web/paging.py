"""Pages without counting: a count over a million rows costs more than the page."""

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """A page of a list; `older` is the key to ask for the next one with, empty at the end."""

    rows: list[M]
    older: str


def keyset_page(
    rows: QuerySet[M],
    column: str,
    before: str,
    size: int,
    places: Sequence[Q] | None = None,
    *,
    ascending: bool = False,
) -> KeysetPage[M]:
    """The rows after `before` (a key) in descending order of `column` and key: one row more is asked, none counted.

    `ascending`: the other way round, for what is due first.

    `places`: the conditions of which a row meets one; each has an index that ends in `column`. With
    several of them, the newest of each place are read and merged: one condition over all of them
    would have the database sort every row (22 times as slow, `make bench`). None: all of `rows`.

    Raises `ObjectDoesNotExist` when `before` is no row of the list.
    """
    if before:
        try:
            edge = _in_places(rows, places).get(pk=before)
        except ValueError as error:  # no key of this table at all
            raise ObjectDoesNotExist from error
        place = getattr(edge, column)
        on = "gt" if ascending else "lt"
        rows = rows.filter(Q(**{f"{column}__{on}": place}) | Q(**{column: place, f"pk__{on}": edge.pk}))
    order = (column, "pk") if ascending else (f"-{column}", "-pk")
    if places is None or len(places) < 2:
        found = list(_in_places(rows, places).order_by(*order)[: size + 1])
    else:
        keys = [rows.filter(one).order_by(*order).values("pk")[: size + 1] for one in places]
        newest = [rows.order_by().filter(pk__in=of_one) for of_one in keys]
        found = list(newest[0].union(*newest[1:]).order_by(*order)[: size + 1])
    return KeysetPage(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def _in_places(rows: QuerySet[M], places: Sequence[Q] | None) -> QuerySet[M]:
    if places is None:
        return rows
    return rows.filter(functools.reduce(operator.or_, places)) if places else rows.none()
