"""What may happen to those who send, and what must hold: `make drill` does it often, `make test` little."""

import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections

from foundation.reminders.models import Lease, Reminder
from foundation.reminders.services import choose_mail
from foundation.reminders.states import PERSONAL, STUCK_AFTER, MailMode
from script.sandbox import PROJECT, clean_environment
from tests.cast import Cast
from tests.copies import address
from tests.reminders import wishes
from tests.reminders.sweeping import owed

#: So many accounts are owed each thing, in the inbox and by mail.
PEOPLE = ("clerk.jinnan", "secretary.jinnan", "reviewer.jinnan")
_MESSAGE_ID = re.compile(r"^Message-ID: (\S+)$", re.MULTILINE)


class Senders:
    """Processes that sweep the database of this test, and the mail that they sent."""

    def __init__(self, now: datetime, things: int, var_dir: Path) -> None:
        self.now, self.things = now, things
        cast = Cast()
        users = [cast.user(name) for name in PEOPLE]
        for user in users:
            choose_mail(
                user=user, mode=MailMode.AT_ONCE, address=f"{user.pk}@example.com", actor="test", now=now - timedelta(2)
            )
        self.recipients = [user.pk for user in users]
        self.mail = var_dir / "mail"
        self.environment = clean_environment(
            var_dir, DATABASE_URL=address(), KEY_DIR=str(settings.KEY_DIR), QUIET_HOURS="", LOG_LEVEL="ERROR"
        )
        # SQLite: the other processes write the same file.
        connections.close_all()

    @property
    def expected(self) -> int:
        return self.things * len(self.recipients)

    def begin(self) -> "subprocess.Popen[str]":
        """Another one, which has just begun to sweep."""
        command = [sys.executable, "-m", "tests.reminders.sweeping", self.now.isoformat(), str(self.things)]
        process = subprocess.Popen(
            [*command, *map(str, self.recipients)],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None and process.stdout.readline() == "sweeping\n"
        return process

    def kill(self, chance: random.Random, longest: float) -> bool:
        """Begin one and kill it in the middle of its work. Returns whether it was still at it."""
        process = self.begin()
        time.sleep(chance.uniform(0, longest))
        process.kill()
        process.communicate()
        # What it had taken is free again after a while: its rows by the time of sweeps, its lease by the real one.
        self.now += STUCK_AFTER + timedelta(minutes=1)
        Lease.objects.all().delete()
        connections.close_all()
        return process.returncode != 0

    def finish(self, processes: int = 1) -> None:
        """So many at once, each until it has nothing more to do."""
        for process in [self.begin() for _each in range(processes)]:
            said, _ = process.communicate(timeout=120)
            assert process.returncode == 0, said

    def mails(self) -> Counter[str]:
        """How often each mail went out, by its Message-ID. A mail of which a killed one wrote half counts too."""
        return Counter(found for path in self.mail.glob("*") for found in _MESSAGE_ID.findall(path.read_text()))

    def check(self, *, doubled: int) -> None:
        """Nothing lost, nothing twice in an inbox, and at most so many mails twice."""
        rows = Reminder.objects.filter(closed_at__isnull=True)
        told = {channel: rows.filter(channel=channel, sent_at__isnull=False).count() for channel in PERSONAL}
        waiting = list(rows.filter(sent_at__isnull=True).values_list("channel", "attempts", "error", "given_up_at"))
        assert told == dict.fromkeys(PERSONAL, self.expected), f"{told}, {len(waiting)} not told: {waiting[:3]}"
        mails = self.mails()
        twice = mails.total() - len(mails)
        assert (len(mails), twice <= doubled) == (self.expected, True), f"{len(mails)} mails, {twice} of them twice"


@contextmanager
def senders(now: datetime, things: int, var_dir: Path) -> Iterator[Senders]:
    """With the rule of the other processes known here too, so that its things have names."""
    with wishes.rules():
        made = Senders(now, things, var_dir)
        wishes.wishes[:] = owed(things, made.recipients, now.date())
        yield made


def killed_again_and_again(now: datetime, var_dir: Path, *, kills: int, things: int, seed: int) -> int:
    """Returns how many were killed at their work; at most so many mails went out twice."""
    chance = random.Random(seed)
    with senders(now, things, var_dir) as crowd:
        killed = sum(crowd.kill(chance, 1.0) for _round in range(kills))
        crowd.finish()
        crowd.check(doubled=killed)
        connections.close_all()
        return killed


def many_at_once(now: datetime, var_dir: Path, *, sweepers: int, things: int) -> None:
    with senders(now, things, var_dir) as crowd:
        crowd.finish(sweepers)
        crowd.check(doubled=0)
        connections.close_all()
