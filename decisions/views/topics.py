"""议题: the list, the sheet on which one is proposed, and all about one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from decisions import selectors, services, timeline
from decisions.forms import ProposeForm
from decisions.models import AgendaItem, Topic
from decisions.permissions import can_keep_meetings
from decisions.states import Category, TopicState
from decisions.views.acting import page_or_404, user_of, visible_or_404
from decisions.views.words import item_pill, plan_pill, topic_pill
from foundation.documents.shown import attachments_on_page
from foundation.refs import Ref
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import Look, bind, by
from foundation.web.components import Action, Column, Event, Link, Row, Table
from foundation.web.doors import desk_page
from foundation.web.tokens import new_token

#: A topic on its page offers the next meetings of its body, not all of them.
MEETINGS = 5


@require_safe
@desk_page
def topics(request: HttpRequest) -> HttpResponse:
    page = page_or_404(selectors.topic_page, request)
    here = reverse("decisions:topics")
    context = {
        "table": _table(page.rows),
        "propose": user_of(request).may(Capability.KEEP_MEETINGS),
        "newer": here if request.GET.get("before") else "",
        "older": f"{here}?before={page.older}" if page.older else "",
    }
    return render(request, "decisions/topics.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def propose(request: HttpRequest) -> HttpResponse:
    check_may(user_of(request), Capability.KEEP_MEETINGS)
    form = ProposeForm(user_of(request), timezone.localdate(), request.POST or None)

    def work() -> Topic:
        given = {name: value for name, value in form.cleaned_data.items() if name != "form_token"}
        return services.propose_topic(**{**given, "category": Category(given["category"])}, **by(request))

    return bind(
        request,
        form,
        template="decisions/propose.html",
        context={"breadcrumbs": _way()},
        work=work,
        look=_look,
        target=lambda topic: reverse("decisions:topic", args=[topic.pk]),
        done=_("议题已登记，等待上会。"),
    )


@require_safe
@desk_page
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_or_404(request, selectors.visible_topics, pk)
    items = selectors.items_of(found)
    steps = timeline.in_short(timeline.steps_of(found))
    today = timezone.localdate()
    context = {
        "topic": found,
        "breadcrumbs": _way(),
        "pills": [pill for pill in (topic_pill(found), plan_pill(found, today)) if pill],
        "rows": _about(found),
        "files": attachments_on_page(Ref.of(found), request.user),
        "items": _items(items),
        "actions": _actions(request, found),
        "events": [Event(step.title, step.at, step.actor, step.text) for step in steps],
    }
    return render(request, "decisions/topic.html", context)


# -------------------------------------------------------------------------------------------------


def _way() -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk")), Link(_("议题"), reverse("decisions:topics"))]


def _table(rows: list[Topic]) -> Table:
    today = timezone.localdate()
    columns = [Column(_("议题")), Column(_("类别")), Column(_("提请决定的组织")), Column(_("金额"), number=True)]
    return Table(
        _("议题"),
        [*columns, Column(_("计划上会")), Column(_("状态"))],
        [
            [
                Link(row.title, reverse("decisions:topic", args=[row.pk])),
                row.get_category_display(),
                str(row.body),
                row.amount,
                row.planned_day,
                plan_pill(row, today) or topic_pill(row),
            ]
            for row in rows
        ],
        empty=_("还没有议题。"),
    )


def _about(found: Topic) -> list[Row]:
    return [
        Row(_("类别"), found.get_category_display()),
        Row(_("提请决定的组织"), str(found.body)),
        Row(_("提议人"), found.proposer.name),
        Row(_("涉及金额"), found.amount),
        Row(_("计划上会"), found.planned_day),
        Row(_("提出日期"), found.proposed_on),
    ]


def _look(proposed: Topic) -> Look:
    return Look(
        title=_("核对议题呈报单"),
        rows=[Row(_("议题名称"), proposed.title), *_about(proposed)[:-1], Row(_("主要内容"), proposed.content)],
        binding=_("登记后内容不能修改。如有变化，在会上撤回后重新提出。"),
        submit=_("登记议题"),
    )


def _items(items: list[AgendaItem]) -> Table:
    columns = [Column(_("会议")), Column(_("日期")), Column(_("议程序号"), number=True), Column(_("环节或结果"))]
    return Table(
        _("上会情况"),
        [*columns, Column(_("记录"))],
        [
            [
                Link(str(item.meeting.body), reverse("decisions:meeting", args=[item.meeting_id])),
                item.meeting.day,
                item.position,
                item_pill(item),
                _record_of(item),
            ]
            for item in items
        ],
        empty=_("还没有列入会议议程。"),
    )


def _record_of(item: AgendaItem) -> Link:
    resolution = getattr(item, "resolution", None)
    if resolution:
        return Link(_("查看决定"), reverse("decisions:resolution", args=[resolution.pk]))
    return Link(_("查看议决记录"), reverse("decisions:item", args=[item.pk]))


def _actions(request: HttpRequest, found: Topic) -> list[Action]:
    """Where the topic may go next: the agenda of a meeting of its body, or a meeting yet to be convened."""
    if found.state != TopicState.POOL or not can_keep_meetings(user_of(request), found.scope):
        return []
    ways: list[Any] = [
        Action(
            _("列入 %(day)s 会议") % {"day": _month_and_day(meeting.day)},
            reverse("decisions:agenda", args=[meeting.pk]),
            kind="primary",
            token=new_token(),
            fields=[("topic", str(found.pk))],
        )
        for meeting in selectors.meetings_ahead_of(found.body)[:MEETINGS]
    ]
    convene = f"{reverse('decisions:convene')}?body={found.body_id}"
    return [*ways, Action(_("召集新的会议"), convene, method="get", kind="secondary" if ways else "primary")]


def _month_and_day(day: Any) -> str:
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}
