"""During the item: phase after phase, everybody before the principals, one word each, and what can be taken back."""

from datetime import timedelta

import pytest

from decisions import services
from decisions.models import AgendaItem, LateArrival
from decisions.states import Choice, Outcome, Phase, Stage
from tests.decisions.refusals import refused

MEMBERS = ("丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九")


def at(item) -> tuple[str, int]:
    found = AgendaItem.objects.get(pk=item.pk)
    return found.phase, found.stage


def arrive(scene, item, name):
    return services.record_arrival(seat=scene.seat(item, name), **scene.by)


def void(scene, row, reason="录错"):
    verb = services.void_vote if row._meta.model_name == "vote" else services.void_statement
    return verb(**{row._meta.model_name: row}, reason=reason, **scene.by)


# Phase after phase -------------------------------------------------------------------------------

#: What may be entered in which phase; everything else is refused.
ENTRIES = {
    "begin": {"waiting"},
    "report": {"report"},
    "speech": {"discussion"},
    "end": {"discussion"},
    "statement": {"stating"},
    "vote": {"voting"},
    "announce": {"voting"},
}


def attempts(scene, item):
    seat = scene.seat(item, "丁三")
    return {
        "begin": lambda: services.begin_item(item=item, **scene.by),
        "report": lambda: services.record_report(item=item, reporter=item.topic.proposer, text="再报", **scene.by),
        "speech": lambda: services.record_speech(item=item, seat=seat, text="插话", **scene.by),
        "end": lambda: services.end_discussion(item=item, **scene.by),
        "statement": lambda: scene.state(item, seat),
        "vote": lambda: scene.vote(item, seat),
        "announce": lambda: services.announce_result(item=item, text="同意", **scene.by),
    }


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.REPORT, Phase.DISCUSSION, Phase.STATING, Phase.VOTING])
def test_what_belongs_to_another_phase_is_refused(town, phase):
    item = town.item_at(phase)
    for name, attempt in attempts(town, item).items():
        if phase not in ENTRIES[name]:
            with refused("decisions.phase", phase.label, "汇报、讨论、表态、表决"):
                attempt()
    assert at(item) == (phase, Stage.MEMBERS)


def test_after_the_result_nothing_is_entered_any_more(town):
    item = town.resolution().item
    vote, statement = item.votes.first(), item.statements.first()
    for attempt in attempts(town, item).values():
        with refused("decisions.phase", untouched=True):
            attempt()
    for row in (vote, statement):
        with refused("decisions.closed", "已经结束"):
            void(town, row)
    with refused("decisions.closed"):
        services.recuse(item=item, seat=town.seat(item, "丁三"), reason="迟到的回避", **town.by)
    with refused("decisions.closed"):
        services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="缓", **town.by)


def test_one_item_at_a_time(town):
    meeting = town.opened(town.topic("一"), town.topic("二"))
    first, second = meeting.items.order_by("position")
    town.bring(first, Phase.DISCUSSION)
    with refused("decisions.one_item_at_a_time", "“一”尚未结束", untouched=True):
        services.begin_item(item=second, **town.by)
    services.set_aside_item(item=first, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    services.begin_item(item=second, **town.by)


def test_items_need_not_come_in_the_order_of_the_agenda(town):
    meeting = town.opened(town.topic("一"), town.topic("二"))
    services.begin_item(item=meeting.items.get(position=2), **town.by)


def test_two_meetings_each_go_on_with_an_item(town):
    one, two = town.convened(town.topic("一")), town.convened(town.topic("二"))
    town.now += timedelta(days=2)
    chair = town.sitters()[0]
    for meeting in (one, two):
        services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={}, **town.by)
        services.begin_item(item=meeting.items.get(), **town.by)
    foreign = town.seat(two.items.get(), "丁三")
    item = town.bring(one.items.get(), Phase.STATING)
    with refused("decisions.no_voice", "不是本次会议的成员"):
        town.state(item, foreign)


def test_an_item_of_a_meeting_that_is_not_open_is_not_taken_up_or_set_aside(town):
    item = town.convened().items.get()
    with refused("decisions.meeting_open", "已召集"):
        services.begin_item(item=item, **town.by)
    with refused("decisions.meeting_open"):
        services.set_aside_item(item=item, outcome=Outcome.WITHDRAWN, reason="撤", **town.by)


def test_a_meeting_closes_when_every_item_has_an_outcome(town):
    meeting = town.opened(town.topic("一"), town.topic("二"))
    for item in meeting.items.order_by("position"):
        with refused("decisions.items_open", item.topic.title, untouched=True):
            services.close_meeting(meeting=meeting, **town.by)
        services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    meeting = services.close_meeting(meeting=meeting, **town.by)
    for act in (
        lambda: services.close_meeting(meeting=meeting, **town.by),
        lambda: services.begin_item(item=item, **town.by),
        lambda: services.recuse(item=item, seat=meeting.seats.first(), reason="晚", **town.by),
        lambda: services.record_arrival(seat=meeting.seats.first(), **town.by),
        lambda: services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="晚", **town.by),
    ):
        with refused("decisions.meeting_open", "已散会"):
            act()


# The last word -----------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", [Phase.STATING, Phase.VOTING])
def test_in_every_phase_the_principals_wait_for_each_single_member(town, phase):
    """D06: the head for seven, the secretary for eight; the refusal names exactly who is missing."""
    item = town.item_at(phase)
    speak = town.state if phase == Phase.STATING else town.vote
    word = "表态" if phase == Phase.STATING else "表决"
    waiting = list(MEMBERS)
    while waiting:
        with refused("decisions.last_word", f"尚未{word}的有：{'、'.join(waiting)}。") as refusal:
            speak(item, town.seat(item, "丁二"))
        assert refusal.field == "seat"
        with refused("decisions.last_word", "丁二", waiting[0]):
            speak(item, town.seat(item, "丁一"))
        assert at(item) == (phase, Stage.MEMBERS)
        speak(item, town.seat(item, waiting.pop(0)))
    assert at(item) == (phase, Stage.LAST_BUT_ONE)
    with refused("decisions.last_word", "尚未", "：丁二。"):
        speak(item, town.seat(item, "丁一"))
    speak(item, town.seat(item, "丁二"))
    assert at(item) == (phase, Stage.LAST)
    speak(item, town.seat(item, "丁一"))
    assert at(item) == (("voting", Stage.MEMBERS) if phase == Phase.STATING else ("voting", Stage.DONE))


def test_members_come_in_any_order_among_themselves(town):
    item = town.item_at(Phase.STATING)
    for name in reversed(MEMBERS):
        town.state(item, town.seat(item, name))
    assert at(item) == ("stating", Stage.LAST_BUT_ONE)


def test_in_the_discussion_everybody_speaks_when_he_likes(town):
    item = town.item_at(Phase.DISCUSSION)
    for name in ("丁一", "丁三", "丁一"):
        services.record_speech(item=item, seat=town.seat(item, name), text=f"{name}说", **town.by)
    assert [speech.seat.official.name for speech in item.speeches.all()] == ["丁一", "丁三", "丁一"]


def test_each_states_once_and_votes_once(town):
    item = town.item_at(Phase.STATING)
    town.state(item, town.seat(item, "丁三"))
    with refused("decisions.once", "丁三", "作废") as refusal:
        town.state(item, town.seat(item, "丁三"), Choice.OPPOSE)
    assert refusal.field == "seat"
    town.bring(item, Phase.VOTING)
    town.vote(item, town.seat(item, "丁三"))
    with refused("decisions.once", "丁三"):
        town.vote(item, town.seat(item, "丁三"), Choice.OPPOSE)


def test_a_vote_may_differ_from_the_statement(town):
    item = town.item_at(Phase.VOTING)
    vote = town.vote(item, town.seat(item, "丁三"), Choice.OPPOSE)
    assert item.statements.get(seat=vote.seat).choice == Choice.AGREE


def test_the_result_waits_for_everybody_in_the_room(town):
    item = town.item_at(Phase.VOTING)
    seats = town.able(item)
    for seat in seats[:-1]:
        town.vote(item, seat)
        with refused("decisions.everyone_has_voted", "丁一"):
            services.announce_result(item=item, text="同意", **town.by)
    town.vote(item, seats[-1])
    services.announce_result(item=item, text="同意", **town.by)


# Voiding -----------------------------------------------------------------------------------------


def test_a_voided_statement_is_stated_again_and_both_stay_on_record(town):
    item = town.item_at(Phase.STATING)
    wrong = town.state(item, town.seat(item, "丁三"), Choice.OPPOSE, "听错")
    void(town, wrong)
    again = town.state(item, wrong.seat)
    assert (wrong.attempt, again.attempt) == (1, 2)
    assert list(item.statements.filter(seat=wrong.seat).values_list("choice", "void__reason")) == [
        ("oppose", "录错"),
        ("agree", None),
    ]


def test_a_statement_of_the_same_stage_can_be_voided_after_others_have_spoken(town):
    item = town.item_at(Phase.STATING)
    rows = [town.state(item, town.seat(item, name)) for name in MEMBERS]
    void(town, rows[0])
    assert at(item) == ("stating", Stage.MEMBERS)
    with refused("decisions.last_word", "丁三"):
        town.state(item, town.seat(item, "丁二"))


@pytest.mark.parametrize("phase", [Phase.STATING, Phase.VOTING])
def test_what_a_later_stage_has_followed_cannot_be_voided(town, phase):
    item = town.item_at(phase)
    speak = town.state if phase == Phase.STATING else town.vote
    rows = [speak(item, town.seat(item, name)) for name in (*MEMBERS, "丁二")]
    with refused("decisions.void_too_late", "丁九", untouched=True):
        void(town, rows[6])
    void(town, rows[7])
    void(town, rows[6])
    assert at(item) == (phase, Stage.MEMBERS)


def test_only_the_last_statement_can_be_voided_between_stating_and_voting(town):
    item = town.item_at(Phase.VOTING)
    last = item.statements.get(seat__official__name="丁一")
    with refused("decisions.void_too_late"):
        void(town, item.statements.get(seat__official__name="丁二"))
    void(town, last)
    assert at(item) == ("stating", Stage.LAST)
    with refused("decisions.phase"):
        town.vote(item, town.seat(item, "丁三"))
    town.state(item, last.seat, Choice.OPPOSE)
    assert at(item) == ("voting", Stage.MEMBERS)


def test_no_statement_is_voided_once_somebody_has_voted(town):
    item = town.item_at(Phase.VOTING)
    vote = town.vote(item, town.seat(item, "丁三"))
    with refused("decisions.void_too_late", "丁一"):
        void(town, item.statements.get(seat__official__name="丁一"))
    void(town, vote)
    void(town, item.statements.get(seat__official__name="丁一"))


@pytest.mark.parametrize("phase", [Phase.STATING, Phase.VOTING])
def test_an_entry_is_voided_once(town, phase):
    item = town.item_at(phase)
    speak = town.state if phase == Phase.STATING else town.vote
    row = speak(item, town.seat(item, "丁三"))
    void(town, row)
    with refused("decisions.void_already", untouched=True):
        void(town, row)
    speak(item, row.seat)
    with refused("decisions.void_already"):
        void(town, row)


def test_a_void_needs_its_reason(town):
    item = town.item_at(Phase.STATING)
    row = town.state(item, town.seat(item, "丁三"))
    with refused("decisions.not_given", "作废原因") as refusal:
        void(town, row, reason=" ")
    assert refusal.field == "reason"
    town.bring(item, Phase.VOTING)
    with refused("decisions.not_given", "作废原因"):
        void(town, town.vote(item, town.seat(item, "丁三")), reason="")


def test_after_all_have_voted_the_last_vote_can_still_be_put_right(town):
    item = town.item_at(Phase.VOTING)
    town.everyone_votes(item)
    assert at(item) == ("voting", Stage.DONE)
    last = item.votes.get(seat__official__name="丁一")
    void(town, last)
    assert at(item) == ("voting", Stage.LAST)
    with refused("decisions.everyone_has_voted", "丁一"):
        services.announce_result(item=item, text="同意", **town.by)


# Latecomers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.REPORT, Phase.DISCUSSION, Phase.STATING])
def test_who_comes_before_the_principals_begin_states_and_votes(town, phase):
    item = town.item_at(phase, absent={"丁九": "堵车"})
    seat = arrive(town, item, "丁九")
    assert (seat.present, seat.arrived_at, seat.absence) == (True, town.now, "堵车")
    assert not LateArrival.objects.exists()
    town.bring(item, Phase.VOTING)
    town.everyone_votes(item)
    assert services.announce_result(item=item, text="同意", **town.by).agree == 9


def test_who_comes_while_members_still_state_holds_the_principals_back(town):
    item = town.item_at(Phase.STATING, absent={"丁九": "堵车"})
    for name in MEMBERS[:-2]:
        town.state(item, town.seat(item, name))
    arrive(town, item, "丁九")
    town.state(item, town.seat(item, "丁八"))
    with refused("decisions.last_word", "：丁九。"):
        town.state(item, town.seat(item, "丁二"))


def test_who_comes_when_the_principals_have_begun_neither_states_nor_votes(town):
    item = town.item_at(Phase.STATING, absent={"丁九": "堵车"})
    for name in MEMBERS[:-1]:
        town.state(item, town.seat(item, name))
    arrive(town, item, "丁九")
    assert item.late_arrivals.get().seat.official.name == "丁九"
    with refused("decisions.no_voice", "丁九", "末位表态开始后才到会") as refusal:
        town.state(item, town.seat(item, "丁九"))
    assert refusal.field == "seat"
    town.bring(item, Phase.VOTING)
    with refused("decisions.no_voice"):
        town.vote(item, town.seat(item, "丁九"))
    town.everyone_votes(item)
    resolution = services.announce_result(item=item, text="同意", **town.by)
    assert (resolution.due, resolution.present, resolution.agree, resolution.absent) == (9, 8, 8, 1)


def test_who_comes_during_the_vote_has_no_vote_on_it_but_one_on_the_next(town):
    meeting = town.opened(town.topic("一"), town.topic("二"), absent={"丁九": "堵车"})
    first, second = meeting.items.order_by("position")
    town.bring(first, Phase.VOTING)
    arrive(town, first, "丁九")
    town.everyone_votes(first)
    services.announce_result(item=first, text="同意", **town.by)
    town.bring(second, Phase.VOTING)
    town.everyone_votes(second)
    assert services.announce_result(item=second, text="同意", **town.by).agree == 9


def test_a_secretary_who_comes_late_is_late_as_well(town):
    item = town.item_at(Phase.STATING, absent={"丁一": "在县里"}, chair="丁二")
    for name in MEMBERS:
        town.state(item, town.seat(item, name))
    arrive(town, item, "丁一")
    town.state(item, town.seat(item, "丁二"))
    assert at(item) == ("voting", Stage.MEMBERS)
    with refused("decisions.no_voice", "丁一"):
        town.vote(item, town.seat(item, "丁一"))


def test_who_is_there_does_not_arrive_again(town):
    item = town.item_at(Phase.DISCUSSION, absent={"丁九": "堵车"})
    arrive(town, item, "丁九")
    for name in ("丁九", "丁三"):
        with refused("decisions.present_already", name, untouched=True) as refusal:
            arrive(town, item, name)
    assert refusal.field == "seat"


def test_who_comes_after_everybody_else_was_recused_is_not_late(town):
    """Nobody could state, so no principal has begun: the newcomers decide."""
    absent = {name: "堵车" for name in ("丁六", "丁七", "丁八", "丁九")}
    item = town.item_at(Phase.STATING, absent=absent)
    for name in ("丁一", "丁二", "丁三", "丁四", "丁五"):
        services.recuse(item=item, seat=town.seat(item, name), reason="均为承包户亲属", **town.by)
    assert at(item) == ("stating", Stage.DONE)
    for name in absent:
        arrive(town, item, name)
    assert not item.late_arrivals.exists()
    assert at(item) == ("stating", Stage.MEMBERS)
    town.bring(item, Phase.VOTING)
    town.everyone_votes(item)
    resolution = services.announce_result(item=item, text="同意", **town.by)
    assert (resolution.due, resolution.agree, resolution.needed, resolution.recused) == (4, 4, 3, 5)
