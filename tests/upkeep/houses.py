"""A house with a place of its own, its backups, and what somebody may do to them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from foundation.ledger.triggers import install_for
from foundation.upkeep import folders, manifest, postgres, services
from foundation.upkeep.engines import engine
from script.sandbox import PROJECT, clean_environment
from tests.ledger.hands import let_go

MOMENTS = count(1)


def next_moment() -> datetime:
    """Every backup of these tests has an instant of its own, later than the one before."""
    return datetime(2026, 11, 11, tzinfo=UTC) + timedelta(minutes=next(MOMENTS))


@dataclass(frozen=True)
class House:
    place: Path

    @property
    def var(self) -> Path:
        return self.place / "var"

    @property
    def files(self) -> Path:
        return self.var / "files"

    @property
    def backups(self) -> Path:
        return self.place / "backups"

    def forget(self) -> None:
        shutil.rmtree(self.backups, ignore_errors=True)

    @contextmanager
    def copied(self, backup: Path) -> Iterator[Path]:
        path = self.place / "copies" / backup.name
        shutil.copytree(backup, path)
        yield path
        shutil.rmtree(path)

    def left_over(self) -> list[str]:
        """What a drill must not leave: folders, and databases of the server."""
        found = [path.name for path in self.var.iterdir() if path.name == "drill"]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT datname FROM pg_database WHERE starts_with(datname, current_database() || '_drill')"
                )
                found += [name for (name,) in cursor.fetchall()]
        return found


def backup(**more: Any) -> Path:
    run = services.back_up(now=next_moment(), **more)
    assert run.state == "passed", run.report
    return more.get("to", settings.BACKUP_DIR) / run.what


def command(name: str, *arguments: str) -> tuple[list[str], str]:
    """The lines that a command printed, and what it ended with."""
    out, trouble = StringIO(), ""
    try:
        call_command(name, *arguments, stdout=out, no_color=True)
    except CommandError as error:
        assert error.returncode == 1
        trouble = str(error)
    return out.getvalue().splitlines(), trouble


def drill(path: Path) -> dict[str, str]:
    """Title → what is said against it, of all checks of a drill."""
    lines, trouble = command("restore_drill", "--backup", str(path))
    checks = dict(line.split("：", 1) for line in lines[1:-1])
    assert set(checks) <= set(TITLES)
    bad = {title: said.removeprefix("未通过。") for title, said in checks.items() if said != "通过"}
    assert bool(bad) == bool(trouble)
    assert lines[-1] == (
        "恢复演练：未通过，这个备份不能算数。请查明原因，重新备份，再演练一次。" if bad else "恢复演练：全部通过。"
    )
    return bad


TITLES = [
    "备份清单",
    "数据库副本的摘要",
    "文件",
    "恢复到临时数据库",
    "库表结构",
    "每张表的行数",
    "外键",
    "触发器",
    "存证日志和业务数据",
    "日志流的末端",
    "附件",
    "删除临时数据库",
]


# What somebody may do ----------------------------------------------------------------------------


def relist(path: Path, **said: Any) -> None:
    """Write the manifest anew: other words, or the digests of what lies there now."""
    before = manifest.read(path)
    dump = folders.measured(path / before.dump.path)
    found = {"dump": replace(before.dump, size=dump.size, sha256=dump.sha256), **said}
    (path / manifest.NAME).write_bytes(replace(before, **found).written())


def resay(path: Path, *where: str, value: Any) -> None:
    """Put another value into the manifest's own words."""
    said = json.loads((path / manifest.NAME).read_text())
    inner = said
    for each in where[:-1]:
        inner = inner[each]
    inner[where[-1]] = value
    (path / manifest.NAME).write_text(json.dumps(said))


def tamper(path: Path, *statements: str, guarded: bool = True) -> None:
    """Change the dump as its owner could: restore it, run SQL, dump it again, and list the new digest.

    `guarded`: the triggers stand again afterwards, so that they do not tell.
    """
    dump = path / engine().DUMP
    with engine().restored(dump):
        sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA query_only=OFF" if sqlite else "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"
            )
            cursor.execute("PRAGMA foreign_keys=OFF" if sqlite else "SET session_replication_role = replica")
            if sqlite:
                let_go()
            for statement in statements:
                cursor.execute(statement)
        if sqlite and guarded:
            for config in apps.get_app_configs():
                install_for(config)
        if sqlite:
            shutil.copyfile(connection.settings_dict["NAME"], dump)
        else:
            postgres._run("pg_dump", connection.settings_dict, "--format=custom", f"--file={dump}")
    relist(path)


def in_another_process(program: str) -> subprocess.CompletedProcess[str]:
    """A program of this house, run by another Python on the same database and folders."""
    said = connections.settings["default"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{said['NAME']}"
    else:
        login = f"{quote(said['USER'])}:{quote(said['PASSWORD'])}".rstrip(":")
        url = f"postgres://{login}@{said['HOST']}:{said['PORT'] or 5432}/{said['NAME']}"
    environment = clean_environment(
        settings.VAR_DIR, DATABASE_URL=url, KEY_DIR=str(settings.KEY_DIR), BACKUP_DIR=str(settings.BACKUP_DIR)
    )
    command_line = [sys.executable, "-c", f"import os, signal, django; django.setup()\n{program}"]
    return subprocess.run(command_line, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
