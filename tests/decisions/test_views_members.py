"""我的会议, receipts on the desk, the big screen, the filtered lists: pages and their doors."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions import services
from decisions.models import AdHocMotion, Receipt
from decisions.screen import Screen
from decisions.states import Choice, Outcome, Phase
from foundation.townships.models import User
from tests.decisions.pages import errors, post, text, token_in, url
from tests.decisions.test_views_meetings import on_its_day
from tests.decisions.verbs import SMALL, secret_item, stopped
from tests.documents import attached

DAY = timedelta(days=1)


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


@pytest.fixture
def member(login):
    return login("discipline.jinnan")


@pytest.fixture
def small(town):
    town.kind = SMALL
    return town


# My meetings -------------------------------------------------------------------------------------


def test_a_member_reads_and_signs_what_was_delivered_to_him(small, member):
    topic = small.topic("一")
    file = attached.attach(topic)
    meeting = small.convened(topic, small.topic("二"))
    assert "待签收 2 项" in text(member.get(url("mine")))
    page = member.get(url("own_meeting", meeting.pk))
    assert file.name in text(page) and "一的主要内容" in text(page) and "签收 2 项议题和材料" in text(page)
    token = token_in(page)
    first, second = (post(member, url("sign_for", meeting.pk), token=token) for _ in "12")
    assert first["Location"] == second["Location"] == url("own_meeting", meeting.pk)
    assert Receipt.objects.count() == 2
    assert "已签收" in text(member.get(url("mine")))
    stale = post(member, url("sign_for", meeting.pk))
    assert stale.status_code == 200 and "没有等待签收" in text(stale)


def test_a_file_that_came_after_the_receipt_is_pointed_out(small, member, cast):
    topic = small.topic("一")
    meeting = small.convened(topic)
    services.sign_for(meeting=meeting, actor=cast.user("discipline.jinnan"), now=small.now - DAY)
    attached.attach(topic)
    assert "又补充了 1 份材料" in text(member.get(url("own_meeting", meeting.pk)))


def test_afterwards_he_finds_his_words_his_vote_the_decision_and_the_minutes(small, member, login):
    item = small.item_at(Phase.STATING)
    name = User.objects.get(username="discipline.jinnan").official.name
    small.state(item, small.able(item)[0], Choice.OPPOSE, "先修水沟。")
    small.everyone_states(item)
    small.everyone_votes(item)
    small.announce(item, "同意，先修水沟。")
    services.close_meeting(meeting=item.meeting, **small.by)
    paper = small.minutes(item.meeting)
    assert url("own_meeting", item.meeting_id) in text(member.get(url("mine")))
    page = text(member.get(url("own_meeting", item.meeting_id)))
    for words in ("我的表态", "我的表决", "同意，先修水沟。", paper.label, "您已到会", "未签收"):
        assert words in page
    speaker = small.able(item)[0].official
    own = User.objects.filter(official=speaker).first()
    assert name and own
    assert "先修水沟。" in text(login(own.username).get(url("own_meeting", item.meeting_id)))


def test_absent_recused_and_untold_are_said(small, cast, login):
    absent = cast.user("discipline.jinnan").official
    item = small.item_at(Phase.REPORT, absent={absent.name: "出差"})
    page = text(login("discipline.jinnan").get(url("own_meeting", item.meeting_id)))
    assert "您未到会：出差" in page
    other = next(seat for seat in small.able(item) if seat.official != absent)
    services.recuse(item=item, seat=other, reason="近亲属承建", **small.by)
    if user := User.objects.filter(official=other.official).first():
        assert "近亲属承建" in text(login(user.username).get(url("own_meeting", item.meeting_id)))


def test_who_is_no_member_has_no_such_page(small, clerk, login):
    meeting = small.convened()
    for username in ("clerk.jinnan", "inspector.county", "discipline.taji"):
        assert login(username).get(url("own_meeting", meeting.pk)).status_code == 404
        assert post(login(username), url("sign_for", meeting.pk)).status_code == 404
    assert "没有需要您参加的会议" in text(clerk.get(url("mine")))
    assert clerk.get(url("mine"), {"before": "x"}).status_code == 404
    User.objects.filter(username="reviewer.jinnan").update(official=None)
    assert "没有对应的干部" in text(login("reviewer.jinnan").get(url("mine")))


def test_pages_of_held_meetings_and_own_topics(small, member, monkeypatch):
    monkeypatch.setattr("decisions.mine.PAGE", 1)
    proposer = User.objects.get(username="discipline.jinnan").official
    for number in range(2):
        meeting = small.opened(small.topic(f"第{number}件", proposer=proposer), days_ahead=0, deliver=True)
        services.set_aside_item(item=meeting.items.get(), outcome=Outcome.DEFERRED, reason="再议", **small.by)
        services.close_meeting(meeting=meeting, **small.by)
    first = member.get(url("mine"))
    assert len(first.context["held"].rows) == 1 and len(first.context["proposed"].rows) == 2
    second = member.get(first.context["older"])
    assert len(second.context["held"].rows) == 1 and second.context["newer"] == url("mine")
    assert second.context["ahead"] is None


def test_the_queries_of_ones_own_pages_do_not_depend_on_rows(small, member):
    meeting = small.convened(small.topic("一"))
    counts = []
    for number in range(2):
        for address in (url("mine"), url("own_meeting", meeting.pk)):
            with _counted() as seen:
                member.get(address)
            counts.append(len(seen))
        topic = small.topic(f"再{number}")
        attached.attach(topic)
        services.put_on_agenda(meeting=meeting, topic=topic, **small.by)
        services.deliver_meeting(meeting=meeting, **small.by)
        small.convened(small.topic(f"另{number}"))
    assert counts[:2] == counts[2:]


def _counted() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


# The office's side -------------------------------------------------------------------------------


def test_the_office_sees_who_has_not_signed_and_records_paper(small, clerk, cast):
    meeting = small.convened()
    official = cast.user("discipline.jinnan").official
    page = text(clerk.get(url("delivery", meeting.pk)))
    assert "还有 3 人未签收" in page and url("hand_over", meeting.pk, official.pk) in page
    address = url("hand_over", meeting.pk, official.pk)
    assert "还没有到" in errors(post(clerk, address, {"handed_on": small.today + DAY}))
    assert post(clerk, address, {"handed_on": small.today})["Location"] == url("delivery", meeting.pk)
    assert "丁十二登记" in text(clerk.get(url("delivery", meeting.pk)))
    services.sign_for(meeting=meeting, actor=cast.user("discstaff.jinnan"), now=small.now)
    page = text(clerk.get(url("delivery", meeting.pk)))
    assert "还有 1 人未签收" in page and "已签收" in page


def test_an_ad_hoc_motion_on_the_desk(small, clerk):
    meeting = on_its_day(small)
    meeting = services.open_meeting(
        meeting=meeting, chair=small.sitters()[0], recorder=small.sitters()[0], absences={}, **small.by
    )
    assert "没有提请这个组织决定" in text(clerk.get(url("ad_hoc", meeting.pk)))
    topic = small.topic("临时")
    assert "为什么来不及" in text(clerk.get(url("ad_hoc", meeting.pk)))
    answer = post(clerk, url("ad_hoc", meeting.pk), {"topic": topic.pk, "reason": "汛情"})
    assert answer["Location"] == url("meeting", meeting.pk)
    item = AdHocMotion.objects.get().item
    assert url("consent", item.pk) in text(clerk.get(url("item", item.pk)))
    page = text(clerk.get(url("consent", item.pk)))
    assert "汛情" in page and "至少 2 人同意" in page
    assert "须 2 人同意" in errors(post(clerk, url("consent", item.pk), {"agree": "1"}))
    assert post(clerk, url("consent", item.pk), {"agree": "3"})["Location"] == url("item", item.pk)
    assert "到会 3 人，同意 3 人" in text(clerk.get(url("item", item.pk)))
    assert "不能登记" in text(clerk.get(url("consent", item.pk)))


def test_what_is_early_enough_is_sent_to_the_ordinary_agenda(small, clerk):
    meeting = small.convened(days_ahead=9)
    assert "按一般议题办理" in text(clerk.get(url("ad_hoc", meeting.pk)))


# The big screen ----------------------------------------------------------------------------------


def test_the_screen_says_whose_turn_it_is_and_never_what_was_said(small, clerk):
    item = small.item_at(Phase.WAITING)
    meeting = item.meeting
    address = url("screen", meeting.pk)
    waiting = text(clerk.get(address))
    assert str(meeting.body) in waiting and meeting.place in waiting
    small.bring(item, Phase.DISCUSSION)
    assert "请充分讨论" in text(clerk.get(address))
    small.bring(item, Phase.STATING)
    first, *others = small.able(item)
    small.state(item, first, Choice.OPPOSE, "机密原话")
    page = text(clerk.get(address))
    assert "机密原话" not in page and "不同意" not in page
    assert (first.official.name, "done") in [(name.name, name.state) for name in Screen.of(meeting).names]
    assert {name.state for name in Screen.of(meeting).names} >= {"done", "next"}
    small.everyone_states(item)
    small.vote(item, first)
    shown = Screen.of(meeting)
    assert shown.names == [] and shown.counts == [] and "表决" in shown.call
    assert all(other.official.name not in text(clerk.get(address)) for other in others)
    small.everyone_votes(item)
    assert "请主持人宣布结果" in text(clerk.get(address))
    small.announce(item, "同意。")
    shown = Screen.of(meeting)
    assert shown.outcome == "通过" and dict(shown.counts)["同意"] == 3


def test_the_screen_waits_for_the_chair_when_somebody_has_stopped_the_item(town, clerk):
    stop = stopped(town)
    assert "纪委书记已制止，请主持人答复" in text(clerk.get(url("screen", stop.item.meeting_id)))


def test_the_screen_of_a_secret_vote_names_nobody(town, clerk):
    item = secret_item(town)
    address = url("screen", item.meeting_id)
    page = text(clerk.get(address))
    assert "无记名投票" in page and all(seat.official.name not in page for seat in town.able(item))
    town.count_ballots(item, postpone=1)
    assert "清点完毕" in text(clerk.get(address))
    town.announce(item)
    assert dict(Screen.of(item.meeting).counts)["缓议"] == 1


def test_between_two_items_the_one_that_ended_last_stays(small):
    meeting = small.opened(small.topic("一"), small.topic("二"))
    item = meeting.items.get(position=1)
    assert Screen.of(meeting).title == ""
    services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **small.by)
    shown = Screen.of(meeting)
    assert (shown.title, shown.outcome, shown.counts) == ("一", "暂缓", [])


def test_the_screen_answers_with_nothing_while_nothing_has_changed(small, clerk, login):
    item = small.item_at(Phase.REPORT)
    address = url("screen", item.meeting_id)
    page = text(clerk.get(address))
    (version,) = re.findall(r'data-version="(\w+)"', page)
    assert 'http-equiv="refresh"' in page and "<noscript>" in page
    assert clerk.get(address, {"seen": version, "itself": "1"}).status_code == 204
    assert clerk.get(address, {"seen": "other"}).status_code == 200
    small.bring(item, Phase.DISCUSSION)
    assert clerk.get(address, {"seen": version}).status_code == 200
    assert login("clerk.taji").get(address).status_code == 404


def test_the_screen_of_many_items_asks_no_more(small, django_assert_max_num_queries):
    item = small.item_at(Phase.STATING, *[small.topic(f"第{number}件") for number in range(4)])
    with django_assert_max_num_queries(12):
        assert len(Screen.of(item.meeting).entries) == 4


# Lists -------------------------------------------------------------------------------------------


def test_topics_are_filtered_by_the_address_and_the_pages_keep_it(town, clerk, monkeypatch):
    monkeypatch.setattr("decisions.selectors.lists.PAGE", 1)
    for number in range(2):
        town.topic(f"修路{number}")
    town.topic("买车", category="large_sum")
    page = clerk.get(url("topics"), {"text": "修路", "category": "project"})
    assert [row[0].label for row in page.context["table"].rows] == ["修路1"]
    assert "text=%E4%BF%AE%E8%B7%AF" in page.context["older"] and "category=project" in page.context["older"]
    assert 'value="修路"' in text(page) and url("topics") in text(page)
    older = clerk.get(page.context["older"])
    assert [row[0].label for row in older.context["table"].rows] == ["修路0"]
    assert "before" not in older.context["newer"] and "category=project" in older.context["newer"]
    for asked in (
        {"state": "decided"},
        {"body": "head_meeting"},
        {"until": (town.today - DAY).isoformat()},
        {"since": (town.today + DAY).isoformat()},
    ):
        assert "没有符合条件的议题" in text(clerk.get(url("topics"), asked)), asked
    assert clerk.get(url("topics"), {"state": "gone"}).status_code == 404
    assert clerk.get(url("topics"), {"since": "昨天"}).status_code == 404


def test_meetings_and_resolutions_are_found_by_their_topics(small, clerk):
    resolution = small.resolution(small.topic("修路"))
    small.convened(small.topic("买车"))
    rows = clerk.get(url("meetings"), {"text": "修路", "state": "open", "body": SMALL}).context["table"].rows
    assert len(rows) == 1
    asked = {
        "text": "修路",
        "state": "adopted",
        "category": "other",
        "body": SMALL,
        "since": small.today.isoformat(),
        "until": small.today.isoformat(),
    }
    page = clerk.get(url("resolutions"), asked)
    assert [row[0].url for row in page.context["table"].rows] == [url("resolution", resolution.pk)]
    assert "没有符合条件的决定" in text(clerk.get(url("resolutions"), {"state": "rejected"}))


def test_the_county_chooses_a_township(town, other, login):
    town.topic("自己的")
    other.topic("别人的")
    inspector = login("inspector.county")
    page = inspector.get(url("topics"), {"unit": town.division.code})
    assert "自己的" in text(page) and "别人的" not in text(page)
    assert "unit" not in login("clerk.jinnan").get(url("topics")).context["filters"].fields


def test_what_is_rare_is_looked_for_as_far_as_a_page_looks_and_the_page_says_so(town, clerk, monkeypatch):
    """Among a million rows nobody waits for what is not there."""
    monkeypatch.setattr("foundation.web.paging.REACH", 2)
    monkeypatch.setattr("decisions.views.lists.REACH", 2)
    for title in ("修路", "买车", "绿化", "供水", "买车二"):
        town.topic(title)
    page = clerk.get(url("topics"), {"text": "修路"})
    assert "已往前查看 2 件，没有符合条件的" in text(page) and "没有符合条件的议题" not in text(page)
    page = clerk.get(page.context["older"])
    assert "已往前查看 2 件，没有符合条件的" in text(page) and "text=" in page.context["older"]
    page = clerk.get(page.context["older"])
    assert [row[0].label for row in page.context["table"].rows] == ["修路"]
    assert "已往前查看" not in text(page) and not page.context["older"]
    page = clerk.get(url("topics"), {"text": "买车"})
    assert [row[0].label for row in page.context["table"].rows] == ["买车二"]
    assert "已往前查看 2 件，其中符合条件的都列在上面" in text(page)


def test_the_queries_of_the_lists_do_not_depend_on_rows(small, clerk):
    small.resolution(small.topic("一"))
    counts = []
    for _time in "12":
        with _counted() as seen:
            clerk.get(url("resolutions"))
        counts.append(len(seen))
        small.resolution(small.topic("二"))
    assert counts[0] == counts[1]
