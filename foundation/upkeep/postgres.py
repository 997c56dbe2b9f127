"""PostgreSQL: `pg_dump` of one snapshot, `pg_restore` into a database that is made for it and dropped."""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from foundation.upkeep.elsewhere import Address, connected_to, opened, our_own
from foundation.upkeep.survey import Survey, survey
from foundation.upkeep.trouble import UpkeepTrouble

DUMP = "database.dump"
#: Where Debian keeps the programs of each version.
VERSIONED = Path("/usr/lib/postgresql")
#: What an address says → the variable under which PostgreSQL's programs look for it. Nothing stands on a command line.
_VARIABLES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
_OPTIONS = {
    "channel_binding": "PGCHANNELBINDING",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "options": "PGOPTIONS",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
_NOT_ALLOWED = "42501"
_LONGEST_NAME = 63


def copy_out(draft: Path) -> Survey:
    """The database as one snapshot shows it; and what that snapshot holds."""
    address = _reader()
    with connected_to(address), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        found = survey()
        _run("pg_dump", address, "--format=custom", f"--snapshot={snapshot}", f"--file={draft / DUMP}")
    return found


@contextmanager
def restored(dump: Path) -> Iterator[None]:
    """Inside, this thread's default database is a new one that the dump was restored into.

    Raises `UpkeepTrouble` when it cannot be made or when anything of the dump cannot be restored.
    """
    server = _maker()
    prefix = f"{connection.settings_dict['NAME'][: _LONGEST_NAME - 19]}_drill_"
    name = f"{prefix}{secrets.token_hex(6)}"
    with opened(server) as maintenance:
        _drop_left_over(maintenance, prefix)
        _create(maintenance, name)
    try:
        address = {**server, "NAME": name}
        with connected_to(address):
            as_ours = ("--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}")
            _run("pg_restore", address, *as_ours, str(dump))
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            yield
    finally:
        with opened(server) as maintenance, maintenance.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def broken_reference() -> str:
    """A constraint that was never checked; `pg_restore` itself refuses rows that point to nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass, conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1, 2")
        row = cursor.fetchone()
    return f"表 {row[0]} 的约束 {row[1]} 没有核对过" if row else ""


def size() -> int:
    """Bytes of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


# Who ---------------------------------------------------------------------------------------------


def _reader() -> Address:
    """The owner of the tables where his password is known here, else the program's own role, which may read all."""
    owner = settings.OWNER_DATABASE
    return our_own(USER=owner["USER"], PASSWORD=owner["PASSWORD"]) if owner and owner["PASSWORD"] else our_own()


def _maker() -> Address:
    """Who makes the throw-away database, and on which server."""
    given = settings.DRILL_DATABASE
    if not given:
        return _reader()
    where = {part: given[part] for part in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
    return our_own(**where, OPTIONS=given.get("OPTIONS", {}))


def _create(maintenance: Any, name: str) -> None:
    try:
        with maintenance.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") != _NOT_ALLOWED:
            raise
        role = maintenance.settings_dict["USER"]
        raise UpkeepTrouble(
            f"演练用的临时数据库：账号 {role} 不能建立数据库。"
            "请由数据库管理员另建一个账号（CREATE ROLE sunlit_drill LOGIN CREATEDB PASSWORD '……'），"
            "写进 DRILL_DATABASE_URL。"
        ) from None


def _drop_left_over(maintenance: Any, prefix: str) -> None:
    """What a killed drill left behind, and nobody is connected to."""
    with maintenance.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database d WHERE starts_with(datname, %s) AND pg_has_role(datdba, 'MEMBER') "
            "AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid)",
            [prefix],
        )
        for (name,) in cursor.fetchall():
            if re.fullmatch(r"[0-9a-f]{12}", name.removeprefix(prefix)):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


# Programs ----------------------------------------------------------------------------------------


def _run(name: str, address: Address, *arguments: str) -> None:
    """Run one of PostgreSQL's programs. Raises `UpkeepTrouble` with its first word on what went wrong."""
    # As old as the server or newer; the one that is asked stands on the connection that is open.
    path = program(name, connection.pg_version // 10000)  # type: ignore[attr-defined]
    result = subprocess.run(  # noqa: S603 - a program of the system, arguments of ours
        [path, "--no-password", *arguments],
        env={**os.environ, **_environment(address), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if result.returncode:
        said = next(iter(result.stderr.decode(errors="replace").splitlines()), f"代码 {result.returncode}")
        raise UpkeepTrouble(f"程序 {name}：没有完成（{said}）。请按所说的原因处理后再运行。")


def _environment(address: Address) -> dict[str, str]:
    given = {variable: address[part] for part, variable in _VARIABLES.items()}
    given |= {_OPTIONS[word]: value for word, value in address["OPTIONS"].items() if word in _OPTIONS}
    return {variable: str(value) for variable, value in given.items() if value}


def program(name: str, server: int) -> str:
    """The path of `name` in the lowest version that understands a server of this major version.

    Raises `UpkeepTrouble` when there is none.
    """
    found = sorted((_version(path), path) for path in _candidates(name))
    for version, path in found:
        if version >= server:
            return path
    said = f"版本 {found[-1][0]} 比数据库的 {server} 旧，不能用" if found else "没有找到这个程序"
    raise UpkeepTrouble(
        f"程序 {name}：{said}。请安装 PostgreSQL {server} 的客户端，例如 apt-get install postgresql-client-{server}。"
    )


def _candidates(name: str) -> Sequence[str]:
    on_path = shutil.which(name)
    return [*([on_path] if on_path else []), *map(str, VERSIONED.glob(f"*/bin/{name}"))]


def _version(path: str) -> int:
    """The major version; 0 of a program that does not say."""
    result = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    said = re.search(r"\(PostgreSQL\) (\d+)", result.stdout)
    return int(said[1]) if said else 0
