"""我的会议: what a member is told, signs for, and finds again afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from decisions import mine, rules, selectors, services
from decisions.forms import ActForm
from decisions.models import Meeting, Topic
from decisions.states import MeetingState
from decisions.views import sheets
from decisions.views.acting import page_or_404, user_of, visible_or_404
from decisions.views.steps import item_url
from decisions.views.words import choice_pill, item_pill, topic_pill
from foundation.web.acting import attempt, by
from foundation.web.components import Action, Column, Link, Pill, Row, Table
from foundation.web.doors import desk_page
from foundation.web.events import Panel, WorkItem
from foundation.web.tokens import new_token


@require_safe
@desk_page
def mine_page(request: HttpRequest) -> HttpResponse:
    """The meetings ahead, those that are over, and what he has proposed."""
    page = page_or_404(mine.held, request)
    here, first, user = reverse("decisions:mine"), not request.GET.get("before"), user_of(request)
    context = {
        "ahead": Panel(_("要开的会议"), [_work(row) for row in mine.ahead(user)], _("现在没有需要您参加的会议。"))
        if first
        else None,
        "held": _held(page.rows),
        "proposed": _proposed(mine.proposed(user)) if first else None,
        "nobody": user.official_id is None,
        "newer": "" if first else here,
        "older": f"{here}?before={page.older}" if page.older else "",
    }
    return render(request, "decisions/mine.html", context)


@require_safe
@desk_page
def own_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    return _own(request, _mine_or_404(request, pk))


@require_POST
@desk_page
def sign_for(request: HttpRequest, pk: int) -> HttpResponse:
    """One receipt for all that was delivered to him for a meeting."""
    found = _mine_or_404(request, pk)
    form = ActForm(request.POST)

    def work() -> str:
        services.sign_for(meeting=found, **by(request))
        return reverse("decisions:own_meeting", args=[found.pk])

    if url := attempt(request, form, work):
        messages.success(request, _("已签收。"))
        return redirect(url)
    return _own(request, found, form)


# -------------------------------------------------------------------------------------------------


def _mine_or_404(request: HttpRequest, pk: int) -> Meeting:
    found = visible_or_404(request, selectors.visible_meetings, pk)
    if not mine.own_meetings(user_of(request)).filter(pk=found.pk).exists():
        raise Http404(_("您不是这次会议的成员，或者议题还没有送达给您。"))
    return found


def _work(row: Any) -> WorkItem:
    if row.state == MeetingState.OPEN:
        pill, tone = _("正在开会"), "amber"
    else:
        pill, tone = (_("待签收 %d 项") % row.unsigned, "amber") if row.unsigned else (_("已签收"), "green")
    return WorkItem(
        title=str(row.body),
        url=reverse("decisions:own_meeting", args=[row.pk]),
        meta=_("%(place)s · 送达 %(count)d 项议题") % {"place": row.place, "count": row.told},
        pill=pill,
        tone=tone,
        due=row.day,
    )


def _held(rows: list[Meeting]) -> Table:
    columns = [Column(_("会议")), Column(_("日期")), Column(_("地点")), Column(_("议题"), number=True)]
    return Table(
        _("开过的会议"),
        columns,
        [
            [
                Link(str(row.body), reverse("decisions:own_meeting", args=[row.pk])),
                row.day,
                row.place,
                row.item_count,  # type: ignore[attr-defined]
            ]
            for row in rows
        ],
        empty=_("还没有您参加过的会议。"),
    )


def _proposed(rows: list[Topic]) -> Table:
    return Table(
        _("我提出的议题"),
        [Column(_("议题")), Column(_("提请决定的组织")), Column(_("计划上会")), Column(_("状态"))],
        [
            [
                Link(row.title, reverse("decisions:topic", args=[row.pk])),
                str(row.body),
                row.planned_day,
                topic_pill(row),
            ]
            for row in rows
        ],
        empty=_("没有您提出而未议决的议题。"),
    )


def _own(request: HttpRequest, found: Meeting, form: ActForm | None = None) -> HttpResponse:
    own = mine.Own.of(found, user_of(request))
    minutes = selectors.minutes_of(found)
    context = {
        "meeting": found,
        "form": form,
        "breadcrumbs": [
            Link(_("我的工作"), reverse("web:desk")),
            Link(_("我的会议"), reverse("decisions:mine")),
        ],
        "pill": sheets.meeting_pill(found),
        "sign": _sign(own),
        "seat": _seat(own),
        "lines": [_line(line) for line in own.lines],
        "minutes": Link(minutes.label, reverse("documents:paper", args=[minutes.pk])) if minutes else None,
        "screen": reverse("decisions:screen", args=[found.pk]) if found.state == MeetingState.OPEN else "",
    }
    return render(request, "decisions/own_meeting.html", context)


def _sign(own: mine.Own) -> Action | None:
    """The button is there while there is something to sign for."""
    if not own.unsigned or rules.before_the_end(own.meeting):
        return None
    return Action(
        _("签收 %d 项议题和材料") % own.unsigned,
        reverse("decisions:sign_for", args=[own.meeting.pk]),
        kind="primary",
        token=new_token(),
    )


def _seat(own: mine.Own) -> str:
    """Whether he was there."""
    if own.seat is None:
        return ""
    if own.seat.present:
        return _("您已到会。") if own.seat.votes else _("您列席会议。")
    return _("您未到会：%s") % own.seat.absence


def _line(line: mine.Line) -> dict[str, Any]:
    """One item: what he may read of it, whether he has signed for it, what he said."""
    topic, resolution = line.item.topic, getattr(line.item, "resolution", None)
    voice = [
        Row(word, [choice_pill(row.choice), *filter(None, [getattr(row, "text", "")])])
        for word, row in ((_("我的表态"), line.statement), (_("我的表决"), line.vote))
        if row is not None
    ]
    return {
        "item": line.item,
        "url": item_url(line.item),
        "pill": item_pill(line.item),
        "receipt": _receipt(line),
        "ad_hoc": hasattr(line.item, "ad_hoc"),
        "papers": line.papers,
        "rows": [Row(_("类别"), topic.get_category_display()), Row(_("提议人"), topic.proposer.name)]
        + ([Row(_("涉及金额"), topic.amount)] if line.papers and topic.amount is not None else []),
        "files": line.files,
        "since": line.since,
        "voice": voice,
        "recused": line.recused,
        "resolution": resolution.text if resolution and line.record else "",
    }


def _receipt(line: mine.Line) -> Pill:
    delivery = line.delivery
    if delivery is None:
        return Pill(_("未送达"))
    receipt = getattr(delivery, "receipt", None)
    if receipt is None and rules.before_the_end(line.item.meeting):
        return Pill(_("未签收"))
    if receipt is None:
        return Pill(_("待签收"), "amber")
    return Pill(_("纸质签收") if receipt.on_paper else _("已签收"), "green")
