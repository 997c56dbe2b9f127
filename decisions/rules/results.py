"""After the meeting: minutes and what citizens may read."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from decisions.models import Meeting, Resolution, Topic
from decisions.rules.again import stands_as_decided
from decisions.rules.bases import COLLECTIVE
from decisions.rules.numbers import notice_parameter
from decisions.states import Category, MeetingState
from disclosure.models import Draft
from foundation.calendar.counting import calendar
from foundation.violations import RuleViolation


def meeting_closed(meeting: Meeting) -> RuleViolation | None:
    if meeting.state == MeetingState.CLOSED:
        return None
    return RuleViolation(
        "decisions.meeting_not_closed", _("纪要：会议尚未散会。请先结束各项议题并散会，再起草纪要。"), COLLECTIVE
    )


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


def last_word_on_it(resolution: Resolution) -> RuleViolation | None:
    """What is being discussed once more, or has been decided anew, is not told to citizens as decided."""
    if stands_as_decided(resolution) is None:
        return None
    return RuleViolation(
        "decisions.publish_newest",
        _("公开：“%s”正在复议，或者已有新的决定，原决定不再公开。请公开新的决定。") % resolution.topic.title,
        COLLECTIVE,
    )
