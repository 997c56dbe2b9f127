"""Recurring topics."""

from django.utils.translation import gettext as _

from decisions.models import Meeting, Topic, TopicTemplate
from decisions.states import MeetingState
from foundation.townships.models import Body
from foundation.violations import RuleViolation


def title_is_new(body: Body, title: str) -> RuleViolation | None:
    if not body.templates.filter(title=title, ended_on=None).exists():
        return None
    return RuleViolation(
        "decisions.template_exists", _("议题名称：已有同名的常办议题。请换一个名称，或者先停用原来的。"), field="title"
    )


def template_in_use(template: TopicTemplate) -> RuleViolation | None:
    if template.ended_on is None:
        return None
    return RuleViolation("decisions.template_ended", _("常办议题：已经停用。不必再停用。"))


def same_body(meeting: Meeting, earlier: Meeting) -> RuleViolation | None:
    """An agenda is copied from an earlier meeting of the same body."""
    if meeting.body_id == earlier.body_id and earlier.state != MeetingState.CONVENED and meeting.pk != earlier.pk:
        return None
    return RuleViolation(
        "decisions.other_agenda", _("会议：只能照同一组织已经开过的会议提出议题。请重新选择。"), field="items"
    )


def can_be_copied(topic: Topic) -> RuleViolation | None:
    """What is confidential is typed anew by whoever may know it."""
    if not topic.is_personnel and not topic.classified:
        return None
    return RuleViolation(
        "decisions.not_copied", _("议题：“%s”是人事或者涉密事项，不能照提。请另行提出。") % topic.title, field="items"
    )


def something_chosen(count: int) -> RuleViolation | None:
    if count:
        return None
    return RuleViolation("decisions.nothing_chosen", _("议题：没有选择。请至少选择一项。"), field="items")
