"""议事规则: which hold for which body, a new version, its lodging with the county's organisation department."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from decisions import rules, selectors, services
from decisions.forms_procedure import CountyProcedureForm, LodgeForm, ProcedureForm, as_it_is
from decisions.models import Procedure
from decisions.permissions import (
    can_keep_meetings,
    can_lodge,
    check_can_keep_meetings,
    check_can_keep_procedures,
    check_can_lodge,
)
from decisions.states import Way
from decisions.views.acting import user_of
from foundation.rulebook.defaults import BEGINNING
from foundation.scope import Scope
from foundation.townships.doors import people_page
from foundation.townships.models import Body
from foundation.townships.states import BodyKind, Capability, UnitType
from foundation.web.acting import Look, act_once, bind, by, reason
from foundation.web.components import Action, Column, Link, Pill, Row, Table
from foundation.web.templatetags.sunlit import day

FORM_METHODS = ["GET", "HEAD", "POST"]
PAGE = "decisions/act.html"


@require_safe
@people_page
def procedures(request: HttpRequest) -> HttpResponse:
    """Every body whose people the user sees, with the version in force today and whether it is lodged."""
    user, today = user_of(request), timezone.localdate()
    county = user.may(Capability.KEEP_RULES, _county_of(request))
    context = {
        "table": Table(
            _("议事规则"),
            [Column(_("组织")), Column(_("现行规则")), Column(_("生效日期")), Column(_("备案"))],
            [
                [
                    Link(str(line.body), reverse("decisions:procedure", args=[line.body.pk])),
                    line.procedure.title,
                    "" if line.procedure.start == BEGINNING else line.procedure.start,
                    lodged_pill(line.procedure),
                ]
                for line in selectors.procedures_in_force(user, today)
            ],
            empty=_("没有可以查看的组织。"),
        ),
        "county": Action(_("制定全县缺省"), reverse("decisions:county_procedure"), method="get") if county else None,
        "breadcrumbs": _way(),
    }
    return render(request, "decisions/procedures.html", context)


@require_safe
@people_page
def procedure(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds for one body today, its own versions, and what is above them."""
    body, today = _body(request, pk), timezone.localdate()
    found = rules.procedure_for(body, today)
    versions = list(body.procedures.select_related("lodged_by").order_by("-start"))
    actions = []
    if can_keep_meetings(user_of(request), body.scope):
        url = reverse("decisions:adopt", args=[body.pk])
        actions.append(Action(_("登记新的议事规则"), url, method="get", kind="primary"))
    if can_lodge(user_of(request), body.scope):
        actions += [
            Action(_("登记备案：%s") % each.title, reverse("decisions:lodge", args=[each.pk]), method="get")
            for each in versions
            if each.lodged_on is None
        ]
    context = {
        "body": body,
        "pill": lodged_pill(found),
        "unlodged": any(each.lodged_on is None for each in versions),
        "rows": says(found),
        "actions": actions,
        "versions": Table(
            _("历次版本"),
            [Column(_("名称和文号")), Column(_("起止")), Column(_("备案"))],
            [[each.title, _period(each), lodged_pill(each)] for each in versions],
            empty=_("本组织还没有自己的议事规则，按上面的规则议事。"),
        ),
        "breadcrumbs": [*_way(), Link(_("议事规则"), reverse("decisions:procedures"))],
    }
    return render(request, "decisions/procedure.html", context)


@require_http_methods(FORM_METHODS)
@people_page
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """A body's own rules: begins as what is in force, may only be made stricter."""
    body, today = _body(request, pk), timezone.localdate()
    check_can_keep_meetings(user_of(request), body.scope)
    initial = {**as_it_is(rules.procedure_for(body, today)), "start": today}
    form = ProcedureForm(request.POST or None, initial=initial)
    back = reverse("decisions:procedure", args=[body.pk])

    def work() -> Procedure:
        return services.adopt_procedure(body=body, values=form.values(), **by(request))

    way = [*_way(), Link(_("议事规则"), reverse("decisions:procedures")), Link(str(body), back)]
    context = {
        "title": _("登记新的议事规则"),
        "who": str(body),
        "lead": _("只能比上级的规定严。登记后报县委组织部备案，开过的会沿用当时的规则。"),
        "submit": _("继续，核对"),
        "back": back,
        "breadcrumbs": way,
    }
    return _bind(request, form, context, work, back)


@require_http_methods(FORM_METHODS)
@people_page
def county_procedure(request: HttpRequest) -> HttpResponse:
    """What the county says for all its bodies of a kind, where they have said nothing of their own."""
    scope = _county_of(request)
    check_can_keep_procedures(user_of(request), scope)
    initial = {"start": timezone.localdate(), "way": Way.MAJORITY_OF_DUE, "chair_may_reconsider": True}
    form = CountyProcedureForm(request.POST or None, initial=initial)
    back = reverse("decisions:procedures")

    def work() -> Procedure:
        kind, unit_type = BodyKind(form.cleaned_data["kind"]), form.cleaned_data["unit_type"]
        return services.set_county_procedure(
            scope=scope, kind=kind, unit_type=unit_type, values=form.values(), **by(request)
        )

    context = {
        "title": _("制定全县缺省"),
        "who": _("没有自己议事规则的组织按全县缺省议事"),
        "submit": _("继续，核对"),
        "back": back,
        "breadcrumbs": [*_way(), Link(_("议事规则"), back)],
    }
    return _bind(request, form, context, work, back)


def _bind(request: HttpRequest, form: ProcedureForm, context: dict[str, Any], work: Any, target: str) -> HttpResponse:
    return bind(
        request,
        form,
        template=PAGE,
        context=context,
        work=work,
        look=lambda made: Look(
            title=_("核对议事规则"),
            rows=[Row(_("适用"), _whose(made)), *says(made)],
            binding=_("登记后不能修改或删除，要改只能按新的日期登记新的版本。"),
            submit=_("登记"),
        ),
        target=lambda _made: target,
        done=_("议事规则已登记。"),
    )


@require_http_methods(FORM_METHODS)
@people_page
def lodge(request: HttpRequest, pk: int) -> HttpResponse:
    """备案, by the county's organisation department from its own login."""
    rows = Procedure.objects.filter(body__in=selectors.readable_bodies(user_of(request)))
    found = get_object_or_404(rows.select_related("body__division"), pk=pk)
    body: Body = found.body  # type: ignore[assignment]
    check_can_lodge(user_of(request), body.scope)
    form = LodgeForm(request.POST or None, initial={"lodged_on": timezone.localdate()})
    back = reverse("decisions:procedure", args=[body.pk])

    def work() -> None:
        services.lodge_procedure(procedure=found, day=form.cleaned_data["lodged_on"], **by(request))

    context = {
        "title": _("登记备案"),
        "who": str(body),
        "against": reason(rules.not_lodged_yet(found)),
        "rows": says(found),
        "submit": _("登记备案"),
        "back": back,
        "breadcrumbs": [*_way(), Link(_("议事规则"), reverse("decisions:procedures")), Link(str(body), back)],
    }
    return act_once(request, form, template=PAGE, context=context, work=work, target=back, done=_("已登记备案。"))


# What a version says ------------------------------------------------------------------------------


def says(found: Procedure) -> list[Row]:
    """A version in plain words; empty where the county's numbers hold."""
    by_number = _("按县里规定的比例")
    least = _("，且不少于 %d 人") % found.least if found.least else ""
    movers = _("%s以上成员") % found.reconsider if found.reconsider else by_number
    alone = _("；主要负责人也可以提议（人事除外）") if found.chair_may_reconsider else ""
    split = _("；不同意、弃权和缓议达到%s的，可以暂缓") % found.split if found.split else ""
    return [
        Row(_("名称和文号"), found.title),
        Row(_("到会"), f"{found.share('quorum') or by_number}{least}"),
        Row(_("人事议题到会"), found.share("quorum_personnel") or found.share("quorum") or by_number),
        Row(_("决定方式"), found.get_way_display()),
        Row(_("主持"), _one_then(found.get_chair_display(), found.get_acting_chair_display())),
        Row(_("表态次序"), _order(found)),
        Row(_("每人发言"), _("%d 分钟以内") % found.minutes if found.minutes else _("不限")),
        Row(_("无记名投票"), "、".join(found.secret_categories) or _("没有")),
        Row(_("票数相等"), f"{found.get_tie_display()}{split}"),
        Row(_("复议"), f"{movers}{alone}"),
        Row(_("起止"), _period(found)),
        Row(_("备案"), lodged_pill(found)),
    ]


def lodged_pill(found: Procedure) -> Pill:
    """Lodged on which day; the county's own rules are lodged with nobody."""
    if found.body_id is None:
        return Pill(_("全县缺省") if found.county else _("全国缺省"))
    if found.lodged_on:
        return Pill(_("%s备案") % day(found.lodged_on), "green")
    return Pill(_("尚未备案"), "amber")


def _order(found: Procedure) -> str:
    names = [found.get_last_but_one_display(), found.get_last_display()]
    return "、".join([_("其他成员"), *(name for name in names if name)])


def _one_then(first: str, second: str) -> str:
    if not first:
        return _("不限")
    return _("%(first)s；不在时由%(second)s主持") % {"first": first, "second": second} if second else first


def _period(found: Procedure) -> str:
    start = "" if found.start == BEGINNING else day(found.start)
    return _("%(start)s至%(end)s") % {"start": start, "end": day(found.end) if found.end else _("长期")}


def _whose(found: Procedure) -> str:
    if found.body:
        return str(found.body)
    kind = UnitType(found.unit_type).label if found.unit_type else _("各类单位")
    return _("全县%(kind)s的%(body)s") % {"kind": kind, "body": found.get_kind_display()}


def _body(request: HttpRequest, pk: int) -> Body:
    return get_object_or_404(selectors.readable_bodies(user_of(request)), pk=pk)


def _county_of(request: HttpRequest) -> Scope:
    """The county that the user works in."""
    official = user_of(request).official
    return Scope(official.county) if official else Scope("000000")


def _way() -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk"))]
