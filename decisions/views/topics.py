"""议题: the list, all about one, and what was kept off."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from decisions import confidence, selectors, timeline
from decisions.models import AgendaItem, PriorTalk, Topic
from decisions.permissions import can_keep_meetings, can_note_talk, can_read_talk
from decisions.sheet import Sheet
from decisions.signers import Signers
from decisions.states import BEFORE_AGENDA, OUTSIDE, Step, TopicState
from decisions.views import again, closed
from decisions.views.acting import check_reader, user_of, visible_or_404
from decisions.views.words import body_kinds, item_pill, plan_pill, step_pill, topic_pill
from foundation.documents.shown import attachments_on_page
from foundation.refs import Ref
from foundation.townships.models import User
from foundation.townships.states import Capability
from foundation.web.components import Action, Column, Event, Link, Row, Table, Task
from foundation.web.doors import desk_page
from foundation.web.templatetags.sunlit import day as said_day
from foundation.web.tokens import new_token

#: A topic on its page offers the next meetings of its body, not all of them.
MEETINGS = 5
#: Quarters of so many years are counted.
YEARS = 2


@require_safe
@desk_page
def refused(request: HttpRequest) -> HttpResponse:
    """Nobody's topic is kept off silently: by quarter, with the reason (D02)."""
    check_reader(request)
    user, today = user_of(request), timezone.localdate()
    quarters = selectors.refusals(user, date(today.year - YEARS + 1, 1, 1))
    columns = [Column(_("季度")), Column(_("单位")), Column(_("呈报"), number=True), Column(_("不予上会"), number=True)]
    context = {
        "breadcrumbs": way(),
        "of_county": user.may(Capability.ENTER_ADMIN),
        "table": Table(
            _("各季度不予上会的议题"),
            [*columns, Column(_("议题和理由"))],
            [
                [
                    _("%(year)d年第%(quarter)d季度") % {"year": each.year, "quarter": each.quarter},
                    each.unit,
                    each.proposed,
                    len(each.refused),
                    _kept_off(each),
                ]
                for each in quarters
            ],
            empty=_("没有呈报过的议题。"),
        ),
    }
    return render(request, "decisions/refused.html", context)


@require_safe
@desk_page
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_or_404(request, selectors.visible_topics, pk)
    user, today = user_of(request), timezone.localdate()
    sheet = Sheet.of(found)
    opened = confidence.may_read_papers(user, found)
    before = {"tasks": _tasks(sheet, user, today, opened=opened), "talks": _talks(sheet, user)}
    if not opened:
        return closed.topic(request, found, **before)
    items = selectors.items_of(found)
    steps = timeline.in_short(timeline.steps_of(found))
    context = {
        "topic": found,
        "breadcrumbs": way(),
        "pills": [pill for pill in (topic_pill(found), plan_pill(found, today)) if pill],
        "rows": about(found),
        **before,
        "emergency": again.emergency_rows(found.emergency) if hasattr(found, "emergency") else [],
        "report": _emergency_way(request, found),
        "files": attachments_on_page(Ref.of(found), request.user),
        "items": _items(items),
        "actions": _actions(user, found, sheet),
        "events": [Event(step.title, step.at, step.actor, step.text) for step in steps],
    }
    return render(request, "decisions/topic.html", context)


# -------------------------------------------------------------------------------------------------


def _kept_off(quarter: selectors.Quarter) -> list[Any]:
    """Each topic with its reason below it."""
    return [cell for topic in quarter.refused for cell in (Link(topic.title, to_topic(topic)), topic.state_reason)]


def way(topic: Topic | None = None) -> list[Link]:
    home = [Link(_("我的工作"), reverse("web:desk")), Link(_("议题"), reverse("decisions:topics"))]
    return [*home, Link(topic.title, to_topic(topic))] if topic else home


def to_topic(topic: Topic) -> str:
    return reverse("decisions:topic", args=[topic.pk])


def table_of(rows: list[Topic]) -> Table:
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
                None if row.is_personnel else row.amount,
                row.planned_day,
                plan_pill(row, today) or topic_pill(row),
            ]
            for row in rows
        ],
        empty=_("没有符合条件的议题。"),
    )


def about(found: Topic) -> list[Row]:
    """What stands on the sheet; the day of the proposal comes last."""
    rows = [
        Row(_("目录事项"), found.entry.name if found.entry else _("目录外事项")),
        Row(_("类别"), found.get_category_display()),
        Row(_("程序"), found.get_track_display()),
        Row(_("提请决定的组织"), str(found.body)),
    ]
    if len(found.bodies) > 1:
        rows.append(Row(_("依次决定的组织"), body_kinds(found.bodies)))
    if found.state_reason:
        rows.append(Row(_("退回、不予上会或撤回的理由"), found.state_reason))
    return [
        *rows,
        Row(_("提议人"), found.proposer.name),
        *([Row(_("分管领导"), found.leader.name)] if found.leader else []),
        Row(_("涉及金额"), found.amount),
        Row(_("计划上会"), found.planned_day),
        Row(_("提出日期"), found.proposed_on),
    ]


def _tasks(sheet: Sheet, user: User, today: date, *, opened: bool) -> list[Task]:
    """The check list before the meeting: each step, who has passed it, and for whom it waits. What they said is said
    to whoever may read the papers."""
    topic, signers = sheet.topic, Signers(today)
    round_now = topic.state in (TopicState.PROPOSED, TopicState.POOL) and not topic.passed_a_body
    waiting = sheet.waiting if round_now else []
    tasks = []
    for step in topic.asked:
        people = signers.of(topic, step) if step in waiting else []
        own = step in waiting and user.official in people
        tasks.append(
            Task(
                str(step.label),
                reverse("decisions:sign", args=[topic.pk, step.value]) if own else _noting(step, waiting, user, topic),
                step_pill(sheet, step, waiting),
                _said(sheet, step, opened) or _waits_for(step, waiting, "、".join(each.name for each in people)),
            )
        )
    return tasks


def _noting(step: Step, waiting: list[Step], user: User, topic: Topic) -> str:
    if step != Step.TALK or step not in waiting or not can_note_talk(user, topic):
        return ""
    return reverse("decisions:talk", args=[topic.pk])


def _said(sheet: Sheet, step: Step, opened: bool) -> str:
    """Who signed, when, with which words, and whether the office entered it from paper."""
    signature = sheet.signatures.get(step)
    if signature is None:
        return ""
    words = f"{signature.who} {said_day(signature.day)}"
    if not opened:
        return words
    words = f"{words} {signature.get_answer_display()}"
    if signature.opinion:
        words = f"{words}：{signature.opinion}"
    return (
        _("%(words)s（据纸质件登记：%(paper)s）") % {"words": words, "paper": signature.paper}
        if signature.paper
        else words
    )


def _waits_for(step: Step, waiting: list[Step], names: str) -> str:
    if step not in waiting:
        return ""
    if step in OUTSIDE:
        return _("由党政办据有关单位的书面意见登记")
    if step == Step.TALK:
        return _("由参加酝酿的人员登记，主要意见只有参加人和县纪委能看到")
    return _("由%(names)s签署") % {"names": names} if names else _("目前没有人承担，请先登记任职、角色或者委托")


def _talks(sheet: Sheet, user: User) -> list[Event]:
    """Those whose circle he was in; the county's discipline commission reads them all."""
    talks = selectors.talks_of(sheet.topic) if sheet.talks else []
    return [_talk(each) for each in talks if can_read_talk(user, each)]


def _talk(talk: PriorTalk) -> Event:
    names = "、".join(member.official.name for member in talk.circle.all())
    return Event(_("%(names)s 酝酿") % {"names": names}, talk.day, str(talk.actor), talk.views)


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


def _actions(user: User, found: Topic, sheet: Sheet) -> list[Action]:
    """Where the topic may go next: round with its sheet, or to a meeting of the body whose turn it is."""
    if not can_keep_meetings(user, found.scope):
        return []
    copy = Action(_("以此为样再提出一件"), f"{reverse('decisions:propose')}?from={found.pk}", method="get")
    if found.state not in BEFORE_AGENDA:
        return [copy]
    ready = found.state == TopicState.POOL and not sheet.missing
    ways = _to_meetings(found) if ready else []
    if sheet.missing and found.state != TopicState.RETURNED:
        ways.append(Action(_("登记纸质呈报单"), _to("sheet", found), method="get", kind="primary"))
    if not found.passed_a_body:
        returned = found.state == TopicState.RETURNED
        ways += [
            Action(_("修改议题"), _to("revise", found), method="get", kind="primary" if returned else "secondary"),
            Action(_("撤回"), _to("withdraw", found), method="get"),
        ]
    return [*ways, copy]


def _to(name: str, topic: Topic) -> str:
    return reverse(f"decisions:{name}", args=[topic.pk])


def _to_meetings(found: Topic) -> list[Action]:
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


def _emergency_way(request: HttpRequest, found: Topic) -> Link | None:
    """What could not wait for a meeting is reported on its topic, once."""
    waits = found.state == TopicState.POOL and not hasattr(found, "emergency")
    if not waits or not can_keep_meetings(user_of(request), found.scope):
        return None
    return Link(_("已经紧急处置，登记报告"), reverse("decisions:emergency", args=[found.pk]))


def _month_and_day(day: Any) -> str:
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}
