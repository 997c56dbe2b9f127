"""May this person do this now? `check_…` raises with the reason, `may_…` answers: one truth for act and button."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from disclosure.models import Draft
from disclosure.selectors import READERS
from disclosure.states import MOVES, State
from foundation.scope import Scope
from foundation.townships.models import Assignment, Official, User
from foundation.townships.permissions import check_may
from foundation.townships.states import ADMINISTRATORS, Capability


def check_may_prepare(user: User, scope: Scope) -> Official:
    """Raises `PermissionDenied` with the reason; returns the official behind the account."""
    check_may(user, Capability.PREPARE_PUBLICATION, scope)
    if user.official is None:
        raise PermissionDenied(_("您的账号没有对应的干部，不能拟制公开稿：每份稿都要有责任人。请联系本县系统管理员。"))
    return user.official


def may_prepare(user: User, scope: Scope) -> bool:
    try:
        check_may_prepare(user, scope)
    except PermissionDenied:
        return False
    return True


def check_may_read_drafts(user: User | AnonymousUser) -> None:
    """The pages of drafts: for those who decide, prepare or review. Raises `PermissionDenied` with the reason."""
    if not any(user.is_authenticated and user.may(capability) for capability in READERS):
        check_may(user, Capability.VIEW_DECISIONS)


def may_read_drafts(user: User | AnonymousUser) -> bool:
    try:
        check_may_read_drafts(user)
    except PermissionDenied:
        return False
    return True


def check_may_review(user: User | AnonymousUser, draft: Draft, today: date) -> Official:
    """Publish or return a draft: a reviewer of the same owner, another official than the preparer, no administrator.

    By official, not by account: a second account makes no second person. Raises `PermissionDenied`
    with the reason; returns the official behind the account.
    """
    check_may(user, Capability(MOVES[State.PREPARED, State.PUBLISHED].capability), draft.scope)
    official: Official | None = user.official  # type: ignore[union-attr]
    if official is None:
        raise PermissionDenied(_("您的账号没有对应的干部，不能复核公开稿：复核要有责任人。请联系本县系统管理员。"))
    if official.pk == draft.preparer_official_id:
        raise PermissionDenied(_("这份公开稿是您本人拟制的，须由另一个人复核。请交给本单位其他复核人。"))
    if _is_administrator(official, today):
        raise PermissionDenied(_("系统管理员、安全管理员、审计管理员不得复核公开稿。请交给本单位的复核人。"))
    return official


def reason_against_review(user: User | AnonymousUser, draft: Draft, today: date) -> str:
    """Why this person may not review the draft; empty when he may."""
    try:
        check_may_review(user, draft, today)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def may_review(user: User | AnonymousUser, draft: Draft, today: date) -> bool:
    return not reason_against_review(user, draft, today)


def _is_administrator(official: Official, today: date) -> bool:
    """Whether any account of this person is an administrator's."""
    return Assignment.objects.on(today).filter(user__official=official, role__in=ADMINISTRATORS).exists()
