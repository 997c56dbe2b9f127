"""How each constraint of the watching tables can be broken; `test_constraints.py` tries them one by one."""

from datetime import timedelta
from typing import Any

from decisions.models import (
    BallotCount,
    BallotCountVoid,
    Emergency,
    Mover,
    Observer,
    Procedure,
    Reconsideration,
    Recusal,
    Seat,
    Stop,
    StopAnswer,
    StopLift,
    TakenUp,
    WrittenOpinion,
)

MEMBER = "丁十"


def _secret(world: Any) -> Any:
    """The item at its vote, made secret by hand: the second item of the meeting, which waits, goes there."""
    world.item.__class__.objects.filter(pk=world.item.pk).update(phase="waiting")
    world.item.__class__.objects.filter(pk=world.item.pk).update(secret=True)
    world.item.__class__.objects.filter(pk=world.item.pk).update(phase="voting")
    return world.item


def count(world: Any, **more: Any) -> BallotCount:
    tellers = list(Seat.objects.filter(meeting=world.meeting, stage=0).order_by("pk")[:2])
    numbers = {"handed_out": 3, "returned": 3, "valid": 3, "agree": 3, "oppose": 0, "abstain": 0, "postpone": 0}
    pair = {"teller": tellers[0], "second_teller": tellers[1]}
    return BallotCount.objects.create(**{"item": _secret(world), **numbers, **pair, **world.voice, **more})


def procedure(world: Any, **more: Any) -> Procedure:
    values = {"kind": "head_meeting", "way": "majority_of_due", "title": "规则", "start": world.scene.today}
    return Procedure.objects.create(**{**values, **more})


def of_body(world: Any, **more: Any) -> Procedure:
    body = world.scene.body
    mine = {"body": body, "kind": body.kind, "county": body.county, "township": body.township}
    return procedure(world, **{**mine, **more})


def stop(world: Any, **more: Any) -> Stop:
    return Stop.objects.create(**{"item": world.item, "kind": "stop", "reason": "停", **world.voice, **more})


def answer(world: Any, asked: Stop, **more: Any) -> StopAnswer:
    chair = world.meeting.chair
    return StopAnswer.objects.create(
        **{"stop": asked, "kind": "ends", "chair": chair, "text": "好", **world.voice, **more}
    )


def again(world: Any, **more: Any) -> Reconsideration:
    values = {"ground": "members", "reason": "漏", "until": None, **world.voice, **more}
    return Reconsideration.objects.create(
        **{"resolution": values.pop("resolution", None) or world.resolution(), **values}
    )


def _moved_twice(world: Any) -> None:
    made, official = again(world), world.seat(MEMBER).official
    for _time in "12":
        Mover.objects.create(reconsideration=made, official=official)


def _seen_twice(world: Any) -> None:
    for _time in "12":
        Observer.objects.create(meeting=world.meeting, official=world.seat(MEMBER).official)


def _twice(world: Any, model: Any) -> None:
    for _time in "12":
        model.objects.create(item=world.item, seat=world.seat(MEMBER), text="文", **world.voice)


def _recused(world: Any, **more: Any) -> Recusal:
    return Recusal.objects.create(item=world.item, seat=world.seat(MEMBER), reason="亲属", **more)


ATTEMPTS = {
    "recusal_says_who_asked": [
        lambda w: _recused(w, motive="applied"),
        lambda w: _recused(w, motive="own", asked_by="丁三"),
        lambda w: _recused(w, motive="rumour", asked_by="丁三"),
    ],
    "one_ballot_count_per_attempt": [lambda w: (count(w), BallotCount.objects.create(**_copy(w)))],
    "ballots_add_up": [
        lambda w: count(w, handed_out=2),
        lambda w: count(w, returned=2),
        lambda w: count(w, valid=2),
        lambda w: count(w, oppose=1),
        lambda w: count(w, postpone=1),
    ],
    "ballots_two_tellers": [lambda w: _one_teller(w)],
    "ballots_attempt": [lambda w: _attempt_zero(w)],
    "emergency_reported_after": [
        lambda w: Emergency.objects.create(
            topic=w.item.topic,
            decider=w.seat(MEMBER).official,
            acted_on=w.scene.today,
            reported_on=w.scene.today - timedelta(days=1),
            **w.voice,
        )
    ],
    "one_observer_per_meeting": [_seen_twice],
    "procedure_whose": [
        lambda w: procedure(w, county="320831", township="320831101"),
        lambda w: of_body(w, county="", township=""),
        lambda w: of_body(w, unit_type="town"),
        lambda w: procedure(w, county="3208"),
    ],
    "procedure_lists": [
        lambda w: procedure(w, way="lot"),
        lambda w: procedure(w, kind="club"),
        lambda w: procedure(w, tie="coin"),
    ],
    "procedure_period": [lambda w: procedure(w, end=w.scene.today - timedelta(days=1))],
    "procedure_lodged_by_somebody": [
        lambda w: procedure(w, lodged_on=w.scene.today),
        lambda w: procedure(w, lodged_by=w.scene.clerk),
    ],
    "procedure_order": [lambda w: procedure(w, last="head", last_but_one="head")],
    "procedure_once_for_a_county": [lambda w: [procedure(w, county="320831") for _ in "12"]],
    "procedure_once_for_a_body": [lambda w: [of_body(w) for _ in "12"]],
    "county_orders_by_a_day": [
        lambda w: again(w, ground="county"),
        lambda w: again(w, until=w.scene.today),
        lambda w: again(w, ground="whim"),
    ],
    "one_name_per_mover": [_moved_twice],
    "stop_kind": [lambda w: stop(w, kind="shout")],
    "stop_answer_kind": [lambda w: answer(w, stop(w), kind="shrug")],
    "one_answer_per_opinion": [lambda w: _twice(w, TakenUp)],
    "one_written_opinion_per_seat": [lambda w: _twice(w, WrittenOpinion)],
}


def _copy(world: Any) -> dict[str, Any]:
    """The count that stands once more: the trigger lets attempt 1 pass, the constraint does not."""
    found = BallotCount.objects.latest("pk")
    fields = [field.attname for field in BallotCount._meta.concrete_fields if not field.primary_key]
    return {name: getattr(found, name) for name in fields}


def _one_teller(world: Any) -> None:
    """The trigger wants two seats as well: it speaks first, in either order both refuse."""
    seat = Seat.objects.filter(meeting=world.meeting, stage=0).order_by("pk")[0]
    count(world, teller=seat, second_teller=seat)


def _attempt_zero(world: Any) -> None:
    count(world, attempt=0)


#: Where a trigger of the same table refuses the same row before its constraint is asked.
TRIGGER_FIRST = {"ballots_two_tellers": "not two tellers", "ballots_attempt": "one count stands"}

SINGLE = {
    "BallotCountVoid.count": lambda w: [
        BallotCountVoid.objects.create(count=found, reason="错", **w.voice) for found in [count(w)] * 2
    ],
    "Emergency.topic": lambda w: [
        Emergency.objects.create(
            topic=w.item.topic,
            decider=w.seat(MEMBER).official,
            acted_on=w.scene.today,
            reported_on=w.scene.today,
            **w.voice,
        )
        for _ in "12"
    ],
    "Reconsideration.resolution": lambda w: [again(w, resolution=found) for found in [w.resolution()] * 2],
    "StopAnswer.stop": lambda w: [answer(w, found) for found in [stop(w)] * 2],
    "StopLift.stop": lambda w: [StopLift.objects.create(stop=found, reason="改", **w.voice) for found in [stop(w)] * 2],
}
