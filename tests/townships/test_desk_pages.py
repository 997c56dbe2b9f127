"""The desk's pages on bodies and people: two towns, a village, the county."""

import pytest
from django.contrib.auth.models import Permission

from foundation.townships.models import DivisionGrant, User
from foundation.townships.services import import_divisions, set_up_unit
from foundation.townships.states import Capability, PostKind
from tests.ledger.acts import NOW
from tests.townships.acts import ACTOR, account, begin, day, official, vacate

pytestmark = pytest.mark.django_db

UNITS = "/desk/people/"


def unit_page(division) -> str:
    return f"{UNITS}{division.code}/"


# Units -------------------------------------------------------------------------------------------


def test_a_county_office_chooses_among_its_units(login):
    response = login("inspector.county").get(UNITS)
    assert [unit.name for group in response.context["groups"] for unit in group.units] == [
        "金南镇",
        "塔集镇",
        "金湖经济开发区",
    ]
    assert "1 个村" in response.content.decode()


@pytest.mark.parametrize("town", ["jinnan", "taji"])
def test_with_a_single_unit_one_is_led_straight_to_it(cast, login, town):
    assert login(f"clerk.{town}").get(UNITS)["Location"] == unit_page(getattr(cast, town))


def test_a_village_reporter_is_led_to_his_village(cast, login):
    assert login("village.jinnan").get(UNITS)["Location"] == unit_page(cast.village)


def test_without_the_capability_the_reason_and_the_roles_are_named(cast, login):
    """No role has the desk without it; a row made by hand shows what would be said."""
    account("odd")
    DivisionGrant.objects.create(
        user=User.objects.get(username="odd"),
        content_object=cast.county,
        permission=Permission.objects.get(content_type__app_label="townships", codename=Capability.ENTER_DESK),
    )
    response = login("odd").get(UNITS)
    assert response.status_code == 403
    text = response.content.decode()
    assert "查看组织和任职" in text and "党政办经办" in text
    assert login("odd").get(unit_page(cast.jinnan)).status_code == 403


# One unit ----------------------------------------------------------------------------------------


def test_a_unit_shows_its_bodies_with_who_sits_and_every_post_with_its_holder(cast, login):
    head = cast.post(cast.jinnan, PostKind.HEAD)
    vacate(head, day(-1))
    deputy = cast.post(cast.jinnan, PostKind.DEPUTY_SECRETARY)
    vacate(deputy, day(-1))
    begin(official("子一", cast.jinnan), deputy, acting=True)
    text = login("clerk.jinnan").get(unit_page(cast.jinnan)).content.decode()
    for part in ("党委会", "镇长办公会", "纪委", "丁一", "党政办主任", "空缺", "主持工作", "列席", cast.village.name):
        assert part in text, part
    assert "丁二<" not in text


def test_one_shoulder_is_one_seat_in_the_zone(cast, login):
    response = login("clerk.kaifaqu").get(unit_page(cast.zone))
    committee = response.context["bodies"][0]
    assert len(committee.sitters) == 8
    assert "党工委书记、党工委副书记、管委会主任" in response.content.decode()


@pytest.mark.parametrize(
    ("username", "place", "code"),
    [
        ("clerk.jinnan", "jinnan", 200),
        ("clerk.jinnan", "village", 200),
        ("clerk.jinnan", "taji", 404),
        ("clerk.jinnan", "county", 404),
        ("clerk.taji", "jinnan", 404),
        ("clerk.taji", "village", 404),
        ("village.jinnan", "village", 200),
        ("village.jinnan", "jinnan", 404),
        ("inspector.county", "jinnan", 200),
        ("inspector.county", "village", 200),
        ("inspector.county", "county", 200),
        ("system.county", "jinnan", 403),
    ],
)
def test_who_may_open_which_unit(cast, login, username, place, code):
    assert login(username).get(unit_page(getattr(cast, place))).status_code == code


@pytest.mark.parametrize("code", ["320831101", "x", "000000000000", "320831101999", "32083110100０"])
def test_a_code_that_is_no_unit_is_not_found(login, code):
    assert login("inspector.county").get(f"{UNITS}{code}/").status_code == 404


@pytest.mark.parametrize("path", [UNITS, f"{UNITS}320831101000/"])
def test_anonymous_goes_to_the_login_and_nobody_posts(client, login, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    assert login("clerk.jinnan").post(path).status_code == 405


# Queries -----------------------------------------------------------------------------------------


def test_the_queries_of_a_unit_page_do_not_depend_on_its_rows(cast, login, django_assert_num_queries):
    """13 posts in 7 bodies, 3 posts in 3 bodies: the same number."""
    for username, place in (("clerk.jinnan", cast.jinnan), ("village.jinnan", cast.village)):
        client = login(username)
        with django_assert_num_queries(13):
            client.get(unit_page(place))


def test_the_queries_of_the_list_of_units_do_not_depend_on_its_rows(cast, login, django_assert_num_queries):
    client = login("inspector.county")
    with django_assert_num_queries(5):
        client.get(UNITS)
    lines = [f"320831{number}000,镇{number},township" for number in range(120, 140)]
    import_divisions(data="\n".join(["code,name,level", *lines]).encode(), actor=ACTOR, now=NOW)
    with django_assert_num_queries(5):
        response = client.get(UNITS)
    assert sum(len(group.units) for group in response.context["groups"]) == 23


def test_a_unit_without_people_is_a_page_with_vacant_posts(cast, login):
    lines = ["code,name,level", "320831120000,新镇,township"]
    import_divisions(data="\n".join(lines).encode(), actor=ACTOR, now=NOW)
    unit = cast.county.children.get(name="新镇")
    client = login("inspector.county")
    assert client.get(unit_page(unit)).status_code == 200
    set_up_unit(division=unit, actor=ACTOR, now=NOW)
    response = client.get(unit_page(unit))
    assert all(line.tenure is None for line in response.context["posts"])
    assert not any(card.sitters for card in response.context["bodies"])
