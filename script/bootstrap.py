"""Make the environment a command needs, then become that command: `python -m script.bootstrap PROFILE [ARGUMENT...]`.

Runs before the virtual environment exists: standard library only.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from script import packages
from script.packages import CHROMIUM, GETTEXT, POSTGRES, REDIS, RUN, VENV, WRITER, Package

PROJECT = Path(__file__).resolve().parent.parent
REQUIREMENTS = PROJECT / "requirements"
ENVIRONMENT = PROJECT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "synced"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# Tells the command when we began, so that it can say what all of it took.
STARTED = "SUNLIT_STARTED"
TRIED = ENVIRONMENT / "tried-to-install"


@dataclass(frozen=True)
class Profile:
    """What one command needs: the module that does the work, the lock file, the system's packages."""

    module: str
    lock: str = "dev"
    packages: tuple[Package, ...] = ()
    required: tuple[Package, ...] = ()


def _test_packages() -> tuple[Package, ...]:
    """Servers that are given by their address need not be installed."""
    given = {POSTGRES: "DATABASE_URL", REDIS: "REDIS_URL"}
    servers = tuple(server for server, name in given.items() if not os.environ.get(name))
    return (GETTEXT, CHROMIUM, *servers)


PROFILES = {
    "run": Profile("script.run", "run", packages=RUN),
    "test": Profile("script.suites", packages=(*RUN, *_test_packages()), required=_test_packages()),
    "test-fast": Profile("script.suites", packages=RUN),
    "lint": Profile("script.lint", packages=(GETTEXT,), required=(GETTEXT,)),
    "fix": Profile("script.fix"),
    "messages": Profile("script.messages", packages=(GETTEXT,), required=(GETTEXT,)),
    "bench": Profile("bench.harness", packages=RUN),
    "drill": Profile("script.drill", packages=(*RUN, POSTGRES, REDIS, WRITER)),
    "lock": Profile("script.lock"),
}


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in PROFILES:
        raise SystemExit(f"用法：script/start {'|'.join(PROFILES)}")
    profile = PROFILES[arguments[0]]
    os.environ[STARTED] = str(time.time())
    os.chdir(PROJECT)
    with_lock(profile)
    os.execv(PYTHON, [str(PYTHON), "-m", profile.module, *arguments])


def with_lock(profile: Profile) -> None:
    """Prepare, one process at a time: `make run` and `make lint` may be started side by side."""
    handle = os.open(REQUIREMENTS, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        prepare(profile)
    finally:
        os.close(handle)


def prepare(profile: Profile) -> None:
    if not _environment_works():
        packages.ensure((VENV,), (VENV,), TRIED)
        _make_environment()
    packages.ensure(profile.packages, profile.required, TRIED)
    if not is_current(profile.lock):
        _sync(profile.lock)


def is_current(lock: str) -> bool:
    """Whether the stamp names today's lock file; the development lock contains the running one."""
    synced = STAMP.read_text() if STAMP.exists() else ""
    return synced in {digest("dev"), digest(lock)}


def digest(lock: str) -> str:
    return hashlib.sha256((REQUIREMENTS / f"{lock}.lock").read_bytes()).hexdigest()


def _environment_works() -> bool:
    return PYTHON.exists() and (ENVIRONMENT / "bin" / "pip").exists()


def _make_environment() -> None:
    print("正在建立 Python 环境 .venv……", flush=True)
    base = getattr(sys, "_base_executable", sys.executable)
    _call([base, "-m", "venv", "--clear", str(ENVIRONMENT)])


def _sync(lock: str) -> None:
    """Install exactly the lock file; an environment made for development stays one."""
    wanted = "dev" if (ENVIRONMENT / "bin" / "pytest").exists() else lock
    print("正在安装 Python 软件包（首次约一分钟）……", flush=True)
    STAMP.unlink(missing_ok=True)
    _install_uv()
    sync = [str(PYTHON), "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON)]
    _call([*sync, str(REQUIREMENTS / f"{wanted}.lock")])
    STAMP.write_text(digest(wanted))


def _install_uv() -> None:
    arguments = ["--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(REQUIREMENTS / "uv.lock")]
    _call([str(PYTHON), "-m", "pip", "install", *arguments])


def _call(command: list[str]) -> None:
    environment = {"UV_LINK_MODE": "copy", **os.environ}
    # A county's network may end TLS with a certificate of its own, which only the system knows.
    if SYSTEM_CERTIFICATES.exists():
        environment.setdefault("UV_SYSTEM_CERTS", "1")
    if subprocess.run(command, stdin=subprocess.DEVNULL, env=environment, check=False).returncode != 0:
        raise SystemExit(f"准备 Python 环境没有成功（见上）。命令：{' '.join(command)}")


if __name__ == "__main__":
    main(sys.argv[1:])
