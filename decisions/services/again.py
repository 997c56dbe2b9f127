"""An emergency is reported and later ratified; a decision is discussed once more."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import Emergency, Mover, Reconsideration, Resolution, Topic
from decisions.permissions import check_can_keep_meetings, check_can_order
from decisions.services.topics import save_with_history
from decisions.states import Ground, TopicState
from foundation.ledger.services import Act, act
from foundation.townships.models import Official, User
from foundation.townships.rules import official_serves
from foundation.violations import refuse_on


def report_emergency(
    *,
    topic: Topic,
    decider: Official,
    acted_on: date,
    reason: str,
    done: str,
    reported_to: str,
    reported_on: date,
    actor: User,
    now: datetime,
) -> Emergency:
    """What the one in charge did because there was no time for a meeting; the next one is asked to ratify it (追认).

    Raises `RuleViolation` for a topic that does not wait in the pool, a second report, somebody who did not serve in
    the unit, and days out of order.
    """
    check_can_keep_meetings(actor, topic.scope)
    with act("decisions.topic.emergency", stream=topic.scope.stream, actor=actor, now=now) as record:
        topic = Topic.objects.select_for_update(of=("self",)).select_related("body__division").get(pk=topic.pk)
        refuse_on(
            rules.waits_in_the_pool(topic),
            rules.one_emergency(topic),
            rules.reported_after(acted_on, reported_on, timezone.localdate(now)),
            official_serves(decider, topic.body.division, acted_on),
            *(
                rules.is_given(text, name, field)
                for text, name, field in (
                    (reason, _("来不及开会的原因"), "reason"),
                    (done, _("怎样处置"), "done"),
                    (reported_to, _("向谁报告"), "reported_to"),
                )
            ),
        )
        emergency = Emergency.objects.create(
            topic=topic,
            decider=decider,
            acted_on=acted_on,
            reason=reason,
            done=done,
            reported_to=reported_to,
            reported_on=reported_on,
            actor=actor,
            at=now,
        )
        record.about(topic)
        record.touch(emergency)
    return emergency


def move_reconsideration(
    *, resolution: Resolution, ground: Ground, movers: Sequence[Official], reason: str, actor: User, now: datetime
) -> Reconsideration:
    """复议 by the rules: members together, or the chair; the topic goes back to the pool, the decision stays on record.

    Raises `RuleViolation` when too few have signed, or somebody who may not, and for a decision that is not the last.
    """
    check_can_keep_meetings(actor, resolution.scope)
    with act("decisions.topic.reconsider", stream=resolution.scope.stream, actor=actor, now=now) as record:
        resolution = _locked(resolution)
        refuse_on(
            rules.stands_as_decided(resolution),
            rules.may_move(resolution, ground, movers, timezone.localdate(now)),
            rules.is_given(reason, _("理由"), "reason"),
        )
        return _reconsider(resolution, ground, movers, reason, None, record, actor, now)


def order_reconsideration(
    *, resolution: Resolution, until: date, reason: str, actor: User, now: datetime
) -> Reconsideration:
    """The county orders that a decision be discussed once more by a day (D12), from its own login."""
    check_can_order(actor, resolution.scope)
    with act("decisions.topic.reconsider", stream=resolution.scope.stream, actor=actor, now=now) as record:
        resolution = _locked(resolution)
        refuse_on(
            rules.stands_as_decided(resolution),
            rules.orders_ahead(until, timezone.localdate(now)),
            rules.is_given(reason, _("理由"), "reason"),
        )
        return _reconsider(resolution, Ground.COUNTY, (), reason, until, record, actor, now)


def _locked(resolution: Resolution) -> Resolution:
    """The decision, its topic locked until the act ends: two people may move the same."""
    topic = Topic.objects.select_for_update(of=("self",)).select_related("body__division").get(pk=resolution.topic_id)
    found = Resolution.objects.select_related("item__meeting__body__division", "reconsideration").get(pk=resolution.pk)
    found.topic = topic
    return found


def _reconsider(
    resolution: Resolution,
    ground: Ground,
    movers: Sequence[Official],
    reason: str,
    until: date | None,
    record: Act,
    actor: User,
    now: datetime,
) -> Reconsideration:
    topic = resolution.topic
    made = Reconsideration.objects.create(
        resolution=resolution, ground=ground, reason=reason, until=until, actor=actor, at=now
    )
    signed = [Mover.objects.create(reconsideration=made, official=mover) for mover in movers]
    refuse_on(rules.topic_move_allowed(topic, TopicState.POOL))
    topic.state = TopicState.POOL
    # Planned days are reminded of: those of the county's order, or today's.
    topic.planned_day = until or max(topic.planned_day, timezone.localdate(now))
    save_with_history(topic, actor, fields=["state", "planned_day"])
    record.about(topic)
    record.touch(made, *signed, topic)
    return made
