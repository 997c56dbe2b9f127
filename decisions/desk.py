"""What this room shows on the desk's home page."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import selectors
from decisions.models import Meeting, Resolution, Topic
from decisions.states import MeetingState, TopicState
from foundation.calendar.counting import Calendar, calendar
from foundation.rulebook.selectors import parameter
from foundation.rulebook.values import Value
from foundation.scope import Scope
from foundation.townships.selectors import scope_q
from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Panel, Visit, WorkItem
from foundation.web.templatetags.sunlit import day

#: The desk shows the first ones; the pages of topics and meetings have the rest.
SHOWN = 10


def panels(visit: Visit) -> list[Panel]:
    """For whoever keeps meetings: what waits at each step. For whoever sits in them: the meetings ahead."""
    if visit.user.may(Capability.KEEP_MEETINGS):
        found = [
            _to_sign(visit),
            _meetings(visit),
            _round(visit),
            _topics(visit),
            _minutes(visit),
            _publications(visit),
        ]
        return [panel for panel in found if panel.items]
    if visit.user.may(Capability.VIEW_DECISIONS):
        waiting = _to_sign(visit)
        return [*([waiting] if waiting.items else []), _ahead(visit)]
    return []


def links(visit: Visit) -> list[DeskLink]:
    found = _links() if visit.user.may(Capability.VIEW_DECISIONS) else []
    if visit.user.may(Capability.VIEW_PEOPLE):
        says = _("每个组织到会多少人、怎样决定、谁最后表态，是否已备案")
        found.append(DeskLink(_("议事规则"), reverse("decisions:procedures"), says))
        if visit.user.may(Capability.ENTER_ADMIN):
            observing = _("列席乡镇会议，用自己的账号写自己的记录")
            found.append(DeskLink(_("我列席的会议"), reverse("decisions:observing"), observing))
    return found


def _links() -> list[DeskLink]:
    return [
        DeskLink(_("我的会议"), reverse("decisions:mine"), _("送达给我的议题和材料、签收、表态和表决、纪要")),
        DeskLink(_("议题"), reverse("decisions:topics"), _("提出的议题、上会情况和结果")),
        DeskLink(_("会议"), reverse("decisions:meetings"), _("召集、会前告知、逐项议决、纪要和公开")),
        DeskLink(_("决定"), reverse("decisions:resolutions"), _("按组织、类别和日期查找决定")),
        DeskLink(_("一般事项单"), reverse("decisions:light_sheets"), _("起点以下的日常事项")),
    ]


# For whoever keeps meetings ----------------------------------------------------------------------


def _meetings(visit: Visit) -> Panel:
    rows = selectors.open_meetings(scope_q(visit.user, Capability.KEEP_MEETINGS))[:SHOWN]
    days = _DeliveryDays(visit.today)
    return Panel(_("会议"), [_meeting_at_hand(row, visit.today, days) for row in rows])


class _DeliveryDays:
    """How many days ahead members are told, by the rule of today, asked once for each unit."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.known: dict[Scope, Value] = {}

    def of(self, scope: Scope) -> Value:
        if scope not in self.known:
            self.known[scope] = parameter("decisions.delivery_days", scope=scope, on=self.today)
        return self.known[scope]

    @cached_property
    def calendar(self) -> Calendar:
        """Asked when the first meeting is waiting for its papers."""
        return calendar()


def _meeting_at_hand(row: Meeting, today: date, days: _DeliveryDays) -> WorkItem:
    if row.state == MeetingState.OPEN:
        return _meeting(row, _("正在开会"), "amber")
    if not row.item_count:  # type: ignore[attr-defined]
        return _meeting(row, _("没有议题"), "amber", due=row.day)
    if row.undelivered:  # type: ignore[attr-defined]
        wanted = days.of(row.scope)
        latest = wanted.latest_start(row.day, days.calendar).day
        return _meeting(row, _("未告知"), "amber", due=latest, basis=str(wanted.basis), overdue=latest < today)
    return _meeting(row, _("已告知"), "green", due=row.day, overdue=row.day < today)


def _meeting(
    row: Meeting, pill: str, tone: str, *, due: date | None = None, basis: str = "", overdue: bool = False
) -> WorkItem:
    count: int = row.item_count  # type: ignore[attr-defined]
    return WorkItem(
        title=_("%(day)s %(body)s") % {"day": day(row.day), "body": row.body},
        url=reverse("decisions:meeting", args=[row.pk]),
        meta=_("%(place)s · %(count)d 项议题") % {"place": row.place, "count": count},
        pill=pill,
        tone=tone,
        due=due,
        basis=basis,
        overdue=overdue,
    )


def _to_sign(visit: Visit) -> Panel:
    """The user's own steps of the sheets that go round."""
    rows = selectors.to_sign(visit.user, visit.today)[:SHOWN]
    items = [
        WorkItem(
            title=topic.title,
            url=reverse("decisions:sign", args=[topic.pk, step.value]),
            meta=_("呈报单：%(step)s") % {"step": step.label},
            pill=_("待签署"),
            tone="amber",
            due=topic.planned_day,
            overdue=topic.planned_day < visit.today,
        )
        for topic, step in rows
    ]
    return Panel(_("待您签署的议题"), items)


def _round(visit: Visit) -> Panel:
    """Sheets that are with somebody, and those that came back."""
    rows = selectors.going_round(scope_q(visit.user, Capability.KEEP_MEETINGS))[:SHOWN]
    items = [
        WorkItem(
            title=row.title,
            url=reverse("decisions:topic", args=[row.pk]),
            meta=row.state_reason or _("呈报单正在签署"),
            pill=row.get_state_display(),
            tone="amber" if row.state == TopicState.RETURNED else "blue",
            due=row.planned_day,
            overdue=row.planned_day < visit.today,
        )
        for row in rows
    ]
    return Panel(_("正在呈报的议题"), items)


def _topics(visit: Visit) -> Panel:
    rows = selectors.waiting_topics(scope_q(visit.user, Capability.KEEP_MEETINGS))[:SHOWN]
    return Panel(_("待上会的议题"), [_topic(row, visit.today) for row in rows])


def _topic(row: Topic, today: date) -> WorkItem:
    return WorkItem(
        title=row.title,
        url=reverse("decisions:topic", args=[row.pk]),
        meta=_("提请%(body)s决定") % {"body": row.body},
        due=row.planned_day,
        overdue=row.planned_day < today,
    )


def _minutes(visit: Visit) -> Panel:
    rows = selectors.meetings_to_minute(scope_q(visit.user, Capability.KEEP_MEETINGS))[:SHOWN]
    return Panel(
        _("待起草的会议纪要"),
        [
            WorkItem(
                title=_("%(day)s %(body)s") % {"day": day(row.day), "body": row.body},
                url=reverse("decisions:minutes", args=[row.pk]),
                meta=_("已散会"),
                pill=_("待起草"),
                tone="blue",
            )
            for row in rows
        ],
    )


def _publications(visit: Visit) -> Panel:
    rows = selectors.unpublished_resolutions(scope_q(visit.user, Capability.PREPARE_PUBLICATION))[:SHOWN]
    return Panel(_("待拟制公开稿的决定"), [_resolution(row) for row in rows])


def _resolution(row: Resolution) -> WorkItem:
    return WorkItem(
        title=row.topic.title,
        url=reverse("decisions:prepare", args=[row.pk]),
        meta=_("%(day)s %(body)s · %(outcome)s")
        % {"day": day(row.decided_on), "body": row.item.meeting.body, "outcome": row.get_outcome_display()},
        pill=_("待拟制"),
        tone="blue",
    )


# For whoever sits in them ------------------------------------------------------------------------


def _ahead(visit: Visit) -> Panel:
    rows = selectors.open_meetings(scope_q(visit.user, Capability.VIEW_DECISIONS))[:SHOWN]
    items = [
        _meeting(row, _("正在开会"), "amber")
        if row.state == MeetingState.OPEN
        else _meeting(row, row.get_state_display(), "blue", due=row.day, overdue=row.day < visit.today)
        for row in rows
    ]
    return Panel(_("近期会议"), items, _("近期没有召集的会议。"))
