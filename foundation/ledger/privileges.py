"""What the program may do on PostgreSQL, where the tables belong to another role: no more than it needs.

Triggers stop whoever may write. Whoever owns a table can take its triggers away, so on a server the
program connects as a role that owns nothing. Its rights follow from the triggers that are declared.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from foundation.ledger.triggers import declared

_WRITING = ("INSERT", "UPDATE", "DELETE")
#: Whoever has one of these can make triggers, or go round them.
_NEVER = ("TRUNCATE", "REFERENCES", "TRIGGER")
#: With one of these roles of PostgreSQL one writes past all rights.
_MIGHTY = ("pg_write_all_data", "pg_write_server_files", "pg_execute_server_program")


class UnfitRole(Exception):
    """A role that the program cannot be given, and why."""


def rights(table: str) -> list[str]:
    """What the program may do with a table: all but what a trigger refuses on every row.

    Which migrations have run it may read only.
    """
    if table == MigrationRecorder.Migration._meta.db_table:
        return ["SELECT"]
    refused = {
        trigger.event.removeprefix("BEFORE ")
        for trigger in declared()
        if trigger.table == table and trigger.condition("postgresql") == "true"
    }
    return ["SELECT", *(verb for verb in _WRITING if verb not in refused)]


def _tables(using: str) -> list[str]:
    """The tables of all apps that are there."""
    recorder = MigrationRecorder.Migration._meta.db_table
    connection = connections[using]
    there = set(connection.introspection.table_names())
    return sorted({*connection.introspection.django_table_names(), recorder} & there)


def _value(cursor: Any, query: str, *values: object) -> Any:
    cursor.execute(query, values)
    row = cursor.fetchone()
    return row[0] if row else None


# Given -------------------------------------------------------------------------------------------


def grant(role: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Give `role` what the program needs, and take from it and from everybody whatever goes beyond.

    Called as the owner of the tables, after every migration; may be repeated. Raises `UnfitRole` when
    there is no such role, or when it could take by itself what it is not given.
    """
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        if reason := _unfit(cursor, role):
            raise UnfitRole(reason)
        name = str(_value(cursor, "SELECT quote_ident(%s)", role))
        for statement in [*_taken(cursor, name), *_given(cursor, name, _tables(using))]:
            cursor.execute(statement)


def _unfit(cursor: Any, role: str) -> str:
    cursor.execute("SELECT rolsuper, rolcreaterole, rolname = current_user FROM pg_roles WHERE rolname = %s", [role])
    row = cursor.fetchone()
    if row is None:
        return f"没有数据库账号 {role}"
    is_super, makes_roles, is_owner = row
    if is_owner:
        return f"{role} 就是表的主人"
    if is_super:
        return f"{role} 是数据库的超级用户"
    if makes_roles:
        return f"{role} 可以建立账号，也就可以让自己成为表的主人"
    if _value(cursor, "SELECT pg_has_role(%s, current_user, 'MEMBER')", role):
        return f"{role} 是表的主人的成员"
    return ""


def _owned(cursor: Any, *kinds: str) -> list[str]:
    """The quoted names of what belongs to whoever is connected; what an extension brought belongs to others."""
    cursor.execute(
        "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
        "AND relkind = ANY(%s) AND pg_has_role(relowner, 'USAGE') ORDER BY relname",
        [list(kinds)],
    )
    return [name for (name,) in cursor.fetchall()]


def _taken(cursor: Any, role: str) -> Iterator[str]:
    """Everything, also what an earlier version of these pages told the operator to grant."""
    schema, database = _value(cursor, "SELECT quote_ident(current_schema())"), _database(cursor)
    for kind, names in (("TABLE", _owned(cursor, "r", "p", "v", "m")), ("SEQUENCE", _owned(cursor, "S"))):
        yield f"REVOKE ALL ON {kind} {', '.join(names)} FROM {role}, PUBLIC CASCADE"
        yield f"ALTER DEFAULT PRIVILEGES REVOKE ALL ON {kind}S FROM {role}, PUBLIC"
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON {kind}S FROM {role}, PUBLIC"
    yield f"REVOKE ALL ON SCHEMA {schema} FROM {role} CASCADE"
    # An operator or a table of one's own could stand before the real one.
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"
    yield f"REVOKE ALL ON DATABASE {database} FROM {role} CASCADE"
    yield f"REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC"


def _given(cursor: Any, role: str, tables: Iterable[str]) -> Iterator[str]:
    yield f"GRANT CONNECT ON DATABASE {_database(cursor)} TO {role}"
    yield f"GRANT USAGE ON SCHEMA {_value(cursor, 'SELECT quote_ident(current_schema())')} TO {role}"
    for verbs, names in groupby(sorted(tables, key=rights), key=rights):
        quoted = ", ".join(f'"{name}"' for name in names)
        yield f"GRANT {', '.join(verbs)} ON TABLE {quoted} TO {role}"
    yield f"GRANT USAGE, SELECT ON SEQUENCE {', '.join(_owned(cursor, 'S'))} TO {role}"


def _database(cursor: Any) -> str:
    return str(_value(cursor, "SELECT quote_ident(current_database())"))


# Looked at ---------------------------------------------------------------------------------------


def excess(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What the connected role can do beyond `rights`, one sentence each; empty when it owns and can no more."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        role, is_super, makes_roles = cursor.fetchone()
        if is_super:
            return [f"账号 {role} 是数据库的超级用户"]
        found = [f"账号 {role} 可以建立账号"] if makes_roles else []
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(oid, 'MEMBER')", [[*_MIGHTY]]
        )
        found += [f"账号 {role} 是 {mighty} 的成员" for (mighty,) in cursor.fetchall()]
        # An owner may do everything with his tables: no need to name them one by one.
        return [*found, *(list(_owning(cursor, role)) or _too_much(cursor, role, _tables(using)))]


def _owning(cursor: Any, role: str) -> Iterator[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
        "AND relkind IN ('r', 'p') AND pg_has_role(relowner, 'MEMBER') ORDER BY relname"
    )
    if owned := [name for (name,) in cursor.fetchall()]:
        yield f"账号 {role} 是 {len(owned)} 张表的主人（{'、'.join(owned[:3])}……）"
    if _value(cursor, "SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()"):
        yield f"账号 {role} 是数据库的主人"


def _too_much(cursor: Any, role: str, tables: Sequence[str]) -> Iterator[str]:
    """Of the tables on which a trigger refuses something, of the list of migrations, and of the place for new ones."""
    if _value(cursor, "SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        yield f"账号 {role} 可以在表所在的模式里建立新的表和函数"
    held = _held(cursor, tables, (*_WRITING, *_NEVER))
    for table in tables:
        wanted = rights(table)
        if not set(_WRITING) <= set(wanted):
            if verbs := [verb for verb in (*_WRITING, *_NEVER) if verb not in wanted and (table, verb) in held]:
                yield f"账号 {role} 对表 {table} 有不该有的权限：{'、'.join(verbs)}"


def _held(cursor: Any, tables: Sequence[str], verbs: Sequence[str], *, wholly: bool = False) -> set[tuple[str, str]]:
    """What whoever is connected may do with which table; unless `wholly`, some of the columns are enough."""
    cursor.execute(
        "SELECT t, v FROM unnest(%s) t, unnest(%s) v WHERE has_table_privilege(quote_ident(t), v) "
        "OR (NOT %s AND v IN ('INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(quote_ident(t), v))",
        [list(tables), list(verbs), wholly],
    )
    return set(cursor.fetchall())


def lacking(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The tables with which the connected role cannot do what the program needs: nobody has granted it yet."""
    tables = _tables(using)
    with connections[using].cursor() as cursor:
        held = _held(cursor, tables, ("SELECT", *_WRITING), wholly=True)
    return [table for table in tables if not all((table, verb) in held for verb in rights(table))]


@checks.register(checks.Tags.database)
def check_app_role(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Where the tables have an owner of their own, the program does not connect as somebody like him."""
    found: list[checks.CheckMessage] = []
    for using in databases or [] if settings.OWNER_APART else []:
        if connections[using].vendor != "postgresql":
            continue
        found += [
            checks.Warning(
                f"数据库 {using}：{text}",
                hint="DATABASE_URL 请用另建的账号，由表的主人执行 deploy/start migrate 授权",
                id="ledger.W004",
            )
            for text in excess(using)
        ]
        if tables := lacking(using):
            found.append(
                checks.Warning(
                    f"数据库 {using}：程序的账号对 {len(tables)} 张表缺少权限（{'、'.join(tables[:3])}……）",
                    hint="请由表的主人执行 deploy/start migrate",
                    id="ledger.W005",
                )
            )
    return found
