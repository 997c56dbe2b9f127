"""Findings for tests, made through the services; every name and case is plainly made up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from foundation import house_rules
from foundation.house_rules import Rule, Severity, Shape, flag
from foundation.refs import Ref
from foundation.rulebook import services
from foundation.rulebook.models import Finding
from foundation.rulebook.registry import Found
from foundation.rulebook.states import FindingState
from foundation.townships.models import Division, User
from foundation.violations import Basis

PERSON_RULE = "rulebook.other_breach"
#: A Monday: three working days later is Thursday.
MONDAY = timezone.make_aware(datetime(2026, 11, 2, 9))
DAY = timedelta(days=1)

RULE = flag(
    "rulebook.example",
    "示例规则",
    Basis("示例办法"),
    Severity.ORANGE,
    machine="tests.rulebook.findings.breaches",
    rows="示例记录",
    says="%(name)s应在%(day)s办完。",
    shapes={"name": Shape.TEXT, "day": Shape.DAY},
)
BROKEN = flag(
    "rulebook.broken",
    "坏的规则",
    None,
    Severity.YELLOW,
    machine="tests.rulebook.findings.broken",
    rows="示例记录",
    says="",
    shapes={},
)
shown: list[Found] = []


def breaches(_today: date) -> list[Found]:
    return list(shown)


def broken(_today: date) -> list[Found]:
    raise ZeroDivisionError


@contextmanager
def machines(*rules: Rule) -> Iterator[None]:
    """These machine rules and no others beside those that people raise; nothing is shown yet."""
    shown.clear()
    kept = {code: rule for code, rule in house_rules._rules.items() if not rule.machine}
    with patch.dict(house_rules._rules, kept | {rule.code: rule for rule in rules}, clear=True):
        yield


def user(username: str) -> User:
    """The account as a request sees it."""
    return User.objects.select_related("official").get(username=username)


def found_in(division: Division, *, pk: str = "1", key: str = "", name: str = "某事") -> Found:
    return Found(
        about=Ref("example.thing", pk),
        division=division,
        parameters={"name": name, "day": date(2026, 10, 1)},
        evidence=(Ref("example.thing", pk), Ref.of(division)),
        key=key,
    )


def raised(division: Division, *, now: datetime = MONDAY, **more: Any) -> Finding:
    """By the machine, with RULE registered."""
    finding = services.raise_finding(rule=RULE.code, found=found_in(division, **more), now=now)
    assert finding
    return finding


def by_person(division: Division, *, by: str = "inspector.county", now: datetime = MONDAY, **more: Any) -> Finding:
    values: dict[str, Any] = {"rule": PERSON_RULE, "text": "没有审批单。", "paper": "台账第 3 页", **more}
    return services.raise_by_person(division=division, actor=user(by), now=now, **values)


#: Each step as its service, who takes it in 金南镇, and what it says.
STEPS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "answer": (services.answer_finding, "clerk.jinnan", {"text": "情况属实。"}),
    "confirm": (services.confirm_finding, "inspector.county", {"reason": "属实。"}),
    "reject": (services.reject_finding, "inspector.county", {"reason": "手续齐全。"}),
    "rectify": (services.rectify_finding, "discipline.jinnan", {"text": "已补办。", "paper": "补办单"}),
    "close": (services.close_finding, "inspector.county", {"reason": "已补齐。"}),
    "send_back": (services.send_back_finding, "inspector.county", {"reason": "还缺签字。"}),
    "addition": (services.add_note, "clerk.jinnan", {"text": "附注。"}),
}


def take(step: str, finding: Finding, *, by: str = "", now: datetime = MONDAY, **more: Any) -> Any:
    service, actor, words = STEPS[step]
    return service(finding=finding, actor=user(by or actor), now=now, **{**words, **more})


#: The steps that lead to a state.
WAYS: dict[FindingState, tuple[str, ...]] = {
    FindingState.RAISED: (),
    FindingState.ANSWERED: ("answer",),
    FindingState.CONFIRMED: ("answer", "confirm"),
    FindingState.REJECTED: ("answer", "reject"),
    FindingState.RECTIFIED: ("answer", "confirm", "rectify"),
    FindingState.CLOSED: ("answer", "confirm", "rectify", "close"),
}


def finding_at(state: FindingState, division: Division, *, now: datetime = MONDAY, **more: Any) -> Finding:
    """Reached through the services. In 金南镇."""
    finding = by_person(division, now=now, **more)
    for step in WAYS[state]:
        take(step, finding, now=now)
    return fresh(finding)


def fresh(finding: Finding) -> Finding:
    return Finding.objects.get(pk=finding.pk)
