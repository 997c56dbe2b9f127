"""The citizens' site: which pages there are, what they show, what never reaches them."""

import pytest

from foundation.townships.models import Body, Division, Official, User
from foundation.townships.services import import_divisions, set_up_unit
from foundation.townships.states import PostKind
from tests.ledger.acts import NOW
from tests.townships.acts import ACTOR, begin, day, official, vacate

pytestmark = pytest.mark.django_db

JINNAN = "/t/320831101000/"


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def second_county(cast) -> Division:
    """Another county that works with this database."""
    lines = ["code,name,level", "320830000000,盱眙县,county", "320830101000,某镇,township"]
    import_divisions(data="\n".join(lines).encode(), actor=ACTOR, now=NOW)
    set_up_unit(division=Division.objects.get(code="320830101000"), actor=ACTOR, now=NOW)
    return Division.objects.get(code="320830000000")


# Home --------------------------------------------------------------------------------------------


def test_the_home_page_shows_the_county_and_its_units_by_type(cast, client):
    response = client.get("/")
    assert response.context["county"] == cast.county
    assert [(group.name, len(group.units)) for group in response.context["groups"]] == [("镇", 2), ("开发区", 1)]
    for part in ("金湖县", "金南镇", "塔集镇", "金湖经济开发区", JINNAN, "12388", "/report/", "/accounts/login/"):
        assert part in text(response)


def test_there_are_no_empty_boxes(cast, client):
    """No publications yet, hence no list of them and no feed."""
    assert "最新公开" not in text(client.get("/"))
    assert "feed.atom" not in text(client.get("/"))


def test_the_home_page_speaks_english(cast, client):
    response = client.get("/en/")
    assert response.status_code == 200
    assert 'lang="en"' in text(response)
    assert "金南镇" in text(response)
    assert "/en/t/320831101000/" in text(response)


def test_with_two_counties_one_chooses(cast, client, second_county):
    response = client.get("/")
    assert response.context["counties"] == [second_county, cast.county]
    for part in ("金湖县", "盱眙县", "/t/320831000000/", "/t/320830000000/"):
        assert part in text(response)


def test_each_county_shows_its_own_units(cast, client, second_county):
    assert "某镇" in text(client.get("/t/320830000000/"))
    assert "某镇" not in text(client.get("/t/320831000000/"))


def test_without_any_county_the_page_still_stands(cast, client, monkeypatch):
    monkeypatch.setattr("disclosure.views.townships.served_counties", lambda _day: Division.objects.none())
    response = client.get("/")
    assert response.status_code == 200
    assert response.context["counties"] == []


# Divisions ---------------------------------------------------------------------------------------


def test_a_unit_shows_its_leaders_and_villages(cast, client):
    response = client.get(JINNAN)
    for part in ("金南镇", "丁一", "党委书记", "丁九", cast.village.name, f"/t/{cast.village.code}/"):
        assert part in text(response)
    assert "尚无公开内容" in text(response)


def test_a_vacant_post_and_an_acting_holder_are_shown_as_what_they_are(cast, client):
    for kind in (PostKind.HEAD, PostKind.DEPUTY_SECRETARY):
        vacate(cast.post(cast.jinnan, kind), day(-1))
    begin(official("子一", cast.jinnan), cast.post(cast.jinnan, PostKind.DEPUTY_SECRETARY), acting=True)
    shown = text(client.get(JINNAN))
    for part in ("子一", "主持工作", "空缺"):
        assert part in shown
    assert "丁三<" not in shown


def test_a_village_shows_its_people_and_no_villages(cast, client):
    response = client.get(f"/t/{cast.village.code}/")
    assert response.context["villages"] == []
    assert "丁村一" in text(response)


def test_a_county_has_its_page(cast, client):
    response = client.get("/t/320831000000/")
    assert (response.status_code, response.context["county"]) == (200, cast.county)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(("short", "full"), [("320831", "320831000000"), ("320831101", "320831101000")])
def test_six_and_nine_digits_lead_to_the_page_of_all_twelve(cast, client, prefix, short, full):
    response = client.get(f"{prefix}/t/{short}/")
    assert (response.status_code, response["Location"]) == (301, f"{prefix}/t/{full}/")


@pytest.mark.parametrize(
    "code",
    [
        "3208",
        "320831999",
        "320831999000",
        "320800000000",
        "320000000000",
        "32083110100",
        "３２０８３１",
        "x",
        "320830000000",
    ],
)
def test_what_has_no_page_is_not_found(cast, client, code):
    Division.objects.create(code="320830000000", name="盱眙县", level="county", county="320830")
    response = client.get(f"/t/{code}/")
    assert response.status_code == 404
    assert "没有找到" in text(response)


# What citizens may do, and what never reaches them -----------------------------------------------


def test_how_to_report_is_told_with_the_countys_own_telephone_and_address(cast, client, settings):
    for path in ("/", "/report/", JINNAN):
        assert "12388" in text(client.get(path))
    settings.CONTACT = {"phone": "0517-00000000", "address": "某路 1 号"}
    for path in ("/", "/report/", JINNAN):
        assert "0517-00000000" in text(client.get(path))
    for path in ("/", "/report/"):
        assert "某路 1 号" in text(client.get(path))


def test_staff_accounts_and_clerks_never_reach_an_open_page(cast, client):
    pages = "".join(
        text(client.get(path)) for path in ("/", "/report/", JINNAN, "/t/320831103000/", f"/t/{cast.village.code}/")
    )
    for username in User.objects.values_list("username", flat=True):
        assert username not in pages
    for name in ("丁十二", "丁十三", "丁会计", "丁三资", "县纪一", "县管一"):
        assert Official.objects.filter(name=name).exists()
        assert name not in pages


@pytest.mark.parametrize("path", ["/", "/en/", "/report/", JINNAN])
def test_open_pages_are_only_read(cast, client, path):
    assert client.head(path).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(path).status_code == 405


def test_a_logged_in_clerk_reads_the_same_page_as_a_citizen(cast, client, login):
    assert text(login("clerk.jinnan").get("/")) == text(client.get("/"))
    assert text(login("clerk.jinnan").get(JINNAN)) == text(client.get(JINNAN))


# Queries -----------------------------------------------------------------------------------------


def test_the_queries_of_open_pages_do_not_depend_on_rows(cast, client, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get("/")
    with django_assert_num_queries(6):
        client.get(JINNAN)
    lines = [f"320831{number}000,镇{number},township" for number in range(120, 140)]
    lines += [f"320831101{number},村{number},village" for number in range(300, 320)]
    import_divisions(data="\n".join(["code,name,level", *lines]).encode(), actor=ACTOR, now=NOW)
    with django_assert_num_queries(4):
        assert text(client.get("/")).count("/t/320831") >= 23
    with django_assert_num_queries(6):
        assert len(client.get(JINNAN).context["villages"]) == 21
    assert Body.objects.exists()
