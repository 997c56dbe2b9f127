"""Who sits, when his word comes, who is not waited for: principals acting, absent, recused, vacant, in one person."""

from datetime import timedelta

import pytest

from decisions import services
from decisions.models import AgendaItem, Seat
from decisions.states import Outcome, Phase, Stage
from foundation.townships.models import Official
from foundation.townships.states import BodyKind, PostKind
from tests.decisions.crowds import add_member, appoint, leave, official, post_of
from tests.decisions.refusals import refused

DAY = timedelta(days=1)


def order(item) -> dict[str, int]:
    """Who is not among the ordinary members → his stage."""
    seats = Seat.objects.filter(meeting=item.meeting_id).exclude(stage=Stage.MEMBERS)
    return {seat.official.name: seat.stage for seat in seats}


def at(item) -> tuple[str, int]:
    found = AgendaItem.objects.get(pk=item.pk)
    return found.phase, found.stage


def finish(scene, item):
    scene.bring(item, Phase.VOTING)
    scene.everyone_votes(item)
    return services.announce_result(item=item, text="同意。", **scene.by)


# Who sits ----------------------------------------------------------------------------------------


def test_seats_are_those_of_the_day_in_the_order_of_rank(town):
    meeting = town.opened()
    seats = list(meeting.seats.order_by("rank"))
    assert [seat.official.name for seat in seats] == [f"丁{sign}" for sign in "一二三四五六七八九"]
    assert [seat.rank for seat in seats] == list(range(1, 10))
    assert [seat.stage for seat in seats] == [2, 1, 0, 0, 0, 0, 0, 0, 0]
    assert all(seat.votes and seat.present and not seat.acting for seat in seats)


def test_a_tenure_that_ended_yesterday_has_no_seat(town):
    meeting = town.convened(days_ahead=2)
    leave(town, "丁七", end=meeting.day - DAY)
    town.now += 2 * DAY
    chair = Official.objects.get(name="丁一")
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    assert not meeting.seats.filter(official__name="丁七").exists()
    resolution = finish(town, meeting.items.get())
    assert (resolution.due, resolution.agree) == (8, 8)


def test_a_tenure_that_ends_today_still_has_its_seat(town):
    meeting = town.convened(days_ahead=2)
    leave(town, "丁七", end=meeting.day)
    town.now += 2 * DAY
    chair = Official.objects.get(name="丁一")
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
    assert meeting.seats.filter(official__name="丁七").exists()


def test_who_leaves_his_post_during_the_meeting_keeps_the_seat_of_that_day(town):
    item = town.item_at(Phase.STATING)
    leave(town, "丁七", end=town.today)
    assert finish(town, item).agree == 9


def test_who_only_attends_speaks_but_neither_states_nor_votes(town):
    """列席: the discipline secretary in the head's meeting."""
    town.kind = BodyKind.HEAD_MEETING
    item = town.item_at(Phase.DISCUSSION, town.topic(proposer=Official.objects.get(name="丁二")))
    guest = town.seat(item, "丁五")
    assert not guest.votes
    services.record_speech(item=item, seat=guest, text="请注意程序。", **town.by)
    services.end_discussion(item=item, **town.by)
    with refused("decisions.no_voice", "列席会议，没有表决权"):
        town.state(item, guest)
    resolution = finish(town, item)
    assert (resolution.due, resolution.present, resolution.agree) == (3, 3, 3)


def test_who_is_absent_or_recused_does_not_speak_state_or_vote(town):
    item = town.item_at(Phase.DISCUSSION, absent={"丁九": "出差"})
    away, out = town.seat(item, "丁九"), town.seat(item, "丁八")
    services.recuse(item=item, seat=out, reason="亲属", **town.by)
    for seat in (away, out):
        with refused("decisions.may_not_speak", seat.official.name, untouched=True) as refusal:
            services.record_speech(item=item, seat=seat, text="说", **town.by)
        assert refusal.field == "seat"
    town.bring(item, Phase.STATING)
    for act in (town.state, town.vote):
        for seat, reason in ((away, "未到会"), (out, "已对本议题回避")):
            with refused("decisions.no_voice", f"{seat.official.name}{reason}"):
                act(item, seat)
        town.bring(item, Phase.VOTING)


def test_a_speech_has_words(town):
    item = town.item_at(Phase.DISCUSSION)
    with refused("decisions.not_given", "发言要点"):
        services.record_speech(item=item, seat=town.seat(item, "丁三"), text="\n", **town.by)


def test_the_reporter_is_of_the_unit_and_says_something(town, other):
    item = town.item_at(Phase.REPORT)
    with refused("decisions.other_unit", "汇报人", "戊一", untouched=True) as refusal:
        services.record_report(item=item, reporter=other.sitters()[0], text="报", **town.by)
    assert refusal.field == "reporter"
    with refused("decisions.not_given", "汇报要点"):
        services.record_report(item=item, reporter=town.sitters()[0], text="", **town.by)


def test_a_reporter_need_not_be_a_member(town):
    """The head of an office of the town reports; he has no seat."""
    item = town.item_at(Phase.REPORT)
    reporter = Official.objects.get(name="丁十三")
    services.record_report(item=item, reporter=reporter, text="报", **town.by)
    assert at(item) == ("discussion", 0)


def test_a_resolution_has_words(town):
    item = town.item_at(Phase.VOTING)
    town.everyone_votes(item)
    with refused("decisions.not_given", "决定内容") as refusal:
        services.announce_result(item=item, text=" ", **town.by)
    assert refusal.field == "text"


# Principals --------------------------------------------------------------------------------------


def test_in_the_heads_meeting_the_head_comes_last(town):
    town.kind = BodyKind.HEAD_MEETING
    item = town.item_at(Phase.STATING, town.topic(proposer=Official.objects.get(name="丁二")))
    assert order(item) == {"丁二": Stage.LAST}
    with refused("decisions.last_word", "丁二", "丁六、丁九"):
        town.state(item, town.seat(item, "丁二"))
    for name in ("丁六", "丁九"):
        town.state(item, town.seat(item, name))
    assert at(item) == ("stating", Stage.LAST)


def test_one_shoulder_comes_last_and_nobody_last_but_one(zone):
    item = zone.item_at(Phase.STATING)
    assert order(item) == {"丑一": Stage.LAST}
    seats = zone.able(item)
    assert len(seats) == 8
    for seat in seats[:-1]:
        assert at(item) == ("stating", Stage.MEMBERS)
        zone.state(item, seat)
    assert at(item) == ("stating", Stage.LAST)
    assert zone.seat(item, "丑一").title == "党工委书记、党工委副书记、管委会主任"
    resolution = finish(zone, item)
    assert (resolution.due, resolution.agree) == (8, 8)


def test_who_acts_as_the_head_takes_the_heads_turn(town):
    """主持工作: the deputy secretary keeps his own post and comes last but one."""
    leave(town, "丁二", end=town.today - DAY)
    deputy = Official.objects.get(name="丁三")
    appoint(town, deputy, post_of(town, PostKind.HEAD), start=town.today, acting=True)
    item = town.item_at(Phase.STATING)
    seat = town.seat(item, "丁三")
    assert (seat.stage, seat.acting) == (Stage.LAST_BUT_ONE, True)
    assert order(item) == {"丁三": Stage.LAST_BUT_ONE, "丁一": Stage.LAST}
    with refused("decisions.last_word", "丁三"):
        town.state(item, seat)
    assert finish(town, item).due == 8


def test_who_acts_as_the_secretary_has_the_last_word(town):
    leave(town, "丁一", end=town.today - DAY)
    appoint(town, official(town, "丁代"), post_of(town, PostKind.SECRETARY), start=town.today, acting=True)
    item = town.item_at(Phase.VOTING)
    assert order(item) == {"丁二": Stage.LAST_BUT_ONE, "丁代": Stage.LAST}
    with refused("decisions.last_word", "丁代"):
        town.vote(item, town.seat(item, "丁代"))


def test_a_head_who_acts_as_the_secretary_comes_last(town):
    leave(town, "丁一", end=town.today - DAY)
    appoint(town, Official.objects.get(name="丁二"), post_of(town, PostKind.SECRETARY), start=town.today, acting=True)
    assert order(town.item_at(Phase.STATING)) == {"丁二": Stage.LAST}


@pytest.mark.parametrize(("gone", "last"), [("丁一", {"丁二": Stage.LAST_BUT_ONE}), ("丁二", {"丁一": Stage.LAST})])
def test_a_vacant_principal_is_not_waited_for(town, gone, last):
    topic = town.topic()
    leave(town, gone, end=town.today - DAY)
    item = town.item_at(Phase.STATING, topic)
    assert order(item) == last
    resolution = finish(town, item)
    assert (resolution.due, resolution.agree) == (8, 8)


def test_both_principals_vacant_leave_one_stage(town):
    topic = town.topic()
    for name in ("丁一", "丁二"):
        leave(town, name, end=town.today - DAY)
    item = town.item_at(Phase.VOTING, topic)
    assert order(item) == {}
    town.everyone_votes(item)
    assert at(item) == ("voting", Stage.DONE)


@pytest.mark.parametrize("how", ["absent", "recused"])
@pytest.mark.parametrize("names", [("丁一",), ("丁二",), ("丁一", "丁二")])
def test_nobody_waits_for_a_principal_who_is_absent_or_recused(town, how, names):
    absent = dict.fromkeys(names, "在县里") if how == "absent" else {}
    item = town.item_at(Phase.DISCUSSION, absent=absent)
    if how == "recused":
        for name in names:
            services.recuse(item=item, seat=town.seat(item, name), reason="亲属", **town.by)
    services.end_discussion(item=item, **town.by)
    for seat in [one for one in town.able(item) if one.stage == Stage.MEMBERS]:
        town.state(item, seat)
    expected = {
        ("丁一",): ("stating", Stage.LAST_BUT_ONE),
        ("丁二",): ("stating", Stage.LAST),
        ("丁一", "丁二"): ("voting", Stage.MEMBERS),
    }
    assert at(item) == expected[names]
    resolution = finish(town, item)
    there = 9 - len(names)
    assert (resolution.due, resolution.agree) == ((9, there) if how == "absent" else (there, there))


def test_only_the_principals_are_left_and_still_come_one_after_the_other(town):
    """All members are recused: the head first, the secretary last."""
    item = town.item_at(Phase.DISCUSSION)
    for name in ("丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九"):
        services.recuse(item=item, seat=town.seat(item, name), reason="均为股东", **town.by)
    services.end_discussion(item=item, **town.by)
    assert at(item) == ("stating", Stage.LAST_BUT_ONE)
    with refused("decisions.last_word", "丁二"):
        town.state(item, town.seat(item, "丁一"))
    resolution = finish(town, item)
    assert (resolution.due, resolution.recused, resolution.agree, resolution.needed) == (2, 7, 2, 2)


def test_with_nobody_left_the_item_ends_without_a_result(town):
    item = town.item_at(Phase.STATING)
    for seat in town.able(item):
        services.recuse(item=item, seat=seat, reason="均为股东", **town.by)
    assert at(item) == ("stating", Stage.DONE)
    with refused("decisions.phase"):
        services.announce_result(item=item, text="同意", **town.by)
    services.set_aside_item(item=item, outcome=Outcome.INQUORATE, reason="全体回避", **town.by)
    assert at(item)[0] == "closed"


def test_nobody_may_come_at_all(town):
    """A meeting cannot be opened without somebody to preside over it."""
    everybody = {person.name: "洪水" for person in town.sitters()}
    with refused("decisions.chair_absent"):
        town.opened(absent=everybody, chair="丁一")


def test_an_absence_of_somebody_without_a_seat_changes_nothing(town, other):
    meeting = town.convened(days_ahead=0)
    chair, foreign = town.sitters()[0], other.sitters()[0]
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={foreign.pk: "出差"}, **town.by)
    assert set(meeting.seats.values_list("present", "absence")) == {(True, "")}


def test_where_no_post_has_the_last_word_all_come_together(town):
    town.kind = BodyKind.PEOPLES_CONGRESS
    item = town.item_at(Phase.VOTING, town.topic(proposer=Official.objects.get(name="丁四")))
    assert order(item) == {}
    assert finish(town, item).due == 1


def test_a_tenth_member_is_waited_for_like_the_others(town):
    add_member(town, "丁增")
    item = town.item_at(Phase.STATING)
    for seat in town.able(item)[:7]:
        town.state(item, seat)
    with refused("decisions.last_word", "：丁增。"):
        town.state(item, town.seat(item, "丁二"))
