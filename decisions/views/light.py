"""一般事项单: small matters of one meeting on one sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions import rules, selectors, services
from decisions.forms import ActForm, ReasonForm
from decisions.forms_desk import LightForm
from decisions.models import LightSheet
from decisions.permissions import can_keep_meetings, reason_against_keeping
from decisions.views import sheets
from decisions.views.acting import check_reader, kept_or_403, user_of, visible_or_404
from foundation.money import to_fen, to_yuan
from foundation.web.acting import Look, act_once, attempt, bind, by, reason
from foundation.web.components import Action, Column, Link, Pill, Row, Table
from foundation.web.doors import desk_page
from foundation.web.tokens import new_token
from powers.selectors import entries_for

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@desk_page
def light_list(request: HttpRequest) -> HttpResponse:
    """The sheets, newest first, each with its number of matters."""
    check_reader(request)
    before, here = request.GET.get("before", ""), reverse("decisions:light_sheets")
    try:
        page = selectors.light_page(user_of(request), before)
    except ObjectDoesNotExist as error:
        raise Http404(_("列表里没有这一条，请从第一页重新查看。")) from error
    context = {
        "table": _sheets(page.rows),
        "newer": here if before else "",
        "older": f"{here}?before={page.older}" if page.older else "",
    }
    return render(request, "decisions/light_sheets.html", context)


@require_http_methods(FORM_METHODS)
@desk_page
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """One form with several lines, looked at once more."""
    found = kept_or_403(request, selectors.visible_meetings, pk)
    form = LightForm(
        selectors.serving_officials(user_of(request), found.day),
        entries_for(found.body.division, found.day),
        request.POST or None,
    )
    standing = found.light_sheets.filter(void=None).first()

    def work() -> LightSheet:
        return services.enter_light_sheet(meeting=found, lines=form.entered(), **by(request))

    return bind(
        request,
        form,
        template="decisions/light_new.html",
        context={
            **sheets.about(found),
            "rows": form.rows(),
            "limit": rules.light_parameter(found),
            "standing": standing,
            "against": reason(rules.meeting_open(found), rules.takes_light(found), rules.no_other_sheet(standing)),
        },
        work=work,
        look=_look,
        target=lambda sheet: reverse("decisions:light_sheet", args=[sheet.pk]),
        done=_("一般事项单已录入，等待主持人签批。"),
    )


@require_safe
@desk_page
def light_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(request, selectors.visible_light_sheets, pk))


@require_POST
@desk_page
def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair signs, or the office records that he has."""
    found = visible_or_404(request, selectors.visible_light_sheets, pk)
    form = ActForm(request.POST)

    def work() -> str:
        services.sign_off_light_sheet(sheet=found, **by(request))
        return reverse("decisions:light_sheet", args=[found.pk])

    if url := attempt(request, form, work):
        messages.success(request, _("已签批。"))
        return redirect(url)
    return _page(request, found, form)


@require_http_methods(FORM_METHODS)
@desk_page
def void(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_or_403(request, selectors.visible_light_sheets, pk)
    form = ReasonForm(request.POST or None)
    target = reverse("decisions:light_sheet", args=[found.pk])

    def work() -> object:
        return services.void_light_sheet(sheet=found, reason=form.cleaned_data["reason"], **by(request))

    against = reason(rules.not_void(found), rules.not_signed(found))
    context = {**sheets.about(found.meeting), "sheet": found, "back": target, "against": against}
    return act_once(
        request,
        form,
        template="decisions/light_void.html",
        context=context,
        work=work,
        target=target,
        done=_("已作废，可以重新录入。"),
    )


# -------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, found: LightSheet, form: ActForm | None = None) -> HttpResponse:
    lines = list(found.lines.select_related("handler", "entry").order_by("position"))
    keeps = can_keep_meetings(user_of(request), found.scope)
    pending = not (hasattr(found, "signature") or hasattr(found, "void"))
    context = {
        **sheets.about(found.meeting),
        "sheet": found,
        "form": form,
        "pill": sheet_pill(found),
        "table": _lines(lines),
        "total": to_yuan(sum(to_fen(line.amount) for line in lines if line.amount is not None)),
        "sign": _sign(request, found) if pending else None,
        "void": reverse("decisions:void_light", args=[found.pk]) if pending and keeps else "",
    }
    return render(request, "decisions/light_sheet.html", context)


def _sign(request: HttpRequest, found: LightSheet) -> Action:
    """The chair's own button, the office's for paper, for the others a closed one."""
    user = user_of(request)
    own = user.official_id is not None and user.official_id == found.meeting.chair_id
    against = "" if own else reason_against_keeping(user, found.scope)
    return Action(
        _("签批") if own else _("登记%s纸质签批") % found.meeting.chair,
        reverse("decisions:sign_light", args=[found.pk]),
        kind="primary",
        allowed=not against,
        reason=against,
        token=new_token(),
    )


def sheet_pill(found: LightSheet) -> Pill:
    if hasattr(found, "void"):
        return Pill(_("已作废"), "red")
    return Pill(_("已签批"), "green") if hasattr(found, "signature") else Pill(_("待签批"), "amber")


def _lines(lines: list[Any]) -> Table:
    columns = [Column(_("事项")), Column(_("种类")), Column(_("金额"), number=True), Column(_("经办人"))]
    return Table(
        _("一般事项"),
        [*columns, Column(_("决定"))],
        [
            [f"{line.position}. {line.matter}", line.sort, line.amount, line.handler.name, line.decision]
            for line in lines
        ],
    )


def _sheets(rows: list[LightSheet]) -> Table:
    return Table(
        _("一般事项单"),
        [Column(_("会议")), Column(_("日期")), Column(_("事项"), number=True), Column(_("签批"))],
        [
            [
                Link(str(row.meeting.body), reverse("decisions:light_sheet", args=[row.pk])),
                row.day,
                row.line_count,  # type: ignore[attr-defined]
                sheet_pill(row),
            ]
            for row in rows
        ],
        empty=_("还没有一般事项单。"),
    )


def _look(sheet: LightSheet) -> Look:
    rows = [
        Row(
            f"{line.position}. {line.matter}",
            [line.sort, line.amount, line.handler.name, line.decision],
        )
        for line in sheet.lines.select_related("handler", "entry").order_by("position")
    ]
    return Look(
        title=_("核对一般事项单"),
        rows=rows,
        binding=_("录入后不能修改；有误的，在签批前作废后重新录入。"),
        submit=_("录入一般事项单"),
    )
