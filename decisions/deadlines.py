"""What this room wants people to be reminded of."""

from collections.abc import Iterator
from datetime import date

from decisions import rules
from decisions.models import Delivery, Meeting, Topic
from decisions.states import UNDECIDED, Category, MeetingState
from foundation.calendar.counting import calendar
from foundation.documents.models import Receipt
from foundation.refs import Ref
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.reminders.states import When
from foundation.reminders.steps import LATE, ON_DAY, TO_INSPECTORS, TO_PRINCIPALS, Step
from foundation.rulebook.selectors import InForce
from foundation.townships.models import User
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

NOTICE = "decisions.delivery_days"

#: For the members themselves: on the last day for delivery, and the day after.
UNSIGNED = DeadlineRule(
    code="decisions.unsigned",
    title="会议材料尚未签收",
    wanted="decisions.deadlines.unsigned_deliveries",
    parameter=NOTICE,
    steps=(ON_DAY, LATE),
)


def overdue_plans(today: date) -> Iterator[Wanted]:
    """A topic whose planned day has passed and which no meeting has decided: it is for the office of its unit.

    The office of a town also keeps the meetings of its villages.
    """
    open_topics = Topic.objects.filter(state__in=UNDECIDED, planned_day__lt=today).select_related("body__division")
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
            confidential=topic.category == Category.PERSONNEL or topic.classified,
        )


RECEIVE = "decisions.receive_days"

#: As soon as it is there: the whole period lies ahead of its last day.
TOLD = Step("told", When.AHEAD, parameter=RECEIVE)

#: Papers and reminders lie side by side and know nothing of each other; this room knows both. Nobody is told upward.
PAPER_TO_RECEIVE = DeadlineRule(
    code="decisions.paper_to_receive",
    title="公文待签收",
    wanted="decisions.deadlines.papers_to_receive",
    parameter=RECEIVE,
    steps=(TOLD, ON_DAY, LATE),
)


def papers_to_receive(today: date) -> Iterator[Wanted]:
    """Each issued paper that somebody was told of and has not received, for those people (D11).

    What it is about may be a personnel matter: outside of the desk nothing is said but that there is something.
    """
    rows = Receipt.objects.filter(received_at__isnull=True, paper__void__isnull=True)
    accounts = User.objects.filter(is_active=True, official__in=rows.values("official"))
    of: dict[int | None, list[int]] = {}
    for user, official in accounts.order_by("pk").values_list("pk", "official"):
        of.setdefault(official, []).append(user)
    waiting: dict[int, list[Receipt]] = {}
    for row in rows.order_by("pk"):
        waiting.setdefault(row.paper_id, []).append(row)
    days, numbers = calendar(), InForce([RECEIVE], on=today)
    for paper, receipts in waiting.items():
        scope = receipts[0].scope
        end = numbers.of(RECEIVE, scope=scope).end_from(receipts[0].told_on, days)
        yield Wanted(
            ref=Ref("documents.paper", str(paper)),
            due=end.day,
            owners=tuple(user for row in receipts for user in of.get(row.official_id, [])),
            scope=scope,
            provisional=end.provisional,
            confidential=True,
        )


def unsigned_deliveries(today: date) -> Iterator[Wanted]:
    """A meeting that has not opened, for those of its members who have not signed for what was delivered to them.

    Due on the last day for delivery, or on the day on which the last of it came. Four queries.
    """
    waiting: dict[int, dict[int, date]] = {}
    rows = Delivery.objects.filter(receipt=None, item__meeting__state=MeetingState.CONVENED)
    for meeting, official, day in rows.values_list("item__meeting", "official", "day"):
        known = waiting.setdefault(meeting, {})
        known[official] = max(day, known.get(official, day))
    people = {official for officials in waiting.values() for official in officials}
    accounts: dict[int, list[int]] = {}
    for pk, whose in User.objects.filter(is_active=True, official__in=people).values_list("pk", "official"):
        accounts.setdefault(whose or 0, []).append(pk)
    days, numbers = calendar(), InForce([NOTICE], on=today)
    for row in Meeting.objects.filter(pk__in=waiting).select_related("body__division"):
        village = rules.village_of(row.body)
        latest = numbers.of(NOTICE, scope=row.scope, village=village).latest_start(row.day, days)
        yield Wanted(
            ref=Ref.of(row),
            due=max([latest.day, *waiting[row.pk].values()]),
            owners=tuple(pk for official in waiting[row.pk] for pk in accounts.get(official, ())),
            scope=row.scope,
            village=village,
            provisional=latest.provisional,
        )
