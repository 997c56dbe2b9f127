"""What citizens get: the frozen copy and nothing else, cheaply, and the same for everybody."""

import re
from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings

from disclosure import caching
from disclosure.contract import Section
from disclosure.models import Publication
from foundation.townships.models import Division
from foundation.townships.services import import_divisions, set_up_unit
from foundation.violations import RuleViolation
from tests.disclosure.made import a_card, a_source, day, draft_of, publication_of, send_back, user

pytestmark = pytest.mark.django_db


def get(path: str, **headers: str):
    return Client(headers=headers).get(path)


def text_of(path: str) -> str:
    return get(path).content.decode()


# One publication ---------------------------------------------------------------------------------


def test_the_page_answers_what_everybody_asks_first(cast):
    copy = publication_of(cast.jinnan)
    page = text_of(f"/p/{copy.pk}/")
    card = page[page.index('class="copy-card"') : page.index("决定的内容")]
    for question, answer in {
        "办什么事": "维修示例村三组通组道路",
        "花多少钱": "¥386,500.00",
        "由谁决定": "示例镇党政联席会",
        "什么时候决定": f"{day(-1).year}年{day(-1).month}月{day(-1).day}日",
        "怎样提出异议": "到示例镇党政办公室书面提出。",
        "异议截止到": f"{day(7).month}月{day(7).day}日",
    }.items():
        assert card.index(question) < card.index(answer)
    assert "38.65 万元" in card
    assert "资金从村集体经济收入中列支。" in page
    assert copy.digest in page
    assert f"{settings.SITE_URL}/p/{copy.pk}/" in page
    assert f"/t/{cast.jinnan.code}/feed.atom" in page


def test_a_card_without_money_asks_no_such_question(cast):
    copy = publication_of(cast.jinnan, card=a_card(amount=None, object_until=None))
    page = text_of(f"/p/{copy.pk}/")
    assert "花多少钱" not in page
    assert "异议截止到" not in page


def test_nobody_of_the_staff_is_on_the_page(cast):
    copy = publication_of(cast.village)
    page = text_of(f"/p/{copy.pk}/") + text_of(f"/en/p/{copy.pk}/")
    for name in ("clerk.jinnan", "reviewer.jinnan"):
        assert name not in page
        assert user(name).official.name not in page
    assert copy.draft.source not in page
    assert not re.search(r"example\.thing", page)


def test_the_page_shows_the_names_of_its_day(cast):
    copy = publication_of(cast.jinnan)
    Division.objects.filter(code=cast.jinnan.code).update(name="新名镇")
    heading = text_of(f"/p/{copy.pk}/").split("</h1>")[1].split("</p>")[0]
    assert "金南镇" in heading
    assert "新名镇" not in heading


def test_a_villages_page_leads_to_its_town_and_names_its_county(cast):
    page = text_of(f"/p/{publication_of(cast.village).pk}/")
    for division in (cast.county, cast.jinnan, cast.village):
        assert f'href="/t/{division.code}/"' in page
    assert '<span class="brand-place" lang="zh-Hans">金湖县</span>' in page


@pytest.mark.parametrize("pk", ["0" * 16, "o" * 16, "x", "A" * 16])
def test_there_is_no_such_publication(cast, pk):
    assert get(f"/p/{pk}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_page_is_only_read(cast, method):
    path = f"/p/{publication_of(cast.jinnan).pk}/"
    assert getattr(Client(), method)(path).status_code == 405


def test_one_query_makes_the_page(cast, django_assert_num_queries):
    path = f"/p/{publication_of(cast.village).pk}/"
    with django_assert_num_queries(1):
        get(path)


# Language ----------------------------------------------------------------------------------------


def test_english_has_english_labels_and_the_text_as_it_was_entered(cast):
    copy = publication_of(cast.jinnan)
    page = text_of(f"/en/p/{copy.pk}/")
    assert '<html lang="en">' in page
    assert f'<h1 lang="zh-Hans">{copy.title}</h1>' in page
    assert 'href="/en/t/' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}/p/{copy.pk}/">' in page


# Caches ------------------------------------------------------------------------------------------

OPEN = ["/", "/t/{county}/", "/t/{town}/", "/t/{town}/feed.atom", "/p/{copy}/", "/en/p/{copy}/", "/en/t/{town}/"]


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_set_no_cookie_and_do_not_depend_on_one(cast, path):
    copy = publication_of(cast.jinnan)
    response = get(path.format(county=cast.county.code, town=cast.jinnan.code, copy=copy.pk))
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert b"csrf" not in response.content


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_who_has_the_page_already_gets_a_304(cast, prefix, django_assert_num_queries):
    copy = publication_of(cast.jinnan)
    path = f"{prefix}/p/{copy.pk}/"
    first = get(path)
    assert copy.digest[:32] in first["ETag"]
    assert (first["Cache-Control"], "Last-Modified" in first) == ("public, max-age=300", False)
    with django_assert_num_queries(1):
        again = get(path, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    assert get(path, if_none_match='"another"').status_code == 200


def test_each_publication_language_and_release_has_its_own_tag(cast, monkeypatch):
    one, two = publication_of(cast.jinnan), publication_of(cast.jinnan)
    tags = {get(path)["ETag"] for path in (f"/p/{one.pk}/", f"/p/{two.pk}/", f"/en/p/{one.pk}/")}
    monkeypatch.setattr(caching, "frame", lambda: "another release")
    tags.add(get(f"/p/{one.pk}/")["ETag"])
    assert len(tags) == 4


def test_the_tag_changes_with_the_printed_contacts(settings):
    before = caching.frame.__wrapped__()
    settings.CONTACT = {"phone": "0000-00000000", "address": ""}
    assert caching.frame.__wrapped__() != before


def test_what_staff_read_is_kept_by_no_cache(cast, login):
    copy = publication_of(cast.jinnan)
    assert "no-store" in login("clerk.jinnan").get(f"/p/{copy.pk}/")["Cache-Control"]


# Taken down --------------------------------------------------------------------------------------


@pytest.fixture
def down(cast) -> Publication:
    card = a_card(what="金丝雀7731", decided_on=day(-9), object_until=None)
    sections = [Section("金丝雀7731", "金丝雀7731")]
    at = cast.now - timedelta(days=9)
    return publication_of(cast.jinnan, title="金丝雀7731", card=card, sections=sections, take_down_on=day(0), now=at)


def test_what_was_taken_down_says_so_and_shows_nothing_of_its_text(cast, down):
    response = get(f"/p/{down.pk}/")
    assert response.status_code == 410
    assert "已按规定撤下" in response.content.decode()
    assert "金丝雀7731" not in response.content.decode()
    assert "public" not in response.get("Cache-Control", "")
    assert get(f"/p/{down.pk}/", if_none_match=caching.tag_of(down.digest)).status_code == 410
    for path in ("/", f"/t/{cast.jinnan.code}/", f"/t/{cast.jinnan.code}/feed.atom"):
        assert "金丝雀7731" not in text_of(path)


# What is not published yet -----------------------------------------------------------------------


def test_nothing_of_a_draft_is_on_any_open_page(cast):
    card = a_card(what="金丝雀7731", body="金丝雀7731", how_to_object="金丝雀7731")
    secret = {"title": "金丝雀7731", "card": card, "sections": [Section("金丝雀7731", "金丝雀7731")]}
    source = a_source()
    copy = publication_of(cast.jinnan)
    draft_of(cast.jinnan, **secret)
    old = send_back(draft_of(cast.village, **secret, source=source), reason="金丝雀7731")
    draft_of(cast.village, **secret, source=source, replaces=old)
    divisions = [cast.county, cast.jinnan, cast.village]
    paths = ["/", "/report/", f"/p/{copy.pk}/", *(f"/t/{each.code}/" for each in divisions)]
    paths += [f"/t/{each.code}/feed.atom" for each in divisions]
    for path in [*paths, *(f"/en{path}" for path in paths)]:
        response = get(path)
        assert response.status_code == 200, path
        assert "金丝雀" not in response.content.decode(), path


# Lists -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["", "feed.atom"])
def test_short_codes_lead_to_the_full_one(cast, ending):
    for short, full in (("320831", cast.county.code), ("320831101", cast.jinnan.code)):
        for prefix in ("", "/en"):
            response = get(f"{prefix}/t/{short}/{ending}")
            assert (response.status_code, response["Location"]) == (301, f"{prefix}/t/{full}/{ending}")
    for wrong in ("999999", "320831999", "3208311", "320831101999"):
        assert get(f"/t/{wrong}/{ending}").status_code == 404


def test_a_town_lists_its_own_and_its_villages(cast):
    publication_of(cast.jinnan, title="镇里的事")
    publication_of(cast.village, title="村里的事")
    page = text_of(f"/t/{cast.jinnan.code}/")
    assert "镇里的事" in page
    assert f'<span lang="zh-Hans">{cast.village.name}</span>' in page
    assert f'<span lang="zh-Hans">金南镇{cast.village.name}</span>' in text_of(f"/t/{cast.county.code}/")
    assert "镇里的事" not in text_of(f"/t/{cast.village.code}/")
    assert "尚无公开内容" in text_of(f"/t/{cast.taji.code}/")


@pytest.mark.parametrize("code", ["320831000000", "320831101000"])
def test_a_list_goes_on(cast, code):
    for number in range(21):
        publication_of(cast.jinnan, title=f"第{number:02}件", now=cast.now - timedelta(minutes=number))
    first = text_of(f"/t/{code}/")
    assert "第19件" in first
    assert "第20件" not in first
    older = re.search(r'href="(/t/\d+/\?before=\w+)" rel="next"', first)
    second = text_of(older[1])
    assert "第20件" in second
    assert "第19件" not in second
    assert f'href="/t/{code}/" rel="prev"' in second
    assert "领导成员" not in second


@pytest.mark.parametrize("before", ["x", "0" * 16, "'", "1" * 99])
def test_a_wrong_place_to_go_on_from_is_not_found(cast, before):
    assert get(f"/t/{cast.jinnan.code}/?before={before}").status_code == 404


def test_a_list_takes_as_many_queries_full_as_empty(cast, django_assert_num_queries):
    code = cast.jinnan.code
    for _round in range(2):
        with django_assert_num_queries(6):
            get(f"/t/{code}/")
        for _number in range(21):
            publication_of(cast.village)


def test_home_shows_the_newest_and_the_feed(cast):
    copy = publication_of(cast.jinnan, title="镇里的事")
    page = text_of("/")
    assert f'href="/p/{copy.pk}/"' in page
    assert f'href="/t/{cast.county.code}/feed.atom"' in page


def test_several_counties_show_the_newest_of_all(cast):
    publication_of(cast.jinnan, title="镇里的事")
    lines = ["code,name,level", "320830000000,某县,county", "320830101000,某镇,township"]
    import_divisions(data="\n".join(lines).encode(), actor="test", now=cast.now)
    set_up_unit(division=Division.objects.get(code="320830101000"), actor="test", now=cast.now)
    page = text_of("/")
    assert "某县" in page
    assert "镇里的事" in page


# Plain text --------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Every element of a page, and the text of its heading."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Counter[tuple] = Counter()
        self.heading = ""
        self.in_heading = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.in_heading = tag == "h1"
        # Paragraphs and line breaks are made from the text's own lines.
        if tag not in ("p", "br"):
            self.found[tag, tuple(name for name, _value in attrs)] += 1

    def handle_endtag(self, tag):
        self.in_heading = self.in_heading and tag != "h1"

    def handle_data(self, data):
        if self.in_heading:
            self.heading += data


WRITTEN = strategies.one_of(
    strategies.text(min_size=1, max_size=60),
    strategies.sampled_from(
        ["<script>alert(1)</script>", "</h1><b>", '" onclick="x', "{{ 1 }}", "{% url %}", "&lt;", "<!--", "]]>", "'\"<"]
    ),
)


@given(title=WRITTEN, text=WRITTEN)
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_is_shown_as_text(cast, title, text):
    plain = Tags(text_of(f"/p/{_published(cast, '标题', '正文')}/"))
    try:
        pk = _published(cast, title, text)
    except RuleViolation:
        return
    written = Tags(text_of(f"/p/{pk}/"))
    assert written.found == plain.found
    assert " ".join(written.heading.split()) == " ".join(title.split())
    assert Publication.objects.get(pk=pk).title in (title, " ".join(title.split()), title.strip())


def _published(cast, title: str, text: str) -> str:
    copy = publication_of(cast.jinnan, title=title, card=a_card(what=text), sections=[Section(text, text)])
    return copy.pk
