"""Before the meeting: sheets that go round, talks, charges, what was kept off."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from decisions.models import (
    Charge,
    PriorTalk,
    TalkMember,
    Topic,
)
from decisions.selectors.visible import TOPICS
from decisions.sheet import Sheet
from decisions.signers import Signers
from decisions.states import Step, TopicState
from foundation.townships.models import User
from foundation.townships.selectors import scope_q
from foundation.townships.states import Capability


def going_round(scope: Q) -> QuerySet[Topic]:
    """Topics whose sheet is with somebody: to be signed, or sent back to the office."""
    states = [TopicState.PROPOSED, TopicState.RETURNED]
    return TOPICS.filter(scope, state__in=states).order_by("planned_day", "pk")


def to_sign(user: User, today: date) -> list[tuple[Topic, Step]]:
    """Which steps of which topics wait for the signature of the user. The queries do not depend on the topics."""
    if user.official is None:
        return []
    rows = list(TOPICS.filter(scope_q(user, Capability.VIEW_DECISIONS), state=TopicState.PROPOSED).order_by("pk"))
    sheets, signers = Sheet.many(rows), Signers(today)
    return [
        (topic, step) for topic in rows for step in sheets[topic.pk].waiting if user.official in signers.of(topic, step)
    ]


def talks_of(topic: Topic) -> list[PriorTalk]:
    """Every talk on a topic with its circle. Two queries."""
    rows = topic.talks.select_related("topic", "actor")
    return list(rows.prefetch_related(Prefetch("circle", TalkMember.objects.select_related("official"))))


def charges_for(user: User | AnonymousUser) -> QuerySet[Charge]:
    rows = Charge.objects.filter(scope_q(user, Capability.VIEW_DECISIONS))
    return rows.select_related("division", "official", "given_by").order_by("division__code", "duty", "-start")


@dataclass(frozen=True)
class Quarter:
    """What was proposed in a unit in a quarter, and what of it was kept off."""

    year: int
    quarter: int
    unit: str
    proposed: int
    refused: tuple[Topic, ...]


def refusals(user: User, since: date) -> list[Quarter]:
    """By quarter and unit, newest first (D02): for the county's inspectors of all they see, for a member of what he
    proposed himself. Quarters without a refusal are left out for neither. One query."""
    rows = TOPICS.filter(scope_q(user, Capability.VIEW_DECISIONS), proposed_on__gte=since)
    if not user.may(Capability.ENTER_ADMIN):
        rows = rows.filter(proposer=user.official) if user.official else rows.none()
    found: dict[tuple[int, int, str], list[Topic]] = {}
    for topic in rows.order_by("-proposed_on", "-pk"):
        day = topic.proposed_on
        found.setdefault((day.year, (day.month + 2) // 3, topic.body.division.name), []).append(topic)
    return [
        Quarter(*key, len(topics), tuple(topic for topic in topics if topic.state == TopicState.REFUSED))
        for key, topics in sorted(found.items(), key=lambda each: (-each[0][0], -each[0][1], each[0][2]))
    ]
