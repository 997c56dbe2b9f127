"""The lists of topics, meetings and resolutions: filtered by their address, page by page, nothing counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from decisions import selectors
from decisions.forms_desk import FilterForm, MeetingFilter, ResolutionFilter, TopicFilter
from decisions.models import Resolution
from decisions.selectors import Wanted
from decisions.views import sheets, topics
from decisions.views.acting import check_reader, user_of
from decisions.views.words import outcome_pill
from foundation.townships.models import User
from foundation.townships.states import Capability
from foundation.web.components import Action, Column, Link, Table
from foundation.web.doors import desk_page
from foundation.web.paging import REACH, KeysetPage

M = TypeVar("M", bound=Model)


@require_safe
@desk_page
def topic_list(request: HttpRequest) -> HttpResponse:
    context = _page(request, TopicFilter, selectors.topic_page, topics.table_of)
    propose = Action(_("提出议题"), reverse("decisions:propose"), method="get", kind="primary")
    keeping = [propose, Action(_("常办议题"), reverse("decisions:templates"), method="get")]
    context["actions"] = [
        *(keeping if user_of(request).may(Capability.KEEP_MEETINGS) else []),
        Action(_("未列入的议题"), reverse("decisions:refused"), method="get"),
        Action(_("审定和审查的委托"), reverse("decisions:charges"), method="get"),
    ]
    return render(request, "decisions/topics.html", context)


@require_safe
@desk_page
def meeting_list(request: HttpRequest) -> HttpResponse:
    context = _page(request, MeetingFilter, selectors.meeting_page, sheets.meetings)
    context["convene"] = user_of(request).may(Capability.KEEP_MEETINGS)
    return render(request, "decisions/meetings.html", context)


@require_safe
@desk_page
def resolution_list(request: HttpRequest) -> HttpResponse:
    context = _page(request, ResolutionFilter, selectors.resolution_page, _resolutions)
    return render(request, "decisions/resolutions.html", context)


def _page(
    request: HttpRequest,
    form: type[FilterForm],
    rows: Callable[[User, str, Wanted], KeysetPage[M]],
    table_of: Callable[[list[M]], Table],
) -> dict[str, Any]:
    """The page that the address asks for, its filters, and the ways to the pages beside it."""
    check_reader(request)
    filters, before = form(selectors.units_to_choose(user_of(request)), request.GET), request.GET.get("before", "")
    if not filters.is_valid():
        raise Http404(_("没有这样的筛选条件，请从第一页重新选择。"))
    try:
        page = rows(user_of(request), before, filters.wanted())
    except ObjectDoesNotExist as error:
        raise Http404(_("列表里没有这一条，请从第一页重新查看。")) from error
    kept = {name: request.GET[name] for name in filters.fields if request.GET.get(name)}
    here = reverse(f"{request.resolver_match.namespace}:{request.resolver_match.url_name}")  # type: ignore[union-attr]
    table = table_of(page.rows)
    return {
        "table": replace(table, empty=_looked_through(page)) if page.cut else table,
        "cut": _looked_through(page) if page.cut and page.rows else "",
        "filters": filters,
        "kept": kept,
        "here": here,
        "newer": _address(here, kept) if before else "",
        "older": _address(here, {**kept, "before": page.older}) if page.older else "",
    }


def _looked_through(page: KeysetPage[Any]) -> str:
    """What fits is rare: a page looks so far, whoever reads says whether it goes on."""
    if page.rows:
        return (
            _("已往前查看 %d 件，其中符合条件的都列在上面。更早的请点“下一页”接着找；限定乡镇或日期找得更快。") % REACH
        )
    return _("已往前查看 %d 件，没有符合条件的。更早的请点“下一页”接着找；限定乡镇或日期找得更快。") % REACH


def _address(here: str, asked: dict[str, str]) -> str:
    return f"{here}?{urlencode(asked)}" if asked else here


def _resolutions(rows: list[Resolution]) -> Table:
    columns = [Column(_("决定")), Column(_("类别")), Column(_("由谁决定")), Column(_("决定日期"))]
    return Table(
        _("决定"),
        [*columns, Column(_("同意"), number=True), Column(_("应到"), number=True), Column(_("结果"))],
        [
            [
                Link(row.topic.title, reverse("decisions:resolution", args=[row.pk])),
                row.topic.get_category_display(),
                str(row.item.meeting.body),
                row.decided_on,
                None if row.topic.is_personnel else row.agree,
                None if row.topic.is_personnel else row.due,
                outcome_pill(row.item),
            ]
            for row in rows
        ],
        empty=_("没有符合条件的决定。"),
    )
