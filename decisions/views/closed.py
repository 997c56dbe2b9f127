"""What stands in place of a personnel matter for whoever may not read it now: its title, and how it ended."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Resolution, Topic
from decisions.views import sheets
from decisions.views.words import item_pill, topic_pill
from foundation.web.components import Link, Pill, Row


def topic(request: HttpRequest, found: Topic, **own: Any) -> HttpResponse:
    """`own` is what he may see and do before the meeting all the same: steps of the sheet, talks he took part in."""
    way = [Link(_("我的工作"), reverse("web:desk")), Link(_("议题"), reverse("decisions:topics"))]
    rows = [
        Row(_("类别"), found.get_category_display()),
        Row(_("提请决定的组织"), str(found.body)),
        Row(_("计划上会"), found.planned_day),
    ]
    return _page(request, found.title, topic_pill(found), rows, found, breadcrumbs=way, **own)


def item(request: HttpRequest, found: AgendaItem) -> HttpResponse:
    return _page(request, str(found), item_pill(found), _of_the_meeting(found), found, **sheets.about(found.meeting))


def resolution(request: HttpRequest, found: Resolution) -> HttpResponse:
    rows = [*_of_the_meeting(found.item), Row(_("决定日期"), found.decided_on)]
    title, pill = found.topic.title, item_pill(found.item)
    return _page(request, title, pill, rows, found, **sheets.about(found.item.meeting))


def _of_the_meeting(found: AgendaItem) -> list[Row]:
    name, url = sheets.name_of(found.meeting), reverse("decisions:meeting", args=[found.meeting_id])
    return [Row(_("类别"), found.topic.get_category_display()), Row(_("会议"), Link(name, url))]


def _page(request: HttpRequest, title: str, pill: Pill, rows: list[Row], thing: Any, **more: Any) -> HttpResponse:
    context = {**more, "title": title, "pill": pill, "rows": rows, "thing": thing}
    return render(request, "decisions/closed.html", context)
