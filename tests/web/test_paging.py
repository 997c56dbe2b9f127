"""Pages are turned without counting a million rows."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import EmptyPage
from django.db.models import Q

from foundation.townships.models import Official
from foundation.web import paging
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


# What few rows meet --------------------------------------------------------------------------------


def pages_of(places, size: int, fits: Q, *, ascending: bool = False) -> list:
    found, before = [], ""
    while not found or before:
        page = keyset_page(Official.objects.all(), "name", before, size, places, ascending=ascending, fits=fits)
        assert page.cut == (bool(page.older) and len(page.rows) < size)
        found.append(page)
        before = page.older
    return found


@pytest.mark.parametrize("ascending", [False, True])
@pytest.mark.parametrize("reach", [1, 2, 5, 1000])
@pytest.mark.parametrize("towns", [["320831101"], ["320831101", "320831103"]])
def test_what_fits_is_found_page_by_page_however_far_a_page_looks(cast, monkeypatch, towns, reach, ascending):
    monkeypatch.setattr(paging, "REACH", reach)
    for _number in range(4):
        official("同名", cast.jinnan)
        official("同名", cast.taji)
    fits = Q(name__contains="同") | Q(name__endswith="七")
    pages = pages_of(officials_of(*towns), 3, fits, ascending=ascending)
    order = ("name", "pk") if ascending else ("-name", "-pk")
    naive = Official.objects.filter(fits, township__in=towns).order_by(*order).values_list("pk", flat=True)
    assert [row.pk for page in pages for row in page.rows] == list(naive)
    assert len(naive) >= 5
    assert not pages[-1].cut


def test_a_page_looks_no_further_than_it_may(cast, monkeypatch, django_assert_num_queries):
    """Nothing fits: each page is empty, says so, and goes on where it stopped looking."""
    monkeypatch.setattr(paging, "REACH", 10)
    places = officials_of("320831101")
    rows = Official.objects.filter(*places).count()
    pages = pages_of(places, 3, Q(name="没有"))
    assert len(pages) == -(-rows // 10)
    tenth = Official.objects.filter(*places).order_by("-name", "-pk")[9]
    assert (pages[0].rows, pages[0].older, pages[0].cut) == ([], str(tenth.pk), True)
    with django_assert_num_queries(2):
        keyset_page(Official.objects.all(), "name", "", 3, places, fits=Q(name="没有"))


def test_exactly_as_many_rows_as_a_page_may_look_at_are_all(cast, monkeypatch):
    places = officials_of("320831101")
    monkeypatch.setattr(paging, "REACH", Official.objects.filter(*places).count())
    (page,) = pages_of(places, 3, Q(name="没有"))
    assert (page.rows, page.older, page.cut) == ([], "", False)


def test_without_a_condition_there_is_nothing_to_look_for(cast, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(paging, "REACH", 1)
    with django_assert_num_queries(1):
        page = keyset_page(Official.objects.all(), "name", "", 3, officials_of("320831101"), fits=Q())
    assert len(page.rows) == 3 and not page.cut
