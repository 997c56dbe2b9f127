"""The rules of this room. Each reads, never writes, and returns what it objects to, or nothing."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.townships.models import (
    Assignment,
    Authenticator,
    Division,
    HandOver,
    HandOverLine,
    Official,
    Post,
    Succession,
    Tenure,
    User,
)
from foundation.townships.states import ADMINISTRATORS, ROLES, Level, Role
from foundation.violations import RuleViolation


def division_in_force(division: Division, day: date) -> RuleViolation | None:
    """What has been merged or divided takes no new acts from that day on; its successors do."""
    if division.end is None or day <= division.end:
        return None
    successors = Division.objects.filter(origins__predecessor=division).order_by("code")
    names = "、".join(successors.values_list("name", flat=True)) or _("承接其职能的单位")
    return RuleViolation(
        "townships.division_ended",
        _("单位：%(name)s至 %(end)s 止，此后已撤并，不再办理新的事项。请到%(successors)s办理。")
        % {"name": division.name, "end": division.end, "successors": names},
        field="division",
    )


# Mergers and divisions ---------------------------------------------------------------------------


def succession_has_both_sides(predecessors: Sequence[Division], successors: Sequence[Division]) -> RuleViolation | None:
    """Something goes on in something else."""
    if predecessors and successors:
        return None
    return RuleViolation("townships.succession_empty", _("区划：原区划和现区划都至少要有一个。请补充代码。"))


def succession_keeps_level(predecessors: Sequence[Division], successors: Sequence[Division]) -> RuleViolation | None:
    """A town goes on in towns, a village in villages; a grant on the one then covers the other."""
    wanted = Level(predecessors[0].level)
    odd = next((each for each in [*predecessors, *successors] if each.level != wanted), None)
    if odd is None and wanted in {Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE}:
        return None
    shown = odd or predecessors[0]
    return RuleViolation(
        "townships.succession_level",
        _("区划：%(name)s是%(level)s。撤并须在同一层级的县、乡镇或村之间登记，请分别登记。")
        % {"name": shown.name, "level": shown.get_level_display()},
    )


def succession_is_apart(predecessors: Sequence[Division], successors: Sequence[Division]) -> RuleViolation | None:
    """What goes on under its own code has no successor."""
    both = [division.name for division in predecessors if division in successors]
    if not both:
        return None
    return RuleViolation(
        "townships.succession_both",
        _("区划：%(names)s既是原区划，又是现区划。继续存在的单位请只写在现区划中。") % {"names": "、".join(both)},
    )


def succession_is_new(predecessors: Sequence[Division], successors: Sequence[Division]) -> RuleViolation | None:
    """A merger is on record once."""
    known = Succession.objects.filter(predecessor__in=predecessors, successor__in=successors)
    found = known.select_related("predecessor", "successor").first()
    if found is None:
        return None
    return RuleViolation(
        "townships.succession_known",
        _("区划：“%(succession)s”已于 %(day)s 生效，不必重复登记。") % {"succession": found, "day": found.day},
    )


def succession_on_its_day(
    predecessors: Sequence[Division], successors: Sequence[Division], day: date
) -> RuleViolation | None:
    """Both sides exist on the day, and each predecessor existed before it for a day at least."""
    for division in [*predecessors, *successors]:
        if not division.exists_on(day):
            return RuleViolation(
                "townships.succession_not_in_force",
                _("生效日期：%(name)s在 %(day)s 不存在（%(start)s 至 %(end)s）。请核对日期和代码。")
                % {
                    "name": division.name,
                    "day": day,
                    "start": division.start or _("一直"),
                    "end": division.end or _("今"),
                },
                field="day",
            )
    young = next((each for each in predecessors if each.start is not None and each.start >= day), None)
    if young is None:
        return None
    return RuleViolation(
        "townships.succession_early",
        _("生效日期：%(name)s于 %(start)s 才设立，撤并须在此后。请核对日期。")
        % {"name": young.name, "start": young.start},
        field="day",
    )


def nobody_comes_later(predecessors: Sequence[Division], day: date) -> RuleViolation | None:
    """A tenure that would begin after its unit is gone can neither begin nor end."""
    late = Tenure.objects.filter(post__division__in=predecessors, start__gte=day).select_related("official", "post")
    found = late.order_by("start", "pk").first()
    if found is None:
        return None
    return RuleViolation(
        "townships.tenure_after_merger",
        _("任职：%(name)s自 %(start)s 起任%(post)s，晚于撤并。请把撤并日期定在其任职日期之后，或者先与任免机关核对。")
        % {"name": found.official.name, "start": found.start, "post": found.post},
        field="day",
    )


# Posts and tenures -------------------------------------------------------------------------------


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


# Hand-over on leaving ----------------------------------------------------------------------------


def matters_are_known(failed: int) -> RuleViolation | None:
    """E06: whoever leaves hands over what is open. `failed` rooms could not say what that is."""
    if not failed:
        return None
    return RuleViolation(
        "townships.matters_unknown",
        _("离任交接：暂时查不清还有哪些未办结的事项，所以不能登记离任。请稍后再试；仍不行的，请告诉系统管理员。"),
    )


def line_is_open(line: HandOverLine) -> RuleViolation | None:
    """Each matter is received once."""
    if line.receiver is None:
        return None
    return RuleViolation(
        "townships.line_received",
        _("交接事项：“%(title)s”已由%(name)s接收，不必重复登记。") % {"title": line.title, "name": line.receiver.name},
    )


def receiver_is_another(line: HandOverLine, receiver: Official) -> RuleViolation | None:
    """Nobody hands over to himself."""
    if receiver.pk != line.hand_over.tenure.official_id:
        return None
    return RuleViolation(
        "townships.receiver_leaves",
        _("接收人：%(name)s就是移交人。请选择另一位在任人员。") % {"name": receiver.name},
        field="receiver",
    )


def receiver_serves(receiver: Official, divisions: Sequence[Division], day: date) -> RuleViolation | None:
    """Whoever receives a matter holds a post, on that day, in the unit or in what has taken it over."""
    if Tenure.objects.on(day).filter(official=receiver, post__division__in=divisions).exists():
        return None
    return RuleViolation(
        "townships.receiver_elsewhere",
        _("接收人：%(name)s当日未在%(divisions)s任职。请选择在任人员。")
        % {"name": receiver.name, "divisions": "、".join(division.name for division in divisions)},
        field="receiver",
    )


def hand_over_is_open(hand_over: HandOver) -> RuleViolation | None:
    """A hand-over is completed once."""
    if hand_over.completed_on is None:
        return None
    return RuleViolation(
        "townships.hand_over_completed",
        _("离任交接：已于 %(day)s 由%(witness)s监交完成，不必重复办理。")
        % {"day": hand_over.completed_on, "witness": hand_over.witness},
    )


def every_line_received(hand_over: HandOver) -> RuleViolation | None:
    """Nothing is left in the hands of somebody who is gone."""
    missing = hand_over.lines.filter(receiver__isnull=True).count()
    if not missing:
        return None
    return RuleViolation(
        "townships.lines_missing",
        _("离任交接：还有 %(count)d 项没有接收人。请逐项登记接收人后再完成交接。") % {"count": missing},
    )


def witness_is_third(hand_over: HandOver, witness: str) -> RuleViolation | None:
    """监交人: named, and neither who hands over nor who receives."""
    parties = {hand_over.tenure.official.name, *hand_over.lines.values_list("receiver__name", flat=True)}
    if witness and witness not in parties:
        return None
    if not witness:
        return RuleViolation("townships.no_witness", _("监交人：没有填写。请写明监交人的姓名。"), field="witness")
    return RuleViolation(
        "townships.witness_is_party",
        _("监交人：%(name)s是移交人或者接收人，不能监交。请另请他人；如是同名的另一个人，请在姓名后注明单位。")
        % {"name": witness},
        field="witness",
    )


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
    if not isinstance(actor, User):
        return None
    if actor.pk != user.pk and (user.official_id is None or actor.official_id != user.official_id):
        return None
    return RuleViolation("townships.own_account", _("账号：不能对本人的账号这样做。请由本县另一位系统管理员办理。"))


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
