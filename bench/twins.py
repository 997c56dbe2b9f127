"""A second database beside the one of the run: the same house with other rows in it, asked in turns with the first."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

#: Suffix and connection of each.
_made: list[tuple[str, BaseDatabaseWrapper]] = []


class Twin:
    """A copy of the database as it is now; within `entered()` everything reads and writes there."""

    def __init__(self, suffix: str) -> None:
        # Nobody may be connected to a database that is copied.
        connections.close_all()
        connection.creation.clone_test_db(suffix, verbosity=0)
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = connection.creation.get_test_db_clone_settings(suffix)
        _made.append((suffix, self.connection))

    @contextmanager
    def entered(self) -> Iterator[None]:
        first: BaseDatabaseWrapper = connections["default"]
        connections["default"] = self.connection
        try:
            yield
        finally:
            connections["default"] = first


def forget() -> None:
    """Drop what was made; the harness calls it when a file of cases is through."""
    while _made:
        suffix, twin = _made.pop()
        # Not among Django's own connections, and a database of PostgreSQL stays while somebody is in it.
        twin.close()
        connections.close_all()
        connection.creation.destroy_test_db(suffix=suffix, verbosity=0)
