"""What the desk's home page says about decisions, and to whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from decisions import services
from decisions.desk import links, panels
from foundation.web.events import Visit
from tests.decisions.pages import url
from tests.decisions.scenes import Scene


@pytest.fixture
def town(town) -> Scene:
    """Its meetings are today, by the clock of the house too."""
    town.now -= timedelta(days=2)
    return town


@pytest.fixture
def see(cast):
    def as_user(username: str) -> dict[str, list]:
        return {panel.title: panel.items for panel in panels(Visit(cast.user(username), timezone.localdate()))}

    return as_user


def test_a_clerk_with_nothing_to_do_sees_no_empty_lists(see):
    assert see("clerk.jinnan") == {}


def test_a_meeting_not_told_in_time_is_overdue(town, see):
    town.now += timedelta(days=2)
    town.convened(days_ahead=1, deliver=False)
    town.convened(town.topic("还来得及"), days_ahead=3, deliver=False)
    late, early = see("clerk.jinnan")["会议"]
    assert (late.pill, late.overdue, late.due) == ("未告知", True, town.today - timedelta(days=1))
    assert (early.pill, early.overdue, early.due) == ("未告知", False, town.today + timedelta(days=1))
    assert "待县确认" in late.basis


def test_each_meeting_says_how_far_it_is(town, see):
    services.convene_meeting(body=town.body, day=town.today + timedelta(days=5), place="二楼", **town.by)
    town.convened(town.topic("已告知的"), days_ahead=4)
    meeting = town.opened(town.topic("正在议的"))
    found = {item.url: item.pill for item in see("clerk.jinnan")["会议"]}
    assert sorted(found.values()) == ["已告知", "正在开会", "没有议题"]
    assert found[url("meeting", meeting.pk)] == "正在开会"


def test_a_topic_past_its_plan_is_overdue(town, see):
    town.topic("过了的", planned_day=town.today)
    town.topic("没到的", planned_day=town.today + timedelta(days=30))
    assert [(item.title, item.overdue) for item in see("clerk.jinnan")["待上会的议题"]] == [
        ("过了的", True),
        ("没到的", False),
    ]


def test_what_follows_a_decision_waits_until_it_is_done(town, see):
    resolution = town.resolution()
    meeting = resolution.item.meeting
    assert [item.url for item in see("clerk.jinnan")["待拟制公开稿的决定"]] == [url("prepare", resolution.pk)]
    assert "待起草的会议纪要" not in see("clerk.jinnan")
    services.close_meeting(meeting=meeting, **town.by)
    assert [item.url for item in see("clerk.jinnan")["待起草的会议纪要"]] == [url("minutes", meeting.pk)]
    town.minutes(meeting)
    services.prepare_publication(resolution=resolution, what="办事", how_to_object="书面", **town.by)
    assert see("clerk.jinnan") == {}


def test_a_personnel_resolution_waits_for_no_copy(town, see):
    town.resolution(town.topic("任职", category="personnel", amount=None))
    assert "待拟制公开稿的决定" not in see("clerk.jinnan")


@pytest.mark.parametrize("username", ["member.jinnan", "secretary.jinnan", "reviewer.jinnan", "inspector.county"])
def test_who_sits_in_meetings_sees_those_ahead(town, see, username):
    meeting = town.convened(days_ahead=4)
    assert [item.url for item in see(username)["近期会议"]] == [url("meeting", meeting.pk)]


def test_another_town_sees_none_of_it(town, see):
    town.convened()
    town.topic("另一件")
    assert see("clerk.taji") == {}
    assert see("secretary.taji") == {"近期会议": []}


@pytest.mark.parametrize("username", ["village.jinnan", "accountant.jinnan", "organisation.county"])
def test_who_sees_no_decisions_has_neither_lists_nor_ways_to_them(cast, town, see, username):
    town.convened()
    assert see(username) == {}
    ways = [way.url for way in links(Visit(cast.user(username), timezone.localdate()))]
    # By which rules a body decides everybody of the unit may read; the county's people, what they observe.
    assert ways == [url("procedures"), *([url("observing")] if username == "organisation.county" else [])]


def test_the_ways_lead_to_topics_meetings_and_rules_of_procedure(cast):
    ways = links(Visit(cast.user("member.jinnan"), timezone.localdate()))
    names = ("mine", "topics", "meetings", "resolutions", "light_sheets", "procedures")
    assert [way.url for way in ways] == [url(name) for name in names]


def test_the_menu_names_what_somebody_may_see(login):
    def menu(username: str) -> str:
        page = login(username).get("/desk/").content.decode()
        return page[page.index('class="deskbar"') : page.index("<main")]

    assert all(word in menu("clerk.jinnan") for word in ("议题", "会议", "公开稿", "组织与任职"))
    assert "议题" not in menu("village.jinnan") and "组织与任职" in menu("village.jinnan")


def test_the_queries_do_not_depend_on_rows(town, cast, see, django_assert_max_num_queries):
    def reading(username: str, most: int) -> None:
        user = cast.user(username)
        assert user.holdings
        # The last of the clerk's asks which days are worked; a page asks that once for all its parts.
        with django_assert_max_num_queries(most):
            panels(Visit(user, timezone.localdate()))

    town.topic("一")
    town.convened(town.topic("二"), deliver=False)
    for username, most in (("clerk.jinnan", 10), ("member.jinnan", 3)):
        reading(username, most)
    for number in range(6):
        town.topic(f"更多{number}")
        town.convened(town.topic(f"又{number}"), deliver=False, days_ahead=number)
        town.resolution(town.topic(f"还{number}")) if number < 2 else None
    for username, most in (("clerk.jinnan", 9), ("member.jinnan", 3)):
        reading(username, most)
