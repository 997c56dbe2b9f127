"""May this person do this now? `check_…` raises with the reason: one truth for the act, for its button, for "why"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.scope import Scope
from foundation.townships import grants, selectors
from foundation.townships.models import Assignment, Division, HandOver, Post, User
from foundation.townships.states import COUNTY_MANAGED, ROLES, Capability, Role


def check_may(user: User | AnonymousUser, capability: Capability, scope: Scope | None = None) -> None:
    """Raises `PermissionDenied` with the reason and with the roles that could do it."""
    if user.is_authenticated and user.may(capability, scope):
        return
    raise PermissionDenied(
        _("您没有“%(capability)s”的权限。具有该权限的角色：%(roles)s。如工作需要，请联系本县安全管理员授权。")
        % {"capability": capability.label, "roles": "、".join(str(role.label) for role in roles_with(capability))}
    )


def roles_with(capability: Capability) -> list[Role]:
    """The roles that bring a capability."""
    return [role for role, (_level, held) in ROLES.items() if capability in held]


@dataclass(frozen=True)
class Answer:
    """Whether somebody holds a capability, and why: `by` are his assignments of today that bring it."""

    capability: Capability
    allowed: bool
    by: tuple[Assignment, ...]

    @property
    def roles(self) -> list[Role]:
        """The roles that would bring it."""
        return roles_with(self.capability)


def explain(user: User, capabilities: Iterable[Capability], scope: Scope | None = None, *, on: date) -> list[Answer]:
    """Why somebody may, or may not: for each capability the answer of `check_may`, and the assignments behind it.

    `scope`: over whom it is held; without it, whether it is held anywhere. `on` is the day of the
    question. Three queries, however many capabilities.
    """
    assignments = list(selectors.current_assignments(user, on)) if user.is_active else []
    origins = grants.Origins.on(on)
    reach = {each.pk: origins.holding_over(each.division) for each in assignments}
    return [
        Answer(
            capability,
            user.may(capability, scope),
            tuple(
                each
                for each in assignments
                if capability in ROLES[Role(each.role)][1] and (scope is None or reach[each.pk].covers(scope))
            ),
        )
        for capability in capabilities
    ]


# People ------------------------------------------------------------------------------------------


def keeper_of(post: Post) -> Capability:
    """县管干部 are kept by the county's organisation department, all others by the unit's own office."""
    return Capability.KEEP_LEADERS if post.kind in COUNTY_MANAGED else Capability.KEEP_STAFF


def check_can_keep(user: User | AnonymousUser, post: Post) -> None:
    """Say who takes and who leaves a post."""
    check_may(user, keeper_of(post), post.scope)


def check_can_record(user: User | AnonymousUser, division: Division) -> None:
    """Put people of a unit on record: for whoever keeps its leaders or its staff."""
    if not (user.is_authenticated and user.may(Capability.KEEP_LEADERS, division.scope)):
        check_may(user, Capability.KEEP_STAFF, division.scope)


def check_can_hand_over(user: User | AnonymousUser, hand_over: HandOver) -> None:
    """Say who receives what: for whoever keeps the unit's people, and never the leaver himself."""
    check_can_record(user, hand_over.tenure.post.division)
    if user.is_authenticated and user.official_id == hand_over.tenure.official_id:
        raise PermissionDenied(_("这是您本人的离任交接，须由他人登记。请交给本单位其他经办人或者县委组织部。"))


def reason_against_keeping(user: User | AnonymousUser, post: Post) -> str:
    """Why this person may not say who holds a post; empty when he may."""
    return _reason(check_can_keep, user, post)


def reason_against_recording(user: User | AnonymousUser, division: Division) -> str:
    return _reason(check_can_record, user, division)


def reason_against_handing_over(user: User | AnonymousUser, hand_over: HandOver) -> str:
    return _reason(check_can_hand_over, user, hand_over)


def _reason(check: Callable[[User | AnonymousUser, Any], None], user: User | AnonymousUser, thing: Any) -> str:
    try:
        check(user, thing)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""
