"""Pages without counting: a count over a million rows costs more than the page."""

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


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """A page of a list, newest first; `older` is the key to ask for the next one with, empty at the end."""

    rows: list[M]
    older: str


def keyset_page(rows: QuerySet[M], column: str, before: str, size: int) -> KeysetPage[M]:
    """The rows after `before` (a key) in descending order of `column` and key: one row more is asked, none counted.

    Raises `ObjectDoesNotExist` when `before` is no row of the list.
    """
    rows = rows.order_by(f"-{column}", "-pk")
    if before:
        try:
            edge = rows.get(pk=before)
        except ValueError as error:  # no key of this table at all
            raise ObjectDoesNotExist from error
        place = getattr(edge, column)
        rows = rows.filter(Q(**{f"{column}__lt": place}) | Q(**{column: place, "pk__lt": edge.pk}))
    found = list(rows[: size + 1])
    return KeysetPage(found[:size], str(found[size - 1].pk) if len(found) > size else "")
