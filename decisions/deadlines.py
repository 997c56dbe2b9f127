"""What this room wants people to be reminded of."""

from collections.abc import Iterator
from datetime import date

from decisions import rules
from decisions.models import Topic
from decisions.states import TopicState
from foundation.calendar.counting import calendar
from foundation.refs import Ref
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.rulebook.selectors import parameter
from foundation.townships.selectors import users_with_role
from foundation.townships.states import Level, Role

PLAN_OVERDUE = DeadlineRule(
    code="decisions.plan_overdue",
    title="计划日期已过，议题尚未议决",
    wanted="decisions.deadlines.overdue_plans",
    parameter="decisions.plan_overdue_days",
)


def overdue_plans(today: date) -> Iterator[Wanted]:
    """A topic whose planned day has passed and which no meeting has decided: the office of its unit is told.

    The office of a town also keeps the meetings of its villages.
    """
    open_topics = Topic.objects.filter(
        state__in=[TopicState.POOL, TopicState.ON_AGENDA], planned_day__lt=today
    ).select_related("body__division")
    days = calendar()
    clerks: dict[int, list[int]] = {}
    for topic in open_topics:
        division, village = topic.body.division, rules.village_of(topic.body)
        patience = parameter("decisions.plan_overdue_days", scope=topic.scope, on=today, village=village)
        unit = division.parent_id if division.level == Level.VILLAGE and division.parent_id else division.pk
        if unit not in clerks:
            clerks[unit] = users_with_role(Role.CLERK, unit, today)
        for clerk in clerks[unit]:
            yield Wanted(
                ref=Ref.of(topic),
                step="overdue",
                recipient_id=clerk,
                due=patience.end_from(topic.planned_day, days).day,
                scope=topic.scope,
            )
