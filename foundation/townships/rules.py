"""The rules of this room. Each reads, never writes, and returns what it objects to, or nothing."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.townships.models import Assignment, Division, Official, Post, Tenure, User
from foundation.townships.states import ADMINISTRATORS, ROLES, Level, Role
from foundation.violations import RuleViolation


def post_is_free(post: Post, start: date, end: date | None) -> RuleViolation | None:
    """One post, one holder at a time (acting or in full)."""
    holder = Tenure.objects.filter(post=post).overlapping(start, end).select_related("official").first()
    if holder is None:
        return None
    return RuleViolation(
        "townships.post_taken",
        _("任职日期：%(post)s在这段时间内由%(name)s担任。请先登记其离任日期，再登记新的任职。")
        % {"post": post.name, "name": holder.official.name},
        field="start",
    )


def post_is_of_same_county(post: Post, official: Official) -> RuleViolation | None:
    """An official holds posts in his own county only."""
    if post.county == official.county:
        return None
    return RuleViolation(
        "townships.other_county",
        _("职务：%(post)s不属于%(name)s所在的县。请选择本县的职务。") % {"post": post, "name": official.name},
        field="post",
    )


def tenure_can_end(tenure: Tenure, end: date) -> RuleViolation | None:
    """A tenure ends once, and not before it began."""
    if tenure.end is not None:
        return RuleViolation(
            "townships.tenure_ended",
            _("离任日期：该任职已于 %(end)s 结束，不能再改。如登记有误，请另行登记说明。") % {"end": tenure.end},
            field="end",
        )
    if end < tenure.start:
        return RuleViolation(
            "townships.end_before_start",
            _("离任日期：不能早于任职日期 %(start)s。请核对后重填。") % {"start": tenure.start},
            field="end",
        )
    return None


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


def official_serves(official: Official, division: Division, day: date) -> RuleViolation | None:
    """Whoever acts for a unit holds a post in it on that day."""
    if Tenure.objects.on(day).filter(official=official, post__division=division).exists():
        return None
    return RuleViolation(
        "townships.no_post_in_unit",
        _("提议人：%(name)s当日未在%(division)s任职。请选择本单位在任人员。")
        % {"name": official.name, "division": division.name},
        field="proposer",
    )


def rights_of_another(user: User, actor: object) -> RuleViolation | None:
    """Nobody gives or takes his own rights, under none of his accounts."""
    same_person = isinstance(actor, User) and (
        actor.pk == user.pk or (actor.official_id is not None and actor.official_id == user.official_id)
    )
    if not same_person:
        return None
    return RuleViolation(
        "townships.own_rights",
        _("授权：不能给自己授权或收回自己的授权。请由另一名安全管理员办理。"),
        field="role",
    )
