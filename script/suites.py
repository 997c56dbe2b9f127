"""`make test` and `make test-fast`: all blocks are run, each one's time is printed, and one failure fails the whole."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from script import packages, servers
from script.blocks import Blocks
from script.bootstrap import STARTED
from script.processes import StopRequest, end, run_step, start
from script.sandbox import PROJECT

#: One more than the cores of a small machine: a worker often waits for its database or for a process it started.
WORKERS = "3"
PYTEST = [sys.executable, "-m", "pytest", "-n", WORKERS, "--hypothesis-seed=0"]
MEASURED = ["--cov", "--cov-report="]
ON_SQLITE = "not browser and not postgres and not drill"
ON_POSTGRES = "not browser and not drill"
IN_BROWSER = "browser and not drill"
#: Named, so that no worker reads all other files first. tests/tooling/test_suites.py: none of them bears the mark.
BROWSER_TESTS = ["tests/browser"]
#: Makes the database that the SQLite and the browser tests begin with (tests/shared.py).
CAST = [sys.executable, "-m", "pytest", "--quiet", "tests/test_cast.py"]
#: What asks no database has run on SQLite already (tests/conftest.py).
ONCE = {"SUNLIT_DATABASE_TESTS_ONLY": "1"}


class Suites:
    """Runs the blocks; what they measure is kept in `folder`."""

    def __init__(self, folder: Path, stop: StopRequest, blocks: Blocks) -> None:
        self.folder = folder
        self.stop = stop
        self.blocks = blocks
        self.environment = kept_bytecode(folder / "bytecode")
        self.servers: dict[str, str] = {}

    def fast(self, arguments: list[str]) -> None:
        self.block("SQLite 测试", lambda: self.command([*PYTEST, "-m", ON_SQLITE, *arguments]))

    def all(self, stack: contextlib.ExitStack) -> None:
        self.blocks.run("准备（环境、数据库、Redis）", lambda: self.start_servers(stack), since=started())
        self.cast_meanwhile(stack)
        self.block("静态检查", lambda: self.command([sys.executable, "-m", "script.lint"]))
        self.block("SQLite 测试", lambda: self.measured("sqlite", ON_SQLITE))
        self.block("PostgreSQL 测试", lambda: self.measured("postgres", ON_POSTGRES, **self.servers, **ONCE))
        browser = [*PYTEST, "-m", IN_BROWSER, *BROWSER_TESTS]
        self.block("浏览器测试", lambda: self.command(browser, CHROMIUM=str(packages.chromium())))
        self.block("覆盖率", self.gate)

    def block(self, name: str, work: Callable[[], bool]) -> None:
        if not self.stop.asked:
            self.blocks.run(name, work)

    def start_servers(self, stack: contextlib.ExitStack) -> bool:
        """Our own servers, unless the caller named his."""
        given = os.environ.get("DATABASE_URL", "")
        if given and not given.startswith(("postgres://", "postgresql://")):
            raise SystemExit(
                "make test 的 DATABASE_URL 须指向 PostgreSQL，例如 postgres://user:password@127.0.0.1:5432/postgres"
            )
        self.servers = {
            "DATABASE_URL": given or stack.enter_context(servers.postgres()),
            "REDIS_URL": os.environ.get("REDIS_URL") or stack.enter_context(servers.redis()),
        }
        return True

    def cast_meanwhile(self, stack: contextlib.ExitStack) -> None:
        """All migrations take one core half a minute, and all workers would wait for it: the checks use another.

        Should it fail, the SQLite tests make their own, and say what is wrong.
        """
        folder = self.folder / "cast"
        folder.mkdir()
        self.environment["SUNLIT_TEST_CAST"] = str(folder)
        environment = self.known_to({"COVERAGE_FILE": str(self.folder / "cast.coverage")})
        process = start([*CAST, *MEASURED], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(end, process)

    def measured(self, name: str, marks: str, **environment: str) -> bool:
        """A suite whose coverage is written beside that of the others."""
        data = str(self.folder / f"{name}.coverage")
        return self.command([*PYTEST, *MEASURED, "-m", marks], COVERAGE_FILE=data, **environment)

    def gate(self) -> bool:
        data, report = self.folder / "all.coverage", self.folder / "coverage.json"
        parts = sorted(str(path) for path in self.folder.glob("*.coverage"))
        coverage = [sys.executable, "-m", "coverage"]
        steps = (
            [*coverage, "combine", "--quiet", "--keep", f"--data-file={data}", *parts],
            [*coverage, "json", "--quiet", f"--data-file={data}", "-o", str(report)],
            [sys.executable, "-m", "script.coverage_gate", str(report)],
        )
        return all(self.command(step) for step in steps)

    def command(self, command: list[str], **settings: str) -> bool:
        """Ctrl-C lets it print its summary first."""
        return run_step(command, self.known_to(settings), self.stop) == 0

    def known_to(self, settings: dict[str, str]) -> dict[str, str]:
        """The environment of a step: no server is known but those in `settings`."""
        servers_of_the_shell = ("DATABASE_URL", "REDIS_URL")
        inherited = {name: value for name, value in self.environment.items() if name not in servers_of_the_shell}
        return {**inherited, **settings}


def kept_bytecode(folder: Path) -> dict[str, str]:
    """The environment of the steps. Where Python may leave no bytecode in the tree, each of the workers and of the
    processes that tests start would compile every module again: there it is kept in `folder` until the end of the run.
    """
    environment = dict(os.environ)
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment.setdefault("PYTHONPYCACHEPREFIX", str(folder))
    return environment


def started() -> float:
    """When `make` was called, by the clock of the blocks."""
    return time.monotonic() - (time.time() - float(os.environ.get(STARTED, time.time())))


def main(arguments: list[str]) -> int:
    os.chdir(PROJECT)
    stop, blocks = StopRequest(), Blocks()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sunlit-coverage-")))
        suites = Suites(folder, stop, blocks)
        if arguments[:1] == ["test-fast"]:
            suites.fast(arguments[1:])
        else:
            suites.all(stack)
    print(blocks.report(), flush=True)
    return 0 if blocks.passed and not stop.asked else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
