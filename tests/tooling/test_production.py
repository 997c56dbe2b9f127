"""The processes of docker-compose.yml, started by hand against PostgreSQL and Redis: no Docker engine is needed."""

import os
import re
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings

from script.sandbox import PROJECT, clean_environment
from tests.tooling.houses import free_port, wait_for

pytestmark = pytest.mark.postgres
TASK = next(iter(settings.CELERY_BEAT_SCHEDULE.values()))["task"]


def composed_commands() -> list[str]:
    return re.findall(r"^ +command: (deploy/start \w+)$", (PROJECT / "docker-compose.yml").read_text(), re.MULTILINE)


@dataclass(frozen=True)
class Database:
    """The addresses of one database: for its owner, for the program, and of its owner without his password."""

    owner: str
    app: str
    owners_name: str


@pytest.fixture
def database() -> Iterator[Database]:
    """An empty database beside the tests' own, with two roles, as docs/how-to/install-on-a-server.md makes them."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"production_{secrets.token_hex(4)}"
    password = secrets.token_hex(12)
    connection = psycopg2.connect(url.geturl())
    connection.autocommit = True
    with connection.cursor() as cursor:
        for role in ("owner", "app"):
            cursor.execute(f"CREATE ROLE {name}_{role} LOGIN PASSWORD '{password}'")
        cursor.execute(f"CREATE DATABASE {name} OWNER {name}_owner TEMPLATE template0")

    def address(login: str) -> str:
        return url._replace(netloc=f"{login}@{url.hostname}:{url.port or 5432}", path=f"/{name}").geturl()

    yield Database(address(f"{name}_owner:{password}"), address(f"{name}_app:{password}"), address(f"{name}_owner"))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in ("app", "owner"):
            cursor.execute(f"DROP ROLE {name}_{role}")
    connection.close()


class Site:
    """The services of one production machine."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.port = free_port()
        self.environment = clean_environment(
            folder,
            SUNLIT_MODE="production",
            SECRET_KEY=secrets.token_urlsafe(60),
            SITE_URL="https://sunlit.example",
            DATABASE_URL=database.app,
            MIGRATE_DATABASE_URL=database.owners_name,
            # A database of its own: workers of other tests must not take the task.
            REDIS_URL=urlsplit(os.environ["REDIS_URL"])._replace(path="/9").geturl(),
            PYTHON=sys.executable,
            BIND=f"127.0.0.1:{self.port}",
            WEB_WORKERS="2",
        )
        self.services: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, command: str, **settings: str) -> None:
        """As docker-compose.yml does: only `migrate` learns the owner's password."""
        if command == "deploy/start migrate":
            settings = {"MIGRATE_DATABASE_URL": self.database.owner, **settings}
        environment = {**self.environment, **settings}
        with (self.folder / f"{command.split()[1]}.log").open("wb") as log:
            self.services[command] = subprocess.Popen(
                command.split(), cwd=PROJECT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def get(self, path: str, **headers: str) -> int:
        """The status of a page as the reverse proxy asks for it."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=names)
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=10) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def stop(self) -> None:
        for process in self.services.values():
            process.terminate()
        for process in self.services.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


@pytest.fixture
def site(tmp_path: Path, database: Database) -> Iterator[Site]:
    site = Site(tmp_path, database)
    yield site
    site.stop()


def test_the_composed_processes_serve_a_page_and_execute_a_task_and_stay_away_from_what_is_wrong(site: Site) -> None:
    """One test, since a database is migrated once for it."""
    migrate, *services = composed_commands()
    assert (migrate, services) == (
        "deploy/start migrate",
        [f"deploy/start {name}" for name in ("web", "worker", "beat")],
    )
    site.start(migrate)
    assert site.services.pop(migrate).wait(120) == 0, site.log("migrate")
    for service in services:
        site.start(service)

    proxied = {"Host": "sunlit.example", "X_Forwarded_Proto": "https"}
    wait_for(lambda: site.get("/", **proxied) == 200, "the home page")
    assert site.get("/", Host="sunlit.example") == 301, "without TLS the visitor is sent to https"
    assert site.get("/", Host="other.example", X_Forwarded_Proto="https") == 400
    assert site.get("/healthz") == 200, "asked by address, without TLS, before anything was swept"

    call = [sys.executable, "-m", "celery", "--quiet", "--app", "config", "call", TASK]
    subprocess.run(call, cwd=PROJECT, env=site.environment, check=True, capture_output=True)
    wait_for(lambda: f"Task {TASK}" in site.log("worker") and "succeeded" in site.log("worker"), "the task")
    wait_for(lambda: "beat: Starting" in site.log("beat"), "the beat")
    assert all(process.poll() is None for process in site.services.values())

    site.stop()
    site.services.clear()
    refuse_demo_accounts_and_missing_triggers(site, services)


def refuse_demo_accounts_and_missing_triggers(site: Site, services: list[str]) -> None:
    with psycopg2.connect(site.database.owner) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO townships_user (username, name, password, is_active, is_demo, is_superuser)"
            " VALUES ('demo', '演一', 'x', true, true, false)"
        )
    connection.close()
    for service in services:
        site.start(service)
    assert [site.services.pop(service).wait(60) for service in services] == [1, 1, 1]
    assert "里有演示账号，正式环境不能启动" in site.log("web") and "请让 DATABASE_URL 指向" in site.log("beat")
    with psycopg2.connect(site.database.owner) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE townships_user SET is_demo = false")
        cursor.execute("DROP TRIGGER ledger_ledgerentry_no_delete ON ledger_ledgerentry")
    connection.close()
    site.start("deploy/start web")
    assert site.services.pop("deploy/start web").wait(60) == 1
    assert "缺少触发器 ledger_ledgerentry_no_delete" in site.log("web")


def test_no_process_starts_with_the_rights_of_the_owner_or_before_rights_are_granted(site: Site) -> None:
    """Whoever migrates by hand and forgets the rest, and whoever gives the program the owner's address."""
    with psycopg2.connect(site.database.owner) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_migrations (id integer)")
    connection.close()
    site.start("deploy/start web")
    assert site.services.pop("deploy/start web").wait(60) == 1
    assert "1 张表缺少权限（django_migrations……）" in site.log("web")
    site.start("deploy/start web", DATABASE_URL=site.database.owner)
    assert site.services.pop("deploy/start web").wait(60) == 1
    assert "1 张表的主人（django_migrations……）" in site.log("web")


def test_an_unknown_process_is_refused() -> None:
    result = subprocess.run(["deploy/start", "nonsense"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (2, "用法：deploy/start migrate|web|worker|beat\n")
