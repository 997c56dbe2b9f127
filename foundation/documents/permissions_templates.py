"""Who keeps the templates of an office: each level its own. `check_…` raises with the reason."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.scope import Scope
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability


def check_can_keep_templates(user: User | AnonymousUser, scope: Scope) -> None:
    """Upload, put in force and end the templates of a county or township.

    They are of the rules that a level keeps for itself. The capability reaches down from the county to its townships,
    the work does not. Raises `PermissionDenied` with the reason.
    """
    check_may(user, Capability.KEEP_RULES)
    if not can_keep_templates(user, scope):
        raise PermissionDenied(
            _("公文模板由本级维护：全县通用的由县委办、县政府办更换，乡镇自己的由本乡镇党政办更换。请联系对方办理。")
        )


def can_keep_templates(user: User | AnonymousUser, scope: Scope) -> bool:
    if not user.is_authenticated or (holding := user.holdings.get(Capability.KEEP_RULES)) is None:
        return False
    return scope.township in holding.townships if scope.township else scope.county in holding.counties
