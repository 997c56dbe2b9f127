"""What no table of the room can hold, whoever writes it: each constraint tried by going round the services."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from decisions import services
from decisions.models import (
    AgendaItem,
    Delivery,
    LateArrival,
    Meeting,
    Recusal,
    Report,
    Resolution,
    Seat,
    Statement,
    StatementVoid,
    Topic,
    Vote,
    VoteVoid,
)
from decisions.states import Choice, Outcome, Phase, Stage
from tests.decisions.refusals import stopped
from tests.decisions.scenes import Scene
from tests.decisions.verbs import SMALL

MEMBER = "丁十"


class World:
    """A meeting at its first vote, a second item that waits, and a second meeting that is convened."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        scene.kind = SMALL
        self.meeting = scene.opened(scene.topic("一"), scene.topic("二"))
        self.item, self.waiting = self.meeting.items.order_by("position")
        scene.bring(self.item, Phase.VOTING)
        self.second = scene.convened(scene.topic("三"))
        self.columns = {"county": self.item.county, "township": self.item.township}
        self.voice = {"actor": scene.clerk, "at": scene.now}

    def seat(self, name: str) -> Seat:
        return self.scene.seat(self.item, name)

    def meetings(self) -> models.QuerySet[Meeting]:
        return Meeting.objects.filter(pk=self.meeting.pk)

    def vote(self, name: str = MEMBER, **more: object) -> Vote:
        values = {"item": self.item, "seat": self.seat(name), "choice": Choice.AGREE, "attempt": 1, **self.voice}
        return Vote.objects.create(**{**values, **more})

    def resolution(self, **more: object) -> Resolution:
        values = {
            "item": self.waiting,
            "topic": self.waiting.topic,
            "outcome": Outcome.ADOPTED,
            "text": "同意",
            "decided_on": self.scene.today,
            **dict.fromkeys(("due", "present", "agree", "needed"), 5),
            **dict.fromkeys(("recused", "oppose", "abstain", "absent"), 0),
            **self.columns,
        }
        return Resolution.objects.create(**{**values, **more})

    def item_like(self, **more: object) -> AgendaItem:
        values = {"meeting": self.meeting, "topic": self.scene.topic("四"), "position": 9, **self.columns}
        return AgendaItem.objects.create(**{**values, **more})

    def seat_like(self, **more: object) -> Seat:
        values = {
            "meeting": self.second,
            "official": self.seat(MEMBER).official,
            "title": "委员",
            "rank": 1,
            "stage": 0,
            "votes": True,
            "present": True,
        }
        return Seat.objects.create(**{**values, **more})


@pytest.fixture
def world(town) -> World:
    return World(town)


OTHER_COUNTY = "991234567"

#: Constraint → ways of breaking it; each must be refused by itself.
ATTEMPTS = {
    # Topic
    "decisions_topic_scope": [lambda w: Topic.objects.update(township=OTHER_COUNTY)],
    "topic_category": [lambda w: Topic.objects.update(category="gift"), lambda w: Topic.objects.update(category="")],
    "topic_state": [lambda w: Topic.objects.update(state="forgotten"), lambda w: Topic.objects.update(state="")],
    # Meeting
    "decisions_meeting_scope": [lambda w: Meeting.objects.update(township=OTHER_COUNTY)],
    "meeting_entry": [lambda w: Meeting.objects.filter(pk=w.second.pk).update(entry="telephone")],
    "meeting_state_and_times": [
        lambda w: w.meetings().update(state="convened"),
        lambda w: w.meetings().update(state="closed"),
        lambda w: w.meetings().update(state="forgotten"),
        lambda w: w.meetings().update(opened_at=None),
        lambda w: w.meetings().update(chair=None),
        lambda w: w.meetings().update(recorder=None),
        lambda w: w.meetings().update(state="closed", closed_at=w.scene.now - timedelta(seconds=1)),
        lambda w: w.meetings().update(closed_at=w.scene.now),
        lambda w: Meeting.objects.filter(pk=w.second.pk).update(state="open"),
        lambda w: Meeting.objects.filter(pk=w.second.pk).update(opened_at=w.scene.now),
    ],
    # AgendaItem
    "decisions_agendaitem_scope": [lambda w: AgendaItem.objects.update(township=OTHER_COUNTY)],
    "one_item_per_position": [lambda w: w.item_like(position=1)],
    "topic_once_per_meeting": [lambda w: w.item_like(topic=_closed(w, w.waiting).topic, position=3)],
    "topic_open_at_one_meeting": [lambda w: w.item_like(meeting=w.second, topic=w.waiting.topic)],
    "one_item_at_a_time": [
        lambda w, phase=phase: AgendaItem.objects.filter(pk=w.waiting.pk).update(phase=phase)
        for phase in ("report", "discussion", "stating", "voting")
    ],
    "item_stage": [lambda w: AgendaItem.objects.filter(pk=w.waiting.pk).update(stage=4)],
    "item_closed_has_outcome": [
        lambda w: AgendaItem.objects.filter(pk=w.item.pk).update(phase="closed"),
        lambda w: AgendaItem.objects.filter(pk=w.item.pk).update(phase="closed", outcome="adopted"),
        lambda w: AgendaItem.objects.filter(pk=w.item.pk).update(phase="closed", closed_at=w.scene.now),
        lambda w: AgendaItem.objects.filter(pk=w.item.pk).update(outcome="adopted"),
        lambda w: AgendaItem.objects.filter(pk=w.item.pk).update(closed_at=w.scene.now),
        lambda w: AgendaItem.objects.filter(pk=w.item.pk).update(phase="forgotten"),
        lambda w: AgendaItem.objects.filter(pk=w.item.pk).update(
            phase="closed", outcome="forgotten", closed_at=w.scene.now
        ),
    ],
    # Delivery, Seat, Recusal, LateArrival
    "one_delivery_per_item_and_member": [
        lambda w: Delivery.objects.create(item=w.item, official=w.seat(MEMBER).official, day=w.scene.today)
    ],
    "one_seat_per_official": [lambda w: w.seat_like(meeting=w.meeting)],
    "one_last_word_per_meeting": [
        lambda w: Seat.objects.filter(pk=w.seat(MEMBER).pk).update(stage=Stage.LAST),
    ],
    "seat_stage": [lambda w, stage=stage: w.seat_like(stage=stage) for stage in (3, 4)],
    "absence_has_reason": [lambda w: w.seat_like(present=False, absence="")],
    "one_recusal_per_item_and_seat": [lambda w: _twice(w, Recusal, reason="亲属")],
    "one_late_arrival_per_item_and_seat": [lambda w: _twice(w, LateArrival, at=w.scene.now)],
    # Resolution
    "decisions_resolution_scope": [lambda w: w.resolution(township=OTHER_COUNTY)],
    "resolution_adds_up": [
        lambda w: w.resolution(due=6),
        lambda w: w.resolution(oppose=1),
        lambda w: w.resolution(absent=1),
        lambda w: w.resolution(present=6),
    ],
    "resolution_follows_the_count": [
        lambda w: w.resolution(needed=6),
        lambda w: w.resolution(outcome=Outcome.REJECTED),
        lambda w: w.resolution(outcome=Outcome.DEFERRED),
    ],
    # Statement, Vote
    "one_vote_per_seat": [lambda w: (w.vote(), w.vote())],
    "one_statement_per_seat": [lambda w: _restated(w)],
    "vote_attempt": [lambda w: w.vote(choice="perhaps"), lambda w: w.vote(choice="")],
    "statement_attempt": [lambda w: _stated(w, choice="perhaps")],
}
#: One row for one thing: the field that says so.
SINGLE = {
    "Report.item": lambda w: Report.objects.create(
        item=w.item, reporter=w.seat(MEMBER).official, text="再报", **w.voice
    ),
    "Resolution.item": lambda w: (w.resolution(), w.resolution()),
    "StatementVoid.statement": lambda w: [
        StatementVoid.objects.create(statement=w.item.statements.latest("pk"), reason="错", **w.voice) for _ in "12"
    ],
    "VoteVoid.vote": lambda w: [VoteVoid.objects.create(vote=vote, reason="错", **w.voice) for vote in [w.vote()] * 2],
}


def _closed(world: World, item: AgendaItem) -> AgendaItem:
    return services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **world.scene.by)


def _twice(world: World, model: type[models.Model], **values: object) -> None:
    for _time in "12":
        model.objects.create(item=world.item, seat=world.seat(MEMBER), **values)


def _stated(world: World, **more: object) -> Statement:
    """In the second meeting, whose item is brought to its statements by hand."""
    seat = world.seat_like()
    item = world.second.items.get()
    AgendaItem.objects.filter(pk=item.pk).update(phase=Phase.STATING)
    values = {"item": item, "seat": seat, "choice": Choice.AGREE, "attempt": 1, **world.voice}
    return Statement.objects.create(**{**values, **more})


def _restated(world: World) -> None:
    first = _stated(world)
    Statement.objects.create(item=first.item, seat=first.seat, choice=Choice.OPPOSE, attempt=1, **world.voice)


def test_every_constraint_of_the_room_is_tried_here():
    models_ = [model for model in apps.get_app_config("decisions").get_models() if not hasattr(model, "history_id")]
    assert {constraint.name for model in models_ for constraint in model._meta.constraints} == set(ATTEMPTS)
    single = {
        f"{model.__name__}.{field.name}"
        for model in models_
        for field in model._meta.concrete_fields
        if isinstance(field, models.OneToOneField)
    }
    assert single == set(SINGLE)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_each_constraint_refuses_each_way_of_breaking_it(world, name):
    unique = any(
        constraint.name == name and isinstance(constraint, models.UniqueConstraint)
        for model in apps.get_app_config("decisions").get_models()
        for constraint in model._meta.constraints
    )
    # SQLite names the columns of a broken unique constraint, PostgreSQL its name.
    pattern = f"{name}|UNIQUE constraint failed" if unique else name
    for attempt in ATTEMPTS[name]:
        stopped(lambda attempt=attempt: attempt(world), pattern)


@pytest.mark.parametrize("name", SINGLE)
def test_there_is_one_row_for_one_thing(world, name):
    stopped(lambda: SINGLE[name](world), "UNIQUE constraint failed|duplicate key")


def test_what_is_right_passes_all_of_them(world):
    """The attempts above fail for their reason and for no other."""
    world.item_like()
    world.seat_like(official=world.seat("丁十一").official, present=False, absence="出差")
    world.vote()
    world.resolution()
    _stated(world)
    Recusal.objects.create(item=world.item, seat=world.seat("丁五"), reason="亲属")
    assert Resolution.objects.count() == 1
