"""After the meeting: minutes and what citizens may read."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from decisions.models import Meeting, Resolution, Topic
from decisions.rules.bases import COLLECTIVE
from decisions.rules.numbers import notice_parameter
from decisions.states import Category, MeetingState
from disclosure.models import Draft
from foundation.calendar.counting import calendar
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


def notice_is_whole(resolution: Resolution, draft: Draft) -> RuleViolation | None:
    """No copy is published whose last day was provisional and is too early by the holidays announced since."""
    wanted = notice_parameter(resolution)
    end = wanted.end_from(localdate(draft.prepared_at), calendar())
    if draft.object_until is None or end.provisional or end.day <= draft.object_until:
        return None
    return RuleViolation(
        "decisions.notice_recounted",
        _("异议截止日期：放假安排录入后应为%(due)s，公开稿写的%(until)s早了。请退回，重新拟制公开稿。")
        % {"due": end.day, "until": draft.object_until},
        wanted.basis,
    )
