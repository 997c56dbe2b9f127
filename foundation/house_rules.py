"""The rules of the house by name: what each is called, where it comes from, whether it refuses or points out.

Every room declares its own in `<room>/house_rules.py`, called in `apps.py`. This module lies low, so that
also the rooms below the rulebook can; `foundation.rulebook.registry` reads what was declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.core import checks
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from foundation.violations import Basis

Words = str | Promise


class Effect(TextChoices):
    """What a rule does when it is broken."""

    BLOCKING = "blocking", _("拒绝办理")
    FLAGGING = "flagging", _("提出问题")


class Severity(TextChoices):
    """How grave a finding is, in the colours in which the seeds grade risks (A red, B orange, C yellow)."""

    RED = "red", _("红（重）")
    ORANGE = "orange", _("橙（中）")
    YELLOW = "yellow", _("黄（轻）")


class Shape(Enum):
    """What a parameter of a finding is: it is stored plain and written out when it is read."""

    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True)
class Rule:
    """One named rule. `parameter` is the code of the number that it reads: its basis is then that number's.

    Of a flagging rule: `severity`; and how it is raised. By machine: `machine` is the dotted name of a
    function(today) that reads rows and yields `foundation.rulebook.registry.Found`, `rows` says in words
    from which rows, `says` is the sentence with a place for each parameter named in `shapes`. By a
    person: nothing of these, he writes the text himself.
    """

    code: str
    title: Words
    effect: Effect
    basis: Basis | None = None
    parameter: str = ""
    severity: Severity | None = None
    machine: str = ""
    rows: Words = ""
    says: Words = ""
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    @property
    def room(self) -> str:
        """The label of the app that declares it."""
        return self.code.split(".")[0]

    @property
    def by_person(self) -> bool:
        return self.effect == Effect.FLAGGING and not self.machine

    def breaches_on(self, today: date) -> Iterable[Any]:
        """What the machine finds on a day."""
        function: Callable[[date], Iterable[Any]] = import_string(self.machine)
        return function(today)


def refusal(code: str, title: Words, basis: Basis | None = None, *, parameter: str = "") -> Rule:
    """A rule that refuses an act by raising `RuleViolation` with this code."""
    return Rule(code, title, Effect.BLOCKING, basis, parameter)


def flag(
    code: str,
    title: Words,
    basis: Basis | None,
    severity: Severity,
    *,
    machine: str,
    rows: Words,
    says: Words,
    shapes: Mapping[str, Shape],
    parameter: str = "",
) -> Rule:
    """A rule whose breach a machine reads from rows."""
    return Rule(code, title, Effect.FLAGGING, basis, parameter, severity, machine, rows, says, shapes)


def by_person(code: str, title: Words, basis: Basis | None, severity: Severity) -> Rule:
    """A rule whose breach no row shows: a person raises it, with text and paper."""
    return Rule(code, title, Effect.FLAGGING, basis, severity=severity)


_rules: dict[str, Rule] = {}


def declare(*rules: Rule) -> None:
    """Called in an app's `ready()`. Raises `ValueError` when another rule has the code."""
    for rule in rules:
        if _rules.setdefault(rule.code, rule) != rule:
            raise ValueError(f"rule {rule.code} is declared twice")


def declared() -> list[Rule]:
    """Every rule that the installed rooms have declared, by code."""
    return [_rules[code] for code in sorted(_rules)]


def rule_of(code: str) -> Rule | None:
    """The rule of that name; `None` when no installed room declares it any more."""
    return _rules.get(code)


def grade_of(code: str) -> Severity:
    """How grave a breach of a flagging rule is. Raises `ValueError` for any other code."""
    rule = _rules.get(code)
    if rule is None or rule.severity is None:
        raise ValueError(f"{code} makes no findings")
    return rule.severity


@checks.register
def check_machines(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Every machine can be imported: a renamed function is found at start, not in the night."""
    errors: list[checks.CheckMessage] = []
    for rule in declared():
        try:
            if rule.machine:
                import_string(rule.machine)
        except ImportError as error:
            errors.append(checks.Error(f"rules: {rule.code}: {error}", id="rules.E001"))
    return errors
