"""What no table of the room can hold, whoever writes it: each constraint tried by going round the services."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from decisions import services
from decisions.models import (
    AdHocConsent,
    AdHocMotion,
    AgendaItem,
    Charge,
    Delivery,
    LateArrival,
    LightLine,
    LightSheet,
    LightSignature,
    LightVoid,
    Meeting,
    PriorTalk,
    Receipt,
    Recusal,
    Report,
    Resolution,
    Seat,
    SignOff,
    Statement,
    StatementVoid,
    TalkMember,
    Topic,
    TopicTemplate,
    Vote,
    VoteVoid,
)
from decisions.states import Choice, Outcome, Phase, Stage
from tests.decisions import attempts
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

    def motion(self) -> AdHocMotion:
        return AdHocMotion.objects.create(item=self.waiting, reason="汛情", **self.voice)

    def consent(self, motion: AdHocMotion | None = None, **more: int) -> AdHocConsent:
        numbers = {"agree": 5, "present": 5, "needed": 3, **more}
        return AdHocConsent.objects.create(motion=motion or self.motion(), **numbers, **self.voice)

    def sheet(self, **more: object) -> LightSheet:
        given = {"meeting": self.meeting, "number": 1, "day": self.meeting.day, **self.columns, **self.voice}
        return LightSheet.objects.create(**{**given, **more})

    def line(self, sheet: LightSheet, **more: object) -> LightLine:
        given = {"matter": "纸", "kind": "purchase", "handler": self.seat(MEMBER).official, "decision": "同意"}
        return LightLine.objects.create(**{"sheet": sheet, "position": 1, **given, **more})

    def template(self, **more: object) -> TopicTemplate:
        given = {"body": self.scene.body, "title": "月度", "made_on": self.scene.today}
        return TopicTemplate.objects.create(**{**given, "content": "纲", **self.columns, **more})

    def item_like(self, **more: object) -> AgendaItem:
        values = {"meeting": self.meeting, "topic": self.scene.topic("四"), "position": 9, **self.columns}
        return AgendaItem.objects.create(**{**values, **more})

    def signature(self, **more: object) -> SignOff:
        values = {
            "topic": self.waiting.topic,
            "step": "leader",
            "official": self.seat(MEMBER).official,
            "who": MEMBER,
            "answer": "agree",
            "day": self.scene.today,
            "digest": "0" * 64,
            **self.voice,
        }
        return SignOff.objects.create(**{**values, **more})

    def charge(self, **more: object) -> Charge:
        official = self.seat(MEMBER).official
        values = {
            "division": self.scene.division,
            "duty": "legality",
            "official": official,
            "given_by": official,
            "paper": "委托书",
            "start": self.scene.today,
            **self.columns,
        }
        return Charge.objects.create(**{**values, **more})

    def talk(self, **more: object) -> PriorTalk:
        values = {"topic": self.waiting.topic, "day": self.scene.today, "views": "同意", **self.voice}
        return PriorTalk.objects.create(**{**values, **more})

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
    "topic_track": [lambda w: Topic.objects.update(track="fast")],
    "topic_kept_off_has_reason": [
        lambda w, state=state: Topic.objects.update(state=state) for state in ("returned", "refused", "withdrawn")
    ],
    "topic_classified": [
        lambda w: Topic.objects.update(classified_year=2026, publishes=False),
        lambda w: Topic.objects.update(classified_number=1, publishes=False),
        lambda w: Topic.objects.filter(pk=w.waiting.topic_id).update(classified_year=2026, classified_number=1),
        lambda w: Topic.objects.filter(pk=w.scene.topic("五").pk).update(
            classified_year=2026, classified_number=1, publishes=False, amount=5
        ),
    ],
    "topic_classified_number": [
        lambda w: Topic.objects.update(classified_year=2026, classified_number=1, publishes=False)
    ],
    # The sheet
    "signoff_person_or_agency": [
        lambda w: w.signature(official=None, paper="原件"),
        lambda w: w.signature(step="expert", paper="原件"),
    ],
    "signoff_agency_on_paper": [lambda w: w.signature(step="expert", official=None)],
    "signoff_no_talk": [lambda w: w.signature(step="talk")],
    "signoff_refusal": [lambda w: w.signature(answer="refuse", opinion="不行")],
    "signoff_reason": [
        lambda w: w.signature(answer="return"),
        lambda w: w.signature(step="screening", answer="refuse"),
    ],
    "signoff_digest": [lambda w: w.signature(digest="0" * 63)],
    "priortalk_views": [lambda w: w.talk(views="")],
    "talkmember_once": [
        lambda w: [
            TalkMember.objects.create(talk=talk, official=w.seat(MEMBER).official) for talk in [w.talk()] for _ in "12"
        ]
    ],
    "decisions_charge_scope": [lambda w: w.charge(township=OTHER_COUNTY)],
    "charge_duty": [lambda w: w.charge(duty="cooking")],
    "charge_ends_after_start": [lambda w: w.charge(end=w.scene.today - timedelta(days=1))],
    "charge_once": [lambda w: (w.charge(), w.charge())],
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
    # Ad-hoc motions, small matters, recurring topics
    "ad_hoc_consent_is_enough": [lambda w: w.consent(agree=2, needed=3), lambda w: w.consent(agree=9, present=8)],
    "decisions_lightsheet_scope": [lambda w: w.sheet(township=OTHER_COUNTY)],
    "one_light_sheet_per_number": [lambda w: (w.sheet(), w.sheet())],
    "one_light_line_per_position": [lambda w: [w.line(sheet) for sheet in [w.sheet()] * 2]],
    "light_line_kind": [lambda w: w.line(w.sheet(), kind="gift"), lambda w: w.line(w.sheet(), kind="")],
    "light_line_entry": [lambda w: w.line(w.sheet(), kind="listed")],
    "decisions_topictemplate_scope": [lambda w: w.template(township=OTHER_COUNTY)],
    "one_template_of_a_title": [lambda w: (w.template(), w.template())],
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
        lambda w: w.resolution(outcome=Outcome.REJECTED, way="head_decides"),
        lambda w: w.resolution(outcome=Outcome.REJECTED, head_reason="多余"),
        lambda w: w.resolution(outcome=Outcome.DEFERRED),
    ],
    # Statement, Vote
    "one_vote_per_seat": [lambda w: (w.vote(), w.vote())],
    "one_statement_per_seat": [lambda w: _restated(w)],
    "vote_attempt": [lambda w: w.vote(choice="perhaps"), lambda w: w.vote(choice="")],
    "statement_attempt": [lambda w: _stated(w, choice="perhaps")],
    **attempts.ATTEMPTS,
}
#: One row for one thing: the field that says so.
SINGLE = {
    **attempts.SINGLE,
    "Receipt.delivery": lambda w: [
        Receipt.objects.create(delivery=w.item.deliveries.latest("pk"), **w.voice) for _ in "12"
    ],
    "AdHocMotion.item": lambda w: [w.motion() for _ in "12"],
    "AdHocConsent.motion": lambda w: [w.consent(motion=motion) for motion in [w.motion()] * 2],
    "LightSignature.sheet": lambda w: [
        LightSignature.objects.create(sheet=sheet, official=w.meeting.chair, on_paper=False, **w.voice)
        for sheet in [w.sheet()] * 2
    ],
    "LightVoid.sheet": lambda w: [
        LightVoid.objects.create(sheet=sheet, reason="错", **w.voice) for sheet in [w.sheet()] * 2
    ],
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


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ATTEMPTS)
def test_each_constraint_refuses_each_way_of_breaking_it(world, name):
    unique = any(
        constraint.name == name and isinstance(constraint, models.UniqueConstraint)
        for model in apps.get_app_config("decisions").get_models()
        for constraint in model._meta.constraints
    )
    # SQLite names the columns of a broken unique constraint, PostgreSQL its name.
    pattern = attempts.TRIGGER_FIRST.get(name) or (f"{name}|UNIQUE constraint failed" if unique else name)
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
    world.signature()
    world.signature(step="expert", official=None, paper="原件")
    world.charge()
    world.talk()
    Recusal.objects.create(item=world.item, seat=world.seat("丁五"), reason="亲属")
    assert Resolution.objects.count() == 1
