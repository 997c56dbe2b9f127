"""May this person do this now? `check_…` raises with the reason: one truth for the act and for its button."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability


def check_can_fill(user: User | AnonymousUser) -> None:
    """Enter the country's holidays: for whoever keeps the rules of a whole county, not of a township."""
    check_may(user, Capability.KEEP_RULES)
    if not (user.is_authenticated and user.holdings[Capability.KEEP_RULES].counties):
        raise PermissionDenied(
            _(
                "放假安排全国统一，由县委办、县政府办按国务院办公厅的通知录入，乡镇不能修改。发现有误，请告诉县委办、县政府办。"
            )
        )


def reason_against_filling(user: User | AnonymousUser) -> str:
    """Why this person may not; empty when he may."""
    try:
        check_can_fill(user)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""
