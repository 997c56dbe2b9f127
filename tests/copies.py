"""Copies of the test database: `CREATE DATABASE … TEMPLATE` on PostgreSQL, a file copy on SQLite; or empty ones."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection, connections


def address() -> str:
    """The database of this test, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    password = f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else ""
    return f"postgres://{found['USER']}{password}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


class Copier:
    """Makes copies of the migrated database that holds the cast, or databases without a table, one at a time."""

    def __init__(self, blocker: Any) -> None:
        self.blocker = blocker
        self.numbers = count(1)

    def copy(self) -> AbstractContextManager[None]:
        return self._another(self.copied)

    def empty(self) -> AbstractContextManager[None]:
        return self._another(self._made)

    @contextmanager
    def _another(self, create: Callable[[str, str], None]) -> Iterator[None]:
        with self.blocker.unblock():
            original = connection.settings_dict["NAME"]
            name = f"{original}_copy{next(self.numbers)}"
            connections.close_all()
            create(original, name)
            connection.settings_dict["NAME"] = name
            try:
                yield
            finally:
                connections.close_all()
                connection.settings_dict["NAME"] = original
                self.drop(name)

    def _made(self, _original: str, name: str) -> None:
        # SQLite makes a file when it is first opened.
        if connection.vendor != "sqlite":
            self._maintain(f'CREATE DATABASE "{name}" TEMPLATE template0')

    @classmethod
    def copied(cls, original: str, name: str) -> None:
        if connection.vendor == "sqlite":
            source, target = sqlite3.connect(original), sqlite3.connect(name)
            with target:
                source.backup(target)
            source.close()
            target.close()
        else:
            cls._maintain(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')

    @classmethod
    def drop(cls, name: str) -> None:
        if connection.vendor == "sqlite":
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(name + ending).unlink()
        else:
            cls._maintain(f'DROP DATABASE "{name}" WITH (FORCE)')

    @staticmethod
    def _maintain(statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
