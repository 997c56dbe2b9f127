"""From a thing with a day to the rows that tell of it: for each step and recipient one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from foundation.calendar.counting import calendar
from foundation.calendar.days import End
from foundation.reminders import selectors_ways
from foundation.reminders.registry import DeadlineRule, Wanted
from foundation.reminders.states import Channel
from foundation.reminders.steps import Step
from foundation.rulebook.selectors import InForce
from foundation.townships.selectors.holders import Holders

#: What a row is known by, within its rule: thing, step, recipient, channel. No day: that may move.
Key = tuple[str, str, int, str]


@dataclass(frozen=True)
class Telling:
    """A row as it should be: `wanted` is to be told to `recipient` from `tell_on` on.

    The recipient is the key of an account or, on the channels of groups, of a robot.
    """

    wanted: Wanted
    step: Step
    recipient: int
    tell_on: date
    channel: str = Channel.INBOX

    @property
    def key(self) -> Key:
        return str(self.wanted.ref), self.step.code, self.recipient, self.channel


class Expansion:
    """What all rules of one sweep share: the calendar, the numbers, who holds which role, who is told by which way.
    Each is asked once."""

    def __init__(self, rules: Iterable[DeadlineRule], today: date) -> None:
        self.today = today
        self._days = calendar()
        self._numbers = InForce({step.parameter for rule in rules for step in rule.steps if step.parameter}, on=today)
        self._holders = Holders(today)
        self._mailed = {user: timezone.localdate(since) for user, since in selectors_ways.mailed_at_once().items()}
        self._robots = selectors_ways.robots_of_units(today)

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
        if not wanted.confidential:
            yield from self._of_groups(wanted, own)

    def _of_person(self, wanted: Wanted, person: int, steps: list[tuple[Step, date]]) -> Iterator[Telling]:
        """In the inbox, and by mail for whoever wants one for each."""
        since = self._mailed.get(person)
        for step, day in self._standing(steps):
            yield Telling(wanted, step, person, day)
            # What was told before somebody chose mail is in his inbox: a new choice begins with no flood.
            if since is not None and day >= since:
                yield Telling(wanted, step, person, day, Channel.MAIL)

    def _of_groups(self, wanted: Wanted, own: list[tuple[Step, date]]) -> Iterator[Telling]:
        """In the groups of the unit whose thing it is, also when nobody has to act. Only its own steps: what is said
        upward is said of a unit, and not in front of it."""
        for robot in self._robots.get(wanted.scope, ()):
            for step, day in self._standing(own):
                if day >= robot.start:
                    yield Telling(wanted, step, robot.pk, day, robot.kind)

    def _standing(self, steps: list[tuple[Step, date]]) -> list[tuple[Step, date]]:
        """What is still to come, and of what has come the newest only: it stands for those before it."""
        ordered = sorted(steps, key=lambda each: each[1])
        come = [each for each in ordered if each[1] <= self.today]
        return [*come[-1:], *ordered[len(come) :]]

    def _above(self, step: Step, end: End, wanted: Wanted) -> set[int]:
        """Whom an upward step is told to now: nobody before it is late, and nobody on days that may still move."""
        if not step.upward or end.day > self.today or wanted.provisional or end.provisional:
            return set()
        people = {person for who in step.upward for person in self._holders.of(who, wanted.scope)}
        return people - set(wanted.owners)
