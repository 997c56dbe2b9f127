"""Which deadlines there are. Upper rooms register theirs in `apps.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import checks
from django.db.models import Q
from django.utils.module_loading import import_string

from foundation.refs import Ref
from foundation.scope import Scope


@dataclass(frozen=True)
class Wanted:
    """Somebody should be told about a thing.

    `step` tells several reminders of one rule about one thing apart (at most 20 letters), `due` is the
    day from which it is told and which is shown, `scope` whose thing it is.
    """

    ref: Ref
    step: str
    recipient_id: int
    due: date
    scope: Scope


@dataclass(frozen=True)
class DeadlineRule:
    """A deadline: `title` is what the recipient reads before the thing's name.

    `wanted` is the dotted name of `function(today) -> Iterable[Wanted]`: everything that is open and
    due today or has been, or will be; what it no longer names is closed. `parameter` is the code of
    the number in the rulebook that sets the day; its basis is shown beside the date. `ahead`: told so
    many days before its day, and until it is done.
    """

    code: str
    title: str
    wanted: str
    parameter: str = ""
    ahead: int = 0

    def wanted_on(self, today: date) -> Iterable[Wanted]:
        function: Callable[[date], Iterable[Wanted]] = import_string(self.wanted)
        return function(today)


_rules: dict[str, DeadlineRule] = {}


def register(rule: DeadlineRule) -> None:
    """Raises `ValueError` when another rule has the code."""
    if _rules.setdefault(rule.code, rule) != rule:
        raise ValueError(f"deadline rule {rule.code} is registered twice")


def registered() -> list[DeadlineRule]:
    return list(_rules.values())


def due_by(today: date) -> Q:
    """The reminders whose time to be told has come, each by the days ahead of its rule."""
    early = {rule.code: rule.ahead for rule in registered() if rule.ahead}
    told = Q(due__lte=today)
    for code, ahead in early.items():
        told |= Q(rule=code, due__lte=today + timedelta(days=ahead))
    return told


def rule_of(code: str) -> DeadlineRule | None:
    return _rules.get(code)


@checks.register
def check_rules(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Every rule's function can be imported: a renamed one is found at start, not in the night."""
    errors: list[checks.CheckMessage] = []
    for rule in registered():
        try:
            import_string(rule.wanted)
        except ImportError as error:
            errors.append(checks.Error(f"reminders: {rule.code}: {error}", id="reminders.E001"))
    return errors
