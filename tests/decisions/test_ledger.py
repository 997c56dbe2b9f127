"""Every act leaves its proof: one entry, naming all that it touched, or nothing of it remains."""

import inspect
import json
from datetime import timedelta

import pytest
from django.apps import apps

from decisions import services
from decisions.states import Choice, Outcome, Phase
from foundation.ledger.canonical import row_bytes
from foundation.ledger.models import LedgerEntry
from foundation.ledger.verification import first_bad_entry
from foundation.townships.models import User
from tests.decisions.refusals import refused
from tests.decisions.rows import changed, everything, ruled
from tests.decisions.verbs import SMALL, VERBS, actor_of
from tests.ledger.acts import told

#: Public inside the package, and no acts: the caller's act covers what they do.
NO_ACTS = {
    *("locked_meeting", "save_with_history", "advance", "close_item", "locked_item", "move"),
    *("add_item", "complete", "locked_topic", "settle", "principals_have_begun"),
}
#: What a verb is told, and no verb.
TOLD = {"Line", "Proposal"}
MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


class Broken(Exception):
    """The ledger cannot be written."""


def entries_after(number: int, stream: str) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(stream=stream, number__gt=number).order_by("number"))


def newest(stream: str) -> int:
    return LedgerEntry.objects.filter(stream=stream).latest("number").number


def rows_of(entry: LedgerEntry) -> list[dict]:
    return json.loads(bytes(entry.body))["rows"]


def test_every_public_verb_of_the_room_is_tried_here():
    assert set(services.__all__) - TOLD == set(VERBS)


def test_no_verb_is_public_without_being_listed():
    modules = [module for _name, module in inspect.getmembers(services, inspect.ismodule)]
    assert {module.__name__.rpartition(".")[2] for module in modules} >= {
        *("again", "ballots", "items", "meetings", "oversight", "procedures", "results", "seats", "topics", "voices")
    }
    public = {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__.startswith("decisions.services") and not name.startswith("_")
    }
    assert public - NO_ACTS == set(services.__all__) - TOLD


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", VERBS)
def test_each_verb_leaves_one_entry_that_names_every_row_it_touched(town, name):
    town.kind = SMALL
    verb = VERBS[name]
    do, actor = verb.ready(town), actor_of(town, verb)
    stream = verb.stream or town.division.scope.stream
    before, number = everything(), newest(stream)
    do(actor)
    entries = entries_after(number, stream)
    assert [entry.act for entry in entries] == verb.acts
    assert {(entry.actor, entry.at) for entry in entries} == {(str(actor), town.now)}
    assert entries[0].ref.startswith(f"{verb.about}:")
    named = [(row["table"], row["key"]) for entry in entries for row in rows_of(entry)]
    touched = ruled(changed(before, everything()))
    assert touched
    assert set(named) - touched == set(), "named, but not touched"
    assert touched - set(named) == set(), "touched, but not named"
    for entry in entries:
        keys = [(row["table"], row["key"]) for row in rows_of(entry)]
        assert len(keys) == len(set(keys))
        for (table, key), text in told(entry).items():
            assert row_bytes(MODELS[table]._default_manager.get(pk=key)) == text
    assert first_bad_entry(stream) is None


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", VERBS)
def test_nothing_of_a_verb_remains_when_its_entry_cannot_be_written(town, name, monkeypatch):
    town.kind = SMALL
    verb = VERBS[name]
    do, actor = verb.ready(town), actor_of(town, verb)
    before = everything()

    def broken(_acts: object) -> None:
        raise Broken

    monkeypatch.setattr("foundation.ledger.services._append", broken)
    with pytest.raises(Broken):
        do(actor)
    assert changed(before, everything()) == set()


def test_an_arrival_in_time_is_one_entry_about_the_meeting(town):
    item = town.item_at(Phase.REPORT, absent={"丁九": "堵车"})
    number = newest("320831101")
    services.record_arrival(seat=town.seat(item, "丁九"), **town.by)
    (entry,) = entries_after(number, "320831101")
    assert entry.ref == f"decisions.meeting:{item.meeting_id}"
    assert [row["table"] for row in rows_of(entry)] == ["decisions_seat"]


def test_an_arrival_that_holds_the_principals_back_names_the_item(town):
    """Only members who were waited for were absent: the stage was ahead, and falls back to him."""
    absent = {name: "堵车" for name in ("丁六", "丁七", "丁八", "丁九")}
    item = town.item_at(Phase.STATING, absent=absent)
    for name in ("丁一", "丁二", "丁三", "丁四", "丁五"):
        services.recuse(item=item, seat=town.seat(item, name), reason="亲属", **town.by)
    before, number = everything(), newest("320831101")
    services.record_arrival(seat=town.seat(item, "丁九"), **town.by)
    (entry,) = entries_after(number, "320831101")
    named = {(row["table"], row["key"]) for row in rows_of(entry)}
    assert named == ruled(changed(before, everything()))
    assert ("decisions_agendaitem", str(item.pk)) in named


def test_delivering_what_is_delivered_leaves_no_entry(town):
    meeting = town.convened()
    before = everything()
    services.deliver_meeting(meeting=meeting, **town.by)
    assert changed(before, everything()) == set()


def test_a_refused_act_leaves_no_entry(town):
    item = town.item_at(Phase.VOTING)
    number = newest("320831101")
    with refused("decisions.last_word"):
        town.vote(item, town.seat(item, "丁一"))
    assert newest("320831101") == number


def test_the_entry_of_a_vote_says_who_entered_it_and_the_row_whose_it_is(town):
    item = town.item_at(Phase.VOTING)
    vote = town.vote(item, town.seat(item, "丁三"))
    assert vote.actor == town.clerk
    assert vote.seat.official.name == "丁三"
    assert LedgerEntry.objects.filter(stream="320831101").latest("number").actor == str(town.clerk)


def test_the_entries_hold_nothing_that_was_said(town):
    """Digests only: words, choices and reasons lie in the rows."""
    item = town.item_at(Phase.STATING)
    secret = "机密词语甲乙丙"
    for seat in town.able(item)[:-1]:
        town.state(item, seat, Choice.OPPOSE, secret)
    services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason=secret, **town.by)
    for entry in LedgerEntry.objects.filter(stream="320831101"):
        body = bytes(entry.body).decode()
        assert secret not in body
        assert "oppose" not in body


def test_the_stream_verifies_after_a_whole_story(town, other):
    """Two towns, two meetings, whatever can go wrong in a room, to the end."""
    meeting = town.opened(town.topic("一"), town.topic("二"), town.topic("三"), absent={"丁九": "堵车"})
    first, second, third = meeting.items.order_by("position")
    town.bring(first, Phase.DISCUSSION)
    services.record_speech(item=first, seat=town.seat(first, "丁三"), text="说", **town.by)
    services.recuse(item=first, seat=town.seat(first, "丁八"), reason="亲属", **town.by)
    town.bring(first, Phase.STATING)
    services.void_statement(statement=town.state(first, town.seat(first, "丁三")), reason="错", **town.by)
    town.bring(first, Phase.VOTING)
    services.record_arrival(seat=town.seat(first, "丁九"), **town.by)
    services.void_vote(vote=town.vote(first, town.seat(first, "丁三")), reason="错", **town.by)
    town.everyone_votes(first, "丁四")
    resolution = services.announce_result(item=first, text="同意", **town.by)
    services.set_aside_item(item=second, outcome=Outcome.WITHDRAWN, reason="撤回", **town.by)
    town.bring(third, Phase.VOTING)
    town.everyone_votes(third)
    services.announce_result(item=third, text="同意", **town.by)
    services.close_meeting(meeting=meeting, **town.by)
    town.minutes(meeting)
    town.now += timedelta(days=1)
    VERBS["note_publication"].ready(other)(User.objects.get(username="reviewer.taji"))
    assert resolution.agree == 6
    for stream in ("320831101", "320831103"):
        assert first_bad_entry(stream) is None
        numbers = list(LedgerEntry.objects.filter(stream=stream).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
