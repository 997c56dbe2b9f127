"""Pages are turned without counting a million rows."""

import pytest
from django.core.paginator import EmptyPage

from foundation.web.models import FormToken
from foundation.web.paging import MAX_PAGES, BoundedPaginator


@pytest.fixture
def tokens(db):
    def make(count: int):
        FormToken.objects.bulk_create(FormToken(token=f"{number:020}", actor="甲一") for number in range(count))
        return FormToken.objects.order_by("token")

    return make


@pytest.mark.parametrize(("rows", "count"), [(0, 0), (1, 1), (39, 39), (40, 40), (41, 40), (90, 40)])
def test_the_count_goes_no_further_than_twenty_pages(tokens, rows, count):
    assert BoundedPaginator(tokens(rows), per_page=2).count == count


@pytest.mark.parametrize(("rows", "count"), [(3, 3), (90, 40)])
def test_a_list_is_bounded_in_the_same_way(rows, count):
    assert BoundedPaginator(list(range(rows)), per_page=2).count == count


def test_the_last_page_is_the_twentieth(tokens):
    paginator = BoundedPaginator(tokens(90), per_page=2)
    assert paginator.num_pages == MAX_PAGES == 20
    assert [row.token for row in paginator.page(20)] == [f"{38:020}", f"{39:020}"]
    with pytest.raises(EmptyPage):
        paginator.page(21)


def test_counting_is_one_query_of_keys_that_stops_at_the_bound(tokens, django_assert_num_queries):
    rows = tokens(90)
    with django_assert_num_queries(1) as captured:
        paginator = BoundedPaginator(rows, per_page=2)
        assert (paginator.count, paginator.count) == (40, 40)
    (query,) = [each["sql"] for each in captured.captured_queries]
    assert "COUNT(" not in query and "ORDER BY" not in query
    assert query.endswith("LIMIT 40")
