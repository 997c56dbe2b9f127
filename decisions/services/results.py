"""What follows a decision: the minutes, and the copy for the citizens."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import papers, rules
from decisions.models import Meeting, Resolution, Topic
from decisions.permissions import check_can_keep_meetings, check_can_prepare_publication
from decisions.services.meetings import locked_meeting
from decisions.services.topics import save_with_history
from decisions.states import TopicState
from disclosure import services as disclosure
from disclosure.events import Published
from disclosure.models import Draft, Publication
from foundation.documents.kinds import MINUTES
from foundation.documents.models import Draft as PaperDraft
from foundation.documents.papers import kind_of
from foundation.documents.services import begin_draft
from foundation.ledger.services import act
from foundation.refs import Ref
from foundation.townships.models import User
from foundation.violations import refuse_on


def draft_minutes(*, meeting: Meeting, kind: str = MINUTES.code, actor: User, now: datetime) -> PaperDraft:
    """Begin the minutes of a closed meeting, or its record: a draft with all that the rows say, on its way to be
    checked,
    signed and issued (D11: `kind` is that of the one or the other, each in a series of its own).

    Raises `PermissionDenied` for who does not keep the meeting, and `RuleViolation` before it is closed and while
    there is such a
    draft or paper.
    """
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.meeting.draft_minutes", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        refuse_on(rules.meeting_closed(meeting))
        record.about(meeting)
        return begin_draft(
            kind=kind,
            body=meeting.body,
            about=Ref.of(meeting),
            title=f"{meeting.body}{kind_of(kind).name}",
            content=papers.minutes_of(meeting, timezone.localdate(now)),
            actor=actor,
            now=now,
        )


def prepare_publication(
    *, resolution: Resolution, what: str, how_to_object: str, replaces: Draft | None = None, actor: User, now: datetime
) -> Draft:
    """Prepare the citizens' copy of a resolution: what was decided, by whom, when, how to object and until when.

    Nothing of the discussion, of statements or of votes by person goes into it (they are records of
    the process), and nothing of a personnel matter at all. `what` says in plain words what it is about.
    """
    check_can_prepare_publication(actor, resolution.scope)
    topic = resolution.topic
    refuse_on(
        rules.not_personnel(topic),
        rules.not_classified(topic),
        rules.settled(topic),
        rules.last_word_on_it(resolution),
    )
    meeting = resolution.item.meeting
    return disclosure.prepare(
        kind="decision",
        division=meeting.body.division,
        title=resolution.topic.title,
        card=disclosure.Card(
            what=what,
            amount=resolution.topic.amount,
            body=str(meeting.body),
            decided_on=resolution.decided_on,
            how_to_object=how_to_object,
            object_until=rules.notice_end(resolution, timezone.localdate(now)).day,
        ),
        sections=[
            disclosure.Section(_("决定内容"), resolution.text),
            disclosure.Section(_("决定结果"), _("经集体讨论、逐项表决，%s。") % resolution.get_outcome_display()),
        ],
        source=Ref.of(resolution),
        preparer=actor,
        now=now,
        replaces=replaces,
    )


def note_publication(published: Published) -> None:
    """Subscriber of `disclosure.events.published`: the topic of a published resolution is public.

    Raises `RuleViolation`, which stops the publication, when the days to object have been counted anew meanwhile.
    """
    if published.source.label != Resolution._meta.label_lower:
        return
    publication = Publication.objects.select_related("draft").get(pk=published.publication_pk)
    reviewer = User.objects.get(reviewed_drafts=publication.draft)
    resolution = Resolution.objects.select_related("item__meeting__body__division").get(pk=published.source.pk)
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=resolution.topic_id)
    resolution.topic = topic
    if topic.state != TopicState.PUBLISHED:
        refuse_on(rules.last_word_on_it(resolution))
    refuse_on(rules.notice_is_whole(resolution, publication.draft))
    with act(
        "decisions.topic.published", stream=topic.scope.stream, actor=reviewer, now=publication.published_at
    ) as record:
        if topic.state == TopicState.PUBLISHED:
            return record.drop()
        topic.state = TopicState.PUBLISHED
        save_with_history(topic, reviewer, fields=["state"])
        record.touch(topic)
