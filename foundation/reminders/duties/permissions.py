"""Whose work a duty is. `check_…` raises with the reason: one truth for the act and for its button."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.duties.states import who
from foundation.rulebook.permissions import reason_against_keeping_rules
from foundation.scope import Scope
from foundation.townships.models import User
from foundation.townships.selectors.holders import Holders


def check_can_report(actor: object, duty: RecurringDuty, scope: Scope, today: date) -> User:
    """Say that a period's work is done: for whoever it was given to, by his assignments of the day."""
    if isinstance(actor, User) and actor.pk in Holders(today).of(who(duty.responsible), scope):
        return actor
    raise PermissionDenied(
        _("“%(title)s”由“%(who)s”办理，您没有这一角色或者权限。请由办理人报告完成。")
        % {"title": duty.title, "who": duty.get_responsible_display()}
    )


def check_can_void(actor: object, report: DutyReport, today: date) -> None:
    """Take a report back: for whoever could have made it, and for whoever keeps the rules of the unit."""
    if isinstance(actor, User) and not reason_against_keeping_rules(actor, report.scope):
        return
    check_can_report(actor, report.duty, report.scope, today)


def reason_against_reporting(user: Any, duty: RecurringDuty, scope: Scope, today: date) -> str:
    """Why this person may not; empty when he may."""
    try:
        check_can_report(user, duty, scope, today)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""
