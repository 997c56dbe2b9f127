"""Which numbers of the rulebook this room reads, and what a change of one of them touches."""

from collections.abc import Callable

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import selectors
from decisions.models import Meeting, Topic
from decisions.states import UNDECIDED, MeetingState
from foundation.refs import Ref
from foundation.rulebook.events import Change, Touch

#: So many things are named; the others are counted.
SHOWN = 5

#: Code → what it is read for.
READERS: dict[str, Promise] = {
    "decisions.delivery_days": gettext_lazy("会前告知：议题和材料最迟哪一天送达成员，迟了不能上会"),
    "decisions.ad_hoc_consent": gettext_lazy("临时动议：到会成员多少人同意才能上会"),
    "decisions.ad_hoc_quarter": gettext_lazy("问题：一个组织一个季度的临时动议多于几件"),
    "decisions.quorum": gettext_lazy("逐项议决：人事以外的议题，到会多少人才能议决"),
    "decisions.quorum_personnel": gettext_lazy("逐项议决：人事议题，到会多少人才能议决"),
    "decisions.majority": gettext_lazy("宣布结果：多少票同意为通过"),
    "decisions.large_sum": gettext_lazy("议题呈报和一般事项单：达到这个金额的，不能作为目录外事项"),
    "decisions.reconsider_appointment": gettext_lazy("复议：干部任免须多少成员联名"),
    "decisions.reconsider_proposers": gettext_lazy("复议：其他事项须多少成员联名"),
    "villages.delegates_quorum": gettext_lazy("逐项议决：村民代表会议到会多少人才能议决"),
    "villages.delegates_majority": gettext_lazy("宣布结果：村民代表会议多少票同意为通过"),
    "decisions.plan_overdue_days": gettext_lazy("提醒：计划上会日期过后几天提醒党政办"),
    "decisions.receive_days": gettext_lazy("提醒：印发的公文送达后几天内签收"),
    "disclosure.notice_days": gettext_lazy("公开稿：决定公开后可以提出异议的天数"),
    "decisions.minutes_days": gettext_lazy("问题：散会后多久没有印发纪要"),
    "disclosure.proactive_days": gettext_lazy("问题：决定作出后多久没有公开"),
}


def readers(code: str) -> list[str]:
    """Subscriber of `rulebook.events.readers`."""
    return [str(READERS[code])] if code in READERS else []


def touched(change: Change) -> list[Touch]:
    """Subscriber of `rulebook.events.touched`: what is open and will be judged by the new version."""
    find = _TOUCHED.get(change.code)
    return [touch for touch in find(change) if touch.count] if find else []


def _meetings(change: Change) -> list[Touch]:
    """The day of a meeting decides which version holds in it."""
    scope = change.of_the_scope("body__division") & change.in_force("day")
    rows = Meeting.objects.filter(scope, state__in=[MeetingState.CONVENED, MeetingState.OPEN]).order_by("day", "pk")
    return [_touch(_("已召集、尚未散会的会议"), rows)]


def _plans(change: Change) -> list[Touch]:
    """A reminder goes by the number of the day on which it is due."""
    open_ones = Q(state__in=UNDECIDED)
    rows = Topic.objects.filter(open_ones & change.of_the_scope("body__division")).order_by("planned_day", "pk")
    return [_touch(_("尚未议决的议题"), rows)]


def _notices(change: Change) -> list[Touch]:
    """The day of the decision decides; meetings ahead decide under the new version."""
    scope = change.of_the_scope("item__meeting__body__division") & change.in_force("decided_on")
    return [_touch(_("已作决定、尚未拟制公开稿的决定"), selectors.unpublished_resolutions(scope)), *_meetings(change)]


_TOUCHED: dict[str, Callable[[Change], list[Touch]]] = {
    "decisions.ad_hoc_consent": _meetings,
    "decisions.delivery_days": _meetings,
    "decisions.large_sum": _meetings,
    "decisions.quorum": _meetings,
    "decisions.quorum_personnel": _meetings,
    "decisions.majority": _meetings,
    "villages.delegates_quorum": _meetings,
    "villages.delegates_majority": _meetings,
    "decisions.plan_overdue_days": _plans,
    "disclosure.notice_days": _notices,
}


def _touch(title: str, rows: QuerySet[Model]) -> Touch:
    return Touch(title, rows.count(), tuple(Ref.of(row) for row in rows[:SHOWN]))
