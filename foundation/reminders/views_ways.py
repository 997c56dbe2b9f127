"""By which ways people and units are reminded: one's own mail, and the robots in the groups of a unit."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.keys.trouble import KeyTrouble
from foundation.reminders import selectors_ways, services
from foundation.reminders.forms import MailForm, RobotForm
from foundation.reminders.models import Robot
from foundation.reminders.states import MailMode
from foundation.reminders.trouble import Undelivered
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.violations import RuleViolation
from foundation.web.acting import act_once, by
from foundation.web.components import Action, Link, Row
from foundation.web.doors import desk_page
from foundation.web.tokens import OnceForm, new_token, once


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def mail(request: HttpRequest) -> HttpResponse:
    """What one wants by mail. Whoever turns it on gets one mail a day, unless he asks for more."""
    user: User = request.user  # type: ignore[assignment]
    known = selectors_ways.mail_choice_of(user)
    stored = {"mode": known.mode, "address": known.address} if known else {"mode": MailMode.OFF, "address": ""}
    form = MailForm(request.POST or None, initial=stored)

    def work() -> object:
        given = form.cleaned_data
        return services.choose_mail(user=user, mode=given["mode"], address=given["address"], **by(request))

    context = {
        "mail_on": settings.MAIL_ON,
        "quiet": _quiet(),
        "back": reverse("accounts:me"),
        "breadcrumbs": [Link(_("我的工作"), reverse("web:desk")), Link(_("我的账号"), reverse("accounts:me"))],
    }
    template, target, done = "reminders/mail.html", reverse("ways:mail"), _("通知方式已保存。")
    return act_once(request, form, template=template, context=context, work=work, target=target, done=done)


def _quiet() -> str:
    """From when to when nobody is disturbed, in words; empty when there are no such hours."""
    if settings.QUIET_HOURS is None:
        return ""
    first, last = settings.QUIET_HOURS
    return f"{first:%H:%M}—{last:%H:%M}"


# Robots ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """A robot on the page of its unit."""

    robot: Robot
    rows: list[Row]
    actions: list[Action]


@require_safe
@desk_page
def robots(request: HttpRequest) -> HttpResponse:
    """The robots of the units whose rules the user keeps: he says when people are reminded, and so also where."""
    check_may(request.user, Capability.KEEP_RULES)
    cards = [_card(robot) for robot in selectors_ways.kept_robots(request.user)]
    context = {"cards": cards, "quiet": _quiet(), "breadcrumbs": _way()}
    return render(request, "reminders/robots.html", context)


def _card(robot: Robot) -> Card:
    rows = [Row(_("单位"), robot.division.name), Row(_("类型"), robot.get_kind_display())]
    if robot.end is not None:
        return Card(robot, [*rows, Row(_("停用日期"), robot.end)], [])
    trial, stop = (reverse(f"ways:{name}", args=[robot.pk]) for name in ("trial", "stop"))
    actions = [
        Action(_("发送测试消息"), trial, token=new_token()),
        Action(_("停用"), stop, kind="danger", token=new_token()),
    ]
    return Card(robot, [*rows, Row(_("登记日期"), robot.start)], actions)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def add(request: HttpRequest) -> HttpResponse:
    check_may(request.user, Capability.KEEP_RULES)
    divisions = selectors_ways.divisions_with_groups(request.user, timezone.localdate())
    form = RobotForm(divisions, request.POST or None)

    def work() -> object:
        given = {name: form.cleaned_data[name] for name in ("division", "kind", "name", "address", "secret")}
        return services.add_robot(**given, **by(request))

    target, done = reverse("ways:robots"), _("群机器人已登记。请点“发送测试消息”，看群里收到没有。")
    way = [*_way(), Link(_("群机器人"), target)]
    context = {"back": target, "breadcrumbs": way, "hosts": "、".join(settings.ROBOT_HOSTS)}
    return act_once(
        request, form, template="reminders/robot.html", context=context, work=work, target=target, done=done
    )


@require_POST
@desk_page
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a robot speak. Not once for each form: what it takes is a message in a group, and no transaction."""
    robot = _robot_or_404(request, pk)
    try:
        spoke = services.try_robot(robot=robot)
    except (RuleViolation, Undelivered, KeyTrouble) as trouble:
        messages.error(request, _("测试消息没有发出：%(why)s") % {"why": trouble})
        return redirect("ways:robots")
    if spoke:
        messages.success(request, _("测试消息已发出，请看群里收到没有。"))
    else:
        messages.warning(request, _("测试消息没有发出：这个机器人一分钟内说得太多。请过一分钟再试。"))
    return redirect("ways:robots")


@require_POST
@desk_page
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    robot, form = _robot_or_404(request, pk), OnceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有办理：表单不完整。请再点一次。"))
        return redirect("ways:robots")

    def work() -> str:
        services.stop_robot(robot=robot, **by(request))
        return reverse("ways:robots")

    target = once(form.cleaned_data["form_token"], actor=request.user, work=work)
    messages.success(request, _("群机器人已停用，不再发消息。请在群里也把它删除。"))
    return redirect(target)


def _robot_or_404(request: HttpRequest, pk: int) -> Robot:
    check_may(request.user, Capability.KEEP_RULES)
    return get_object_or_404(selectors_ways.kept_robots(request.user), pk=pk)


def _way() -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk"))]
