"""A rule whose wishes a test writes down, and a thing that they are about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from foundation import refs
from foundation.refs import Presenter, Ref
from foundation.reminders import registry
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.reminders.states import When
from foundation.reminders.steps import ON_DAY, Step
from foundation.townships.states import Role

WANTED = "tests.reminders.wishes.wanted"
#: Told on its day, once.
RULE = DeadlineRule("tests.overdue", "计划日期已过", WANTED, parameter="decisions.plan_overdue_days")
#: Told at every step, and upward after one and after three days.
STEPS = DeadlineRule(
    "tests.steps",
    "报告",
    WANTED,
    steps=(
        Step("ahead", When.AHEAD, count=2),
        ON_DAY,
        Step("late", When.LATE, count=1),
        Step("principals", When.LATE, count=2, upward=(Role.PRINCIPAL,)),
        Step("inspectors", When.LATE, count=3, unit="working_days", upward=(Role.INSPECTOR,)),
    ),
)
LABEL = "tests.plan"
wishes: list[Wanted] = []
asked: list[date] = []
PRESENTER = Presenter(
    title=lambda pk: f"道路维修{pk}号",
    url=lambda pk: f"/desk/plans/{pk}/",
    may_read=lambda user, pk: user.username != "clerk.taji",
)


def wanted(today: date) -> list[Wanted]:
    asked.append(today)
    return wishes


def broken(today: date) -> list[Wanted]:
    raise ZeroDivisionError


def wish(user, due: date, *, plan: int = 1, scope=None, **more) -> Wanted:
    return Wanted(Ref(LABEL, str(plan)), due, (user.pk,), scope or user.official.scope, **more)


@contextmanager
def rules(*more: DeadlineRule) -> Iterator[None]:
    """`RULE` and these and no others, no wishes yet, and things of the label `tests.plan` have names."""
    with only(RULE, *more):
        yield


@contextmanager
def only(*these: DeadlineRule) -> Iterator[None]:
    wishes.clear()
    asked.clear()
    with (
        patch.dict(registry._rules, {rule.code: rule for rule in these}, clear=True),
        patch.dict(refs._presenters, {LABEL: PRESENTER}),
    ):
        yield
