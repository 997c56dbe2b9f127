"""Pages are turned without counting a million rows."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import EmptyPage
from django.db.models import Q

from foundation.townships.models import Official
from foundation.web.models import FormToken
from foundation.web.paging import MAX_PAGES, BoundedPaginator, keyset_page
from tests.townships.acts import official


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


# Several places ------------------------------------------------------------------------------------


def officials_of(*townships: str) -> list[Q]:
    return [Q(township=each) for each in townships]


def whole_list(places, size: int) -> list[int]:
    """Every page one after the other."""
    found, before = [], ""
    while True:
        page = keyset_page(Official.objects.all(), "name", before, size, places)
        found += [row.pk for row in page.rows]
        if not page.older:
            return found
        before = page.older


@pytest.mark.parametrize("size", [1, 2, 7, 50])
def test_several_places_make_one_list_in_the_same_order(cast, size):
    for _number in range(4):
        official("同名", cast.jinnan)
        official("同名", cast.taji)
    towns = ("320831101", "320831103")
    naive = Official.objects.filter(township__in=towns).order_by("-name", "-pk").values_list("pk", flat=True)
    assert whole_list(officials_of(*towns), size) == list(naive)
    assert len(naive) > 30


def test_a_list_can_go_the_other_way_round(cast):
    found, before = [], ""
    while not found or before:
        page = keyset_page(Official.objects.all(), "name", before, 7, ascending=True)
        found += [row.pk for row in page.rows]
        before = page.older
    assert found == list(Official.objects.order_by("name", "pk").values_list("pk", flat=True))


def test_places_that_overlap_show_a_row_once(cast):
    places = [Q(county="320831"), Q(township="320831101"), Q(township="320831103")]
    assert sorted(whole_list(places, 9)) == sorted(Official.objects.values_list("pk", flat=True))


def test_nobodys_places_make_an_empty_list(cast):
    assert whole_list([], 5) == []


def test_a_row_of_another_place_is_no_place_to_go_on_from(cast):
    stranger = Official.objects.filter(township="320831103")[0]
    for places in (officials_of("320831101"), officials_of("320831101", "320831403"), []):
        with pytest.raises(ObjectDoesNotExist):
            keyset_page(Official.objects.all(), "name", str(stranger.pk), 5, places)
    with pytest.raises(ObjectDoesNotExist):
        keyset_page(Official.objects.all(), "name", "x", 5, officials_of("320831101"))


def test_one_query_however_many_places(cast, django_assert_num_queries):
    places = officials_of("320831101", "320831103", "320831403")
    with django_assert_num_queries(1):
        keyset_page(Official.objects.select_related("division"), "name", "", 5, places)
