"""委托: whom the secretary charges with screening topics or with their legality review."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from decisions import selectors, services
from decisions.forms_topics import ChargeForm, EndForm
from decisions.models import Charge
from decisions.permissions import can_charge, check_can_charge
from decisions.states import Duty
from decisions.views.acting import check_reader, user_of, visible_or_404
from decisions.views.topics import way
from foundation.townships.models import Division, User
from foundation.townships.states import Capability, Level
from foundation.web.acting import act_once, by
from foundation.web.components import Action, Column, Link, Row, Table
from foundation.web.doors import desk_page


@require_safe
@desk_page
def charges(request: HttpRequest) -> HttpResponse:
    check_reader(request)
    user = user_of(request)
    unit = _own_unit(user)
    give = Action(_("登记委托"), reverse("decisions:charge"), method="get", kind="primary")
    context = {
        "breadcrumbs": way(),
        "table": _table(list(selectors.charges_for(user)), user),
        "actions": [give] if unit and can_charge(user, unit.scope, timezone.localdate()) else [],
    }
    return render(request, "decisions/charges.html", context)


def _table(rows: list[Charge], user: User) -> Table:
    columns = [_("受托事项"), _("单位"), _("受托人"), _("委托人"), _("委托文件"), _("开始日期"), _("结束日期")]
    return Table(
        _("委托"),
        [Column(each) for each in columns],
        [
            [
                row.get_duty_display(),
                row.division.name,
                row.official.name,
                row.given_by.name,
                row.paper,
                row.start,
                row.end or _end(row, user),
            ]
            for row in rows
        ],
        empty=_("还没有委托。审定议题由书记本人办理。"),
    )


def _end(row: Charge, user: User) -> Any:
    """Still going on; who may end it is offered that."""
    own = user.may(Capability.KEEP_MEETINGS, row.scope) or user.official_id == row.given_by_id
    return Link(_("登记结束"), reverse("decisions:end_charge", args=[row.pk])) if own else _("没有期限")


def _own_unit(user: User) -> Division | None:
    """The township-level unit in which somebody works."""
    division = user.official.division if user.official else None
    return division if division and division.level == Level.TOWNSHIP else None


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def give(request: HttpRequest) -> HttpResponse:
    check_reader(request)
    user, today = user_of(request), timezone.localdate()
    unit = _own_unit(user)
    if unit is None:
        raise PermissionDenied(_("委托由本单位书记或者党政办登记。"))
    check_can_charge(user, unit.scope, today)
    form = ChargeForm(selectors.serving_in(unit.scope, today), request.POST or None, initial={"start": today})

    def work() -> object:
        said = form.cleaned_data
        given = {name: said[name] for name in ("official", "paper", "start", "end")}
        return services.give_charge(unit=unit, duty=Duty(said["duty"]), **given, **by(request))

    return act_once(
        request,
        form,
        template="decisions/charge_form.html",
        context={"breadcrumbs": way(), "title": _("登记委托"), "submit": _("登记"), "unit": unit},
        work=work,
        target=reverse("decisions:charges"),
        done=_("委托已登记。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_or_404(request, selectors.charges_for, pk)
    today = timezone.localdate()
    check_can_charge(user_of(request), found.scope, today)
    form = EndForm(request.POST or None, initial={"end": today})
    rows = [Row(_("受托事项"), found.get_duty_display()), Row(_("受托人"), found.official.name)]
    return act_once(
        request,
        form,
        template="decisions/charge_form.html",
        context={
            "breadcrumbs": way(),
            "title": _("登记委托结束"),
            "submit": _("登记"),
            "unit": found.division,
            "rows": [*rows, Row(_("开始日期"), found.start)],
        },
        work=lambda: services.end_charge(charge=found, end=form.cleaned_data["end"], **by(request)),
        target=reverse("decisions:charges"),
        done=_("委托已结束。"),
    )
