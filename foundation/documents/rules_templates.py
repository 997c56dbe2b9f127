"""What may be put in the place of the house's templates, and when."""

from datetime import date

from django.utils.translation import gettext as _

from foundation.documents.models import PaperTemplate
from foundation.townships.models import Division
from foundation.violations import RuleViolation


def owner_in_force(owner: Division, day: date) -> RuleViolation | None:
    """A unit that has ended issues no more papers."""
    if owner.exists_on(day):
        return None
    return RuleViolation("documents.template_owner", _("单位：已经撤销，不再更换公文模板。请在承接它的单位办理。"))


def note_is_given(note: str) -> RuleViolation | None:
    if note.strip():
        return None
    return RuleViolation("documents.template_note", _("说明：没有填写。请写明改了什么、为什么。"), field="note")


def was_seen(template: PaperTemplate) -> RuleViolation | None:
    """Nobody puts in force what he has not seen."""
    if template.seen_at is not None and not template.trouble:
        return None
    return RuleViolation(
        "documents.template_unseen",
        _("模板：样张还没有生成，或者没有成功，不能启用。请等样张生成、核对以后再启用；有问题的，请改正后重新上传。"),
    )


def not_started(template: PaperTemplate) -> RuleViolation | None:
    if template.start is None:
        return None
    return RuleViolation("documents.template_started", _("模板：已经登记启用，不必重复登记。"))


def starts_today_or_later(start: date, today: date) -> RuleViolation | None:
    """What was issued keeps the template of its day."""
    if start >= today:
        return None
    return RuleViolation(
        "documents.template_past",
        _("启用日期：早于今天。已经印发的公文不换模板，请填今天或者以后的日期。"),
        field="start",
    )


def follows(before: PaperTemplate | None, start: date) -> RuleViolation | None:
    """Versions follow each other: the one that is in force ends where the new one begins."""
    if before is None or before.start is None or start > before.start:
        return None
    return RuleViolation(
        "documents.template_order",
        _("启用日期：第%(number)d版从%(year)d年%(month)d月%(day)d日起启用。请填更晚的日期，或者先停用那一版。")
        % {
            "number": before.number,
            "year": before.start.year,
            "month": before.start.month,
            "day": before.start.day,
        },
        field="start",
    )


def is_open(template: PaperTemplate) -> RuleViolation | None:
    if template.start is not None and template.until is None:
        return None
    return RuleViolation("documents.template_ended", _("模板：没有启用，或者已经登记停用。请刷新页面查看。"))


def ends_today_or_later(template: PaperTemplate, until: date, today: date) -> RuleViolation | None:
    """From a day on, never backwards; one that is yet to begin may end before it does."""
    if until >= max(today, template.start or today):
        return None
    return RuleViolation(
        "documents.template_end_past",
        _("停用日期：早于今天，或者早于启用日期。请填今天或者以后的日期。"),
        field="until",
    )


def reason_is_given(reason: str) -> RuleViolation | None:
    if reason.strip():
        return None
    return RuleViolation("documents.template_no_reason", _("停用原因：没有填写。请写明为什么停用。"), field="reason")
