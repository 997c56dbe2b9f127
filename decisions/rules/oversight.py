"""Who watches: questions to the rooms above, the discipline secretary's stop, the county's observers."""

from django.utils.translation import gettext as _

from decisions.events import Blocker, blockers
from decisions.models import AgendaItem, Meeting, Stop
from decisions.rules.bases import COLLECTIVE, STOP
from decisions.sitting import Sitting
from decisions.states import Phase, StopAnswerKind, StopKind
from foundation.events import Failure
from foundation.townships.models import Official
from foundation.townships.states import Level
from foundation.violations import RuleViolation


def in_the_way(item: AgendaItem) -> list[Blocker]:
    """What the rooms above say against an item. One that could not answer has not agreed."""
    return [
        Blocker(_("有一项核查没有得到答复"), _("稍后重试，仍不答复的联系系统管理员"))
        if isinstance(answer, Failure)
        else answer
        for answer in blockers.ask(item)
    ]


def nothing_blocks(item: AgendaItem) -> RuleViolation | None:
    """Asked when an item begins and when its result is announced."""
    found = in_the_way(item)
    if not found:
        return None
    return RuleViolation(
        "decisions.blocked",
        _("议题：%(reasons)s，不能议决。请%(remedies)s。")
        % {
            "reasons": "；".join(each.reason for each in found),
            "remedies": "；".join(dict.fromkeys(each.remedy for each in found)),
        },
        COLLECTIVE,
    )


# 制止 --------------------------------------------------------------------------------------------


def is_going_on(item: AgendaItem) -> RuleViolation | None:
    """One stops what is going on."""
    if item.phase not in (Phase.WAITING, Phase.CLOSED):
        return None
    return RuleViolation(
        "decisions.nothing_to_stop",
        _("制止：本议题没有在议，不能提醒或制止。已经结束的，请在监督中提出问题。"),
        STOP,
    )


def not_stopped(sitting: Sitting) -> RuleViolation | None:
    """D10: after a stop nothing goes on before the chair has answered; when he accepts it, the item does not go on."""
    stop = sitting.standing_stop()
    if stop is None:
        return None
    if hasattr(stop, "answer"):
        return RuleViolation(
            "decisions.stop_accepted",
            _("制止：主持人已接受制止，本议题不再继续。请暂缓或撤回；问题已纠正的，由纪委书记撤销制止。"),
            STOP,
        )
    return RuleViolation(
        "decisions.stopped",
        _("制止：纪委书记已制止（%s），主持人还没有答复，不能继续。请先登记主持人的答复。") % stop.reason,
        STOP,
    )


def not_answered_yet(stop: Stop) -> RuleViolation | None:
    if not hasattr(stop, "answer"):
        return None
    return RuleViolation("decisions.stop_answered", _("答复：主持人已经答复过，不必重复。"), STOP)


def reminder_ends_nothing(stop: Stop, kind: StopAnswerKind) -> RuleViolation | None:
    """A reminder asks for attention and holds nothing up."""
    if stop.kind == StopKind.STOP or kind == StopAnswerKind.GOES_ON:
        return None
    return RuleViolation(
        "decisions.reminder",
        _("答复：这是提醒，不是制止，议题不因此停止。请选择继续，并写明怎样处理。"),
        STOP,
        field="kind",
    )


def can_lift(stop: Stop) -> RuleViolation | None:
    """A stop against which the chair went on stays on record as it is."""
    going_on = hasattr(stop, "answer") and stop.answer.kind == StopAnswerKind.GOES_ON
    if stop.kind == StopKind.STOP and not hasattr(stop, "lift") and not going_on:
        return None
    return RuleViolation(
        "decisions.stop_lifted",
        _("制止：只有尚未撤销、主持人没有坚持继续的制止可以撤销。不必办理。"),
        STOP,
    )


# 县里列席 -----------------------------------------------------------------------------------------


def from_the_county(official: Official, meeting: Meeting) -> RuleViolation | None:
    """An observer is somebody of the county above the unit."""
    if official.division.level == Level.COUNTY and official.division.county == meeting.county:
        return None
    return RuleViolation(
        "decisions.observer_of_county",
        _("列席人员：%s不是本县县级部门的人员。本单位人员列席，请在签到中登记。") % official.name,
        field="official",
    )


def not_observing_yet(meeting: Meeting, official: Official) -> RuleViolation | None:
    if not meeting.observers.filter(official=official).exists():
        return None
    return RuleViolation(
        "decisions.observer_twice", _("列席人员：%s已经登记，不必重复。") % official.name, field="official"
    )


def is_of_the_meeting(item: AgendaItem | None, meeting: Meeting) -> RuleViolation | None:
    """A note on an item is on one of that meeting."""
    if item is None or item.meeting_id == meeting.pk:
        return None
    return RuleViolation("decisions.other_meeting", _("议题：不在这次会议的议程上。请重新选择。"), field="item")
