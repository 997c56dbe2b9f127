"""What only PostgreSQL has: programs of its own, roles, throw-away databases of a server."""

import os
import secrets
import subprocess

import pytest
from django.db import DatabaseError, connection

from foundation.upkeep import postgres, services
from foundation.upkeep.models import Run
from foundation.upkeep.selectors import latest
from foundation.upkeep.states import Kind, State
from foundation.upkeep.trouble import UpkeepTrouble
from tests.foundation.wording import is_chinese_with_remedy
from tests.ledger.app_role import two_roles
from tests.upkeep.houses import backup, command, drill, next_moment, tamper


@pytest.fixture
def programs(monkeypatch, tmp_path):
    """Only these are installed: `programs(15, 17)`."""
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setattr(postgres, "VERSIONED", tmp_path)
    monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)

    def install(*versions: object) -> None:
        for version in versions:
            path = tmp_path / str(version) / "bin" / "pg_dump"
            path.parent.mkdir(parents=True)
            path.write_text(f'#!/bin/sh\necho "pg_dump (PostgreSQL) {version}.3 (Debian)"\n')
            path.chmod(0o755)

    return install


def test_the_lowest_version_that_can_is_chosen(programs, tmp_path):
    programs(14, 17, 16, "nightly")
    assert postgres.program("pg_dump", 15) == str(tmp_path / "16" / "bin" / "pg_dump")
    assert postgres.program("pg_dump", 17) == str(tmp_path / "17" / "bin" / "pg_dump")


def test_the_one_on_the_path_counts_too(programs, tmp_path, monkeypatch):
    programs(14, 16)
    monkeypatch.setattr(postgres.shutil, "which", lambda _name: str(tmp_path / "16" / "bin" / "pg_dump"))
    monkeypatch.setattr(postgres, "VERSIONED", tmp_path / "none")
    assert postgres.program("pg_dump", 15).endswith("16/bin/pg_dump")


@pytest.mark.parametrize(("there", "said"), [((), "没有找到这个程序"), ((14, 13), "版本 14 比数据库的 15 旧，不能用")])
def test_a_missing_or_older_program_is_told(programs, there, said):
    programs(*there)
    with pytest.raises(UpkeepTrouble) as trouble:
        postgres.program("pg_dump", 15)
    assert is_chinese_with_remedy(trouble.value)
    assert said in str(trouble.value) and "postgresql-client-15" in str(trouble.value)


@pytest.mark.postgres
def test_without_the_programs_nothing_is_left(nothing_yet, programs):
    lines, trouble = command("backup")
    assert lines[0].startswith("程序 pg_dump：没有找到这个程序。请安装 PostgreSQL") and trouble
    assert list(nothing_yet.backups.iterdir()) == []


@pytest.mark.postgres
def test_no_password_is_on_a_command_line(nothing_yet, monkeypatch):
    password = secrets.token_hex(8)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", password)
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"connect_timeout": 7, "isolation_level": 1})
    seen = []

    def ran(command, **options):
        seen.append((command, options["env"]))
        return subprocess.CompletedProcess(command, 1, stderr=b"")

    monkeypatch.setattr(postgres, "program", lambda name, _server: name)
    monkeypatch.setattr(postgres.subprocess, "run", ran)
    postgres_address = dict(connection.settings_dict)
    with pytest.raises(UpkeepTrouble, match="代码 1"):
        postgres._run("pg_dump", postgres_address, "--format=custom")
    ((command_line, environment),) = seen
    assert not any(password in word for word in command_line) and "--no-password" in command_line
    assert environment["PGPASSWORD"] == password and environment["PGCONNECT_TIMEOUT"] == "7"
    assert environment["PGDATABASE"] == connection.settings_dict["NAME"]


@pytest.mark.postgres
def test_a_program_that_fails_is_quoted(nothing_yet, monkeypatch):
    monkeypatch.setattr(postgres, "_OPTIONS", {})
    monkeypatch.setattr(postgres, "_environment", lambda _address: {"PGHOST": "/nowhere"})
    run = services.back_up(now=next_moment())
    assert run.state == State.FAILED
    assert run.report.startswith("程序 pg_dump：没有完成（pg_dump: error: connection to server")
    assert list(nothing_yet.backups.iterdir()) == []


@pytest.fixture
def role(nothing_yet, copier):
    """Somebody who may log in and nothing else."""
    with two_roles(copier) as roles:
        yield {**connection.settings_dict, "USER": roles.app, "PASSWORD": roles.passwords[roles.app]}


@pytest.mark.postgres
def test_a_role_that_may_not_make_databases_is_told(house, sound, role, settings):
    settings.DRILL_DATABASE = role
    said = drill(sound)["恢复到临时数据库"]
    assert role["USER"] in said and "DRILL_DATABASE_URL" in said and is_chinese_with_remedy(said)
    assert role["PASSWORD"] not in latest(Kind.DRILL).report
    assert house.left_over() == []


@pytest.mark.postgres
def test_a_role_that_may_make_databases_and_nothing_else_can_drill(house, role, settings):
    settings.DRILL_DATABASE = {**role, "NAME": "postgres"}
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {role['USER']} CREATEDB")
    assert drill(backup()) == {}
    assert house.left_over() == []


@pytest.mark.postgres
def test_a_server_that_gives_way_is_told(house, sound, settings):
    settings.DRILL_DATABASE = {**connection.settings_dict, "PORT": "1"}
    assert "OperationalError" in drill(sound)["恢复到临时数据库"]


@pytest.mark.postgres
def test_another_reason_not_to_make_a_database_comes_out(house, monkeypatch):
    with postgres.opened(connection.settings_dict) as maintenance, pytest.raises(DatabaseError, match="already exists"):
        postgres._create(maintenance, "postgres")


@pytest.mark.postgres
@pytest.mark.parametrize("with_password", [True, False])
def test_the_owner_reads_where_his_password_is_known(house, role, settings, with_password):
    """Without it the program's own role does, which may read everything."""
    settings.OWNER_DATABASE = {**role, "PASSWORD": role["PASSWORD"] if with_password else ""}
    run = services.back_up(now=next_moment())
    assert run.state == (State.FAILED if with_password else State.PASSED)
    assert ("permission denied" in run.report) == with_password


@pytest.mark.postgres
def test_what_a_killed_drill_left_goes_with_the_next_one(house, sound):
    name = connection.settings_dict["NAME"]
    left, others = f"{name}_drill_{secrets.token_hex(6)}", f"{name}_drill_mine"
    with connection.cursor() as cursor:
        for each in (left, others):
            cursor.execute(f'CREATE DATABASE "{each}" TEMPLATE template0')
    try:
        assert drill(sound) == {}
        assert house.left_over() == [others]
    finally:
        with connection.cursor() as cursor:
            for each in (left, others):
                cursor.execute(f'DROP DATABASE IF EXISTS "{each}"')


@pytest.mark.postgres
def test_a_constraint_that_was_never_checked_is_named(copy):
    tamper(
        copy,
        "ALTER TABLE documents_series ADD CONSTRAINT loose FOREIGN KEY (body_id) REFERENCES townships_body NOT VALID",
    )
    assert drill(copy) == {"外键": "表 documents_series 的约束 loose 没有核对过"}


@pytest.mark.postgres
def test_the_throw_away_database_is_dropped_when_all_fails(house, sound, monkeypatch):
    def gone(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("foundation.upkeep.drills.survey", gone)
    with pytest.raises(KeyboardInterrupt):
        services.drill(now=next_moment(), backup=sound)
    assert house.left_over() == []
    assert Run.objects.latest("pk").report.endswith("（KeyboardInterrupt）")
    assert os.path.isdir(sound)
