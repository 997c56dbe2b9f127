"""Stories that every other test begins with are told once a worker, and from then on remembered.

Half a meeting is four hundred statements, computed by rules, ORM and ledger in half a second; written down, the
database takes them again in a hundredth of it. A story is remembered for the state in which it was told: the cast, and
whatever was remembered since the test began. Any other write (a parameter that a test changes, a verb that it calls by
itself) ends that, and so does a patch: the rest is told as ever, as it is on a copy of the database.

A story within a story is remembered as well, as long as nothing else came before it. What was written down holds keys
of rows: sequences of PostgreSQL, which do not go back with a transaction, are set to where the cast left them.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import wraps
from typing import Any
from unittest import mock

from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models import Model
from django.utils import timezone
from pytest import MonkeyPatch
from pytest_django.fixtures import Settings

from demo.story import Scene

#: What a scene can be brought to. A verb that a test calls by its own name is done, not remembered.
STORIES = (
    "topic", "sign", "talk", "charge", "convened", "opened", "item_at", "bring", "state", "vote",
    "everyone_states", "everyone_votes", "count_ballots", "announce", "resolution", "minutes", "issued",
)  # fmt: skip
#: Who logs in before the story begins changes nothing in it.
ASIDE = ("townships_loginsession", "django_session", "security_", "axes_")
LOGGED_IN = 'UPDATE "townships_user" SET "last_login" ='
#: What is patched may change the story.
PATCHES = (
    (MonkeyPatch, "setattr"), (MonkeyPatch, "delattr"), (MonkeyPatch, "setitem"), (MonkeyPatch, "setenv"),
    (Settings, "__setattr__"), (Settings, "__delattr__"), (mock._patch, "__enter__"),
)  # fmt: skip
#: Keys that are taken before their rows are written.
NUMBERS = "SELECT nextval("
#: Around every test: it keeps tests from other databases.
DJANGOS_OWN = "ensure_connection"
#: So many stories are kept.
MOST = 2000


#: SQL, parameters, and whether these are many.
Statement = tuple[str, Any, bool]
#: Among the statements of a story: it is not to be remembered.
SPOILT: Statement = ("", None, False)


@dataclass
class Told:
    """A story written down: its statements, and what it gave back."""

    number: int
    statements: list[Statement]
    at_commit: list[tuple[Callable[[], None], bool]]
    #: The scene's clock and its beginning, the result (or which of the arguments it is), the arguments as they became.
    outcome: tuple[Any, ...]


@dataclass
class Memory:
    told: dict[Any, Told] = field(default_factory=dict)
    #: The story that led here, the cast as 0; none: something that is not remembered.
    state: int | None = None
    #: Stories that are being told, the outermost first.
    open: list[list[Statement]] = field(default_factory=list)
    savepoints: list[tuple[str, int | None]] = field(default_factory=list)
    #: Where the cast left the sequences; whether this test has begun from there.
    sequences: dict[str, int | None] = field(default_factory=dict)
    rewound: bool = False
    measured: bool = False
    used: int = 0

    def cast_is_there(self) -> None:
        """What was written until now is the cast."""
        self.sequences = _sequences()
        self.begin(self.measured)

    def begin(self, measured: bool) -> None:
        """A test begins: the database is as the cast left it. What is measured is not taken from what was not."""
        self.state, self.open, self.savepoints = 0, [], []
        self.rewound, self.measured = False, measured

    def forget_state(self) -> None:
        self.state, self.savepoints = None, []

    def hear(self, sql: str, params: Any, many: bool) -> None:
        """Every statement that has been executed."""
        if sql[:6] == "SELECT" and ";" not in sql and not sql.startswith(NUMBERS):
            return
        verb, _space, name = sql.partition(" ")
        if verb == "SAVEPOINT":
            self.savepoints.append((name, self.state))
        elif verb == "ROLLBACK":
            self._back(name.rpartition(" ")[2])
        elif _is_aside(sql):
            self._write_down(SPOILT)
        elif verb not in ("RELEASE", "BEGIN", "SET", "PRAGMA"):
            self.state = None
            self._write_down((sql, list(params) if many else params, many))

    def _write_down(self, *statements: Statement) -> None:
        for story in self.open:
            story.extend(statements)

    def _back(self, name: str) -> None:
        """Sequences of PostgreSQL do not go back with it."""
        self._write_down(SPOILT)
        while self.savepoints and connection.vendor == "sqlite":
            known, state = self.savepoints[-1]
            if known == name:
                self.state = state
                return
            self.savepoints.pop()
        self.state = None

    def tell(self, scene: Scene, name: str, story: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        key = self._key(scene, name, args, kwargs)
        if key is None:
            return story(scene, *args, **kwargs)
        if self.state == 0 and not self.rewound:
            _set(self.sequences)
            self.rewound = True
        models = list(_models((args, kwargs)))
        if found := self.told.get(key):
            return self._again(found, scene, models)
        return self._first(key, scene, models, lambda: story(scene, *args, **kwargs))

    def _key(self, scene: Scene, name: str, args: Any, kwargs: Any) -> Any:
        if self.state is None or not connection.in_atomic_block:
            return None
        try:
            said = (name, freeze(args), freeze(kwargs))
        except TypeError:
            return None
        origin = scene.__dict__["origin"]
        began = scene.__dict__["fixed"] and origin
        who = (scene.division.pk, scene.clerk.pk, scene.kind, scene.today, scene.now - origin, began)
        return (self.measured, self.state, who, said)

    def _first(self, key: Any, scene: Scene, models: list[Model], story: Callable[[], Any]) -> Any:
        said: list[Statement] = []
        waiting = len(connection.run_on_commit)
        self.open.append(said)
        try:
            result = story()
        except BaseException:
            self.state = None
            raise
        finally:
            self.open.pop()
        if SPOILT in said or len(self.told) >= MOST:
            self.state = None
            return result
        at_commit = [(func, robust) for _sids, func, robust in connection.run_on_commit[waiting:]]
        self.state = len(self.told) + 1
        self.told[key] = Told(self.state, said, at_commit, _kept(scene, result, models))
        return result

    def _again(self, found: Told, scene: Scene, models: list[Model]) -> Any:
        _execute(found.statements)
        self._write_down(*found.statements)
        self.state = found.number
        for func, robust in found.at_commit:
            connection.run_on_commit.append((set(connection.savepoint_ids), func, robust))
        now, origin, which, result, became = deepcopy(found.outcome)
        scene.now, scene.__dict__["origin"] = now, origin
        for model, then in zip(models, became, strict=True):
            model.__dict__.update(then.__dict__)
        self.used += 1
        return result if which is None else models[which]


def freeze(value: Any) -> Any:
    """What is said to a story, as a key; a row is all that is known of it. Raises `TypeError` for what is no key."""
    if isinstance(value, Model):
        known = {name: repr(held) for name, held in value.__dict__.items() if name[0] != "_"}
        return (value._meta.label, value.pk, tuple(sorted(known.items())))
    if isinstance(value, dict):
        return tuple((name, freeze(held)) for name, held in sorted(value.items()))
    if isinstance(value, list | tuple):
        return tuple(freeze(held) for held in value)
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(freeze(getattr(value, each.name)) for each in fields(value)))
    if value is None or isinstance(value, str | int | Decimal | date | datetime | timedelta | Enum):
        return value
    raise TypeError(f"{value!r} is no key")


def _models(value: Any) -> Iterator[Model]:
    if isinstance(value, Model):
        yield value
    elif isinstance(value, dict):
        yield from _models(list(value.values()))
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _models(held)


def _kept(scene: Scene, result: Any, models: list[Model]) -> tuple[Any, ...]:
    which = next((number for number, model in enumerate(models) if model is result), None)
    return deepcopy((scene.now, scene.__dict__["origin"], which, None if which is not None else result, models))


def _is_aside(sql: str) -> bool:
    if sql.startswith(LOGGED_IN):
        return True
    verb, _space, rest = sql.partition(" ")
    if verb not in ("INSERT", "UPDATE", "DELETE"):
        return False
    table = rest.partition('"')[2]
    return table.startswith(ASIDE)


# The database ------------------------------------------------------------------------------------


def _sequences() -> dict[str, int | None]:
    """The last number each has given; SQLite's go back with their transaction."""
    if connection.vendor == "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
        return dict(cursor.fetchall())


def _set(sequences: dict[str, int | None]) -> None:
    """But for those of what is written beside the stories."""
    if sequences:
        values = [
            (f'"{name}"', value or 1, value is not None)
            for name, value in sequences.items()
            if not name.startswith(ASIDE)
        ]
        with connection.cursor() as cursor:
            cursor.cursor.execute("SELECT " + ", ".join(["setval(%s, %s, %s)"] * len(values)), sum(values, ()))


def _execute(statements: list[Statement]) -> None:
    """Past Django's cursor: nobody hears it."""
    with connection.cursor() as cursor:
        raw = cursor.cursor
        if connection.vendor == "sqlite":
            for sql, params, many in statements:
                raw.executemany(sql, params) if many else raw.execute(sql, params)
                if " RETURNING " in sql:
                    raw.fetchall()
            return
        words = []
        for sql, params, many in statements:
            for each in params if many else [params]:
                words.append(raw.mogrify(sql, each) if each is not None else sql.encode())
        raw.execute(b";\n".join(words))


# Into the suite ----------------------------------------------------------------------------------

MEMORY = Memory()


def _hear(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    result = execute(sql, params, many, context)
    MEMORY.hear(str(sql), params, many)
    return result


def _join(connection: Any, **_kwargs: Any) -> None:
    if connection.alias == "default" and _hear not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _hear)


def _remembered(name: str, story: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(story)
    def told(scene: Scene, *args: Any, **kwargs: Any) -> Any:
        return MEMORY.tell(scene, name, story, args, kwargs)

    return told


def _noticed(patch: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(patch)
    def noticed(*args: Any, **kwargs: Any) -> Any:
        if getattr(args[0], "attribute", "") != DJANGOS_OWN:
            MEMORY.forget_state()
        return patch(*args, **kwargs)

    return noticed


def _begun(begin: Callable[..., None]) -> Callable[..., None]:
    """A scene knows when it was made, since a test may move its clock; and whether for a moment of its own."""

    @wraps(begin)
    def begun(scene: Scene, *args: Any, **kwargs: Any) -> None:
        begin(scene, *args, **kwargs)
        scene.__dict__["origin"] = scene.now
        scene.__dict__["fixed"] = abs(timezone.now() - scene.now) > timedelta(seconds=1)

    return begun


def install() -> None:
    """For the rest of this process."""
    Scene.__init__ = _begun(Scene.__init__)
    _join(connection)
    connection_created.connect(_join, dispatch_uid="tests.memory")
    for owner, name in PATCHES:
        setattr(owner, name, _noticed(getattr(owner, name)))
    for name in STORIES:
        setattr(Scene, name, _remembered(name, getattr(Scene, name)))
