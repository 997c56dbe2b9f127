"""Watches the SQL of the whole suite: finds writes to ruled tables without an act, or by an act that is silent.

What is found fails the test that caused it, when it ends: a service may swallow what is raised inside of it. Test code
may write as it likes, to prepare or to attack; it is the nearest file of the project on the stack that counts.

Not seen: what other processes write; what goes to the driver past Django's cursors (`test_watcher.py` sees that nothing
does); which rows of a table were named: `test_completeness.py` compares rows.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.db import connections
from django.db.backends.signals import connection_created

from foundation.ledger import services as ledger
from foundation.ledger.coverage import ruled_tables
from script.sandbox import PROJECT

# Which tables a statement writes -----------------------------------------------------------------

_NOT_CODE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_TABLE = r'(?:ONLY\s+)?(?:["`\[]?\w+["`\]]?\s*\.\s*)?["`\[]?(\w+)["`\]]?'
_WRITE = re.compile(
    rf"""\b(?:
        (?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|MERGE\s+INTO|DELETE\s+FROM)\s+{_TABLE}
        |UPDATE\s+(?:OR\s+\w+\s+)?{_TABLE}(?:\s*\*)?(?:\s+(?:AS\s+)?(?!SET\b)["\w]+)?\s+SET\b
        |COPY\s+{_TABLE}\s*(?:\([^)]*\)\s*)?FROM\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TRUNCATE = re.compile(r"\bTRUNCATE\s+(?:TABLE\s+)?([^;]+)", re.IGNORECASE)
#: They mention writes (a trigger, a rule) and do none.
_DEFINES = re.compile(r"\s*(?:CREATE|ALTER|DROP|GRANT|REVOKE|COMMENT)\b", re.IGNORECASE)
_SAVEPOINT = re.compile(r"\s*(SAVEPOINT|ROLLBACK TO(?: SAVEPOINT)?)\s+(\S+)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def written_tables(sql: str) -> frozenset[str]:
    """The tables that a statement adds to, changes or empties."""
    if _DEFINES.match(sql):
        return frozenset()
    code = _NOT_CODE.sub(" ", sql)
    found = {name for names in _WRITE.findall(code) for name in names if name}
    for listed in _TRUNCATE.findall(code):
        found |= {match[1] for each in listed.split(",") if (match := re.match(rf"\s*{_TABLE}", each, re.IGNORECASE))}
    return frozenset(name.lower() for name in found)


# Who wrote ---------------------------------------------------------------------------------------

#: Their writes are preparation, attack or measurement.
_UNWATCHED = ("tests/", "bench/", "drill/", "script/")
#: Product code that changes a ruled row without an act, and why that is right.
EXEMPT = {
    "foundation/keys/rotation.py": (
        "new ciphertext and blind indexes of the same values: the digest covers the seal, which stays (docs/adr/0018)"
    ),
    "foundation/keys/services.py": (
        "lies below the ledger: a reading is entered by event, in the same transaction (tests/keys/test_readings.py)"
    ),
}


@cache
def _place(filename: str) -> str:
    """The path inside the project; empty for what is not ours."""
    path = Path(filename)
    if not path.is_relative_to(PROJECT) or path.is_relative_to(PROJECT / ".venv") or path == Path(__file__):
        return ""
    return path.relative_to(PROJECT).as_posix()


def _writer() -> str:
    """`file:line function` of the nearest code of the product; empty when it is test code or a migration."""
    frame = sys._getframe(1)
    while frame is not None:
        if place := _place(frame.f_code.co_filename):
            if place.startswith(_UNWATCHED) or "/migrations/" in place or place in EXEMPT:
                return ""
            return f"{place}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back
    return ""


# What was found ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Write:
    table: str
    sql: str
    writer: str

    def __str__(self) -> str:
        return f"{self.table}: {' '.join(self.sql.split())[:300]} ({self.writer})"


_findings: list[str] = []
#: Outermost act → what was written since it began, and between that the savepoints, which may take it back.
_written: WeakKeyDictionary[ledger.Act, list[Write | str]] = WeakKeyDictionary()


@contextmanager
def findings() -> Iterator[list[str]]:
    """Fills the list, when the block is left, with what was found inside of it, each thing once; nobody else hears."""
    found: list[str] = []
    start = len(_findings)
    try:
        yield found
    finally:
        found += dict.fromkeys(_findings[start:])
        del _findings[start:]


def fail_for_findings() -> Iterator[None]:
    """The body of a fixture: the test that it stands around fails when something was found."""
    with findings() as found:
        yield
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def _see(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Django calls this around every statement. A statement that fails has written nothing."""
    result = execute(sql, params, many, context)
    # Nearly all statements end here.
    if not (sql[:6] == "SELECT" and ";" not in sql):
        _look(str(sql))
    return result


def _look(sql: str) -> None:
    acts = ledger._open_acts.get()
    if point := _SAVEPOINT.match(sql):
        if acts:
            _go_back_or_mark(_written.setdefault(acts[0], []), point[1].upper(), point[2])
        return
    tables = written_tables(sql) & ruled_tables()
    if not tables or not (writer := _writer()):
        return
    writes = [Write(table, sql, writer) for table in sorted(tables)]
    if acts:
        _written.setdefault(acts[0], []).extend(writes)
    else:
        _findings.extend(f"written without an act: {each}" for each in writes)


def _go_back_or_mark(done: list[Write | str], verb: str, name: str) -> None:
    if verb == "SAVEPOINT":
        done.append(name)
    elif name in done:
        last = len(done) - 1 - done[::-1].index(name)
        del done[last + 1 :]
    else:
        done.clear()


def _append(acts: list[ledger.Act]) -> None:
    """Stands before the ledger's own: the entries about to be written name every ruled table that was written."""
    open_acts = ledger._open_acts.get()
    named = {row._meta.db_table for each in acts for row in _one_of_each(each)}
    for write in _written.pop(open_acts[0], []) if open_acts else []:
        if isinstance(write, Write) and write.table not in named:
            _findings.append(f"{open_acts[0].name} touches no row of what it wrote: {write}")
    _ledgers_own(acts)


def _one_of_each(record: ledger.Act) -> Iterable[Any]:
    return [*record.rows, *(batch[0] for batch in record.batches)]


_ledgers_own = ledger._append


def _join(connection: Any, **_kwargs: Any) -> None:
    if _see not in connection.execute_wrappers:
        # First, not last: `execute_wrapper` takes away the last.
        connection.execute_wrappers.insert(0, _see)


def install() -> None:
    """For the rest of this process: on every connection of every thread, those that stand and those to come."""
    for connection in connections.all(initialized_only=True):
        _join(connection)
    connection_created.connect(_join, dispatch_uid="tests.watcher")
    ledger._append = _append
