"""Receipts, and what came too late to be delivered in time."""

from datetime import date

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Delivery, Meeting, Topic
from decisions.rules.bases import COLLECTIVE
from decisions.states import Category, MeetingState
from foundation.calendar.counting import calendar
from foundation.rulebook.values import Value
from foundation.violations import RuleViolation

# Receipts ----------------------------------------------------------------------------------------


def something_to_sign(waiting: list[Delivery]) -> RuleViolation | None:
    """One signs for what was delivered to him, once."""
    if waiting:
        return None
    return RuleViolation(
        "decisions.nothing_to_sign", _("签收：本次会议没有等待签收的材料，或者已经签收。已签收的不必再签。")
    )


def before_the_end(meeting: Meeting) -> RuleViolation | None:
    """A receipt that is written when all is over proves nothing."""
    if meeting.state != MeetingState.CLOSED:
        return None
    return RuleViolation(
        "decisions.signed_too_late", _("签收：会议已经散会，不能再补签。请在会议记录中如实说明。"), COLLECTIVE
    )


def handed_over_by(day: date, today: date) -> RuleViolation | None:
    if day <= today:
        return None
    return RuleViolation(
        "decisions.handed_on",
        _("交付日期：%s 还没有到。请填写实际交付的日期，今天或者以前。") % day,
        field="handed_on",
    )


# Ad-hoc motions ----------------------------------------------------------------------------------


def comes_too_late(meeting: Meeting, today: date, wanted: Value) -> RuleViolation | None:
    """D05: what can still be delivered in time is no ad-hoc motion."""
    latest = wanted.latest_start(meeting.day, calendar()).day
    if today > latest:
        return None
    return RuleViolation(
        "decisions.ad_hoc_in_time",
        _("临时动议：%s 以前列入并送达的，按一般议题办理。请从“待上会的议题”列入议程。") % latest,
        wanted.basis,
    )


def never_personnel(topic: Topic) -> RuleViolation | None:
    """Nobody is appointed by surprise."""
    if topic.category != Category.PERSONNEL:
        return None
    return RuleViolation(
        "decisions.ad_hoc_personnel",
        _("临时动议：人事事项不能临时动议。请按规定提前告知，另次上会。"),
        COLLECTIVE,
        field="topic",
    )


def takes_ad_hoc(meeting: Meeting) -> RuleViolation | None:
    if meeting.state != MeetingState.CLOSED:
        return None
    return RuleViolation("decisions.ad_hoc_closed", _("临时动议：会议已经散会。请列入以后的会议。"), COLLECTIVE)


def waits_for_consent(item: AgendaItem) -> RuleViolation | None:
    """Consent is asked once, and of ad-hoc motions alone."""
    motion = getattr(item, "ad_hoc", None)
    if motion is not None and not hasattr(motion, "consent"):
        return None
    return RuleViolation(
        "decisions.no_consent_wanted", _("临时动议：本议题不需要登记同意，或者已经登记。不必再登记。"), COLLECTIVE
    )


def agree_are_present(agree: int, present: int) -> RuleViolation | None:
    if agree <= present:
        return None
    return RuleViolation(
        "decisions.more_than_present",
        _("同意人数：到会成员 %(present)d 人，不可能有 %(agree)d 人同意。请核对人数。")
        % {"present": present, "agree": agree},
        field="agree",
    )


def enough_agree(agree: int, present: int, wanted: Value) -> RuleViolation | None:
    """The share of the members in the room without whom nothing is dealt with at short notice, by parameter."""
    needed = wanted.needed_of(present)
    if agree >= needed:
        return None
    return RuleViolation(
        "decisions.ad_hoc_consent",
        _("同意人数：到会 %(present)d 人，须 %(needed)d 人同意，现有 %(agree)d 人。请将本议题撤回，另次上会。")
        % {"present": present, "needed": needed, "agree": agree},
        wanted.basis,
        field="agree",
    )


def ad_hoc_has_consent(item: AgendaItem) -> RuleViolation | None:
    """In place of timely delivery, an ad-hoc motion has the consent of those in the room."""
    motion = getattr(item, "ad_hoc", None)
    if motion is None or hasattr(motion, "consent"):
        return None
    return RuleViolation(
        "decisions.ad_hoc_waits",
        _("临时动议：“%s”还没有登记到会成员是否同意上会。请先登记；不同意的，以“撤回”结束。") % item.topic.title,
        COLLECTIVE,
    )
