"""Who says what a number is, who answers for a unit, and who judges. `check_…` raises with the reason."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.rulebook.models import Finding
from foundation.scope import Scope
from foundation.townships.models import Official, Tenure, User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability


def check_can_keep_rules(actor: object, scope: Scope | None) -> None:
    """Set a number for a county or a township, or confirm its basis. Raises `PermissionDenied` with the reason.

    The country's defaults (`scope` is `None`) come with the program: no account sets them. What is no
    account, the program itself and the operator's commands, which name themselves in words, is not asked.
    """
    if not isinstance(actor, User):
        return
    if scope is None:
        raise PermissionDenied(_("全国默认值随系统版本更新，不能由账号修改。请改为设定本县的规定。"))
    check_may(actor, Capability.KEEP_RULES, scope)


def reason_against_keeping_rules(actor: object, scope: Scope | None) -> str:
    """Why this person may not; empty when he may."""
    try:
        check_can_keep_rules(actor, scope)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def check_may_read_findings(user: User | AnonymousUser) -> None:
    """The pages of findings: for whoever sees the decisions of a unit, and for the county's inspectors."""
    check_may(user, Capability.VIEW_DECISIONS)


def check_can_answer(user: User | AnonymousUser, finding: Finding) -> Official:
    """Speak for the unit. Raises `PermissionDenied` with the reason; returns the official behind the account."""
    check_may(user, Capability.ANSWER_FINDINGS, finding.scope)
    return _official(user)


def check_can_raise(user: User | AnonymousUser, scope: Scope) -> Official:
    """Raise a finding in a unit that is not one's own."""
    check_may(user, Capability.JUDGE_FINDINGS, scope)
    return _official(user)


def check_can_judge(user: User | AnonymousUser, finding: Finding, today: date) -> Official:
    """Confirm, reject, close: for the county, and never for somebody of the unit, whatever roles he holds."""
    official = check_can_raise(user, finding.scope)
    if _is_of_the_unit(user, official, finding.scope, today):
        raise PermissionDenied(_("这是您所在单位的问题，须由县里的其他监督人员核定。"))
    return official


def check_can_add(user: User | AnonymousUser, finding: Finding) -> Official:
    """Add a note: for both sides, the unit and the county."""
    if not (user.is_authenticated and user.may(Capability.JUDGE_FINDINGS, finding.scope)):
        return check_can_answer(user, finding)
    return _official(user)


def reason_against(check: Callable[..., object], user: Any, *subject: Any) -> str:
    """Why this person may not do it; empty when he may."""
    try:
        check(user, *subject)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def _official(user: Any) -> Official:
    """By name, not by account: somebody answers for every word."""
    official: Official | None = user.official
    if official is None:
        raise PermissionDenied(_("您的账号没有对应的干部，不能办理问题：每句话都要有责任人。请联系本县系统管理员。"))
    return official


def _is_of_the_unit(user: Any, official: Official, scope: Scope, today: date) -> bool:
    """Belongs there, answers for it, or holds a post in it today."""
    if official.scope == scope or user.may(Capability.ANSWER_FINDINGS, scope):
        return True
    posts = Tenure.objects.on(today).filter(official=official)
    return posts.filter(post__county=scope.county, post__township=scope.township).exists()
