"""Which kind of database the house has: both can be copied out, restored elsewhere and looked through."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, cast

from django.db import connection

from foundation.upkeep import postgres, sqlite
from foundation.upkeep.survey import Survey


class Engine(Protocol):
    """What `sqlite.py` and `postgres.py` have in common."""

    DUMP: str
    copy_out: Callable[[Path], Survey]
    restored: Callable[[Path], AbstractContextManager[None]]
    broken_reference: Callable[[], str]
    size: Callable[[], int]


def engine() -> Engine:
    return cast(Engine, {"sqlite": sqlite, "postgresql": postgres}[connection.vendor])
