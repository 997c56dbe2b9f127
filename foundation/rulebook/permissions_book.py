"""Who keeps which part of the book of rules: each level its own."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.rulebook.models import Regulation
from foundation.townships.models import Division, User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability


def check_can_keep(user: User | AnonymousUser, owner: Regulation | Division) -> None:
    """Enter what belongs to the county or township that `owner` is, or that has it.

    Raises `PermissionDenied` with the reason: also for the county's office at a township's rules.
    """
    check_may(user, Capability.KEEP_RULES)
    if not owner.county:
        raise PermissionDenied(_("全国通用的部分随系统装入，不能改动。本县掌握原文的，请登记为本县的一项。"))
    if not _keeps(user, owner):
        raise PermissionDenied(
            _("制度由本级维护：县里的由县委办、县政府办登记，乡镇的由本乡镇党政办登记。请联系对方办理。")
        )


def can_keep(user: User | AnonymousUser, owner: Regulation | Division) -> bool:
    return user.is_authenticated and bool(owner.county) and _keeps(user, owner)


def _keeps(user: User | AnonymousUser, owner: Regulation | Division) -> bool:
    """The capability reaches down from the county to its townships, the work does not."""
    if not user.is_authenticated or (holding := user.holdings.get(Capability.KEEP_RULES)) is None:
        return False
    return owner.township in holding.townships if owner.township else owner.county in holding.counties
