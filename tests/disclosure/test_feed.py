"""The Atom feed: well-formed, complete by RFC 4287, and every address from `SITE_URL`."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from disclosure.contract import Section
from tests.disclosure.made import a_card, publication_of

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def fetch(path: str, **headers: str) -> ElementTree.Element:
    response = Client(headers=headers).get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own feed


def only(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    """RFC 4287, 4.1: exactly one."""
    found = parent.findall(ATOM + name)
    assert len(found) == 1, (parent.tag, name, len(found))
    return found[0]


def links(parent: ElementTree.Element) -> dict[str, str]:
    found = [(link.get("rel", "alternate"), link.get("href")) for link in parent.findall(ATOM + "link")]
    assert len(dict(found)) == len(found)
    return dict(found)


def assert_valid(feed: ElementTree.Element) -> list[ElementTree.Element]:
    """What RFC 4287 demands of a feed and of its entries."""
    assert feed.tag == ATOM + "feed"
    entries = feed.findall(ATOM + "entry")
    for part in (feed, *entries):
        assert only(part, "id").text.startswith(settings.SITE_URL)
        assert only(part, "title").text.strip()
        assert datetime.fromisoformat(only(part, "updated").text).tzinfo is not None
        assert only(only(part, "author"), "name").text
        assert all(address.startswith(f"{settings.SITE_URL}/") for address in links(part).values())
    ids = [only(part, "id").text for part in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    assert {"alternate", "self"} <= links(feed).keys()
    return entries


def test_a_feed_is_valid_and_newest_first(cast):
    old = publication_of(cast.village, title="旧事", now=cast.now - timedelta(hours=2))
    new = publication_of(cast.jinnan, title="新<b>事&", card=a_card(what="修 <路> & 桥"))
    feed = fetch(f"/t/{cast.jinnan.code}/feed.atom")
    first, second = assert_valid(feed)
    address = f"{settings.SITE_URL}/p/{new.pk}/"
    assert (only(first, "title").text, only(first, "id").text, links(first)) == (
        "新<b>事&",
        address,
        {"alternate": address},
    )
    assert only(first, "summary").text == "修 <路> & 桥"
    assert datetime.fromisoformat(only(first, "updated").text) == new.published_at
    assert only(second, "id").text.endswith(f"/p/{old.pk}/")
    assert only(only(second, "author"), "name").text == f"金南镇{cast.village.name}"
    assert links(feed)["self"] == f"{settings.SITE_URL}/t/{cast.jinnan.code}/feed.atom"
    assert links(feed)["alternate"] == f"{settings.SITE_URL}/t/{cast.jinnan.code}/"
    assert datetime.fromisoformat(only(feed, "updated").text) == new.published_at


@pytest.mark.parametrize("code", ["320831000000", "320831101000", "320831403000"])
def test_an_empty_feed_is_valid(cast, code):
    assert assert_valid(fetch(f"/t/{code}/feed.atom")) == []


def test_the_host_header_is_in_no_address(cast):
    publication_of(cast.jinnan)
    body = Client().get(f"/t/{cast.jinnan.code}/feed.atom", HTTP_HOST="localhost:1234").content.decode()
    assert "localhost" not in body
    assert_valid(ElementTree.fromstring(body))  # noqa: S314 - our own feed


def test_the_english_feed_names_the_same_things_by_the_same_ids(cast):
    publication_of(cast.jinnan)
    chinese, english = (fetch(f"{prefix}/t/{cast.jinnan.code}/feed.atom") for prefix in ("", "/en"))
    (one,), (other,) = assert_valid(chinese), assert_valid(english)
    assert only(one, "id").text == only(other, "id").text
    assert links(other)["alternate"] == f"{settings.SITE_URL}/en/p/{only(one, 'id').text.rsplit('/', 2)[1]}/"
    assert chinese.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    assert english.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"


def test_a_feed_has_the_twenty_newest_and_takes_two_queries(cast, django_assert_num_queries):
    for number in range(21):
        publication_of(cast.jinnan, title=f"第{number}件", sections=[Section("一", "二")])
    path = f"/t/{cast.jinnan.code}/feed.atom"
    with django_assert_num_queries(2):
        feed = fetch(path)
    assert [only(entry, "title").text for entry in assert_valid(feed)] == [f"第{n}件" for n in range(20, 0, -1)]


def test_a_reader_who_has_it_gets_a_304(cast):
    publication_of(cast.jinnan)
    path = f"/t/{cast.jinnan.code}/feed.atom"
    first = Client().get(path)
    assert (first["Cache-Control"], "Last-Modified" in first) == ("public, max-age=300", False)
    assert Client(headers={"if-none-match": first["ETag"]}).get(path).status_code == 304
    publication_of(cast.jinnan)
    assert Client(headers={"if-none-match": first["ETag"]}).get(path).status_code == 200


def test_a_feed_is_only_read(cast):
    assert Client().post(f"/t/{cast.jinnan.code}/feed.atom").status_code == 405
