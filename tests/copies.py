"""Copies of the test database: `CREATE DATABASE … TEMPLATE` on PostgreSQL, a file copy on SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection, connections


class Copier:
    """Makes copies of the migrated database that holds the cast, one at a time."""

    def __init__(self, blocker: Any) -> None:
        self.blocker = blocker
        self.numbers = count(1)

    @contextmanager
    def copy(self) -> Iterator[None]:
        with self.blocker.unblock():
            original = connection.settings_dict["NAME"]
            name = f"{original}_copy{next(self.numbers)}"
            connections.close_all()
            self._create(original, name)
            connection.settings_dict["NAME"] = name
            try:
                yield
            finally:
                connections.close_all()
                connection.settings_dict["NAME"] = original
                self._drop(name)

    def _create(self, original: str, name: str) -> None:
        if connection.vendor == "sqlite":
            source, target = sqlite3.connect(original), sqlite3.connect(name)
            with target:
                source.backup(target)
            source.close()
            target.close()
        else:
            self._maintain(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')

    def _drop(self, name: str) -> None:
        if connection.vendor == "sqlite":
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(name + ending).unlink()
        else:
            self._maintain(f'DROP DATABASE "{name}" WITH (FORCE)')

    @staticmethod
    def _maintain(statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
