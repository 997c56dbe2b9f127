"""The migrated database with the cast is made once a run; the other workers of the run take copies of it.

On SQLite `make test` has it made beside the static checks (script/suites.py), for all of its blocks.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from time import sleep

from django.conf import settings
from django.db import connection, connections
from django.test.utils import setup_databases
from django.utils import timezone

from script.pytest_sandbox import BASE
from tests.copies import Copier

#: In the run's own folder: there while its first database may be copied. Holds when that was made, by our clock.
MADE = "cast"


def kept() -> Path | None:
    """The folder in which the cast stays for the runs to come."""
    named = os.environ.get("SUNLIT_TEST_CAST")
    return Path(named) if named and connection.vendor == "sqlite" else None


def beginning(day: datetime) -> datetime:
    """When the clock of this run begins: that day, but not before a cast that is there already was made."""
    folder = kept()
    made = folder and folder / MADE
    return datetime.fromisoformat(made.read_text()) if made and made.exists() else day


class SharedCast:
    """What the first worker made, kept for those that come after."""

    def __init__(self, build: Callable[[], None], at_full_speed: Callable[[], AbstractContextManager[None]]) -> None:
        self.build = build
        #: Migrations are not measured (pyproject.toml), and the other workers wait for them.
        self.at_full_speed = at_full_speed
        self.folder = kept() or Path(os.environ[BASE])
        self.made = self.folder / MADE
        #: Whether the others copy from us.
        self.first = False

    @property
    def database(self) -> str:
        name = "cast.sqlite3" if connection.vendor == "sqlite" else f"test_{self.folder.name}_cast"
        return str(self.folder / name) if connection.vendor == "sqlite" else name

    def set_up(self) -> list[object]:
        """A test database with the cast; returns what `teardown_databases` wants."""
        with self._alone():
            if self.made.exists():
                return self._taken()
            with self.at_full_speed():
                old = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
            self.build()
            if kept() or "PYTEST_XDIST_WORKER" in os.environ:
                self._offer()
            return old

    def tear_down(self) -> None:
        with self._alone():
            if self.first and not kept():
                self.made.unlink()
                Copier.drop(self.database)

    def _offer(self) -> None:
        name = connection.settings_dict["NAME"]
        connections.close_all()
        Copier.copied(name, self.database)
        shutil.copytree(settings.KEY_DIR, self.folder / "keys")
        self.made.write_text(timezone.now().isoformat())
        self.first = True

    def _taken(self) -> list[object]:
        shutil.copytree(self.folder / "keys", settings.KEY_DIR, dirs_exist_ok=True)
        Copier.copied(self.database, connection.creation._get_test_db_name())
        old = setup_databases(verbosity=0, interactive=False, serialized_aliases=[], keepdb=True)
        # Each process has begun its clock by itself: nothing of the cast may lie ahead.
        while timezone.now().isoformat() < self.made.read_text():
            sleep(0.05)
        return old

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / f"{MADE}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
