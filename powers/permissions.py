"""Who keeps which directory. `check_…` raises with the reason, `can_…` answers."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.rulebook import permissions_book as book
from foundation.townships.models import Division, User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from powers.models import Directory


def check_can_keep(user: User | AnonymousUser, unit: Division) -> None:
    """Draft, change and adopt a directory: each level its own, as the book of rules is kept."""
    book.check_can_keep(user, unit)


def can_keep(user: User | AnonymousUser, unit: Division) -> bool:
    return book.can_keep(user, unit)


def check_can_lodge(user: User | AnonymousUser, directory: Directory) -> None:
    """Take a township's directory in, or say what it lacks: for the county's office."""
    check_may(user, Capability.KEEP_RULES)
    if not can_lodge(user, directory):
        raise PermissionDenied(_("目录报备由县委办、县政府办办理。请联系县委办、县政府办。"))


def can_lodge(user: User | AnonymousUser, directory: Directory) -> bool:
    holding = user.holdings.get(Capability.KEEP_RULES) if user.is_authenticated else None
    return holding is not None and directory.county in holding.counties and not directory.is_countys
