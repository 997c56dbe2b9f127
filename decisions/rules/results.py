"""After the meeting: minutes and what citizens may read."""

from django.utils.translation import gettext as _

from decisions.models import Meeting, Topic
from decisions.rules.bases import COLLECTIVE
from decisions.states import Category, MeetingState
from foundation.documents.models import Paper
from foundation.refs import Ref
from foundation.violations import RuleViolation


def meeting_closed(meeting: Meeting) -> RuleViolation | None:
    if meeting.state == MeetingState.CLOSED:
        return None
    return RuleViolation(
        "decisions.meeting_not_closed", _("纪要：会议尚未散会。请先结束各项议题并散会，再印发纪要。"), COLLECTIVE
    )


def minutes_not_issued(ref: Ref) -> RuleViolation | None:
    """D11: one meeting, one set of minutes, one number."""
    paper = Paper.objects.filter(about=str(ref), kind="minutes").first()
    if paper is None:
        return None
    return RuleViolation("decisions.minutes_issued", _("纪要：已印发%s，不必重复。") % paper.label, COLLECTIVE)


def not_personnel(topic: Topic) -> RuleViolation | None:
    """Personnel details never reach the open site."""
    if topic.category != Category.PERSONNEL:
        return None
    return RuleViolation(
        "decisions.personnel_stays_inside",
        _("公开：人事事项不在本站公开。请按干部管理权限办理任前公示。"),
        COLLECTIVE,
    )
