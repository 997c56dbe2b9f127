"""May this person do this now? `check_…` raises with the reason: one truth for the act and for its button."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.scope import Scope
from foundation.townships.models import User
from foundation.townships.states import ROLES, Capability


def check_may(user: User | AnonymousUser, capability: Capability, scope: Scope | None = None) -> None:
    """Raises `PermissionDenied` with the reason and with the roles that could do it."""
    if user.is_authenticated and user.may(capability, scope):
        return
    roles = "、".join(str(role.label) for role, (_level, held) in ROLES.items() if capability in held)
    raise PermissionDenied(
        _("您没有“%(capability)s”的权限。具有该权限的角色：%(roles)s。如工作需要，请联系本县安全管理员授权。")
        % {"capability": capability.label, "roles": roles}
    )
