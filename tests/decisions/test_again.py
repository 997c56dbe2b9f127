"""追认: an emergency and the next meeting. 复议: a decision once more, by the rules or by the county's order."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from decisions import rules, selectors, services, timeline
from decisions.breaches_procedure import emergency_reported_late, not_ratified, not_reconsidered
from decisions.models import Emergency, Reconsideration
from decisions.states import Category, Ground, Outcome, Phase
from disclosure.services import publish
from foundation.townships.selectors import scope_q
from tests.decisions.pages import confirm, text, url
from tests.decisions.refusals import refused
from tests.decisions.test_procedures import county_says
from tests.decisions.verbs import SMALL, emergency_of, prepared

DAY = timedelta(days=1)


@pytest.fixture
def small(town):
    town.kind = SMALL
    return town


def moved(town, resolution, *names, ground=Ground.MEMBERS):
    people = {official.name: official for official in town.sitters()}
    return services.move_reconsideration(
        resolution=resolution, ground=ground, movers=[people[name] for name in names], reason="漏算", **town.by
    )


def ordered(town, cast, resolution, days=20):
    by = {"actor": cast.user("inspector.county"), "now": town.now}
    return services.order_reconsideration(
        resolution=resolution, until=town.today + timedelta(days=days), reason="未听取意见", **by
    )


# 追认 --------------------------------------------------------------------------------------------


def test_an_emergency_is_ratified_at_the_next_meeting(small, login):
    topic = small.topic("抢修河堤")
    clerk = login("clerk.jinnan")
    form = {
        "decider": small.sitters()[0].pk,
        "acted_on": small.today.isoformat(),
        "reason": "河堤渗水",
        "done": "调用两台水泵",
        "reported_to": "县防汛办",
        "reported_on": small.today.isoformat(),
    }
    assert "登记报告" in text(clerk.get(url("topic", topic.pk)))
    assert confirm(clerk, url("emergency", topic.pk), form).status_code == 302
    page = text(clerk.get(url("topic", topic.pk)))
    assert "待追认" in page and "调用两台水泵" in page and "登记报告" not in page
    topic.refresh_from_db()
    with refused("decisions.emergency_twice"):
        emergency_of(small, topic)
    assert not list(not_ratified(small.today)), "no meeting yet"
    resolution = small.resolution(topic)
    services.close_meeting(meeting=resolution.item.meeting, **small.by)
    assert not list(not_ratified(small.today))
    with refused("decisions.emergency_in_pool"):
        emergency_of(small, resolution.topic)
    steps = {step.act: step.text for step in timeline.steps_of(topic)}
    assert "调用两台水泵" in steps["decisions.topic.emergency"]


def test_what_the_next_meeting_was_not_asked_is_found(small):
    emergency_of(small, small.topic("抢修河堤"), acted_on=small.today - DAY)
    (late,) = emergency_reported_late(small.today)
    assert (late.parameters["acted"], late.parameters["told"]) == (small.today - DAY, small.today)
    small.now += timedelta(hours=1)
    other = small.resolution(small.topic("别的事"))
    services.close_meeting(meeting=other.item.meeting, **small.by)
    (found,) = not_ratified(small.today)
    assert found.parameters["day"] == other.item.meeting.day
    assert Emergency.objects.get().topic.state == "pool"


def test_a_report_follows_what_was_done_and_names_all(small):
    topic = small.topic()
    for wrong, code in (
        ({"reported_on": small.today - DAY}, "decisions.reported_after"),
        ({"reported_on": small.today + DAY}, "decisions.reported_after"),
        ({"done": " "}, "decisions.not_given"),
    ):
        with refused(code, untouched=True):
            emergency_of(small, topic, **wrong)


# 复议 --------------------------------------------------------------------------------------------


def test_members_move_and_the_body_decides_anew(small):
    resolution = small.resolution()
    names = [official.name for official in small.sitters()]
    made = moved(small, resolution, *names[:2])
    topic = resolution.topic
    topic.refresh_from_db()
    assert (topic.state, made.movers.count(), made.until) == ("pool", 2, None)
    with refused("decisions.under_reconsideration"):
        moved(small, resolution, *names[:2])
    anew = small.resolution(topic, against=tuple(names))
    assert (anew.outcome, topic.resolutions.count()) == ("rejected", 2)
    with refused("decisions.under_reconsideration"):
        moved(small, resolution, *names[:2])
    moved(small, anew, *names[:2])


def test_too_few_or_the_wrong_people_move_nothing(town):
    resolution = town.resolution()
    assert rules.movers_needed(resolution, town.today) == 3
    with refused("decisions.movers", "3 名", untouched=True):
        moved(town, resolution, "丁三", "丁四")
    with refused("decisions.movers", "没有表决权"):
        services.move_reconsideration(
            resolution=resolution, ground=Ground.MEMBERS, movers=[town.clerk.official], reason="漏", **town.by
        )
    with refused("decisions.movers", "主要负责人"):
        moved(town, resolution, "丁三", ground=Ground.CHAIR)
    assert moved(town, resolution, "丁一", ground=Ground.CHAIR).ground == "chair"


def test_an_appointment_wants_more_than_half_and_never_the_chair_alone(town):
    resolution = town.resolution(town.topic("任职", category=Category.PERSONNEL, amount=None))
    assert rules.movers_needed(resolution, town.today) == 5
    with refused("decisions.movers", "不能单独"):
        moved(town, resolution, "丁一", ground=Ground.CHAIR)
    assert moved(town, resolution, *(f"丁{sign}" for sign in "一二三四五")).pk


def test_a_body_may_ask_for_more_movers(small):
    county_says(small, reconsider="1/1", chair_may_reconsider=False)
    resolution = small.resolution()
    names = [official.name for official in small.sitters()]
    assert rules.movers_needed(resolution, small.today) == 3
    with refused("decisions.movers", "不能单独"):
        moved(small, resolution, names[0], ground=Ground.CHAIR)


def test_the_county_orders_with_a_day_and_finds_what_was_not_done(small, cast):
    resolution = small.resolution()
    with pytest.raises(PermissionDenied):
        services.order_reconsideration(resolution=resolution, until=small.today + DAY, reason="漏", **small.by)
    with refused("decisions.order_ahead"):
        ordered(small, cast, resolution, days=0)
    order = ordered(small, cast, resolution)
    topic = order.resolution.topic
    assert topic.planned_day == order.until
    with refused("decisions.topic_stands", untouched=True):
        services.withdraw_topic(topic=topic, reason="不议了", **small.by)
    assert not list(not_reconsidered(order.until))
    (found,) = not_reconsidered(order.until + DAY)
    assert found.parameters["until"] == order.until
    small.resolution(topic)
    assert not list(not_reconsidered(order.until + DAY))


def test_what_is_discussed_once_more_is_not_published(small, cast):
    resolution = small.resolution()
    draft = prepared(small, resolution)
    ordered(small, cast, resolution)
    with refused("decisions.publish_newest", untouched=True):
        publish(draft=draft, reviewer=cast.user("reviewer.jinnan"), now=small.now)
    fresh = small.resolution(small.topic("第二件"))
    ordered(small, cast, fresh)
    with refused("decisions.publish_newest"):
        prepared(small, fresh)


def test_what_was_replaced_waits_for_no_copy_and_is_not_late(small, cast):
    first = small.resolution()
    ordered(small, cast, first)
    anew = small.resolution(first.topic)
    scope = scope_q(small.clerk, "keep_meetings")
    assert list(selectors.unpublished_resolutions(scope)) == [anew]


def test_both_ways_stand_on_pages(small, login):
    clerk, county = login("clerk.jinnan"), login("inspector.county")
    resolution = small.resolution()
    page = text(clerk.get(url("resolution", resolution.pk)))
    assert "提出复议" in page and "责令复议" not in page
    people = [official.pk for official in small.sitters()[:2]]
    form = {"ground": "members", "movers": people, "reason": "漏算"}
    look = clerk.get(url("reconsider", resolution.pk))
    assert "联名须达" in text(look)
    sent = post_twice(clerk, url("reconsider", resolution.pk), form)
    assert sent.status_code == 302
    assert "漏算" in text(clerk.get(url("resolution", resolution.pk)))
    anew = small.resolution(Reconsideration.objects.get().resolution.topic)
    assert "责令复议" in text(county.get(url("resolution", anew.pk)))
    order = {"until": (small.today + 9 * DAY).isoformat(), "reason": "未听取意见"}
    assert confirm(county, url("order", anew.pk), order).status_code == 302
    assert Reconsideration.objects.filter(ground="county").get().resolution == anew
    assert "正在复议" in text(county.get(url("order", anew.pk)))
    steps = [step.text for step in timeline.steps_of(anew.topic) if step.act == "decisions.topic.reconsider"]
    assert steps == ["漏算", "未听取意见"]


def post_twice(client, address, data):
    """Look, then confirm, with several values in one field."""
    from foundation.web.tokens import new_token

    token = new_token()
    assert client.post(address, {"form_token": token, **data}).status_code == 200
    return client.post(address, {"form_token": token, "step": "confirm", **data})


def test_two_matters_are_never_one_item(small):
    """A topic is on one agenda once, an item is one topic."""
    topic = small.topic()
    meeting = small.convened(topic)
    with refused("decisions.topic_taken", untouched=True):
        services.put_on_agenda(meeting=meeting, topic=topic, **small.by)
    item = small.opened(small.topic("一"), small.topic("二")).items.get(position=1)
    small.bring(item, Phase.REPORT)
    with refused("decisions.one_item_at_a_time"):
        services.begin_item(item=item.meeting.items.get(position=2), **small.by)
    services.set_aside_item(item=item, outcome=Outcome.WITHDRAWN, reason="撤回", **small.by)
