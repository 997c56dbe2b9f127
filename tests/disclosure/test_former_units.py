"""Units that have gone on in others, as citizens find them."""

import pytest

from tests.disclosure.made import publication_of
from tests.foundation.wording import words
from tests.townships.acts import day
from tests.townships.leavers import merge

pytestmark = pytest.mark.django_db


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return words(response.content.decode())


def test_a_former_units_page_stays_and_says_what_it_was_merged_into_and_when(cast, client):
    publication = publication_of(cast.jinnan)
    merge(cast.jinnan, cast.taji)
    said = page(client, f"/t/{cast.jinnan.code}/")
    assert "本单位已于" in said and f'href="/t/{cast.taji.code}/"' in said and publication.title in said
    assert "领导成员" not in said and "空缺" not in said
    assert cast.village.name in said, "its villages wait for their own succession"
    assert page(client, f"/p/{publication.pk}/")
    assert client.get("/t/320831101/")["Location"] == f"/t/{cast.jinnan.code}/"
    assert client.get(f"/t/{cast.jinnan.code}/feed.atom").status_code == 200


def test_the_successors_page_leads_to_what_was_published_before(cast, client):
    merge(cast.jinnan, cast.taji)
    said = page(client, f"/t/{cast.taji.code}/")
    assert "由以下单位撤并而来" in said and f'href="/t/{cast.jinnan.code}/"' in said
    assert "领导成员" in said and "本单位已于" not in said


def test_the_home_page_lists_units_in_force_only(cast, client):
    merge(cast.jinnan, cast.taji)
    said = page(client, "/")
    assert "塔集镇" in said and f'href="/t/{cast.jinnan.code}/"' not in said


def test_until_the_day_nothing_is_said(cast, client):
    merge(cast.jinnan, cast.taji, day=day(1))
    for code in (cast.jinnan.code, cast.taji.code):
        said = page(client, f"/t/{code}/")
        assert "撤并" not in said and "领导成员" in said
    assert f'href="/t/{cast.jinnan.code}/"' in page(client, "/")


def test_a_former_village_is_off_the_list_of_its_town(cast, client):
    village = cast.village
    other = cast.jinnan.children.create(
        code="320831101299", name="新村", level="village", county="320831", township="320831101", unit_type="village"
    )
    merge(village, other)
    said = page(client, f"/t/{cast.jinnan.code}/")
    assert "新村" in said and village.name not in said
    assert "1 个村" in page(client, "/")
    assert f'href="/t/{other.code}/"' in page(client, f"/t/{village.code}/")


def test_a_unit_divided_among_several_names_them_all(cast, client):
    merge(cast.jinnan, into=[cast.taji, cast.zone])
    said = page(client, f"/t/{cast.jinnan.code}/")
    assert f'href="/t/{cast.taji.code}/"' in said and f'href="/t/{cast.zone.code}/"' in said


def test_a_former_county_says_so_on_its_page_and_leaves_the_home_page(cast, client):
    other = type(cast.county).objects.create(code="320830000000", name="盱眙县", level="county", county="320830")
    merge(cast.county, other)
    assert "本单位已于" in page(client, "/t/320831000000/")
    assert client.get("/").context["counties"] == []


def test_the_number_of_queries_does_not_grow_with_the_successors(cast, client, django_assert_num_queries):
    address = f"/t/{cast.taji.code}/"
    with django_assert_num_queries(6):
        client.get(address)
    merge(cast.jinnan, cast.zone, into=[cast.taji])
    with django_assert_num_queries(6):
        client.get(address)
