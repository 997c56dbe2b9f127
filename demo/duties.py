"""What comes round in the seeded county: the supplied list, one duty of a town, one period that is done."""

from datetime import datetime, timedelta

from django.utils import timezone

from foundation.reminders.duties.selectors import owed
from foundation.reminders.duties.states import Period
from foundation.reminders.services import begin_duty, report_duty, take_over_duties
from foundation.reminders.services.duties import Plan
from foundation.townships.models import Division, User
from foundation.townships.states import Level, Role
from foundation.violations import Basis


def seed_duties(*, now: datetime) -> None:
    """As the county's office, the town's clerk and its discipline secretary would, the first two a month ago."""
    before = now - timedelta(days=30)
    county, town = Division.objects.get(level=Level.COUNTY), Division.objects.get(code="320831101000")
    account = User.objects.get
    supplied = take_over_duties(county=county, actor=account(username="office.county"), now=before)
    day = timezone.localdate(before)
    plan = Plan(
        title="检查村务公开登记簿（演示）",
        period=Period.QUARTER,
        first=day.replace(month=1, day=1),
        parameter="disclosure.village_check_months",
        responsible=Role.DISCIPLINE_STAFF,
        basis=Basis("虚构，只用于演示。"),
        start=day,
    )
    begin_duty(scope=town.scope, plan=plan, actor=account(username="clerk.jinnan"), now=before)
    review = next(duty for duty in supplied if duty.code == "review")
    (line,) = owed([review], [town], timezone.localdate(now))
    report_duty(
        duty=review,
        unit=town,
        start=line.term.start if line.term else day,
        note="已对照目录逐项核对，流程图没有变动（演示）。",
        actor=account(username="discipline.jinnan"),
        now=now,
    )
