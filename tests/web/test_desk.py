"""The desk's home asks the rooms above; one that fails takes nothing from the others."""

from datetime import date

import pytest
from django.db import DatabaseError
from django.utils import timezone

from foundation.townships.services import open_account
from foundation.townships.states import Role
from foundation.web import events
from foundation.web.events import DeskLink, Panel, Visit, WorkItem
from tests.townships.acts import account, grant

pytestmark = pytest.mark.django_db

DESK = "/desk/"
HERE = __name__
MEETING_WAYS = [
    "/desk/mine/",
    "/desk/topics/",
    "/desk/meetings/",
    "/desk/resolutions/",
    "/desk/light/",
    "/desk/procedures/",
]
visits: list[Visit] = []


def waiting(visit: Visit) -> list[Panel]:
    visits.append(visit)
    due = WorkItem("复核公开稿", "/somewhere/", meta="乙二送来", due=date(2026, 3, 4), basis="第三条", overdue=True)
    return [Panel("等我办理", [due]), Panel("等我签收", [], empty_text="没有等您签收的材料。")]


def a_link(visit: Visit) -> list[DeskLink]:
    return [DeskLink("别的房间", "/elsewhere/", "提示")]


def broken(visit: Visit) -> list[Panel]:
    raise RuntimeError("a room above is broken")


def broken_database(visit: Visit) -> list[Panel]:
    raise DatabaseError("the transaction is aborted")


@pytest.fixture
def desk(login):
    """The desk of a clerk with these panels and links."""
    visits.clear()

    def get(panels: list[str], links: list[str] | None = None, username: str = "clerk.jinnan"):
        wanted = [f"{HERE}.{name}" for name in panels], [f"{HERE}.{name}" for name in links or []]
        with events.panels.only(*wanted[0]), events.links.only(*wanted[1]):
            return login(username).get(DESK)

    return get


def test_panels_and_links_of_the_rooms_above_are_shown(desk):
    text = desk(["waiting"], ["a_link"]).content.decode()
    for part in (
        "等我办理",
        "复核公开稿",
        "/somewhere/",
        "乙二送来",
        "没有等您签收的材料。",
        "别的房间",
        "/elsewhere/",
    ):
        assert part in text
    assert "丁十二" in text


def test_the_rooms_are_told_who_comes_and_on_which_day(cast, desk):
    desk(["waiting"])
    assert visits == [Visit(cast.user("clerk.jinnan"), timezone.localdate())]


def test_without_panels_one_honest_sentence_stands_there(desk):
    assert "没有等您办理的事项" in desk([]).content.decode()


@pytest.mark.parametrize(
    ("panels", "links"), [(["broken", "waiting"], ["a_link"]), (["waiting"], ["a_link", "broken"])]
)
def test_a_broken_room_leaves_the_others_and_a_warning(desk, panels, links, caplog):
    response = desk(panels, links)
    assert response.status_code == 200
    text = response.content.decode()
    assert "有一部分内容暂时不能显示" in text
    assert "复核公开稿" in text and "别的房间" in text
    assert "a room above is broken" not in text
    assert "a room above is broken" in caplog.text


def test_when_all_is_well_there_is_no_warning(desk):
    assert "暂时不能显示" not in desk(["waiting"], ["a_link"]).content.decode()


def test_a_broken_transaction_is_a_fault_of_the_page(desk):
    with pytest.raises(DatabaseError):
        desk(["broken_database"])


PAPER_WAYS = ["/desk/directory/", "/desk/publications/", "/desk/papers/"]
BOOK_WAYS = ["/desk/rules/", "/desk/rules/book/"]
RULED_WAYS = [*BOOK_WAYS, "/desk/findings/", "/desk/rules/registry/"]


@pytest.mark.parametrize(
    ("username", "ways"),
    [
        (
            "clerk.jinnan",
            [
                *MEETING_WAYS,
                *PAPER_WAYS,
                "/desk/papers/templates/",
                "/desk/ways/robots/",
                *RULED_WAYS,
                "/desk/calendar/",
                "/desk/people/",
                "/accounts/me/",
            ],
        ),
        (
            "village.jinnan",
            [
                "/desk/procedures/",
                "/desk/directory/",
                *BOOK_WAYS,
                "/desk/rules/registry/",
                "/desk/calendar/",
                "/desk/people/",
                "/accounts/me/",
            ],
        ),
        (
            "inspector.county",
            [
                *MEETING_WAYS,
                "/desk/observing/",
                *PAPER_WAYS,
                *RULED_WAYS,
                "/desk/calendar/",
                "/desk/people/",
                "/accounts/me/",
            ],
        ),
    ],
)
def test_the_house_has_its_own_ways(login, username, ways):
    assert [link.url for link in login(username).get(DESK).context["links"]] == ways


def test_whoever_may_not_see_people_is_shown_no_way_to_them(cast):
    from foundation.townships.desk import links

    ways = [link.url for link in links(Visit(cast.user("system.county"), timezone.localdate()))]
    assert ways == ["/desk/office/accounts/", "/accounts/me/"]


@pytest.mark.parametrize("path", [DESK, "/desk/components/"])
def test_the_desk_is_for_those_who_work_there(client, login, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    open_account(
        username="citizen", name="无一", password="x", official=None, actor="test", now=timezone.now(), is_demo=True
    )
    response = login("citizen").get(path)
    assert response.status_code == 403
    assert "工作台只对承担业务工作的人员开放" in response.content.decode()
    clerk = login("clerk.jinnan")
    assert (clerk.get(path).status_code, clerk.head(path).status_code, clerk.post(path).status_code) == (200, 200, 405)


def test_the_queries_of_the_desk_do_not_depend_on_rows(cast, login, django_assert_num_queries):
    client = login("clerk.jinnan")
    with django_assert_num_queries(22):
        client.get(DESK)
    user = cast.user("clerk.jinnan")
    for role, place in ((Role.REVIEWER, cast.jinnan), (Role.CLERK, cast.taji)):
        grant(user, role, place)
    account("more", user.official)
    # More: a reviewer is asked for drafts of both kinds.
    with django_assert_num_queries(24):
        client.get(DESK)
