"""Triggers, declared in code and installed after every migration.

SQLite drops a table's triggers silently whenever it remakes the table, so a migration that once
created them is no promise: they are installed anew each time and a system check compares, word for word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

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

    #: How often it fires.
    each: ClassVar[str] = "ROW"

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

    def function_body(self) -> str:
        """What the trigger's function does on PostgreSQL."""
        return (
            f" BEGIN IF {self.condition('postgresql')} THEN RAISE EXCEPTION '{self.message}' "
            f"USING ERRCODE = '{REFUSED}'; END IF; RETURN COALESCE(NEW, OLD); END "
        )

    def definition(self, vendor: str) -> str:
        """The statement that creates the trigger; empty where `vendor` has no such trigger."""
        if vendor == "sqlite":
            return (
                f'CREATE TRIGGER {self.name} {self.event} ON "{self.table}" FOR EACH {self.each} '
                f"WHEN {self.condition(vendor)} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            )
        return (
            f'CREATE TRIGGER {self.name} {self.event} ON "{self.table}" FOR EACH {self.each} '
            f"EXECUTE FUNCTION {self.name}()"
        )

    def statements(self, vendor: str) -> list[str]:
        """The SQL that (re)creates the trigger on `vendor` ("sqlite" or "postgresql")."""
        if not self.definition(vendor):
            return []
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}", self.definition(vendor)]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $${self.function_body()}$$",
            # Whoever writes can put a temporary table before ours, or another schema: the function looks at ours.
            f"DO $$ BEGIN EXECUTE format('ALTER FUNCTION {self.name}() SET search_path = %I, pg_temp', "
            f"current_schema()); END $$",
            f'DROP TRIGGER IF EXISTS {self.name} ON "{self.table}"',
            self.definition(vendor),
        ]


@dataclass(frozen=True)
class TruncateTrigger(Trigger):
    """Refuses TRUNCATE, which row triggers do not see. SQLite has no such statement."""

    each: ClassVar[str] = "STATEMENT"

    def definition(self, vendor: str) -> str:
        return "" if vendor == "sqlite" else super().definition(vendor)


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


@dataclass(frozen=True)
class Stored:
    """A trigger as the database has it; `content` is what `_wanted` says when nobody has touched it."""

    name: str
    table: str
    content: str
    enabled: bool


_ON_SQLITE = "SELECT name, tbl_name, sql, 1 FROM sqlite_master WHERE type = 'trigger'"
_ON_POSTGRESQL = """
    SELECT t.tgname, c.relname,
           concat_ws(' ', replace(pg_get_triggerdef(t.oid, true), '"', ''), l.lanname, p.prosrc,
                     CASE WHEN p.prosecdef THEN 'SECURITY DEFINER' END,
                     CASE WHEN p.proconfig IS DISTINCT FROM
                               ARRAY['search_path=' || quote_ident(n.nspname) || ', pg_temp'] THEN 'other path' END),
           t.tgenabled IN ('O', 'A')
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_language l ON l.oid = p.prolang
    WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)
    UNION ALL
    SELECT r.rulename, c.relname, 'rule', true
    FROM pg_rewrite r
    JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relkind <> 'v' AND r.rulename <> '_RETURN' AND pg_table_is_visible(c.oid)
"""


def _stored(using: str) -> list[Stored]:
    """Every trigger of the database, and every rule of PostgreSQL, which can take a statement's place."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_ON_SQLITE if connection.vendor == "sqlite" else _ON_POSTGRESQL)
        return [Stored(name, table, content, bool(enabled)) for name, table, content, enabled in cursor.fetchall()]


def _wanted(trigger: Trigger, vendor: str) -> str:
    """What the database must say of a trigger."""
    if vendor == "sqlite":
        return trigger.definition(vendor)
    return f"{trigger.definition(vendor).replace(chr(34), '')} plpgsql {trigger.function_body()}"


def _weakness(trigger: Trigger, vendor: str, stored: Sequence[Stored]) -> tuple[str, str] | None:
    """The id of the warning and what is wrong with one trigger, if anything is."""
    namesakes = [each for each in stored if each.name == trigger.name]
    if not namesakes:
        return "ledger.W001", f"缺少触发器 {trigger.name}"
    here = next((each for each in namesakes if each.table == trigger.table), None)
    if here is None:
        change = f"它在表 {namesakes[0].table} 上，应在表 {trigger.table} 上"
    elif not here.enabled:
        change = "已停用"
    elif here.content != _wanted(trigger, vendor):
        change = "内容与程序不符"
    else:
        return None
    return "ledger.W002", f"的触发器 {trigger.name} 被改动：{change}"


_HINTS = {
    "ledger.W001": "请运行 manage.py migrate",
    "ledger.W002": "请查明是谁改动的，再运行 manage.py migrate",
    "ledger.W003": "请查明来历；不是本单位有意设置的，请由表的主人删除",
}


def _weaknesses(using: str) -> Iterator[tuple[str, str]]:
    """Id and text of what differs between the triggers that are declared and those of the database."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    wanted = [each for each in declared() if each.table in tables and each.definition(connection.vendor)]
    stored = _stored(using)
    for trigger in wanted:
        if weakness := _weakness(trigger, connection.vendor, stored):
            yield weakness[0], f"数据库 {using} {weakness[1]}"
    guarded, ours = {each.table for each in wanted}, {(each.name, each.table) for each in wanted}
    for each in stored:
        # One that fires first can change a row before ours sees it, or make a write vanish.
        if each.table in guarded and (each.name, each.table) not in ours:
            yield "ledger.W003", f"数据库 {using} 的表 {each.table} 上有来历不明的触发器或规则 {each.name}"


def problems(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What is wrong with the triggers of a database, one sentence each; empty when all stand as declared."""
    return [text for _id, text in _weaknesses(using)]


@checks.register(checks.Tags.database)
def check_triggers(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Every declared trigger stands, as declared and alone, on every table of every database that is being checked.

    Warnings and no errors: `migrate` runs the checks first, and it is `migrate` that mends this. A
    start for real use runs `check --database default --fail-level WARNING`.
    """
    return [
        checks.Warning(text, hint=_HINTS[number], id=number)
        for using in databases or []
        for number, text in _weaknesses(using)
    ]
