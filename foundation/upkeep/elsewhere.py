"""Another database than the one that the house works with: for a moment, and for this thread only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

#: As Django's settings say where a database is.
Address = dict[str, Any]


def our_own(**more: Any) -> Address:
    """The address of the house's own database, with some of it replaced."""
    return {**connection.settings_dict, **more}


@contextmanager
def opened(address: Address) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, closed at the end."""
    wrapper: BaseDatabaseWrapper = load_backend(address["ENGINE"]).DatabaseWrapper(address, DEFAULT_DB_ALIAS)
    try:
        yield wrapper
    finally:
        wrapper.close()


@contextmanager
def connected_to(address: Address) -> Iterator[None]:
    """Whatever this thread asks the default database inside is answered by another one. Other threads stay."""
    before = connections[DEFAULT_DB_ALIAS]
    with opened(address) as other:
        connections[DEFAULT_DB_ALIAS] = other
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = before
