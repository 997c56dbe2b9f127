"""Who may keep meetings, and who may read what is decided. `check_…` raises, `can_…` answers."""

from django.core.exceptions import PermissionDenied

from foundation.scope import Scope
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability


def check_can_keep_meetings(user: User, scope: Scope) -> None:
    """Topics, meetings and what is said in them are entered by the office of the unit itself."""
    check_may(user, Capability.KEEP_MEETINGS, scope)


def can_keep_meetings(user: User, scope: Scope) -> bool:
    try:
        check_can_keep_meetings(user, scope)
    except PermissionDenied:
        return False
    return True


def check_can_prepare_publication(user: User, scope: Scope) -> None:
    check_may(user, Capability.PREPARE_PUBLICATION, scope)


def reason_against_keeping(user: User, scope: Scope) -> str:
    """Why this person does not keep the unit's meetings; empty when he does."""
    try:
        check_can_keep_meetings(user, scope)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def reason_against_preparing(user: User, scope: Scope) -> str:
    """Why this person may not prepare the unit's publications; empty when he may."""
    try:
        check_can_prepare_publication(user, scope)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""
