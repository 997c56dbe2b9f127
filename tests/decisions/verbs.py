"""Every verb of the room, ready to be done: the scene is brought to the point, the last step is left to the caller."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from decisions import services
from decisions.models import AgendaItem, Resolution, Seat
from decisions.states import Choice, Outcome, Phase, Stage
from disclosure.services import publish
from foundation.townships.models import User
from foundation.townships.states import BodyKind
from tests.decisions.scenes import Scene

Do = Callable[[User], Any]
#: Three members come to a decision sooner than nine; what is tried here is the same.
SMALL = BodyKind.DISCIPLINE_COMMITTEE


@dataclass(frozen=True)
class Verb:
    """`ready(scene)` returns the act that waits for its actor; `acts` are the entries that it leaves, in their
    order; `about` is the kind of thing that the first of them is about; `actor` does it when nobody else is named."""

    ready: Callable[[Scene], Do]
    acts: list[str]
    about: str
    actor: str = "clerk"


def members(scene: Scene, item: AgendaItem) -> list[Seat]:
    """Who comes before the principals."""
    return [seat for seat in scene.able(item) if seat.stage == Stage.MEMBERS]


def _propose(scene: Scene) -> Do:
    return lambda actor: scene.topic(actor=actor)


def _convene(scene: Scene) -> Do:
    return lambda actor: services.convene_meeting(
        body=scene.body, day=scene.today, place="三楼", actor=actor, now=scene.now
    )


def _reschedule(scene: Scene) -> Do:
    meeting = scene.convened()
    day = scene.today + timedelta(days=9)
    return lambda actor: services.reschedule_meeting(meeting=meeting, day=day, actor=actor, now=scene.now)


def _agenda(scene: Scene) -> Do:
    meeting, topic = scene.convened(), scene.topic("第二件")
    return lambda actor: services.put_on_agenda(meeting=meeting, topic=topic, actor=actor, now=scene.now)


def _deliver(scene: Scene) -> Do:
    meeting = scene.convened(scene.topic("一"), scene.topic("二"), deliver=False)
    return lambda actor: services.deliver_meeting(meeting=meeting, actor=actor, now=scene.now)


def _open(scene: Scene) -> Do:
    meeting = scene.convened(days_ahead=0)
    chair, *_others, away = scene.sitters()
    return lambda actor: services.open_meeting(
        meeting=meeting, chair=chair, recorder=chair, absences={away.pk: "出差"}, actor=actor, now=scene.now
    )


def _begin(scene: Scene) -> Do:
    item = scene.item_at(Phase.WAITING)
    return lambda actor: services.begin_item(item=item, actor=actor, now=scene.now)


def _report(scene: Scene) -> Do:
    item = scene.item_at(Phase.REPORT)
    return lambda actor: services.record_report(
        item=item, reporter=item.topic.proposer, text="报", actor=actor, now=scene.now
    )


def _speech(scene: Scene) -> Do:
    item = scene.item_at(Phase.DISCUSSION)
    seat = scene.able(item)[0]
    return lambda actor: services.record_speech(item=item, seat=seat, text="说", actor=actor, now=scene.now)


def _end(scene: Scene) -> Do:
    """With nobody but the principals: the stage moves on at once."""
    item = scene.item_at(Phase.DISCUSSION)
    for seat in members(scene, item):
        services.recuse(item=item, seat=seat, reason="亲属", **scene.by)
    return lambda actor: services.end_discussion(item=item, actor=actor, now=scene.now)


def _state(scene: Scene) -> Do:
    """The last statement: the system goes on to the vote."""
    item = scene.item_at(Phase.STATING)
    *others, last = scene.able(item)
    for seat in others:
        scene.state(item, seat)
    return lambda actor: services.record_statement(
        item=item, seat=last, choice=Choice.OPPOSE, text="保留意见", actor=actor, now=scene.now
    )


def _void_statement(scene: Scene) -> Do:
    """The last statement again: the system goes back."""
    item = scene.item_at(Phase.VOTING)
    statement = item.statements.latest("pk")
    return lambda actor: services.void_statement(statement=statement, reason="录错", actor=actor, now=scene.now)


def _vote(scene: Scene) -> Do:
    """The vote after which the stage moves on."""
    item = scene.item_at(Phase.VOTING)
    *others, last = members(scene, item)
    for seat in others:
        scene.vote(item, seat)
    return lambda actor: services.cast_vote(item=item, seat=last, choice=Choice.AGREE, actor=actor, now=scene.now)


def _void_vote(scene: Scene) -> Do:
    item = scene.item_at(Phase.VOTING)
    scene.everyone_votes(item)
    vote = item.votes.latest("pk")
    return lambda actor: services.void_vote(vote=vote, reason="录错", actor=actor, now=scene.now)


def _recuse(scene: Scene) -> Do:
    """Of the last member who is waited for: the stage moves on."""
    item = scene.item_at(Phase.STATING)
    *others, last = members(scene, item)
    for seat in others:
        scene.state(item, seat)
    return lambda actor: services.recuse(item=item, seat=last, reason="亲属", actor=actor, now=scene.now)


def _arrive(scene: Scene) -> Do:
    """Too late for the item."""
    away = scene.sitters()[-1].name
    item = scene.item_at(Phase.VOTING, absent={away: "堵车"})
    seat = scene.seat(item, away)
    return lambda actor: services.record_arrival(seat=seat, actor=actor, now=scene.now)


def _announce(scene: Scene) -> Do:
    item = scene.item_at(Phase.VOTING)
    scene.everyone_votes(item)
    return lambda actor: services.announce_result(item=item, text="同意。", actor=actor, now=scene.now)


def _set_aside(scene: Scene) -> Do:
    item = scene.item_at(Phase.STATING)
    return lambda actor: services.set_aside_item(
        item=item, outcome=Outcome.DEFERRED, reason="再议", actor=actor, now=scene.now
    )


def _close(scene: Scene) -> Do:
    meeting = scene.resolution().item.meeting
    return lambda actor: services.close_meeting(meeting=meeting, actor=actor, now=scene.now)


def _minutes(scene: Scene) -> Do:
    meeting = scene.resolution().item.meeting
    services.close_meeting(meeting=meeting, **scene.by)
    return lambda actor: services.issue_minutes(meeting=meeting, actor=actor, now=scene.now)


def prepared(scene: Scene, resolution: Resolution, actor: User | None = None) -> Any:
    return services.prepare_publication(
        resolution=resolution,
        what="修一个广场",
        how_to_object="到党政办公室书面提出",
        actor=actor or scene.clerk,
        now=scene.now,
    )


def _prepare(scene: Scene) -> Do:
    resolution = scene.resolution()
    return lambda actor: prepared(scene, resolution, actor)


def _publish(scene: Scene) -> Do:
    """`note_publication` is done inside the act of publishing, by whoever publishes."""
    draft = prepared(scene, scene.resolution())
    return lambda actor: publish(draft=draft, reviewer=actor, now=scene.now)


VERBS = {
    "propose_topic": Verb(_propose, ["decisions.topic.propose"], "decisions.topic"),
    "convene_meeting": Verb(_convene, ["decisions.meeting.convene"], "decisions.meeting"),
    "reschedule_meeting": Verb(_reschedule, ["decisions.meeting.reschedule"], "decisions.meeting"),
    "put_on_agenda": Verb(_agenda, ["decisions.item.put_on_agenda"], "decisions.agendaitem"),
    "deliver_meeting": Verb(_deliver, ["decisions.meeting.deliver"], "decisions.meeting"),
    "open_meeting": Verb(_open, ["decisions.meeting.open"], "decisions.meeting"),
    "begin_item": Verb(_begin, ["decisions.item.begin"], "decisions.agendaitem"),
    "record_report": Verb(_report, ["decisions.item.report"], "decisions.agendaitem"),
    "record_speech": Verb(_speech, ["decisions.speech.record"], "decisions.agendaitem"),
    "end_discussion": Verb(_end, ["decisions.item.end_discussion"], "decisions.agendaitem"),
    "record_statement": Verb(_state, ["decisions.statement.record"], "decisions.agendaitem"),
    "void_statement": Verb(_void_statement, ["decisions.statement.void"], "decisions.agendaitem"),
    "cast_vote": Verb(_vote, ["decisions.vote.cast"], "decisions.agendaitem"),
    "void_vote": Verb(_void_vote, ["decisions.vote.void"], "decisions.agendaitem"),
    "recuse": Verb(_recuse, ["decisions.item.recuse"], "decisions.agendaitem"),
    "record_arrival": Verb(_arrive, ["decisions.seat.arrive"], "decisions.meeting"),
    "announce_result": Verb(_announce, ["decisions.item.announce_result"], "decisions.agendaitem"),
    "set_aside_item": Verb(_set_aside, ["decisions.item.set_aside"], "decisions.agendaitem"),
    "close_meeting": Verb(_close, ["decisions.meeting.close"], "decisions.meeting"),
    "issue_minutes": Verb(_minutes, ["decisions.meeting.issue_minutes", "documents.paper.issue"], "decisions.meeting"),
    "prepare_publication": Verb(_prepare, ["disclosure.draft.prepare"], "disclosure.draft"),
    "note_publication": Verb(
        _publish, ["disclosure.draft.publish", "decisions.topic.published"], "disclosure.draft", actor="reviewer"
    ),
}
