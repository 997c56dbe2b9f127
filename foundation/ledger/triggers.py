"""Triggers, declared in code and installed after every migration.

SQLite drops a table's triggers silently whenever it remakes the table, so a migration that once
created them is no promise: they are installed anew each time and a system check compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections

#: Django turns this class of error into `IntegrityError`, as it does with SQLite's RAISE(ABORT).
REFUSED = "integrity_constraint_violation"


@dataclass(frozen=True)
class Trigger:
    """A trigger on the table of `model` ("app.Model").

    `event` is the SQL event, for example `BEFORE INSERT`. The row is refused with `message` when
    `refuse_when`, an SQL condition over NEW and OLD that both databases understand, is true.
    """

    name: str
    model: str
    event: str
    refuse_when: str
    message: str

    @property
    def table(self) -> str:
        return str(apps.get_model(self.model)._meta.db_table)

    def condition(self, vendor: str) -> str:
        """The SQL condition under which the row is refused, where `vendor` needs its own words."""
        return self.refuse_when

    def statements(self, vendor: str) -> list[str]:
        """The SQL that (re)creates the trigger on `vendor` ("sqlite" or "postgresql")."""
        if vendor == "sqlite":
            return [
                f"DROP TRIGGER IF EXISTS {self.name}",
                f'CREATE TRIGGER {self.name} {self.event} ON "{self.table}" FOR EACH ROW '
                f"WHEN {self.condition(vendor)} BEGIN SELECT RAISE(ABORT, '{self.message}'); END",
            ]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {self.condition(vendor)} THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = '{REFUSED}'; "
            f"END IF; RETURN COALESCE(NEW, OLD); END $$",
            f'DROP TRIGGER IF EXISTS {self.name} ON "{self.table}"',
            f'CREATE TRIGGER {self.name} {self.event} ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION {self.name}()',
        ]


@dataclass(frozen=True)
class TruncateTrigger(Trigger):
    """Refuses TRUNCATE, which row triggers do not see. SQLite has no such statement."""

    def statements(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return []
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{self.message}' USING ERRCODE = '{REFUSED}'; END $$",
            f'DROP TRIGGER IF EXISTS {self.name} ON "{self.table}"',
            f'CREATE TRIGGER {self.name} BEFORE TRUNCATE ON "{self.table}" EXECUTE FUNCTION {self.name}()',
        ]


_declared: dict[str, Trigger] = {}


def declare(*triggers: Trigger) -> None:
    """Called in an app's `ready()`. Raises `ValueError` when another trigger has the name."""
    for trigger in triggers:
        if _declared.setdefault(trigger.name, trigger) != trigger:
            raise ValueError(f"trigger {trigger.name} is declared twice")


def declared() -> list[Trigger]:
    return list(_declared.values())


def append_only(model: str) -> list[Trigger]:
    """Rows of `model` can be added and read, nothing else."""
    prefix = model.lower().replace(".", "_")
    message = f"{prefix} is append-only"
    return [
        Trigger(f"{prefix}_no_update", model, "BEFORE UPDATE", "true", message),
        Trigger(f"{prefix}_no_delete", model, "BEFORE DELETE", "true", message),
        TruncateTrigger(f"{prefix}_no_truncate", model, "BEFORE TRUNCATE", "true", message),
    ]


def make_way(using: str = DEFAULT_DB_ALIAS, plan: Sequence[Any] = (), **_kwargs: Any) -> None:
    """On SQLite, take all triggers away before migrations run; `install_for` brings them back.

    SQLite changes a table by making a new one and giving it the old name, which fails while a trigger of
    some other table still mentions that name.
    """
    connection = connections[using]
    if connection.vendor == "sqlite" and plan:
        with connection.cursor() as cursor:
            for name in sorted(installed_names(using)):
                cursor.execute(f'DROP TRIGGER "{name}"')


def install_for(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Install the triggers on the tables of one app, after its migrations have run."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in declared():
            if trigger.model.split(".")[0] == sender.label and trigger.table in present:
                for statement in trigger.statements(connection.vendor):
                    cursor.execute(statement)


def installed_names(using: str) -> set[str]:
    """The names of the triggers that the database really has, and has not disabled."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


@checks.register(checks.Tags.database)
def check_triggers(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Every declared trigger stands on every table of every database that is being checked.

    A warning and no error: `migrate` runs the checks first, and it is `migrate` that mends this. A
    start for real use runs `check --database default --fail-level WARNING`.
    """
    found: list[checks.CheckMessage] = []
    for using in databases or []:
        tables = set(connections[using].introspection.table_names())
        installed = installed_names(using)
        found += [
            checks.Warning(f"数据库 {using} 缺少触发器 {each.name}", hint="请运行 manage.py migrate", id="ledger.W001")
            for each in declared()
            if each.table in tables and each.statements(connections[using].vendor) and each.name not in installed
        ]
    return found
