"""Events tell, questions ask; both know their subscribers by name only."""

import logging

import pytest
from django.db import DatabaseError

from foundation import events
from foundation.events import Event, Failure, Question, check_subscribers

HERE = __name__
heard: list[str] = []


def first(fact):
    heard.append(f"first {fact}")


def second(fact):
    heard.append(f"second {fact}")


def says_no(fact):
    return ["no", "never"]


def says_nothing(fact):
    return []


def breaks(fact):
    raise RuntimeError("broken")


def breaks_half_way(fact):
    yield "yes"
    raise RuntimeError("broken half-way")


def answers_none(fact):
    return None


def breaks_the_database(fact):
    raise DatabaseError("the transaction is aborted")


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """A list of channels of our own: what a test makes is forgotten after it."""
    monkeypatch.setattr(events, "_channels", [])
    heard.clear()
    return events._channels


@pytest.fixture
def happened() -> Event[str]:
    return Event("test.happened")


@pytest.fixture
def blockers() -> Question[str, str]:
    return Question("test.blockers")


def test_subscribers_hear_an_event_in_the_order_of_their_subscription(happened):
    happened.subscribe(f"{HERE}.second")
    happened.subscribe(f"{HERE}.first")
    happened.emit("x")
    assert heard == ["second x", "first x"]


def test_subscribing_twice_is_the_same_as_once(happened):
    happened.subscribe(f"{HERE}.first")
    happened.subscribe(f"{HERE}.first")
    happened.emit("x")
    assert heard == ["first x"]
    assert happened.subscribers() == (f"{HERE}.first",)


def test_a_failing_subscriber_stops_the_event_and_is_not_hidden(happened):
    happened.subscribe(f"{HERE}.breaks")
    happened.subscribe(f"{HERE}.first")
    with pytest.raises(RuntimeError, match="broken"):
        happened.emit("x")
    assert heard == []


def test_a_renamed_subscriber_stops_the_event_before_anybody_has_heard_it(happened):
    happened.subscribe(f"{HERE}.first")
    happened.subscribe(f"{HERE}.renamed")
    with pytest.raises(ImportError):
        happened.emit("x")
    assert heard == []


def test_a_question_collects_all_answers(blockers):
    blockers.subscribe(f"{HERE}.says_no")
    blockers.subscribe(f"{HERE}.says_nothing")
    assert blockers.ask("x") == ["no", "never"]


def test_nobody_asked_nobody_answers(blockers):
    assert blockers.ask("x") == []


@pytest.mark.parametrize("name", ["breaks", "breaks_half_way", "answers_none", "renamed"])
def test_an_answer_that_fails_is_a_failure_and_the_others_are_still_heard(blockers, name, caplog):
    blockers.subscribe(f"{HERE}.{name}")
    blockers.subscribe(f"{HERE}.says_no")
    with caplog.at_level(logging.ERROR):
        answers = blockers.ask("x")
    assert Failure(f"{HERE}.{name}") in answers
    assert answers[-2:] == ["no", "never"]
    assert f"test.blockers: {HERE}.{name} failed to answer" in caplog.text


def test_a_broken_transaction_is_not_taken_for_an_answer(blockers):
    blockers.subscribe(f"{HERE}.breaks_the_database")
    with pytest.raises(DatabaseError):
        blockers.ask("x")


def test_only_these_subscribers_and_afterwards_the_old_ones(happened):
    happened.subscribe(f"{HERE}.first")
    with pytest.raises(RuntimeError), happened.only(f"{HERE}.second", f"{HERE}.breaks"):
        happened.emit("x")
    happened.emit("y")
    assert heard == ["second x", "first y"]


def test_the_check_finds_a_subscriber_that_cannot_be_imported(channels):
    Event("test.good").subscribe(f"{HERE}.first")
    bad = Question("test.bad")
    bad.subscribe(f"{HERE}.renamed")
    bad.subscribe("nowhere.at.all")
    bad.subscribe("nodots")
    found = check_subscribers()
    assert [each.id for each in found] == ["foundation.E001"] * 3
    assert all(each.msg.startswith("test.bad: ") for each in found)


def test_the_checks_of_the_project_know_this_one(monkeypatch):
    monkeypatch.undo()
    from django.core.checks.registry import registry

    assert check_subscribers in registry.get_checks()
    assert check_subscribers() == []
