"""What this room wants people to be reminded of."""

from collections.abc import Iterator
from datetime import date

from decisions import rules
from decisions.models import Topic
from decisions.states import Category, TopicState
from foundation.calendar.counting import calendar
from foundation.refs import Ref
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.reminders.steps import LATE, ON_DAY, TO_INSPECTORS, TO_PRINCIPALS
from foundation.rulebook.selectors import InForce
from foundation.townships.selectors.holders import Holders
from foundation.townships.states import Role

PATIENCE = "decisions.plan_overdue_days"

#: Nothing ahead: it begins with a plan that was not kept.
PLAN_OVERDUE = DeadlineRule(
    code="decisions.plan_overdue",
    title="计划日期已过，议题尚未议决",
    wanted="decisions.deadlines.overdue_plans",
    parameter=PATIENCE,
    steps=(ON_DAY, LATE, TO_PRINCIPALS, TO_INSPECTORS),
)


def overdue_plans(today: date) -> Iterator[Wanted]:
    """A topic whose planned day has passed and which no meeting has decided: it is for the office of its unit.

    The office of a town also keeps the meetings of its villages.
    """
    open_topics = Topic.objects.filter(
        state__in=[TopicState.POOL, TopicState.ON_AGENDA], planned_day__lt=today
    ).select_related("body__division")
    days, holders, numbers = calendar(), Holders(today), InForce([PATIENCE], on=today)
    for topic in open_topics:
        village = rules.village_of(topic.body)
        end = numbers.of(PATIENCE, scope=topic.scope, village=village).end_from(topic.planned_day, days)
        yield Wanted(
            ref=Ref.of(topic),
            due=end.day,
            owners=holders.of(Role.CLERK, topic.scope),
            scope=topic.scope,
            village=village,
            provisional=end.provisional,
            confidential=topic.category == Category.PERSONNEL,
        )
