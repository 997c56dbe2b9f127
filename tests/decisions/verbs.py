"""Every verb of the room, ready to be done: the scene is brought to the point, the last step is left to the caller."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from decisions import services
from decisions.models import (
    AgendaItem,
    Charge,
    Emergency,
    Observer,
    Procedure,
    Resolution,
    Seat,
    Stop,
    Topic,
    TopicTemplate,
)
from decisions.services.light import Light
from decisions.states import (
    Answer,
    Category,
    Choice,
    Duty,
    Ground,
    LightKind,
    Outcome,
    Phase,
    Stage,
    Step,
    StopAnswerKind,
    StopKind,
    Way,
)
from disclosure.services import publish
from foundation.scope import Scope
from foundation.townships.models import Official, User
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
    #: Whose ledger it is written in, when not the town's.
    stream: str = ""


#: Who acts from above.
OF_THE_COUNTY = {"inspector", "office", "organisation", "system"}


def actor_of(scene: Scene, verb: Verb) -> User:
    """The account of whoever does it when nobody else is named."""
    place = "county" if verb.actor in OF_THE_COUNTY else scene.clerk.username.split(".")[1]
    return User.objects.get(username=f"{verb.actor}.{place}")


def members(scene: Scene, item: AgendaItem) -> list[Seat]:
    """Who comes before the principals."""
    return [seat for seat in scene.able(item) if seat.stage == Stage.MEMBERS]


def _propose(scene: Scene) -> Do:
    return lambda actor: scene.topic(actor=actor)


def sheet(scene: Scene, entry: str = "works", **more: Any) -> Topic:
    """Of the party committee, before anybody has signed; the leader in charge is the member who has an account."""
    scene.kind = BodyKind.PARTY_COMMITTEE
    return scene.topic(entry=entry, signed=False, leader=scene.account("member").official, **more)


def said(topic: Topic, **more: Any) -> services.Proposal:
    """What stands on a sheet, said again."""
    names = ("title", "content", "planned_day", "amount", "leader")
    return services.Proposal(**{**{name: getattr(topic, name) for name in names}, **more})


def _revise(scene: Scene) -> Do:
    topic = sheet(scene)
    scene.signs(topic, Step.LEADER, "member", Answer.RETURN, "请写明地点")
    return lambda actor: services.revise_topic(
        topic=topic, proposal=said(topic, content="在集镇东侧。"), actor=actor, now=scene.now
    )


def _withdraw(scene: Scene) -> Do:
    topic = sheet(scene)
    return lambda actor: services.withdraw_topic(topic=topic, reason="暂不办理", actor=actor, now=scene.now)


def _sign(scene: Scene) -> Do:
    """The last signature: the topic goes to the pool."""
    topic = sheet(scene, "purchase")
    scene.sign(topic, *[step for step in topic.asked if step != Step.SCREENING])
    return lambda actor: services.sign_topic(
        topic=topic, step=Step.SCREENING, answer=Answer.AGREE, opinion="", actor=actor, now=scene.now
    )


def _record_sheet(scene: Scene) -> Do:
    topic = sheet(scene, "purchase")
    lines = [scene.line(topic, step) for step in topic.asked]
    return lambda actor: services.record_sheet(topic=topic, lines=lines, paper="原件", actor=actor, now=scene.now)


def _note_talk(scene: Scene) -> Do:
    topic = sheet(scene, "party_members", amount=None)
    circle = scene.sitters()[:2]
    return lambda actor: services.note_talk(
        topic=topic, day=scene.today, circle=circle, views="同意上会", actor=actor, now=scene.now
    )


def _give_charge(scene: Scene) -> Do:
    deputy = deputies(scene)[0]
    return lambda actor: services.give_charge(
        unit=scene.division,
        duty=Duty.SCREENING,
        official=deputy,
        paper="书面委托",
        start=scene.today,
        end=None,
        actor=actor,
        now=scene.now,
    )


def _end_charge(scene: Scene) -> Do:
    # One that was given is enough: nobody is charged twice with the same.
    given = Charge.objects.filter(official=deputies(scene)[0], duty=Duty.SCREENING, end=None).first()
    charge = given or scene.charge(deputies(scene)[0], Duty.SCREENING)
    return lambda actor: services.end_charge(charge=charge, end=scene.today, actor=actor, now=scene.now)


def deputies(scene: Scene) -> list[Official]:
    """Whom the secretary may charge with screening."""
    rows = Official.objects.filter(tenures__post__division=scene.division, tenures__post__kind="deputy_secretary")
    return list(rows.order_by("pk"))


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


def _hands(scene: Scene) -> Do:
    """All who come before the last: an entry for each."""
    item = scene.item_at(Phase.VOTING)
    raised = members(scene, item)
    return lambda actor: services.record_hands(item=item, seats=raised, actor=actor, now=scene.now)


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


def _leave(scene: Scene) -> Do:
    """The last member who is waited for goes: the stage moves on."""
    item = scene.item_at(Phase.STATING)
    *others, last = members(scene, item)
    for seat in others:
        scene.state(item, seat)
    return lambda actor: services.record_departure(seat=last, reason="接访", actor=actor, now=scene.now)


def _pass_chair(scene: Scene) -> Do:
    item = scene.item_at(Phase.REPORT)
    seat = members(scene, item)[0]
    return lambda actor: services.pass_chair(meeting=item.meeting, seat=seat, reason="接访", actor=actor, now=scene.now)


def _written(scene: Scene) -> Do:
    away = scene.sitters()[-1].name
    item = scene.item_at(Phase.DISCUSSION, absent={away: "住院"})
    seat = scene.seat(item, away)
    return lambda actor: services.record_written_opinion(
        item=item, seat=seat, text="先修排水。", actor=actor, now=scene.now
    )


def secret_item(scene: Scene) -> AgendaItem:
    """A personnel matter of the party committee, to be voted on by paper ballots."""
    scene.kind = BodyKind.PARTY_COMMITTEE
    return scene.item_at(Phase.VOTING, scene.topic("任职", category=Category.PERSONNEL, amount=None))


def _count(scene: Scene) -> Do:
    item = secret_item(scene)
    *_others, first, second = members(scene, item)
    numbers = {"handed_out": 9, "returned": 9, "valid": 8, "agree": 6, "oppose": 1, "abstain": 0, "postpone": 1}
    return lambda actor: services.count_ballots(
        item=item, **numbers, teller=first, second_teller=second, actor=actor, now=scene.now
    )


def _void_count(scene: Scene) -> Do:
    count = scene.count_ballots(secret_item(scene))
    return lambda actor: services.void_ballots(count=count, reason="录错", actor=actor, now=scene.now)


def discipline(scene: Scene) -> dict[str, Any]:
    """The unit's discipline secretary acts."""
    word = scene.clerk.username.split(".")[1]
    return {"actor": User.objects.get(username=f"discipline.{word}"), "now": scene.now}


def stopped(scene: Scene, kind: StopKind = StopKind.STOP) -> Stop:
    """An item that the discipline secretary has stopped in its discussion."""
    item = scene.item_at(Phase.DISCUSSION)
    return services.raise_stop(item=item, kind=kind, reason="没有预告", **discipline(scene))


def _stop(scene: Scene) -> Do:
    item = scene.item_at(Phase.DISCUSSION)
    return lambda actor: services.raise_stop(
        item=item, kind=StopKind.STOP, reason="没有预告", actor=actor, now=scene.now
    )


def _answer(scene: Scene) -> Do:
    stop = stopped(scene)
    return lambda actor: services.answer_stop(
        stop=stop, kind=StopAnswerKind.ENDS, text="接受", actor=actor, now=scene.now
    )


def _lift(scene: Scene) -> Do:
    stop = stopped(scene)
    return lambda actor: services.lift_stop(stop=stop, reason="已补正", actor=actor, now=scene.now)


def inspector() -> Official:
    return User.objects.get(username="inspector.county").official


def observed(scene: Scene) -> Observer:
    """A meeting that has opened, with the county's inspector in it."""
    meeting = scene.opened()
    return services.add_observer(meeting=meeting, official=inspector(), **scene.by)


def _observe(scene: Scene) -> Do:
    meeting = scene.convened()
    return lambda actor: services.add_observer(meeting=meeting, official=inspector(), actor=actor, now=scene.now)


def _note(scene: Scene) -> Do:
    observer = observed(scene)
    return lambda actor: services.note_as_observer(
        observer=observer, item=observer.meeting.items.get(), text="程序完整。", actor=actor, now=scene.now
    )


def emergency_of(scene: Scene, topic: Topic, **more: Any) -> Emergency:
    given = {
        "decider": scene.sitters()[0],
        "acted_on": scene.today,
        "reason": "河堤渗水",
        "done": "调用两台水泵",
        "reported_to": "县防汛办",
        "reported_on": scene.today,
        **scene.by,
        **more,
    }
    return services.report_emergency(topic=topic, **given)


def _emergency(scene: Scene) -> Do:
    topic = scene.topic()
    return lambda actor: emergency_of(scene, topic, actor=actor)


def _reconsider(scene: Scene) -> Do:
    resolution = scene.resolution()
    movers = scene.sitters()[:2]
    return lambda actor: services.move_reconsideration(
        resolution=resolution, ground=Ground.MEMBERS, movers=movers, reason="漏算", actor=actor, now=scene.now
    )


def _order(scene: Scene) -> Do:
    resolution = scene.resolution()
    until = scene.today + timedelta(days=20)
    return lambda actor: services.order_reconsideration(
        resolution=resolution, until=until, reason="未听取意见", actor=actor, now=scene.now
    )


#: What a body's own rules say, as strict as the country's defaults of a discipline committee.
OWN = {
    "title": "纪委议事规则（2026）1号",
    "quorum": "2/3",
    "quorum_unit": "share_at_least",
    "way": Way.TWO_THIRDS_OF_DUE,
    "chair": "discipline_secretary",
    "last": "discipline_secretary",
}


def adopted(scene: Scene, **more: Any) -> Procedure:
    return services.adopt_procedure(body=scene.body, values={**OWN, "start": scene.today, **more}, **scene.by)


def after_the_last(scene: Scene) -> date:
    """Today, or the day after the body's last version began."""
    last = Procedure.objects.filter(body=scene.body).order_by("start").last()
    return last.start + timedelta(days=1) if last else scene.today


def _adopt(scene: Scene) -> Do:
    values = {**OWN, "start": adopted(scene, start=after_the_last(scene)).start + timedelta(days=9), "title": "修订"}
    return lambda actor: services.adopt_procedure(body=scene.body, values=values, actor=actor, now=scene.now)


def _lodge(scene: Scene) -> Do:
    procedure = adopted(scene, start=after_the_last(scene))
    return lambda actor: services.lodge_procedure(procedure=procedure, day=scene.today, actor=actor, now=scene.now)


def _county(scene: Scene) -> Do:
    values = {"title": "县里的缺省", "way": Way.MAJORITY_OF_DUE, "start": scene.today}
    return lambda actor: services.set_county_procedure(
        scope=Scope("320831"), kind=SMALL, unit_type="town", values=values, actor=actor, now=scene.now
    )


def _load(scene: Scene) -> Do:
    """One default is missing."""
    Procedure.objects.filter(kind=BodyKind.TEAMS_MEETING).delete()
    return lambda actor: services.load_procedures(actor=actor, now=scene.now)


def _close(scene: Scene) -> Do:
    meeting = scene.resolution().item.meeting
    return lambda actor: services.close_meeting(meeting=meeting, actor=actor, now=scene.now)


def _minutes(scene: Scene) -> Do:
    meeting = scene.resolution().item.meeting
    services.close_meeting(meeting=meeting, **scene.by)
    return lambda actor: services.draft_minutes(meeting=meeting, actor=actor, now=scene.now)


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


def _receive(scene: Scene) -> Do:
    """Both items of a meeting at once, by a member's own login."""
    meeting = scene.convened(scene.topic("一"), scene.topic("二"))
    return lambda actor: services.sign_for(meeting=meeting, actor=actor, now=scene.now)


def _hand_over(scene: Scene) -> Do:
    meeting, member = scene.convened(), scene.sitters()[-1]
    return lambda actor: services.record_hand_over(
        meeting=meeting, official=member, handed_on=scene.today, actor=actor, now=scene.now
    )


def _ad_hoc(scene: Scene) -> Do:
    """In the meeting that goes on."""
    meeting, topic = scene.opened(), scene.topic("临时")
    return lambda actor: services.put_ad_hoc(
        meeting=meeting, topic=topic, reason="汛情紧急", actor=actor, now=scene.now
    )


def _consent(scene: Scene) -> Do:
    item = _ad_hoc(scene)(scene.clerk)
    return lambda actor: services.record_consent(item=item, agree=2, actor=actor, now=scene.now)


def light(scene: Scene, **more: Any) -> Light:
    given = {"matter": "购置打印纸", "kind": LightKind.PURCHASE, "amount": Decimal("800.00"), "decision": "同意。"}
    return Light(**{"handler": scene.sitters()[0], **given, **more})


def _enter_light(scene: Scene) -> Do:
    scene.kind = BodyKind.HEAD_MEETING
    meeting, lines = scene.opened(), [light(scene), light(scene, matter="看望老党员", amount=None)]
    return lambda actor: services.enter_light_sheet(meeting=meeting, lines=lines, actor=actor, now=scene.now)


def _sign_light(scene: Scene) -> Do:
    sheet = _enter_light(scene)(scene.clerk)
    return lambda actor: services.sign_off_light_sheet(sheet=sheet, actor=actor, now=scene.now)


def _void_light(scene: Scene) -> Do:
    sheet = _enter_light(scene)(scene.clerk)
    return lambda actor: services.void_light_sheet(sheet=sheet, reason="金额录错", actor=actor, now=scene.now)


def template(scene: Scene, **more: Any) -> TopicTemplate:
    given = {"title": "{年}年第{季}季度经费支出", "entry": None, "content": "收支情况。"}
    return services.keep_template(**{"body": scene.body, "unit": scene.body.division, **given, **scene.by, **more})


def _keep_template(scene: Scene) -> Do:
    return lambda actor: template(scene, actor=actor)


def _end_template(scene: Scene) -> Do:
    kept = template(scene, title="{年}年{月}月经费支出")
    return lambda actor: services.end_template(template=kept, actor=actor, now=scene.now)


def _copy(scene: Scene) -> Do:
    """One of an earlier meeting, which is over."""
    item = scene.resolution().item
    services.close_meeting(meeting=item.meeting, **scene.by)
    meeting = scene.convened(scene.topic("别的"))
    return lambda actor: services.copy_agenda(meeting=meeting, items=[item], actor=actor, now=scene.now)


VERBS = {
    "record_departure": Verb(_leave, ["decisions.seat.leave"], "decisions.meeting"),
    "pass_chair": Verb(_pass_chair, ["decisions.meeting.pass_chair"], "decisions.meeting"),
    "record_written_opinion": Verb(_written, ["decisions.opinion.record"], "decisions.agendaitem"),
    "count_ballots": Verb(_count, ["decisions.ballots.count"], "decisions.agendaitem"),
    "void_ballots": Verb(_void_count, ["decisions.ballots.void"], "decisions.agendaitem"),
    "raise_stop": Verb(_stop, ["decisions.stop.raise"], "decisions.agendaitem", actor="discipline"),
    "answer_stop": Verb(_answer, ["decisions.stop.answer"], "decisions.agendaitem"),
    "lift_stop": Verb(_lift, ["decisions.stop.lift"], "decisions.agendaitem", actor="discipline"),
    "add_observer": Verb(_observe, ["decisions.observer.add"], "decisions.meeting"),
    "note_as_observer": Verb(_note, ["decisions.observer.note"], "decisions.meeting", actor="inspector"),
    "report_emergency": Verb(_emergency, ["decisions.topic.emergency"], "decisions.topic"),
    "move_reconsideration": Verb(_reconsider, ["decisions.topic.reconsider"], "decisions.topic"),
    "order_reconsideration": Verb(_order, ["decisions.topic.reconsider"], "decisions.topic", actor="inspector"),
    "adopt_procedure": Verb(_adopt, ["decisions.procedure.adopt"], "decisions.procedure"),
    "lodge_procedure": Verb(_lodge, ["decisions.procedure.lodge"], "decisions.procedure", actor="organisation"),
    "set_county_procedure": Verb(
        _county, ["decisions.procedure.adopt"], "decisions.procedure", actor="office", stream="320831"
    ),
    "load_procedures": Verb(
        _load, ["decisions.procedures.load"], "decisions.procedure", actor="system", stream="000000"
    ),
    "sign_for": Verb(_receive, ["decisions.meeting.receipt"], "decisions.meeting", actor="discipline"),
    "record_hand_over": Verb(_hand_over, ["decisions.meeting.hand_over"], "decisions.meeting"),
    "put_ad_hoc": Verb(_ad_hoc, ["decisions.item.put_ad_hoc"], "decisions.agendaitem"),
    "record_consent": Verb(_consent, ["decisions.item.consent"], "decisions.agendaitem"),
    "enter_light_sheet": Verb(_enter_light, ["decisions.light.enter"], "decisions.lightsheet"),
    "sign_off_light_sheet": Verb(_sign_light, ["decisions.light.sign_off"], "decisions.lightsheet"),
    "void_light_sheet": Verb(_void_light, ["decisions.light.void"], "decisions.lightsheet"),
    "keep_template": Verb(_keep_template, ["decisions.template.keep"], "decisions.topictemplate"),
    "end_template": Verb(_end_template, ["decisions.template.end"], "decisions.topictemplate"),
    "copy_agenda": Verb(_copy, ["decisions.topic.propose", "decisions.item.put_on_agenda"], "decisions.topic"),
    "propose_topic": Verb(_propose, ["decisions.topic.propose"], "decisions.topic"),
    "revise_topic": Verb(_revise, ["decisions.topic.revise"], "decisions.topic"),
    "withdraw_topic": Verb(_withdraw, ["decisions.topic.withdraw"], "decisions.topic"),
    "sign_topic": Verb(_sign, ["decisions.topic.sign"], "decisions.topic", actor="secretary"),
    "record_sheet": Verb(_record_sheet, ["decisions.topic.record_sheet"], "decisions.topic"),
    "note_talk": Verb(_note_talk, ["decisions.topic.note_talk"], "decisions.topic", actor="secretary"),
    "give_charge": Verb(_give_charge, ["decisions.charge.give"], "decisions.charge"),
    "end_charge": Verb(_end_charge, ["decisions.charge.end"], "decisions.charge"),
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
    "record_hands": Verb(_hands, ["decisions.vote.cast"] * 2, "decisions.agendaitem"),
    "void_vote": Verb(_void_vote, ["decisions.vote.void"], "decisions.agendaitem"),
    "recuse": Verb(_recuse, ["decisions.item.recuse"], "decisions.agendaitem"),
    "record_arrival": Verb(_arrive, ["decisions.seat.arrive"], "decisions.meeting"),
    "announce_result": Verb(_announce, ["decisions.item.announce_result"], "decisions.agendaitem"),
    "set_aside_item": Verb(_set_aside, ["decisions.item.set_aside"], "decisions.agendaitem"),
    "close_meeting": Verb(_close, ["decisions.meeting.close"], "decisions.meeting"),
    "draft_minutes": Verb(_minutes, ["decisions.meeting.draft_minutes", "documents.draft.begin"], "decisions.meeting"),
    "prepare_publication": Verb(_prepare, ["disclosure.draft.prepare"], "disclosure.draft"),
    "note_publication": Verb(
        _publish, ["disclosure.draft.publish", "decisions.topic.published"], "disclosure.draft", actor="reviewer"
    ),
}
