"""What the pages read: the right rows, in the right order, with a number of queries that does not grow."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from decisions import selectors, services
from decisions.sitting import Sitting
from decisions.states import Category, Outcome, Phase
from disclosure.services import publish, return_draft
from foundation.townships.models import Official, User
from foundation.townships.states import BodyKind
from tests.decisions.crowds import add_member, leave
from tests.decisions.verbs import prepared

DAY = timedelta(days=1)
JINNAN = Q(township="320831101")


@pytest.fixture
def reviewer(town) -> User:
    return User.objects.get(username="reviewer.jinnan")


def names(rows) -> list[str]:
    return [str(row) for row in rows]


# Choices -----------------------------------------------------------------------------------------


def test_the_clerk_keeps_the_bodies_of_his_own_town_and_its_villages(town, other, cast):
    found = selectors.bodies_of(town.clerk, town.today)
    assert {body.division for body in found} == {town.division, cast.village}
    assert BodyKind.PARTY_COMMITTEE in {body.kind for body in found}
    assert not selectors.bodies_of(User.objects.get(username="member.jinnan"), town.today).exists()


def test_who_may_propose_serves_today_in_the_town(town):
    leave(town, "丁九", end=town.today - DAY)
    leave(town, "丁八", end=town.today)
    add_member(town, "丁未到", start=town.today + DAY)
    found = {official.name: official for official in selectors.serving_officials(town.clerk, town.today)}
    assert {"丁一", "丁八", "丁十二"} <= set(found)
    assert {"丁九", "丁未到", "丁会计", "戊一"} & set(found) == set()
    assert [tenure.post.name for tenure in found["丁一"].serving] == ["党委书记"]


def test_who_holds_two_posts_is_listed_once(zone):
    found = list(selectors.serving_officials(zone.clerk, zone.today))
    assert len(found) == len(set(found))
    (both,) = [official for official in found if official.name == "丑一"]
    assert len(both.serving) == 2


def test_the_pool_holds_what_waits_the_most_urgent_first(town):
    late = town.topic("晚", planned_day=town.today + 9 * DAY)
    soon = town.topic("早", planned_day=town.today)
    town.convened(town.topic("已上"))
    assert list(selectors.topics_for(town.body)) == [soon, late]


def test_meetings_ahead_are_those_whose_agenda_is_open(town):
    far, near = town.convened(town.topic("远"), days_ahead=9), town.convened(town.topic("近"), days_ahead=3)
    services.reschedule_meeting(meeting=near, day=town.today + DAY, **town.by)
    opened = town.opened(town.topic("开"), days_ahead=0)
    assert list(selectors.meetings_ahead_of(town.body)) == [near, far]
    assert opened not in selectors.meetings_ahead_of(town.body)


# Lists -------------------------------------------------------------------------------------------


def test_lists_come_page_by_page_newest_first(town, monkeypatch):
    monkeypatch.setattr(selectors.lists, "PAGE", 2)
    topics = [town.topic(f"第{number}件") for number in range(3)]
    page = selectors.topic_page(town.clerk)
    assert page.rows == topics[:0:-1]
    assert selectors.topic_page(town.clerk, page.older).rows == topics[:1]
    for topic in topics:
        town.convened(topic, days_ahead=topics.index(topic))
    page = selectors.meeting_page(town.clerk)
    assert [(meeting.items.get().topic, meeting.item_count) for meeting in page.rows] == [
        (topics[2], 1),
        (topics[1], 1),
    ]
    with pytest.raises(ObjectDoesNotExist):
        selectors.topic_page(town.clerk, "999999")


def test_the_agenda_is_read_in_two_queries(town, django_assert_num_queries):
    meeting = town.convened(town.topic("一"), town.topic("二"), town.topic("三"))
    with django_assert_num_queries(2):
        agenda = selectors.agenda_of(meeting)
        assert [item.topic.title for item in agenda] == ["一", "二", "三"]
        assert [len(item.deliveries.all()) for item in agenda] == [9, 9, 9]
        assert [item.topic.proposer.name for item in agenda] == ["丁九"] * 3


def test_the_seats_ahead_are_those_that_will_be_made(town):
    meeting = town.convened()
    ahead = [(seat.official, seat.title, seat.rank, seat.stage, seat.votes) for seat in selectors.seats_of(meeting)]
    town.now += 2 * DAY
    chair = town.sitters()[0]
    meeting = services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    made = [(seat.official, seat.title, seat.rank, seat.stage, seat.votes) for seat in selectors.seats_of(meeting)]
    assert ahead == made
    assert meeting.seats.count() == 9


def test_a_topic_shows_every_meeting_that_it_went_to(town):
    topic = town.topic()
    first = town.opened(topic).items.get()
    services.set_aside_item(item=first, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    second = town.convened(topic).items.get()
    assert selectors.items_of(topic) == [first, second]


def test_the_next_item_is_the_next_that_waits(town):
    meeting = town.opened(town.topic("一"), town.topic("二"), town.topic("三"))
    one, two, three = meeting.items.order_by("position")
    assert selectors.next_item(one) == two
    services.set_aside_item(item=two, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    assert selectors.next_item(one) == three
    assert selectors.next_item(three) is None


def test_the_report_of_an_item_is_found_or_not(town):
    item = town.item_at(Phase.REPORT)
    assert selectors.report_of(item) is None
    town.bring(item, Phase.DISCUSSION)
    assert selectors.report_of(item).reporter.name == "丁九"


# One item ----------------------------------------------------------------------------------------


def test_an_item_is_read_in_seven_queries_however_many_sit(town, django_assert_num_queries):
    for size in ("丁增甲", "丁增乙"):
        add_member(town, size)
        item = town.item_at(Phase.VOTING, town.topic(size))
        with django_assert_num_queries(7):
            sitting = Sitting.of(item)
            lines = selectors.seat_lines(sitting)
            assert [line.seat.official.name for line in lines][-2:] == ["丁二", "丁一"]


def test_a_line_says_whose_turn_it_is_and_for_whom_the_others_wait(town):
    item = town.item_at(Phase.STATING, absent={"丁九": "出差"})
    services.recuse(item=item, seat=town.seat(item, "丁八"), reason="亲属", **town.by)
    said = town.state(item, town.seat(item, "丁三"))
    item.refresh_from_db()
    lines = {line.seat.official.name: line for line in selectors.seat_lines(Sitting.of(item))}
    assert (lines["丁三"].statement, lines["丁三"].turn, lines["丁三"].waits_for) == (said, False, ())
    assert (lines["丁四"].turn, lines["丁四"].waits_for) == (True, ())
    assert not lines["丁二"].turn
    assert [seat.official.name for seat in lines["丁二"].waits_for] == ["丁四", "丁五", "丁六", "丁七"]
    assert [seat.official.name for seat in lines["丁一"].waits_for][-1] == "丁二"
    assert (lines["丁八"].out, lines["丁八"].recused) == (True, "亲属")
    assert lines["丁九"].out
    assert not lines["丁四"].out


def test_a_line_shows_who_came_too_late_and_how_each_voted(town):
    item = town.item_at(Phase.VOTING, absent={"丁九": "堵车"})
    services.record_arrival(seat=town.seat(item, "丁九"), **town.by)
    vote = town.vote(item, town.seat(item, "丁三"))
    lines = {line.seat.official.name: line for line in selectors.seat_lines(Sitting.of(item))}
    assert (lines["丁九"].late, lines["丁九"].out, lines["丁九"].turn) == (True, True, False)
    assert lines["丁三"].vote == vote


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.REPORT, Phase.DISCUSSION])
def test_before_the_statements_it_is_nobodys_turn(town, phase):
    lines = selectors.seat_lines(Sitting.of(town.item_at(phase)))
    assert not any(line.turn or line.waits_for for line in lines)


def test_who_only_attends_has_no_voice(town):
    town.kind = BodyKind.HEAD_MEETING
    item = town.item_at(Phase.STATING, town.topic(proposer=Official.objects.get(name="丁二")))
    lines = {line.seat.official.name: line for line in selectors.seat_lines(Sitting.of(item))}
    assert (lines["丁五"].out, lines["丁五"].turn) == (True, False)


# Work --------------------------------------------------------------------------------------------


def test_open_meetings_are_those_to_go_on_with_and_say_what_was_not_delivered(town, other):
    other.convened()
    plain = town.convened(town.topic("未送"), deliver=False)
    told = town.convened(town.topic("已送"), days_ahead=3)
    services.close_meeting(meeting=town.resolution(town.topic("完")).item.meeting, **town.by)
    found = {meeting: (meeting.item_count, meeting.undelivered) for meeting in selectors.open_meetings(JINNAN)}
    assert found == {plain: (1, True), told: (1, False)}


def test_waiting_topics_are_those_of_the_pool(town, other):
    other.topic()
    waits = town.topic("等")
    town.convened(town.topic("上"))
    assert list(selectors.waiting_topics(JINNAN)) == [waits]


def test_a_decision_waits_for_its_copy_until_one_stands(town, reviewer):
    first, second = town.resolution(town.topic("一")), town.resolution(town.topic("二"))
    town.resolution(town.topic("任职", category=Category.PERSONNEL, amount=None))
    assert list(selectors.unpublished_resolutions(JINNAN)) == [first, second]
    draft = prepared(town, first)
    assert list(selectors.unpublished_resolutions(JINNAN)) == [second]
    return_draft(draft=draft, reviewer=reviewer, reason="改", now=town.now)
    assert list(selectors.unpublished_resolutions(JINNAN)) == [first, second]
    publish(draft=prepared(town, second), reviewer=reviewer, now=town.now)
    assert list(selectors.unpublished_resolutions(JINNAN)) == [first]


def test_a_closed_meeting_waits_for_its_minutes(town):
    meetings = [town.resolution(town.topic(title)).item.meeting for title in ("一", "二")]
    assert list(selectors.meetings_without_minutes(JINNAN)) == []
    for meeting in meetings:
        services.close_meeting(meeting=meeting, **town.by)
    assert list(selectors.meetings_without_minutes(JINNAN)) == meetings
    assert selectors.minutes_of(meetings[0]) is None
    paper = town.minutes(meetings[0])
    assert selectors.minutes_of(meetings[0]) == paper
    assert list(selectors.meetings_without_minutes(JINNAN)) == meetings[1:]


def test_the_newest_copy_of_a_decision_is_found_whatever_became_of_it(town, reviewer, django_assert_num_queries):
    resolution, bare = town.resolution(), town.resolution(town.topic("二"))
    assert selectors.standing_draft(resolution) is None
    old = return_draft(draft=prepared(town, resolution), reviewer=reviewer, reason="改", now=town.now)
    assert selectors.standing_draft(resolution) == old
    new = prepared(town, resolution)
    with django_assert_num_queries(1):
        assert selectors.newest_drafts([resolution, bare]) == {resolution.pk: new}
    assert selectors.publication_of(resolution) is None
    publication = publish(draft=new, reviewer=reviewer, now=town.now)
    assert selectors.publication_of(resolution) == publication
