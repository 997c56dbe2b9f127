"""Pages without counting: a count over a million rows costs more than the page."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
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
