"""The rules on accounts, roles and the second factor."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.townships.models import (
    Assignment,
    Authenticator,
    Division,
    User,
)
from foundation.townships.states import ADMINISTRATORS, ROLES, Level, Role
from foundation.violations import RuleViolation

# Roles -------------------------------------------------------------------------------------------


def role_fits_division(role: Role, division: Division) -> RuleViolation | None:
    """A role is given at its own level; county roles may also be limited to single townships (分片)."""
    level, _capabilities = ROLES[role]
    allowed = {level, Level.TOWNSHIP} if level == Level.COUNTY and role not in ADMINISTRATORS else {level}
    if division.level in allowed:
        return None
    return RuleViolation(
        "townships.role_level",
        _("范围：“%(role)s”不能授予%(level)s的“%(division)s”。请选择%(wanted)s单位。")
        % {
            "role": role.label,
            "level": division.get_level_display(),
            "division": division.name,
            "wanted": level.label,
        },
        field="division",
    )


def role_ends_after_start(start: date, end: date | None) -> RuleViolation | None:
    """A role is given for at least one day."""
    if end is None or start <= end:
        return None
    return RuleViolation(
        "townships.role_ends_before_start",
        _("失效日期：不能早于生效日期 %(start)s。请核对后重填。") % {"start": start},
        field="end",
    )


def assignment_is_in_force(assignment: Assignment, today: date) -> RuleViolation | None:
    """What has ended cannot be taken back: its last day stays as it was."""
    if assignment.end is None or assignment.end >= today:
        return None
    return RuleViolation(
        "townships.assignment_ended",
        _("角色：%(name)s的“%(role)s”已于 %(end)s 失效，不必收回。")
        % {"name": assignment.user.name, "role": assignment.get_role_display(), "end": assignment.end},
        field="end",
    )


def administrators_are_apart(user: User, role: Role, start: date, end: date | None) -> RuleViolation | None:
    """三员分立: an administrator of one kind is no other administrator, and has no part in the business.

    By person, not by account: what an official holds under another account counts.
    """
    same_person = Q(user=user) | Q(user__official__isnull=False, user__official=user.official_id)
    held = Assignment.objects.filter(same_person).overlapping(start, end)
    other = held.exclude(role=role) if role in ADMINISTRATORS else held.filter(role__in=ADMINISTRATORS)
    clash = other.first()
    if clash is None:
        return None
    return RuleViolation(
        "townships.administrators_apart",
        _("角色：%(name)s在这段时间内已是“%(held)s”。三员必须分设，且不得兼任业务角色。请另选人员，或先收回原有角色。")
        % {"name": user.name, "held": clash.get_role_display()},
        field="role",
    )


def assignment_is_new(
    user: User, role: Role, division: Division, start: date, end: date | None
) -> RuleViolation | None:
    """The same role in the same division is not given twice for the same days."""
    same = Assignment.objects.filter(user=user, role=role, division=division).overlapping(start, end)
    if not same.exists():
        return None
    return RuleViolation(
        "townships.assigned_already",
        _("角色：%(name)s在“%(division)s”已有“%(role)s”角色，不必重复授予。")
        % {"name": user.name, "division": division.name, "role": role.label},
        field="role",
    )


def username_is_free(username: str) -> RuleViolation | None:
    """One name, one account."""
    name = User.normalize_username(username)
    if not User.objects.filter(username=name).exists():
        return None
    return RuleViolation(
        "townships.account_taken",
        _("账号：已有“%(username)s”这个账号。请换一个。") % {"username": name},
        field="username",
    )


def not_ones_own_account(user: User, actor: object) -> RuleViolation | None:
    """Nobody shuts himself out, and nobody gets round his own second factor. By person, not by account."""
    if not _is_himself(user, actor):
        return None
    return RuleViolation("townships.own_account", _("账号：不能对本人的账号这样做。请由本县另一位管理员办理。"))


def _is_himself(user: User, actor: object) -> bool:
    """By person: a second account of the same official is himself; two accounts of nobody on record are not."""
    if not isinstance(actor, User):
        return False
    return actor.pk == user.pk or (user.official_id is not None and actor.official_id == user.official_id)


def account_changes(user: User, *, active: bool) -> RuleViolation | None:
    """An account is disabled once, and enabled once."""
    if user.is_active != active:
        return None
    state = _("启用") if active else _("停用")
    return RuleViolation(
        "townships.account_state",
        _("账号：%(name)s的账号已经是%(state)s状态，不必重复办理。") % {"name": user.name, "state": state},
    )


def has_no_authenticator(user: User) -> RuleViolation | None:
    """One device for each account: another one replaces it."""
    if not Authenticator.objects.filter(user=user).exists():
        return None
    return RuleViolation("townships.enrolled_already", _("动态验证码：这个账号已经绑定。请在“我的账号”中更换设备。"))


def has_authenticator(user: User) -> RuleViolation | None:
    """What is replaced, renewed or reset must be there."""
    if Authenticator.objects.filter(user=user).exists():
        return None
    return RuleViolation(
        "townships.not_enrolled", _("动态验证码：%(name)s还没有绑定。请先绑定。") % {"name": user.name}
    )


def code_is_shown(*, matches: bool) -> RuleViolation | None:
    """A device is bound by a code that it shows: a secret that was not taken would lock its owner out."""
    if matches:
        return None
    return RuleViolation(
        "townships.wrong_code",
        _("验证码：与应用里显示的不符。请核对手机的时间，再输入应用现在显示的 6 位数字。"),
        field="code",
    )


def county_has_no_administrator(county: Division, today: date) -> RuleViolation | None:
    """三员 are appointed from outside once; afterwards the security administrator gives the roles."""
    held = Assignment.objects.filter(role__in=ADMINISTRATORS, division=county).overlapping(today, None)
    found = held.select_related("user").first()
    if found is None:
        return None
    return RuleViolation(
        "townships.administrators_exist",
        _("三员：%(county)s已有%(role)s%(name)s。请由安全管理员在系统中授权。")
        % {"county": county.name, "role": found.get_role_display(), "name": found.user.name},
    )


def three_people(usernames: Sequence[str], names: Sequence[str]) -> RuleViolation | None:
    """三员分立: three administrators are three people with three accounts."""
    accounts = {User.normalize_username(username) for username in usernames}
    if len(accounts) == len(usernames) and len(set(names)) == len(names):
        return None
    return RuleViolation("townships.not_three_people", _("三员：必须是三个不同的人，各用各的账号。请核对账号和姓名。"))


def rights_of_another(user: User, actor: object) -> RuleViolation | None:
    """Nobody gives or takes his own rights, under none of his accounts."""
    if not _is_himself(user, actor):
        return None
    return RuleViolation(
        "townships.own_rights",
        _("授权：不能给自己授权或收回自己的授权。请由另一名安全管理员办理。"),
        field="role",
    )
