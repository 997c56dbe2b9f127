"""A PostgreSQL and a Redis of our own for one run: random ports, folders that go away."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from script.packages import postgres_folder
from script.processes import end, start, wait_until

HOST = "127.0.0.1"
NAME = "sunlit"
START_SECONDS = 30
# A test database may be lost: nothing waits for the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
POSTGRES_SETTINGS = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "listen_addresses": HOST,
    "log_min_messages": "fatal",
    "log_min_error_statement": "fatal",
}


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """The URL of a fresh server (UTF-8, C.UTF-8), run by an unprivileged user even when we are root.

    `durable`: it waits for the disk as in production, for honest measurements.
    """
    programs = postgres_folder()
    if programs is None:
        raise SystemExit("没有找到 PostgreSQL 服务器程序（initdb、postgres），请安装 postgresql。")
    with _folder("sunlit-pg-") as folder:
        user = _unprivileged(folder)
        password = _password_file(folder, user)
        data = folder / "data"
        _initialise(programs, data, folder / "password", user)
        port = free_port()
        settings = POSTGRES_SETTINGS if durable else {**POSTGRES_SETTINGS, **CARELESS}
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder)]
        command += [f"-c{name}={value}" for name, value in settings.items()]
        with _server("PostgreSQL", command, folder, port, signum=signal.SIGINT, **user):
            yield f"postgres://{NAME}:{password}@{HOST}:{port}/postgres"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The URL of a fresh server that keeps nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("没有找到 Redis 服务器程序，请安装 redis-server。")
    with _folder("sunlit-redis-") as folder:
        port, password = free_port(), secrets.token_urlsafe(16)
        settings = folder / "redis.conf"
        settings.touch(mode=0o600)
        settings.write_text(f'bind {HOST}\nport {port}\ndir {folder}\nsave ""\nappendonly no\nrequirepass {password}\n')
        with _server("Redis", [program, str(settings)], folder, port):
            yield f"redis://:{password}@{HOST}:{port}/0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Options of Popen: PostgreSQL refuses to run as root, so root lends the folder to another user."""
    if os.geteuid() != 0:
        return {}
    account = _account("postgres", "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _account(*names: str) -> pwd.struct_passwd:
    known = {account.pw_name: account for account in pwd.getpwall()}
    for name in names:
        if name in known:
            return known[name]
    raise SystemExit(f"没有可用来运行 PostgreSQL 的普通账号（{'、'.join(names)}）。")


def _password_file(folder: Path, user: dict[str, Any]) -> str:
    password = secrets.token_urlsafe(16)
    path = folder / "password"
    path.touch(mode=0o600)
    path.write_text(password)
    if user:
        os.chown(path, user["user"], user["group"])
    return password


def _initialise(programs: Path, data: Path, password: Path, user: dict[str, Any]) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "-U", NAME, "--encoding=UTF8", "--locale=C.UTF-8"]
    command += ["--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"]
    result = subprocess.run(command, cwd=data.parent, capture_output=True, text=True, check=False, **user)
    if result.returncode != 0:
        raise SystemExit(f"PostgreSQL 初始化没有成功：{result.stderr.strip()}")


@contextlib.contextmanager
def _server(
    title: str, command: list[str], folder: Path, port: int, signum: int = signal.SIGTERM, **options: Any
) -> Iterator[None]:
    log = folder / "log"
    with log.open("wb") as output:
        process = start(command, dies_by=signum, cwd=folder, stdout=output, stderr=output, **options)
    try:
        if not wait_until(_answers(process, port), START_SECONDS) or process.poll() is not None:
            raise SystemExit(f"{title} 没有启动：{log.read_text(errors='replace').strip()}")
        yield
    finally:
        end(process, signum=signum)


def _answers(process: subprocess.Popen[bytes], port: int) -> Callable[[], bool]:
    """True as soon as the port takes connections, or the process is gone and waiting is useless."""

    def check() -> bool:
        if process.poll() is not None:
            return True
        with socket.socket() as probe:
            return probe.connect_ex((HOST, port)) == 0

    return check
