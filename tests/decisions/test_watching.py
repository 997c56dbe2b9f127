"""Comings and goings, the chair, written opinions; questions to the rooms above; stops; the county's observers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from decisions import rules, services, timeline
from decisions.breaches_procedure import went_on_against_stop
from decisions.events import Blocker, blockers
from decisions.models import AgendaItem, LateArrival, ObserverNote, Stop
from decisions.states import Choice, Motive, Outcome, Phase, Stage, StopAnswerKind, StopKind
from foundation.townships.models import User
from tests.decisions.pages import errors, post, text, url
from tests.decisions.refusals import refused, stopped
from tests.decisions.verbs import SMALL, discipline, inspector, observed
from tests.decisions.verbs import stopped as a_stop

BLOCKS = "tests.decisions.test_watching.no_opinion"
FAILS = "tests.decisions.test_watching.broken"


def no_opinion(item: AgendaItem) -> list[Blocker]:
    """What the room of discipline opinions will answer."""
    return [Blocker("还没有收到纪委的书面意见", "先送征求意见表")]


def broken(_item: AgendaItem) -> list[Blocker]:
    raise ZeroDivisionError


def leaves(town, item, *names):
    for name in names:
        services.record_departure(seat=town.seat(item, name), reason="接访", **town.by)


# Leaving ------------------------------------------------------------------------------------------


def test_who_leaves_is_absent_for_what_follows_and_his_vote_stands(town):
    meeting = town.opened(town.topic("一"), town.topic("二"))
    first, second = meeting.items.order_by("position")
    town.bring(first, Phase.VOTING)
    town.vote(first, town.seat(first, "丁三"), Choice.OPPOSE)
    leaves(town, first, "丁三", "丁四")
    town.everyone_votes(first)
    done = town.announce(first)
    assert (done.due, done.present, done.oppose, done.absent) == (9, 8, 1, 1)
    town.bring(second, Phase.VOTING)
    town.everyone_votes(second)
    assert (town.announce(second).present, second.departures.count(), first.departures.count()) == (7, 0, 2)
    services.close_meeting(meeting=meeting, **town.by)
    paper = town.minutes(meeting)
    assert "丁三（中途离会：接访）" in str(paper.content)
    steps = {step.act: step.text for step in timeline.steps_of(first.topic)}
    assert "接访" in steps["decisions.seat.leave"]


def test_a_lost_quorum_stops_the_vote_until_somebody_comes_back(town):
    item = town.item_at(Phase.VOTING, absent={"丁九": "住院", "丁八": "住院"})
    town.vote(item, town.seat(item, "丁七"))
    leaves(town, item, "丁四", "丁五", "丁六")
    with refused("decisions.quorum", "现到会 4 人", untouched=True):
        town.vote(item, town.seat(item, "丁三"))
    services.record_arrival(seat=town.seat(item, "丁六"), **town.by)
    assert LateArrival.objects.filter(item=item).count() == 1, "too late for this item"
    with refused("decisions.quorum"):
        town.vote(item, town.seat(item, "丁三"))
    services.set_aside_item(item=item, outcome=Outcome.INQUORATE, reason="人走了", **town.by)


def test_who_goes_and_comes_back_is_late_once_and_keeps_his_vote(town):
    item = town.item_at(Phase.VOTING)
    town.vote(item, town.seat(item, "丁三"))
    leaves(town, item, "丁三", "丁四")
    for _time in "12":
        services.record_arrival(seat=town.seat(item, "丁三"), **town.by)
        services.record_arrival(seat=town.seat(item, "丁四"), **town.by)
        leaves(town, item, "丁三", "丁四")
    assert [row.seat.official.name for row in item.late_arrivals.all()] == ["丁四"]
    with refused("decisions.not_there"):
        leaves(town, item, "丁四")


def test_who_comes_back_before_the_principals_have_begun_is_waited_for(town):
    item = town.item_at(Phase.STATING)
    leaves(town, item, "丁四")
    services.record_arrival(seat=town.seat(item, "丁四"), **town.by)
    assert not item.late_arrivals.exists()
    assert town.state(item, town.seat(item, "丁四")).pk


def test_a_late_arrival_after_the_last_but_one_has_spoken(town):
    item = town.item_at(Phase.STATING, absent={"丁九": "堵车"})
    for seat in town.able(item)[:-1]:
        town.state(item, seat)
    services.record_arrival(seat=town.seat(item, "丁九"), **town.by)
    with refused("decisions.no_voice", "才到会"):
        town.state(item, town.seat(item, "丁九"))
    item.refresh_from_db()
    assert item.stage == Stage.LAST


def test_nobody_is_left(town):
    """All but the chair go before a word: nobody states, and the item ends without a quorum."""
    item = town.item_at(Phase.STATING)
    leaves(town, item, *(f"丁{sign}" for sign in "二三四五六七八九"))
    services.recuse(item=item, seat=town.seat(item, "丁一"), reason="亲属", **town.by)
    item.refresh_from_db()
    assert (item.phase, item.stage) == (Phase.STATING, Stage.DONE)
    services.set_aside_item(item=item, outcome=Outcome.INQUORATE, reason="没有人", **town.by)


# The chair and who asked --------------------------------------------------------------------------


def test_the_chair_hands_over_before_he_goes(town, login):
    item = town.item_at(Phase.REPORT)
    with refused("decisions.chair_leaves", untouched=True):
        leaves(town, item, "丁一")
    clerk = login("clerk.jinnan")
    there = url("chair", item.meeting_id)
    assert "在主持" in errors(post(clerk, there, {"seat": town.seat(item, "丁一").pk, "reason": "去县里"}))
    assert post(clerk, there, {"seat": town.seat(item, "丁二").pk, "reason": "去县里"}).status_code == 302
    leaves(town, item, "丁一")
    item.meeting.refresh_from_db()
    assert item.meeting.chair.name == "丁二"
    with refused("decisions.next_chair"):
        services.pass_chair(meeting=item.meeting, seat=town.seat(item, "丁一"), reason="错", **town.by)


def test_a_recusal_says_who_asked_for_it(town):
    item = town.item_at(Phase.DISCUSSION)
    seat = town.seat(item, "丁九")
    with refused("decisions.who_asked"):
        services.recuse(item=item, seat=seat, reason="亲属", motive=Motive.APPLIED, **town.by)
    with refused("decisions.who_asked"):
        services.recuse(item=item, seat=seat, reason="亲属", asked_by="丁三", **town.by)
    made = services.recuse(item=item, seat=seat, reason="亲属", motive=Motive.ORDERED, asked_by="县委组织部", **town.by)
    assert (made.motive, made.asked_by) == ("ordered", "县委组织部")


# Written opinions ---------------------------------------------------------------------------------


def test_an_absent_members_opinion_is_read_and_not_counted(town, login):
    item = town.item_at(Phase.DISCUSSION, absent={"丁九": "住院"})
    clerk, seat = login("clerk.jinnan"), town.seat(item, "丁九")
    there = town.seat(item, "丁八")
    assert "不能登记书面意见" in text(post(clerk, url("written", item.pk, there.pk), {"text": "我也写"}))
    assert "宣读书面意见" in text(clerk.get(url("item", item.pk)))
    assert post(clerk, url("written", item.pk, seat.pk), {"text": "先修排水。"}).status_code == 302
    with refused("decisions.no_written_opinion"):
        services.record_written_opinion(item=item, seat=seat, text="再写", **town.by)
    page = text(clerk.get(url("item", item.pk)))
    assert "先修排水。" in page and "不计票" in page
    town.bring(item, Phase.STATING)
    with refused("decisions.phase"):
        services.record_written_opinion(item=item, seat=seat, text="再写", **town.by)
    assert post(clerk, url("leave", item.pk, there.pk), {"reason": "接访"}).status_code == 302
    assert "接访" in text(clerk.get(url("item", item.pk)))


# Questions to the rooms above ---------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "words"), [(BLOCKS, "还没有收到纪委的书面意见"), (FAILS, "有一项核查没有得到答复")])
def test_what_a_room_above_says_against_an_item_stops_it_and_stands_on_the_page(town, login, answer, words, caplog):
    town.kind = SMALL
    first, second = (town.item_at(Phase.WAITING), town.item_at(Phase.VOTING, town.topic("二")))
    town.everyone_votes(second)
    assert rules.in_the_way(first) == []
    with blockers.only(answer):
        with refused("decisions.blocked", words, untouched=True):
            services.begin_item(item=first, **town.by)
        with refused("decisions.blocked", words, untouched=True):
            town.announce(second)
        clerk = login("clerk.jinnan")
        for item in (first, second):
            assert words in text(clerk.get(url("item", item.pk)))
        assert words in text(clerk.get(url("result", second.pk)))
    assert (answer == FAILS) == ("failed to answer" in caplog.text)
    assert town.announce(second).outcome == "adopted"


# Stops --------------------------------------------------------------------------------------------


def test_after_a_stop_nothing_goes_on_before_the_chair_has_answered(town):
    town.kind = SMALL
    stop = a_stop(town)
    item = stop.item
    for work in (
        lambda: services.record_speech(item=item, seat=town.able(item)[0], text="说", **town.by),
        lambda: services.end_discussion(item=item, **town.by),
    ):
        with refused("decisions.stopped", "没有预告", untouched=True):
            work()
    services.answer_stop(stop=stop, kind=StopAnswerKind.GOES_ON, text="已预告", **town.by)
    with refused("decisions.stop_answered"):
        services.answer_stop(stop=stop, kind=StopAnswerKind.GOES_ON, text="已预告", **town.by)
    with refused("decisions.stop_lifted"):
        services.lift_stop(stop=stop, reason="算了", **discipline(town))
    town.bring(item, Phase.VOTING)
    (found,) = went_on_against_stop(town.today)
    assert (found.parameters["stop"], found.parameters["answer"]) == ("没有预告", "已预告")


def test_a_stop_that_is_accepted_ends_the_item_even_during_the_vote(town):
    town.kind = SMALL
    item = town.item_at(Phase.VOTING)
    town.vote(item, town.able(item)[0])
    stop = services.raise_stop(item=item, kind=StopKind.STOP, reason="没有回避", **discipline(town))
    with refused("decisions.stopped"):
        town.vote(item, town.able(item)[1])
    services.answer_stop(stop=stop, kind=StopAnswerKind.ENDS, text="接受", **town.by)
    with refused("decisions.stop_accepted"):
        town.vote(item, town.able(item)[1])
    services.set_aside_item(item=item, outcome=Outcome.WITHDRAWN, reason="制止", **town.by)
    assert not list(went_on_against_stop(town.today))
    with refused("decisions.nothing_to_stop"):
        services.raise_stop(item=item, kind=StopKind.STOP, reason="晚了", **discipline(town))


def test_what_has_been_put_right_is_let_go_on(town):
    town.kind = SMALL
    stop = a_stop(town)
    services.lift_stop(stop=stop, reason="已补正", **discipline(town))
    assert town.bring(stop.item, Phase.STATING).phase == Phase.STATING
    with refused("decisions.stop_lifted"):
        services.lift_stop(stop=stop, reason="再撤", **discipline(town))


def test_a_reminder_holds_nothing_up(town):
    town.kind = SMALL
    stop = a_stop(town, StopKind.REMIND)
    town.bring(stop.item, Phase.STATING)
    with refused("decisions.reminder"):
        services.answer_stop(stop=stop, kind=StopAnswerKind.ENDS, text="停", **town.by)
    services.answer_stop(stop=stop, kind=StopAnswerKind.GOES_ON, text="已注意", **town.by)
    assert not list(went_on_against_stop(town.today))


@pytest.mark.parametrize("word", ["clerk.jinnan", "secretary.jinnan", "member.jinnan", "discipline.taji"])
def test_only_the_units_own_discipline_secretary_stops(town, word):
    town.kind = SMALL
    stop = a_stop(town)
    by = {"actor": User.objects.get(username=word), "now": town.now}
    with pytest.raises(PermissionDenied):
        services.raise_stop(item=stop.item, kind=StopKind.STOP, reason="停", **by)
    with pytest.raises(PermissionDenied):
        services.lift_stop(stop=stop, reason="停", **by)


def test_the_discipline_secretary_and_the_clerk_each_have_their_forms(town, login):
    town.kind = SMALL
    item = town.item_at(Phase.DISCUSSION)
    watcher, clerk = login("discipline.jinnan"), login("clerk.jinnan")
    assert "提醒或者制止" in text(watcher.get(url("item", item.pk)))
    assert "提醒或者制止" not in text(clerk.get(url("item", item.pk)))
    sent = post(watcher, url("stop", item.pk), {"kind": "stop", "reason": "没有预告"})
    assert sent.status_code == 302
    stop = Stop.objects.get()
    assert "登记主持人答复" in text(clerk.get(url("item", item.pk)))
    assert "登记主持人答复" not in text(watcher.get(url("item", item.pk)))
    assert "撤销制止" in text(watcher.get(url("item", item.pk)))
    answered = post(clerk, url("answer_stop", item.pk, stop.pk), {"kind": "ends", "text": "接受"})
    assert answered.status_code == 302
    assert "接受" in text(watcher.get(url("item", item.pk)))
    assert post(watcher, url("lift_stop", item.pk, stop.pk), {"reason": "已补正"}).status_code == 302
    assert "已补正" in text(clerk.get(url("item", item.pk)))
    page = text(login("inspector.county").get(reverse("admin:decisions_agendaitem_change", args=[item.pk])))
    assert "已补正" in page and "接受" in page
    steps = {step.act: step.text for step in timeline.steps_of(item.topic)}
    assert steps["decisions.stop.lift"] == "已补正" and "接受" in steps["decisions.stop.answer"]


# Observers ----------------------------------------------------------------------------------------


def test_an_observers_note_is_his_own(town, login, cast):
    observer = observed(town)
    item = observer.meeting.items.get()
    county, clerk = login("inspector.county"), login("clerk.jinnan")
    assert str(observer.meeting.body) in text(county.get(url("observing")))
    assert "没有安排" in text(login("organisation.county").get(url("observing")))
    sent = post(county, url("note", observer.pk), {"item": item.pk, "text": "程序完整。"})
    assert sent.status_code == 302
    assert post(county, url("note", observer.pk), {"item": "", "text": "准时开会。"}).status_code == 302
    page = text(county.get(url("note", observer.pk)))
    assert "程序完整。" in page and "准时开会。" in page
    assert clerk.get(url("note", observer.pk)).status_code == 404
    page = text(clerk.get(url("observers", observer.meeting_id)))
    assert "本人记录 2 条" in page and "程序完整。" not in page
    with pytest.raises(PermissionDenied):
        services.note_as_observer(observer=observer, item=None, text="代写", **town.by)
    stopped(lambda: ObserverNote.objects.update(text="改"), "append-only")
    other = town.item_at(Phase.WAITING, town.topic("二"))
    by = {"actor": cast.user("inspector.county"), "now": town.now}
    with refused("decisions.other_meeting"):
        services.note_as_observer(observer=observer, item=other, text="别处", **by)


def test_observers_come_from_the_county_once_and_before_the_end(town, login):
    meeting = town.convened(days_ahead=0)
    clerk = login("clerk.jinnan")
    with refused("decisions.observer_of_county"):
        services.add_observer(meeting=meeting, official=town.sitters()[0], **town.by)
    there = url("observers", meeting.pk)
    assert post(clerk, there, {"official": inspector().pk}).status_code == 302
    assert "已经登记" in errors(post(clerk, there, {"official": inspector().pk}))
    observer = meeting.observers.get()
    by = {"actor": User.objects.get(username="inspector.county"), "now": town.now}
    with refused("decisions.not_opened"):
        services.note_as_observer(observer=observer, item=None, text="早", **by)


def test_after_the_end_nobody_is_sent(town):
    resolution = town.resolution()
    services.close_meeting(meeting=resolution.item.meeting, **town.by)
    with refused("decisions.meeting_over"):
        services.add_observer(meeting=resolution.item.meeting, official=inspector(), **town.by)
