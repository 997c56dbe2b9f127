from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from decisions import rules
from decisions.models import Meeting, Topic
from decisions.permissions import check_can_keep_meetings
from decisions.states import Category
from foundation.ledger.services import act
from foundation.scope import scope_columns
from foundation.townships.models import Body, Official, User
from foundation.townships.rules import division_in_force, official_serves
from foundation.violations import refuse_on


def propose_topic(
    *,
    body: Body,
    proposer: Official,
    title: str,
    category: Category,
    content: str,
    amount: Decimal | None,
    planned_day: date,
    actor: User,
    now: datetime,
) -> Topic:
    """A member proposes a topic, and the office files it (D02).

    `amount` is in yuan, `planned_day` the day on which it shall be decided.
    Raises `RuleViolation` for a unit that has been merged by that day, the wrong body, a proposer who
    holds no post in the unit, or a day that has passed; `PermissionDenied` when the actor does not keep
    this unit's meetings.
    """
    check_can_keep_meetings(actor, body.scope)
    today = timezone.localdate(now)
    with act("decisions.topic.propose", stream=body.scope.stream, actor=actor, now=now) as record:
        refuse_on(
            division_in_force(body.division, max(today, planned_day)),
            rules.right_body(category, body),
            official_serves(proposer, body.division, today),
            rules.day_not_past(planned_day, today, "planned_day"),
        )
        topic = Topic(
            title=title,
            category=category,
            body=body,
            proposer=proposer,
            content=content,
            amount=amount,
            planned_day=planned_day,
            proposed_on=today,
            **scope_columns(body.scope),
        )
        save_with_history(topic, actor)
        record.touch(topic)
    return topic


def save_with_history(row: Topic | Meeting, actor: User, *, fields: list[str] | None = None) -> None:
    """Save a row whose field history people read, under the name of whoever changed it."""
    row._history_user = actor  # type: ignore[union-attr]
    row.save(update_fields=fields)
