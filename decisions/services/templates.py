"""What comes again: templates of topics, and the agenda of an earlier meeting."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import AgendaItem, Meeting, Topic, TopicTemplate
from decisions.permissions import check_can_keep_meetings
from decisions.selectors import body_of
from decisions.services.meetings import locked_meeting, put_on_agenda
from decisions.services.topics import Proposal, propose_topic
from decisions.states import TopicState
from foundation.ledger.services import act
from foundation.scope import scope_columns
from foundation.townships.models import Body, Division, User
from foundation.townships.rules import division_in_force
from foundation.violations import refuse_on
from powers.models import DirectoryEntry
from powers.selectors import directory_on, entry_again, needs_of


def keep_template(
    *,
    entry: DirectoryEntry | None,
    unit: Division,
    title: str,
    content: str,
    body: Body | None = None,
    actor: User,
    now: datetime,
) -> TopicTemplate:
    """Keep a topic that comes again and again; `title` may hold {年}, {月} and {季}.

    By its `entry` of the unit's directory, or without one for a `body`. Raises `RuleViolation` for a title that the
    body has already, an entry of another directory, no body, a unit that is gone, and no words.
    """
    check_can_keep_meetings(actor, unit.scope)
    with act("decisions.template.keep", stream=unit.scope.stream, actor=actor, now=now) as record:
        today = timezone.localdate(now)
        # Two clerks at once: the second is told by the rule, not by the database.
        unit = Division.objects.select_for_update(no_key=True).get(pk=unit.pk)
        refuse_on(
            division_in_force(unit, today),
            rules.entry_in_force(entry, directory_on(unit, today)) if entry else rules.body_is_chosen(body),
            rules.is_given(title, _("议题名称"), "title"),
            rules.is_given(content, _("主要内容提纲"), "content"),
        )
        first = _decides(entry, unit, today) if entry else cast(Body, body)
        refuse_on(rules.title_is_new(first, title.strip()))
        template = TopicTemplate.objects.create(
            body=first,
            entry=entry,
            title=title.strip(),
            content=content,
            made_on=today,
            **scope_columns(first.scope),
        )
        record.touch(template)
    return template


def _decides(entry: DirectoryEntry, unit: Division, today: date) -> Body:
    """The first of the bodies that decide what is on the full track."""
    kind = needs_of(entry, None, unit, today).bodies[0]
    found = body_of(unit, kind)
    refuse_on(rules.unit_has_body(found, kind))
    return cast(Body, found)


def end_template(*, template: TopicTemplate, actor: User, now: datetime) -> TopicTemplate:
    """A template is no longer offered."""
    check_can_keep_meetings(actor, template.scope)
    with act("decisions.template.end", stream=template.scope.stream, actor=actor, now=now) as record:
        template = TopicTemplate.objects.select_for_update().get(pk=template.pk)
        refuse_on(rules.template_in_use(template))
        template.ended_on = timezone.localdate(now)
        template.save(update_fields=["ended_on"])
        record.touch(template)
    return template


def copy_agenda(*, meeting: Meeting, items: Sequence[AgendaItem], actor: User, now: datetime) -> list[Topic]:
    """Propose again what an earlier meeting of the body has dealt with, and put on the agenda what waits for one.

    Every topic is a new one with its own way by the directory of today; its proposer is who proposed it then. Raises
    `RuleViolation` for an opened meeting, items of another body, none at all, a topic of which nothing is known but
    its title or number, and whatever proposing raises.
    """
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.meeting.copy_agenda", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        refuse_on(
            rules.still_convened(meeting),
            rules.something_chosen(len(items)),
            *(rules.same_body(meeting, item.meeting) for item in items),
            *(rules.can_be_copied(item.topic) for item in items),
        )
        topics = [_again(item.topic, meeting, actor, now) for item in items]
        for topic in topics:
            if topic.state == TopicState.POOL and topic.body_id == meeting.body_id:
                put_on_agenda(meeting=meeting, topic=topic, actor=actor, now=now)
                topic.refresh_from_db(fields=["state"])
        # Each topic and item has its own entry; of this act itself no row remains.
        record.drop()
    return topics


def _again(topic: Topic, meeting: Meeting, actor: User, now: datetime) -> Topic:
    """A new topic with the words of an earlier one, for the day of a meeting."""
    unit = meeting.body.division
    entry = entry_again(topic.entry, unit, timezone.localdate(now))
    return propose_topic(
        entry=entry,
        unit=unit,
        body=None if entry else meeting.body,
        proposer=topic.proposer,
        proposal=Proposal(topic.title, topic.content, meeting.day, topic.amount, topic.leader),
        actor=actor,
        now=now,
    )
