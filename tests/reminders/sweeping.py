"""A process that sweeps as a worker does, and may be killed in the middle of it:
`python -m tests.reminders.sweeping NOW THINGS RECIPIENT…`."""

import sys
from collections.abc import Sequence
from datetime import date, datetime

import django

if __name__ == "__main__":
    django.setup()

from foundation.refs import Ref
from foundation.reminders import services
from foundation.reminders.registry import Wanted
from foundation.scope import Scope
from tests.reminders import wishes

SCOPE = Scope("320831", "320831101")


def owed(things: int, recipients: Sequence[int], due: date) -> list[Wanted]:
    """So many things, each owed by all of these accounts."""
    return [Wanted(Ref(wishes.LABEL, str(thing)), due, tuple(recipients), SCOPE) for thing in range(things)]


def say(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(now: str, things: str, *recipients: str) -> None:
    moment = datetime.fromisoformat(now)
    with wishes.rules():
        wishes.wishes[:] = owed(int(things), [int(each) for each in recipients], moment.date())
        say("sweeping")
        say(services.sweep(now=moment))


if __name__ == "__main__":
    main(*sys.argv[1:])
