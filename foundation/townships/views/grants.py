"""The desk of the three administrators: the security administrator's grants."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.townships import selectors, services
from foundation.townships.forms.office import ActForm, GrantForm, SearchForm
from foundation.townships.models import Assignment, User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability, Role
from foundation.townships.views.why import capability_table, in_words
from foundation.web.acting import Look, act_once, bind, by
from foundation.web.components import Action, Column, Link, Pill, Row, Table
from foundation.web.doors import desk_page

#: Accounts on a page.
SIZE = 30


@require_safe
@desk_page
def holders(request: HttpRequest) -> HttpResponse:
    """Who holds which roles today."""
    check_may(request.user, Capability.MANAGE_GRANTS)
    page = account_list(request, Capability.MANAGE_GRANTS)
    table = Table(
        _("账号和角色"),
        [Column(_("账号")), Column(_("姓名")), Column(_("所在单位")), Column(_("现有角色"))],
        [
            [
                Link(user.username, reverse("office:holder", args=[user.pk])),
                user.name,
                user.official.division.name if user.official else "",
                [f"{each.get_role_display()} · {each.division.name}" for each in user.roles_now],
            ]
            for user in page.pop("rows")
        ],
        empty=_("没有找到这样的账号。请换一个姓名或账号再找。"),
    )
    return render(request, "townships/office/holders.html", {"table": table, **page})


def account_list(request: HttpRequest, capability: Capability) -> dict[str, Any]:
    """The accounts within reach that `?q=` finds, a page after `?after=`: rows, the search form, the next address."""
    form = SearchForm(request.GET or None)
    q = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found: list[Any] = selectors.holders_page(request.user, capability, q, request.GET.get("after", ""), SIZE)
    more = urlencode({"q": q, "after": found[SIZE - 1].username}) if len(found) > SIZE else ""
    return {
        "rows": found[:SIZE],
        "search": form,
        "older": f"?{more}" if more else "",
        "newer": f"?{urlencode({'q': q})}" if request.GET.get("after") else "",
    }


@require_safe
@desk_page
def holder(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles of today, those to come, those that have ended, and what it may do."""
    user = _account_or_404(request, pk)
    today = timezone.localdate()
    history = list(user.assignments.select_related("division").order_by("-start", "-pk"))
    current = [each for each in history if each.start <= today and (each.end is None or each.end >= today)]
    coming = [each for each in history if each.start > today and (each.end is None or each.end >= each.start)]
    past = [each for each in history if each not in current and each not in coming]
    context = {
        "account": user,
        "rows": [
            Row(_("账号"), user.username),
            Row(_("姓名"), user.name),
            Row(_("所在单位"), user.official.division.name if user.official else ""),
            Row(_("状态"), Pill(_("启用"), "green") if user.is_active else Pill(_("停用"), "red")),
        ],
        "current": [(each, in_words(each)) for each in current],
        "coming": [(each, in_words(each)) for each in coming],
        "past": [in_words(each) for each in past],
        "abilities": capability_table(user),
        "actions": [
            Action(_("授予角色"), reverse("office:grant", args=[pk]), method="get", kind="primary"),
            Action(
                _("重置动态验证码"),
                reverse("office:reset_factor", args=[pk]),
                method="get",
                allowed=hasattr(user, "authenticator"),
                reason=_("这个账号还没有绑定动态验证码，下次登录时由本人绑定。"),
            ),
        ],
    }
    return render(request, "townships/office/holder.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    user = _account_or_404(request, pk)
    divisions = selectors.divisions_within(request.user, Capability.MANAGE_GRANTS)
    form = GrantForm(divisions, timezone.localdate(), request.POST or None)
    back = reverse("office:holder", args=[pk])

    def work() -> Assignment:
        given = {name: form.cleaned_data[name] for name in ("division", "start", "end")}
        return services.grant_role(user=user, role=Role(form.cleaned_data["role"]), **given, **by(request))

    def look(made: Assignment) -> Look:
        return Look(
            title=_("授予角色：%s") % user.name,
            rows=[Row(_("账号"), str(user)), *_about(made)],
            binding=_("授权从生效日期起立即有效，记入存证日志。"),
            submit=_("确认授予"),
        )

    return bind(
        request,
        form,
        template="townships/office/grant.html",
        context={"account": user, "back": back, "breadcrumbs": _way(user)},
        work=work,
        look=look,
        target=lambda _made: back,
        done=_("角色已授予。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back at once."""
    check_may(request.user, Capability.MANAGE_GRANTS)
    visible = selectors.visible_assignments(request.user).select_related("user", "division")
    assignment: Assignment = get_object_or_404(visible, pk=pk)
    back = reverse("office:holder", args=[assignment.user_id])
    form = ActForm(request.POST or None)
    context = {
        "look": Look(
            title=_("收回角色：%s") % assignment.user.name,
            rows=[Row(_("账号"), str(assignment.user)), *_about(assignment)],
            binding=_("收回后立即失效，对方的下一次点击就会被拒绝。记入存证日志，不能撤销；需要时可以重新授予。"),
            submit=_("确认收回"),
        ),
        "back": back,
        "breadcrumbs": _way(assignment.user),
    }
    return act_once(
        request,
        form,
        template="townships/office/confirm.html",
        context=context,
        work=lambda: services.revoke_role(assignment=assignment, **by(request)),
        target=back,
        done=_("角色已收回。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """A lost telephone. The password is the other administrator's: nobody takes an account over alone."""
    user = _account_or_404(request, pk)
    back = reverse("office:holder", args=[pk])
    look = Look(
        title=_("重置动态验证码：%s") % user.name,
        rows=[Row(_("账号"), str(user))],
        binding=_(
            "原来的手机和备用验证码立即作废，已有的登录全部结束；下次登录时由本人重新绑定。请先当面核实。记入存证日志。"
        ),
        submit=_("确认重置"),
    )
    return act_once(
        request,
        ActForm(request.POST or None),
        template="townships/office/confirm.html",
        context={"look": look, "back": back, "breadcrumbs": _way(user)},
        work=lambda: services.reset_second_factor(user=user, **by(request)),
        target=back,
        done=_("动态验证码已重置。"),
    )


def _about(assignment: Assignment) -> list[Row]:
    return [
        Row(_("角色"), assignment.get_role_display()),
        Row(_("范围"), assignment.division.name),
        Row(_("生效日期"), assignment.start),
        Row(_("失效日期"), assignment.end or _("长期有效")),
    ]


def _account_or_404(request: HttpRequest, pk: int) -> User:
    check_may(request.user, Capability.MANAGE_GRANTS)
    rows = selectors.accounts_within(request.user, Capability.MANAGE_GRANTS).select_related(
        "official__division", "authenticator"
    )
    found: User = get_object_or_404(rows, pk=pk)
    return found


def _way(user: User) -> list[Link]:
    return [
        Link(_("我的工作"), reverse("web:desk")),
        Link(_("账号和角色"), reverse("office:holders")),
        Link(user.name, reverse("office:holder", args=[user.pk])),
    ]
