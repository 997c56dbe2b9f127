"""A topic from its proposal on: filed, changed, taken back, moved to the next body."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import Meeting, Topic
from decisions.permissions import check_can_keep_meetings
from decisions.selectors import body_of
from decisions.sheet import Sheet
from decisions.states import Category, Outcome, TopicState
from foundation.ledger.services import act
from foundation.rulebook.selectors import parameter
from foundation.scope import scope_columns
from foundation.townships.models import Body, Division, Official, User
from foundation.townships.rules import division_in_force, official_serves
from foundation.townships.states import BodyKind
from foundation.violations import refuse_on
from powers.models import DirectoryEntry
from powers.selectors import Needs, directory_on, needs_of
from powers.states import Track


@dataclass(frozen=True)
class Proposal:
    """What stands on a sheet. `amount` is in yuan, `planned_day` the day on which it shall be decided.

    A `classified` one has neither title nor content nor amount: it gets a number.
    """

    title: str
    content: str
    planned_day: date
    amount: Decimal | None = None
    leader: Official | None = None
    classified: bool = False


def propose_topic(
    *,
    entry: DirectoryEntry | None,
    unit: Division,
    proposer: Official,
    proposal: Proposal,
    body: Body | None = None,
    actor: User,
    now: datetime,
) -> Topic:
    """A member proposes a topic, and the office files it (D02).

    Its `entry` of the unit's directory says which bodies decide, in which order, and what comes before;
    without one the directory does not name it, and `body` (only then) is who decides. On the light track
    it waits for a meeting at once, else its sheet goes round. `unit` is the township or village.
    Raises `RuleViolation` for an entry of another directory, a large sum outside of the directory, a sum
    or a leader in charge that is missing, words of a classified topic, a unit that has been merged by that
    day, a proposer who holds no post in the unit, or a day that has passed; `PermissionDenied` when
    the actor does not keep this unit's meetings.
    """
    check_can_keep_meetings(actor, unit.scope)
    today = timezone.localdate(now)
    with act("decisions.topic.propose", stream=unit.scope.stream, actor=actor, now=now) as record:
        # Two clerks at once: of two classified topics each gets a number of its own.
        unit = Division.objects.select_for_update(no_key=True).get(pk=unit.pk)
        topic = Topic(entry=entry, proposer=proposer, proposed_on=today, **scope_columns(unit.scope))
        refuse_on(
            division_in_force(unit, max(today, proposal.planned_day)),
            *([rules.entry_in_force(entry, directory_on(unit, today))] if entry else [rules.body_is_chosen(body)]),
        )
        if proposal.classified:
            topic.classified_year = today.year
            topic.classified_number = _next_number(unit, today.year)
        _fill(topic, proposal, unit, body)
        refuse_on(
            rules.right_body(Category(topic.category), topic.body),
            official_serves(proposer, topic.body.division, today),
            rules.day_not_past(proposal.planned_day, today, "planned_day"),
        )
        topic.state = TopicState.POOL if topic.track == Track.LIGHT else TopicState.PROPOSED
        save_with_history(topic, actor)
        record.touch(topic)
    return topic


def _next_number(unit: Division, year: int) -> int:
    rows = Topic.objects.filter(**scope_columns(unit.scope), classified_year=year)
    return int(rows.aggregate(last=Max("classified_number"))["last"] or 0) + 1


def _fill(topic: Topic, proposal: Proposal, unit: Division, body: Body | None) -> None:
    """Write what stands on the sheet, and what follows from it by the directory of the day of the proposal."""
    entry, amount = topic.entry, proposal.amount
    if topic.classified:
        refuse_on(rules.classified_is_empty(proposal.title, proposal.content, amount))
        number = {"year": topic.classified_year, "number": topic.classified_number}
        topic.title = _("涉密议题〔%(year)d〕%(number)d号") % number
        topic.content = _("涉密事项，材料线下办理。")
    else:
        refuse_on(
            rules.is_given(proposal.title, _("议题名称"), "title"),
            rules.is_given(proposal.content, _("主要内容"), "content"),
        )
        topic.title, topic.content = proposal.title.strip(), proposal.content
    topic.amount, topic.planned_day, topic.leader = amount, proposal.planned_day, proposal.leader
    if entry is None:
        large = parameter("decisions.large_sum", scope=unit.scope, on=topic.proposed_on)
        chosen = cast(Body, body)
        refuse_on(rules.off_the_list(amount, chosen, large))
        _need(topic, Category.OTHER, Needs(Track.LIGHT, (BodyKind(chosen.kind),), publication=True), chosen)
    else:
        refuse_on(rules.amount_is_given(entry, amount, topic.classified))
        needs = needs_of(entry, amount, unit, topic.proposed_on)
        first = body_of(unit, needs.bodies[0])
        refuse_on(rules.unit_has_body(first, needs.bodies[0]), rules.leader_is_named(topic.leader, needs.steps))
        _need(topic, entry.category, needs, cast(Body, first))


def _need(topic: Topic, category: Category, needs: Needs, body: Body) -> None:
    topic.category, topic.track, topic.body = category, needs.track, body
    topic.route = [each.value for each in needs.bodies]
    topic.steps = [each.value for each in needs.steps]
    topic.secret_vote, topic.debate = needs.secret_vote, needs.debate
    topic.publishes = needs.publication and not topic.classified


def revise_topic(*, topic: Topic, proposal: Proposal, actor: User, now: datetime) -> Topic:
    """Change what stands on a sheet before it is on an agenda; whoever has signed other words signs again.

    The entry, the proposer and whether it is classified stay. A returned topic goes round again by this. Raises
    `RuleViolation` once it is on an agenda or one body has adopted it.
    """
    check_can_keep_meetings(actor, topic.scope)
    with act("decisions.topic.revise", stream=topic.scope.stream, actor=actor, now=now) as record:
        topic = locked_topic(topic)
        today = timezone.localdate(now)
        refuse_on(rules.can_be_changed(topic), rules.day_not_past(proposal.planned_day, today, "planned_day"))
        _fill(topic, proposal, topic.body.division, topic.body)
        refuse_on(rules.right_body(Category(topic.category), topic.body))
        if topic.state != TopicState.PROPOSED:
            refuse_on(rules.topic_move_allowed(topic, TopicState.PROPOSED))
            topic.state, topic.state_reason = TopicState.PROPOSED, ""
        complete(Sheet.of(topic))
        save_with_history(topic, actor)
        record.touch(topic)
    return topic


def withdraw_topic(*, topic: Topic, reason: str, actor: User, now: datetime) -> Topic:
    """Take back a topic that is on no agenda, with a reason on record."""
    check_can_keep_meetings(actor, topic.scope)
    with act("decisions.topic.withdraw", stream=topic.scope.stream, actor=actor, now=now) as record:
        topic = locked_topic(topic)
        refuse_on(
            rules.can_be_changed(topic),
            rules.topic_move_allowed(topic, TopicState.WITHDRAWN),
            rules.is_given(reason, _("撤回的理由"), "reason"),
        )
        topic.state, topic.state_reason = TopicState.WITHDRAWN, reason.strip()
        save_with_history(topic, actor, fields=["state", "state_reason"])
        record.touch(topic)
    return topic


# For the other acts of this room -----------------------------------------------------------------


def locked_topic(topic: Topic) -> Topic:
    """The topic as it is now, locked until the act ends."""
    rows = Topic.objects.select_for_update(of=("self",))
    return rows.select_related("body__division", "entry__kind", "leader").get(pk=topic.pk)


def complete(sheet: Sheet) -> bool:
    """A sheet that lacks nothing waits for its meeting. Returns whether the topic has moved; the caller saves it."""
    if sheet.topic.state != TopicState.PROPOSED or sheet.missing:
        return False
    refuse_on(rules.topic_move_allowed(sheet.topic, TopicState.POOL))
    sheet.topic.state = TopicState.POOL
    return True


def settle(topic: Topic, outcome: Outcome) -> None:
    """What a body's result makes of a topic: the next body's turn, or the end. The caller saves it.

    Only what every body of its route has adopted is decided as adopted; who rejects it, ends it.
    """
    after = TopicState.POOL
    if outcome == Outcome.ADOPTED and topic.next_body is not None:
        topic.body = Body.objects.get(division=topic.body.division, kind=topic.next_body)
    elif outcome in (Outcome.ADOPTED, Outcome.REJECTED):
        after = TopicState.DECIDED
    refuse_on(rules.topic_move_allowed(topic, after))
    topic.state = after


def save_with_history(row: Topic | Meeting, actor: User, *, fields: list[str] | None = None) -> None:
    """Save a row whose field history people read, under the name of whoever changed it."""
    row._history_user = actor  # type: ignore[union-attr]
    row.save(update_fields=fields)
