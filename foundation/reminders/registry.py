"""Which deadlines there are. Upper rooms register theirs in `apps.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import checks
from django.utils.module_loading import import_string

from foundation.refs import Ref
from foundation.reminders.steps import ON_DAY, Step
from foundation.rulebook.defaults import DEFAULTS
from foundation.scope import Scope


@dataclass(frozen=True)
class Wanted:
    """A thing with a day, to be told to whoever has to act.

    `due` is the legal day, which is shown; `provisional` when it was counted over a year whose holidays are
    not known yet. `owners` are the keys of the accounts that have to act: there may be none, and then only
    those above them are told. `scope` is whose thing it is, `village` the code (12 digits) of the village
    whose own numbers hold. `confidential`: outside of the desk nothing is said but that there is something.
    """

    ref: Ref
    due: date
    owners: tuple[int, ...]
    scope: Scope
    village: str = ""
    provisional: bool = False
    confidential: bool = False


@dataclass(frozen=True)
class DeadlineRule:
    """A deadline: `title` is what the recipient reads before the thing's name.

    `wanted` is the dotted name of `function(today) -> Iterable[Wanted]`: everything that is open and
    due today or has been, or will be, each thing once; what it no longer names is closed. `steps` say when
    it is told to whom. `parameter` is the code of the number in the rulebook that sets the day; its basis is
    shown beside the date. Where each thing has a ground of its own, `grounds` is the dotted name of
    `function(refs, today) -> {ref: ground}`. Raises `ValueError` for no steps and for two of one code.
    """

    code: str
    title: str
    wanted: str
    parameter: str = ""
    steps: tuple[Step, ...] = (ON_DAY,)
    grounds: str = ""

    def __post_init__(self) -> None:
        codes = {step.code for step in self.steps}
        if not codes or len(codes) != len(self.steps):
            raise ValueError(f"deadline rule {self.code} has no steps, or two of one code")

    def wanted_on(self, today: date) -> Iterable[Wanted]:
        function: Callable[[date], Iterable[Wanted]] = import_string(self.wanted)
        return function(today)

    def grounds_of(self, things: Sequence[str], today: date) -> Mapping[str, str]:
        """Thing → its own ground, of the things named (as texts). Nothing where the number is the ground of all."""
        if not self.grounds:
            return {}
        function: Callable[[Sequence[str], date], Mapping[str, str]] = import_string(self.grounds)
        return function(things, today)


_rules: dict[str, DeadlineRule] = {}


def register(rule: DeadlineRule) -> None:
    """Raises `ValueError` when another rule has the code."""
    if _rules.setdefault(rule.code, rule) != rule:
        raise ValueError(f"deadline rule {rule.code} is registered twice")


def registered() -> list[DeadlineRule]:
    return list(_rules.values())


def rule_of(code: str) -> DeadlineRule | None:
    return _rules.get(code)


@checks.register
def check_rules(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Every rule's function can be imported and every number is known: found at start, not in the night."""
    errors: list[checks.CheckMessage] = []
    for rule in registered():
        try:
            import_string(rule.wanted)
            import_string(rule.grounds or rule.wanted)
        except ImportError as error:
            errors.append(checks.Error(f"reminders: {rule.code}: {error}", id="reminders.E001"))
        for step in rule.steps:
            if step.parameter and step.parameter not in DEFAULTS:
                text = f"reminders: {rule.code}: step {step.code} names the unknown number {step.parameter}"
                errors.append(checks.Error(text, id="reminders.E002"))
    return errors
