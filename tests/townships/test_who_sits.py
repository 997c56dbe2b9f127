"""Who sits in a body on a day, and what citizens see of it."""

import pytest
from django.db.models import Max

from foundation.townships import selectors
from foundation.townships.models import Body, BodySeat, Post, Tenure
from foundation.townships.states import BodyKind, PostKind
from tests.foundation.wording import words
from tests.townships.acts import begin, day, end, official, today, vacate

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(cast) -> Body:
    return cast.body(cast.jinnan, BodyKind.PARTY_COMMITTEE)


@pytest.fixture
def heads_meeting(cast) -> Body:
    return cast.body(cast.jinnan, BodyKind.HEAD_MEETING)


def names(body: Body, on=None) -> list[str]:
    return [sitter.official.name for sitter in selectors.who_sits(body, on or today())]


def sitter(body: Body, name: str, on=None):
    (found,) = [each for each in selectors.who_sits(body, on or today()) if each.official.name == name]
    return found


def test_nine_members_sit_in_the_order_of_rank(committee):
    assert names(committee) == ["丁一", "丁二", "丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九"]
    assert all(each.votes and not each.acting for each in selectors.who_sits(committee, today()))
    assert sitter(committee, "丁一").title == "党委书记"


def test_whoever_only_attends_has_no_vote(heads_meeting):
    assert {each.official.name: each.votes for each in selectors.who_sits(heads_meeting, today())} == {
        "丁二": True,
        "丁五": False,
        "丁六": True,
        "丁九": True,
    }


def test_an_acting_holder_sits_and_is_marked(cast, committee):
    post = cast.post(cast.jinnan, PostKind.HEAD)
    vacate(post, day(-1))
    begin(official("子一", cast.jinnan), post, acting=True)
    assert names(committee)[:2] == ["丁一", "子一"]
    assert sitter(committee, "子一").acting
    assert not sitter(committee, "丁一").acting


def test_a_vacant_post_has_no_seat(cast, committee):
    vacate(cast.post(cast.jinnan, PostKind.HEAD), day(-1))
    assert names(committee) == ["丁一", "丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九"]


def test_one_person_with_two_posts_has_one_seat(cast):
    """一肩挑: the secretary of the zone is its head as well."""
    committee = cast.body(cast.zone, BodyKind.PARTY_COMMITTEE)
    sitters = selectors.who_sits(committee, today())
    assert len(sitters) == 8
    first = sitters[0]
    assert (first.official.name, first.title, first.votes) == ("丑一", "党工委书记、党工委副书记、管委会主任", True)
    assert [post.rank for post in first.posts] == [1, 2]


def test_of_two_posts_one_vote_is_a_vote_and_one_acting_is_acting(cast, heads_meeting):
    post = cast.post(cast.jinnan, PostKind.DEPUTY_HEAD)
    vacate(post, day(-1))
    begin(cast.official("丁五"), post, acting=True)
    both = sitter(heads_meeting, "丁五")
    assert (both.votes, both.acting, len(both.posts)) == (True, True, 2)


def test_a_seat_ends_with_the_last_day_and_begins_with_the_first(cast, committee):
    post = cast.post(cast.jinnan, PostKind.HEAD)
    vacate(post, day(-1))
    begin(official("子一", cast.jinnan), post, day(1))
    assert names(committee, day(-1))[1] == "丁二"
    assert names(committee, today())[1] == "丁三"
    assert names(committee, day(1))[1] == "子一"


def test_in_a_body_before_anybody_came_nobody_sits(committee):
    assert names(committee, day(-5000)) == []


@pytest.mark.parametrize("kind", [BodyKind.PARTY_COMMITTEE, BodyKind.HEAD_MEETING, BodyKind.DISCIPLINE_COMMITTEE])
def test_two_queries_tell_who_sits(cast, kind, django_assert_num_queries):
    body = cast.body(cast.jinnan, kind)
    with django_assert_num_queries(2):
        [(each.official.name, each.title) for each in selectors.who_sits(body, today())]


# The open site -----------------------------------------------------------------------------------


def test_the_faces_of_power_are_the_leaders_and_not_the_office(cast):
    faces = selectors.faces_of_power(cast.jinnan, today())
    assert [face.name for face in faces] == ["丁一", "丁二", "丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九"]
    assert not any(face.vacant or face.acting for face in faces)


def test_a_vacant_post_is_shown_as_vacant_and_an_acting_holder_as_acting(cast):
    head, deputy = cast.post(cast.jinnan, PostKind.HEAD), cast.post(cast.jinnan, PostKind.DEPUTY_SECRETARY)
    vacate(head, day(-1))
    vacate(deputy, day(-1))
    begin(official("子一", cast.jinnan), deputy, acting=True)
    faces = {face.post: face for face in selectors.faces_of_power(cast.jinnan, today())}
    assert faces[head.name] == selectors.Face("", head.name, acting=False, vacant=True)
    assert faces[deputy.name] == selectors.Face("子一", deputy.name, acting=True)


def test_the_faces_of_a_village(cast):
    assert [face.name for face in selectors.faces_of_power(cast.village, today())] == ["丁村一", "丁村一", "丁村一乙"]


# The desk ----------------------------------------------------------------------------------------


def test_the_unit_page_shows_bodies_posts_and_villages(cast):
    head = cast.post(cast.jinnan, PostKind.HEAD)
    vacate(head, day(-1))
    page = selectors.unit_page(cast.jinnan, today())
    assert page["bodies"][0].body.kind == BodyKind.PARTY_COMMITTEE
    assert len(page["bodies"][0].sitters) == 8
    assert {line.post.name: line.tenure and line.tenure.official.name for line in page["posts"]}[head.name] is None
    assert [line.post.rank for line in page["posts"]] == sorted(line.post.rank for line in page["posts"])
    assert page["villages"] == [cast.village]
    assert (page["division"], page["day"]) == (cast.jinnan, today())


def test_ones_own_tenures_and_roles_are_those_of_today(cast):
    holder = cast.official("丁十二")
    (tenure,) = selectors.current_tenures(holder, today())
    assert tenure.post.division == cast.jinnan
    end(tenure, day(-1))
    assert list(selectors.current_tenures(holder, today())) == []
    (assignment,) = selectors.current_assignments(cast.user("clerk.jinnan"), today())
    assert assignment.get_role_display() == "党政办经办"
    assert list(selectors.current_assignments(cast.user("clerk.jinnan"), day(-5000))) == []


def test_rows_say_what_they_are(cast, committee):
    seat = BodySeat.objects.get(body=committee, post__rank=1)
    assert words(seat) == "党委会:党委书记"
    assert str(committee) == "金南镇党委会"
    assert str(Post.objects.get(pk=seat.post_id)) == "金南镇党委书记"
    assert str(cast.jinnan) == "金南镇"
    assert Tenure.objects.aggregate(Max("start"))["start__max"] < today()
