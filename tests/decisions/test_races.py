"""Many hands at the same moment. The lock on the item decides; whoever comes second sees what the first has done."""

import json
import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from decisions import services
from decisions.models import AgendaItem, Resolution, Seat, StatementVoid, Vote, VoteVoid
from decisions.sitting import Sitting
from decisions.states import Choice, Outcome, Phase, Stage
from foundation.documents.models import Draft
from foundation.ledger.models import LedgerEntry
from foundation.ledger.verification import first_bad_entry
from foundation.townships.models import Division, Official
from foundation.townships.states import BodyKind
from foundation.violations import RuleViolation
from tests.cast import JINNAN
from tests.decisions.crowds import add_member
from tests.decisions.scenes import Scene, scene
from tests.decisions.together import STREAM, both, rounds
from tests.foundation.threads import at_once

pytestmark = pytest.mark.usefixtures("copied_db")


@pytest.fixture
def town() -> Scene:
    """Committed: every thread sees it."""
    return scene(Division.objects.get(code=JINNAN), "clerk.jinnan")


def until_it_is_my_turn(work: Callable[[], Any]) -> Callable[[], Any]:
    """An impatient principal tries again and again."""

    def insist() -> Any:
        deadline = time.monotonic() + 60
        while True:
            try:
                return work()
            except RuleViolation as refusal:
                if refusal.code != "decisions.last_word" or time.monotonic() > deadline:
                    raise
                time.sleep(0.002)

    return insist


def assert_order_was_kept(item: AgendaItem) -> int:
    """Replay the ledger: whenever somebody voted, everybody of an earlier stage stood. Returns how many votes."""
    seats = {seat.pk: seat for seat in Sitting.of(item).able()}
    votes = {str(vote.pk): vote for vote in item.votes.all()}
    voids = {str(void.pk): void.vote_id for void in VoteVoid.objects.filter(vote__item=item)}
    standing: dict[int, int] = {}
    cast = 0
    for entry in LedgerEntry.objects.filter(stream=STREAM).order_by("number"):
        for row in json.loads(bytes(entry.body))["rows"]:
            if row["table"] == "decisions_vote" and row["key"] in votes:
                vote = votes[row["key"]]
                assert vote.seat_id not in standing
                missing = [
                    seat
                    for seat in seats.values()
                    if seat.stage < seats[vote.seat_id].stage and seat.pk not in standing
                ]
                assert missing == [], f"{entry}: {vote.seat_id} before {missing}"
                standing[vote.seat_id] = vote.pk
                cast += 1
            elif row["table"] == "decisions_votevoid" and row["key"] in voids:
                gone = voids[row["key"]]
                standing = {seat: vote for seat, vote in standing.items() if vote != gone}
    assert cast == len(votes)
    return cast


# Ten at once -------------------------------------------------------------------------------------


@rounds(2, 10, 30)
def test_ten_members_at_once_end_right(town, rounds):
    """All states and votes arrive at the same moment, the principals' too: none is lost, none comes before its turn."""
    add_member(town, "丁增")
    for number in range(rounds):
        item = town.item_at(Phase.STATING, town.topic(f"第{number}件"))
        seats = town.able(item)
        assert len(seats) == 10
        speak = [until_it_is_my_turn(partial(town.state, item, seat)) for seat in seats]
        assert both(*speak) == ["ok"] * 10
        item.refresh_from_db()
        assert (item.phase, item.stage) == (Phase.VOTING, Stage.MEMBERS)
        vote = [until_it_is_my_turn(partial(town.vote, item, seat)) for seat in reversed(seats)]
        assert both(*vote) == ["ok"] * 10
        item.refresh_from_db()
        assert (item.phase, item.stage) == (Phase.VOTING, Stage.DONE)
        for voices in (item.statements, item.votes):
            order = [voice.seat.stage for voice in voices.order_by("pk").select_related("seat")]
            assert order == [0] * 8 + [1, 2]
        resolution = services.announce_result(item=item, text="同意", **town.by)
        assert (resolution.due, resolution.agree) == (10, 10)
        services.close_meeting(meeting=item.meeting, **town.by)
    assert first_bad_entry(STREAM) is None


# The secretary against a voided and re-entered member ----------------------------------------------


@rounds(2, 60, 400)
def test_the_secretary_is_never_before_a_member_whose_vote_is_being_put_right(town, rounds):
    item = town.item_at(Phase.VOTING, absent={"丁二": "在县里"})
    *members, secretary = town.able(item)
    for seat in members:
        town.vote(item, seat)
    member, chance = members[0], random.Random(7)
    meet = Barrier(2)
    seen: list[str] = []

    def clerk() -> None:
        for _round in range(rounds):
            vote = Vote.objects.get(item=item, seat=member, void=None)
            meet.wait(60)
            time.sleep(chance.random() * 0.004)
            try:
                services.void_vote(vote=vote, reason="录错", **town.by)
                town.vote(item, member, Choice.OPPOSE)
                seen.append("void first")
            except RuleViolation as refusal:
                assert refusal.code == "decisions.void_too_late"
                seen.append("secretary first")
            meet.wait(60)
            # Everybody but the secretary stands again.
            services.void_vote(vote=Vote.objects.get(item=item, seat=secretary, void=None), reason="重来", **town.by)

    def principal() -> None:
        insist = until_it_is_my_turn(lambda: town.vote(item, secretary))
        for _round in range(rounds):
            meet.wait(60)
            insist()
            meet.wait(60)

    assert at_once(clerk, principal) == [None, None]
    assert len(seen) == rounds
    assert assert_order_was_kept(item) == 7 + rounds + seen.count("void first")
    if rounds >= 100:
        assert len(set(seen)) == 2, "the two never met"


# Two clerks do the same --------------------------------------------------------------------------


@rounds(2, 5, 50)
def test_two_clerks_announce_at_once_and_there_is_one_result(town, rounds):
    for number in range(rounds):
        item = town.item_at(Phase.VOTING, town.topic(f"第{number}件"))
        town.everyone_votes(item)
        announce = partial(services.announce_result, item=item, text="同意", **town.by)
        assert sorted(both(announce, announce)) == ["ok", "phase"]
        assert Resolution.objects.filter(item=item).count() == 1
    assert first_bad_entry(STREAM) is None


@rounds(2, 6, 60)
def test_two_clerks_open_a_meeting_at_once_and_it_opens_once(town, rounds):
    chair = town.sitters()[0]
    for number in range(rounds):
        meeting = town.convened(town.topic(f"第{number}件"), days_ahead=0)
        people = {"chair": chair, "recorder": chair, "absences": {}}
        open_it = partial(services.open_meeting, meeting=meeting, **people, **town.by)
        assert sorted(both(open_it, open_it)) == ["meeting_has_opened", "ok"]
        assert Seat.objects.filter(meeting=meeting).count() == 9


@rounds(2, 6, 60)
def test_the_same_vote_twice_at_once_counts_once(town, rounds):
    item = town.item_at(Phase.VOTING)
    member = town.able(item)[0]
    for _round in range(rounds):
        results = both(*[partial(town.vote, item, member)] * 2)
        assert sorted(results) == ["ok", "once"]
        (standing,) = Vote.objects.filter(item=item, seat=member, void=None)
        services.void_vote(vote=standing, reason="重来", **town.by)
    assert Vote.objects.filter(item=item).count() == rounds


@rounds(2, 6, 60)
def test_an_entry_voided_twice_at_once_is_voided_once(town, rounds):
    item = town.item_at(Phase.STATING)
    member = town.able(item)[0]
    for _round in range(rounds):
        statement = town.state(item, member)
        void = partial(services.void_statement, statement=statement, reason="错", **town.by)
        assert sorted(both(void, void)) == ["ok", "void_already"]
    assert StatementVoid.objects.count() == rounds


@rounds(1, 5, 50)
def test_two_items_taken_up_at_once_are_taken_up_one_at_a_time(town, rounds):
    for number in range(rounds):
        meeting = town.opened(town.topic(f"甲{number}"), town.topic(f"乙{number}"))
        one, two = meeting.items.order_by("position")
        results = both(*(partial(services.begin_item, item=item, **town.by) for item in (one, two)))
        assert sorted(results) == ["ok", "one_item_at_a_time"]


@rounds(1, 5, 50)
def test_one_topic_put_on_two_agendas_at_once_stands_on_one(town, rounds):
    for number in range(rounds):
        topic = town.topic(f"第{number}件")
        meetings = [
            services.convene_meeting(body=town.body, day=town.today, place="室", **town.by) for _time in range(2)
        ]
        put = [partial(services.put_on_agenda, meeting=meeting, topic=topic, **town.by) for meeting in meetings]
        assert sorted(both(*put)) == ["ok", "topic_taken"]
        assert AgendaItem.objects.filter(topic=topic).count() == 1


@rounds(1, 5, 50)
def test_two_topics_put_on_one_agenda_at_once_get_two_places(town, rounds):
    for number in range(rounds):
        meeting = services.convene_meeting(body=town.body, day=town.today, place="室", **town.by)
        topics = [town.topic(f"{sign}{number}") for sign in "甲乙丙"]
        put = [partial(services.put_on_agenda, meeting=meeting, topic=topic, **town.by) for topic in topics]
        assert both(*put) == ["ok"] * 3
        assert sorted(meeting.items.values_list("position", flat=True)) == [1, 2, 3]


@rounds(1, 5, 50)
def test_minutes_drafted_twice_at_once_are_one_draft(town, rounds):
    for number in range(rounds):
        item = town.opened(town.topic(f"第{number}件")).items.get()
        services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **town.by)
        meeting = services.close_meeting(meeting=item.meeting, **town.by)
        draft = partial(services.draft_minutes, meeting=meeting, **town.by)
        assert sorted(both(draft, draft)) == ["documents.drafted_already", "ok"]
    assert Draft.objects.count() == rounds


# One against the other -----------------------------------------------------------------------------


@rounds(2, 6, 60)
def test_who_comes_in_while_the_last_member_speaks_is_waited_for_or_late_but_never_lost(town, rounds):
    """Of two deputies one is missing; he comes at the moment in which the other states."""
    town.kind = BodyKind.HEAD_MEETING
    head = Official.objects.get(name="丁二")
    for number in range(rounds):
        item = town.item_at(Phase.STATING, town.topic(f"第{number}件", proposer=head), absent={"丁九": "堵车"})
        other, missing = town.seat(item, "丁六"), town.seat(item, "丁九")
        arrive = partial(services.record_arrival, seat=missing, **town.by)
        assert both(partial(town.state, item, other), arrive) == ["ok", "ok"]
        item.refresh_from_db()
        late = item.late_arrivals.filter(seat=missing).exists()
        assert item.stage == (Stage.LAST if late else Stage.MEMBERS)
        town.bring(item, Phase.VOTING)
        town.everyone_votes(item)
        resolution = services.announce_result(item=item, text="同意", **town.by)
        assert (resolution.due, resolution.agree) == (3, 2 if late else 3)
        town.now += timedelta(hours=1)
    assert first_bad_entry(STREAM) is None


@rounds(2, 6, 60)
def test_who_is_recused_at_the_moment_in_which_he_speaks_does_one_of_both(town, rounds):
    for number in range(rounds):
        item = town.item_at(Phase.STATING, town.topic(f"第{number}件"))
        seat = town.able(item)[0]
        recuse = partial(services.recuse, item=item, seat=seat, reason="亲属", **town.by)
        results = both(recuse, partial(town.state, item, seat))
        assert results in (["ok", "no_voice"], ["recusal_too_late", "ok"])
        assert item.recusals.count() + item.statements.count() == 1


@rounds(2, 5, 50)
def test_the_result_and_a_void_at_once_never_both_pass(town, rounds):
    for number in range(rounds):
        item = town.item_at(Phase.VOTING, town.topic(f"第{number}件"))
        town.everyone_votes(item)
        last = item.votes.latest("pk")
        results = both(
            partial(services.announce_result, item=item, text="同意", **town.by),
            partial(services.void_vote, vote=last, reason="错", **town.by),
        )
        assert results in (["ok", "closed"], ["everyone_has_voted", "ok"])
        assert Resolution.objects.filter(item=item).exists() == (results[0] == "ok")


@rounds(1, 5, 50)
def test_a_meeting_does_not_close_over_an_item_that_is_being_taken_up(town, rounds):
    for number in range(rounds):
        meeting = town.opened(town.topic(f"甲{number}"))
        item = meeting.items.get()
        results = both(
            partial(services.begin_item, item=item, **town.by),
            partial(services.close_meeting, meeting=meeting, **town.by),
        )
        assert results == ["ok", "items_open"]


def test_a_vote_in_two_towns_at_once_does_not_wait_for_the_other(town):
    """Different streams, different items: both pass, and both streams verify."""
    other = scene(Division.objects.get(code="320831103000"), "clerk.taji")
    items = [(one, one.item_at(Phase.VOTING)) for one in (town, other)]
    assert at_once(*(partial(one.everyone_votes, item) for one, item in items)) == [None, None]
    for one, item in items:
        item.refresh_from_db()
        assert item.stage == Stage.DONE
        assert first_bad_entry(one.division.scope.stream) is None
