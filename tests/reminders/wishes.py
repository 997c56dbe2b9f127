"""A rule whose wishes a test writes down, and a thing that they are about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from foundation import refs
from foundation.refs import Presenter, Ref
from foundation.reminders import registry
from foundation.reminders.registry import DeadlineRule, Wanted

RULE = DeadlineRule(
    "tests.overdue", "计划日期已过", "tests.reminders.wishes.wanted", parameter="decisions.plan_overdue_days"
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


def wish(user, due: date, *, plan: int = 1, step: str = "overdue", scope=None) -> Wanted:
    return Wanted(Ref(LABEL, str(plan)), step, user.pk, due, scope or user.official.scope)


@contextmanager
def rules(*more: DeadlineRule) -> Iterator[None]:
    """These rules and no others, no wishes yet, and things of the label `tests.plan` have names."""
    wishes.clear()
    asked.clear()
    known = {rule.code: rule for rule in (RULE, *more)}
    with (
        patch.dict(registry._rules, known, clear=True),
        patch.dict(refs._presenters, {LABEL: PRESENTER}),
    ):
        yield
