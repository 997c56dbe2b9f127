"""From a thing with a day to the rows that tell of it: for each step and recipient one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from foundation.calendar.counting import calendar
from foundation.calendar.days import End
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.reminders.states import Channel
from foundation.reminders.steps import Step
from foundation.rulebook.selectors import InForce
from foundation.townships.selectors.holders import Holders

#: What a row is known by, within its rule: thing, step, recipient, channel. No day: that may move.
Key = tuple[str, str, int, str]


@dataclass(frozen=True)
class Telling:
    """A row as it should be: `wanted` is to be told to `recipient` from `tell_on` on."""

    wanted: Wanted
    step: Step
    recipient: int
    tell_on: date

    @property
    def key(self) -> Key:
        return str(self.wanted.ref), self.step.code, self.recipient, Channel.INBOX


class Expansion:
    """What all rules of one sweep share: the calendar, the numbers, who holds which role. Each is asked once."""

    def __init__(self, rules: Iterable[DeadlineRule], today: date) -> None:
        self.today = today
        self._days = calendar()
        self._numbers = InForce({step.parameter for rule in rules for step in rule.steps if step.parameter}, on=today)
        self._holders = Holders(today)

    def rows(self, rule: DeadlineRule) -> dict[Key, Telling]:
        """Everything that a rule wants told now or later. Raises `MissingParameter`, and whatever its function does."""
        return {
            telling.key: telling for wanted in rule.wanted_on(self.today) for telling in self._of_thing(rule, wanted)
        }

    def _of_thing(self, rule: DeadlineRule, wanted: Wanted) -> Iterator[Telling]:
        days = [
            (step, step.tell_on(wanted.due, self._days, self._numbers, wanted.scope, wanted.village))
            for step in rule.steps
        ]
        own = [(step, end.day) for step, end in days if not step.upward]
        for owner in sorted(set(wanted.owners)):
            yield from self._of_person(wanted, owner, own)
        above: dict[int, list[tuple[Step, date]]] = {}
        for step, end in days:
            for person in self._above(step, end, wanted):
                above.setdefault(person, []).append((step, end.day))
        for person, steps in above.items():
            yield from self._of_person(wanted, person, steps)

    def _of_person(self, wanted: Wanted, person: int, steps: list[tuple[Step, date]]) -> Iterator[Telling]:
        """What is still to come, and of what has come the newest only: it stands for those before it."""
        ordered = sorted(steps, key=lambda each: each[1])
        come = [each for each in ordered if each[1] <= self.today]
        for step, day in [*come[-1:], *ordered[len(come) :]]:
            yield Telling(wanted, step, person, day)

    def _above(self, step: Step, end: End, wanted: Wanted) -> set[int]:
        """Whom an upward step is told to now: nobody before it is late, and nobody on days that may still move."""
        if not step.upward or end.day > self.today or wanted.provisional or end.provisional:
            return set()
        people = {person for who in step.upward for person in self._holders.of(who, wanted.scope)}
        return people - set(wanted.owners)
