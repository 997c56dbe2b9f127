"""The desk of the system administrator: opening accounts, closing them, giving a new password, unlocking."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from foundation.townships import selectors, services
from foundation.townships.forms.office import ActForm, NewAccountForm, NewPersonForm, SearchForm
from foundation.townships.models import Official, User
from foundation.townships.passwords import temporary_password
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.townships.views.grants import account_list
from foundation.web.acting import Look, act_once, attempt, by
from foundation.web.components import Action, Column, Link, Pill, Row, Table
from foundation.web.doors import desk_page
from foundation.web.tokens import OnceForm

#: People that a search shows: whoever is not among them is found by more letters.
FOUND = 30


@require_safe
@desk_page
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the county."""
    check_may(request.user, Capability.MANAGE_ACCOUNTS)
    page = account_list(request, Capability.MANAGE_ACCOUNTS)
    columns = [_("账号"), _("姓名"), _("所在单位"), _("状态"), _("动态验证码")]
    table = Table(
        _("账号"),
        [Column(label) for label in columns],
        [
            [
                Link(user.username, reverse("office:account", args=[user.pk])),
                user.name,
                user.official.division.name if user.official else "",
                _state(user),
                Pill(_("已绑定"), "green") if hasattr(user, "authenticator") else Pill(_("未绑定")),
            ]
            for user in page.pop("rows")
        ],
        empty=_("没有找到这样的账号。请换一个姓名或账号再找。"),
    )
    return render(request, "townships/office/accounts.html", {"table": table, **page})


@require_safe
@desk_page
def people(request: HttpRequest) -> HttpResponse:
    """Who could get an account: the first step of opening one."""
    check_may(request.user, Capability.MANAGE_ACCOUNTS)
    form = SearchForm(request.GET or None)
    q = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found: list[Any] = list(selectors.people_without_account(request.user, q)[:FOUND]) if q else []
    table = Table(
        _("还没有账号的人"),
        [Column(_("姓名")), Column(_("所在单位")), Column(_("现任职务")), Column(_("办理"))],
        [
            [
                official.name,
                official.division.name,
                "、".join(tenure.title for tenure in official.serving),
                Link(_("为他开通账号"), reverse("office:open_account", args=[official.pk])),
            ]
            for official in found
        ],
        empty=_("没有找到还没有账号的“%s”。他可能已有账号，或者还没有登记。") % q if q else "",
    )
    return render(request, "townships/office/people.html", {"table": table, "search": form, "way": _way()})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """An account for somebody on record."""
    check_may(request.user, Capability.MANAGE_ACCOUNTS)
    official: Official = get_object_or_404(selectors.officials_within(request.user, Capability.MANAGE_ACCOUNTS), pk=pk)
    form = NewAccountForm(request.POST or None)

    def work(password: str) -> User:
        return services.open_account(
            username=form.cleaned_data["username"],
            name=official.name,
            password=password,
            official=official,
            **by(request),
        )

    return _hand_out(request, form, work, {"who": f"{official.name}（{official.division.name}）"})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def open_for_new_person(request: HttpRequest) -> HttpResponse:
    """An account for somebody who holds no post and is not on record, a delegated accountant for example."""
    check_may(request.user, Capability.MANAGE_ACCOUNTS)
    units = selectors.divisions_within(request.user, Capability.MANAGE_ACCOUNTS)
    form = NewPersonForm(units, request.POST or None)

    def work(password: str) -> User:
        given = form.cleaned_data
        with transaction.atomic():
            official = services.record_official(name=given["name"], division=given["division"], **by(request))
            return services.open_account(
                username=given["username"], name=official.name, password=password, official=official, **by(request)
            )

    return _hand_out(request, form, work, {"who": ""})


@require_safe
@desk_page
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account and what can be done with it."""
    user = _account_or_404(request, pk)
    rows = [
        Row(_("账号"), user.username),
        Row(_("姓名"), user.name),
        Row(_("所在单位"), user.official.division.name if user.official else ""),
        Row(_("状态"), _state(user)),
        Row(_("密码有效至"), user.password_until or _("长期有效")),
        Row(_("动态验证码"), Pill(_("已绑定"), "green") if hasattr(user, "authenticator") else Pill(_("未绑定"))),
        Row(_("当前登录"), _("%d 处") % selectors.sessions_of(user, timezone.now()).count()),
    ]
    acts = [name for name in ACTS if (name != "enable" if user.is_active else name == "enable")]
    context = {
        "account": user,
        "rows": rows,
        "actions": [
            Action(
                str(ACTS[name].title),
                reverse("office:account_act", args=[pk, name]),
                method="get",
                kind="danger" if name == "disable" else "secondary",
                allowed=user.pk != request.user.pk,
                reason=_("不能对自己的账号办理，请由另一名系统管理员办理。"),
            )
            for name in acts
        ],
        "way": _way(),
    }
    return render(request, "townships/office/account.html", context)


@dataclass(frozen=True)
class AccountAct:
    """What the system administrator can do to an account: its name, what it means, what is said when it is done."""

    title: Any
    binding: Any
    done: Any
    service: Callable[..., Any]


ACTS: dict[str, AccountAct] = {
    "password": AccountAct(
        gettext_lazy("重置密码"),
        gettext_lazy("生成一个临时密码，只显示这一次；对方的登录全部结束，下次登录须先设置新密码。记入存证日志。"),
        gettext_lazy("密码已重置。"),
        services.reset_password,
    ),
    "unlock": AccountAct(
        gettext_lazy("解除锁定"),
        gettext_lazy("清除登录失败的计数，对方可以立即再试。请先与本人核实。记入安全日志。"),
        gettext_lazy("锁定已解除。"),
        services.unlock_account,
    ),
    "disable": AccountAct(
        gettext_lazy("停用账号"),
        gettext_lazy("停用后立即不能登录，已有的登录全部结束；账号、角色和记录都保留。记入存证日志。"),
        gettext_lazy("账号已停用。"),
        services.disable_account,
    ),
    "enable": AccountAct(
        gettext_lazy("启用账号"),
        gettext_lazy("启用后，原有的角色今天仍有效的，立即恢复。记入存证日志。"),
        gettext_lazy("账号已启用。"),
        services.enable_account,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def account_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Look once more, then do it."""
    user = _account_or_404(request, pk)
    if name not in ACTS:
        raise Http404
    chosen, form = ACTS[name], ActForm(request.POST or None)
    look = Look(
        title=_("%(act)s：%(name)s") % {"act": chosen.title, "name": user.name},
        rows=[Row(_("账号"), str(user)), Row(_("状态"), _state(user))],
        binding=str(chosen.binding),
        submit=str(chosen.title),
    )
    context = {"look": look, "back": reverse("office:account", args=[pk]), "breadcrumbs": _way(user)}
    template = "townships/office/confirm.html"
    if name == "password":

        def work(password: str) -> User:
            return services.reset_password(user=user, password=password, **by(request))

        return _hand_out(request, form, work, context, template=template)
    return act_once(
        request,
        form,
        template=template,
        context=context,
        work=lambda: chosen.service(user=user, **by(request)),
        target=reverse("office:account", args=[pk]),
        done=str(chosen.done),
    )


def _hand_out(
    request: HttpRequest,
    form: OnceForm,
    work: Callable[[str], User],
    context: dict[str, Any],
    *,
    template: str = "townships/office/open_account.html",
) -> HttpResponse:
    """A form whose act makes a temporary password, which is shown once and kept nowhere."""
    shown: dict[str, Any] = {}

    def run() -> str:
        password = temporary_password()
        user = work(password)
        shown.update(account=user, password=password)
        return reverse("office:account", args=[user.pk])

    if request.method == "POST" and (url := attempt(request, form, run)):
        if shown:
            return render(request, "townships/office/password.html", {**shown, "back": url, "way": _way()})
        messages.info(request, _("这张表单已经提交过，临时密码只显示一次。如没有记下，请重置密码。"))
        return redirect(url)
    return render(request, template, {"breadcrumbs": _way(), **context, "form": form})


def _state(user: User) -> Pill:
    return Pill(_("启用"), "green") if user.is_active else Pill(_("停用"), "red")


def _account_or_404(request: HttpRequest, pk: int) -> User:
    check_may(request.user, Capability.MANAGE_ACCOUNTS)
    rows = selectors.accounts_within(request.user, Capability.MANAGE_ACCOUNTS)
    found: User = get_object_or_404(rows.select_related("official__division", "authenticator"), pk=pk)
    return found


def _way(user: User | None = None) -> list[Link]:
    way = [Link(_("我的工作"), reverse("web:desk")), Link(_("账号管理"), reverse("office:accounts"))]
    return [*way, Link(user.name, reverse("office:account", args=[user.pk]))] if user else way
