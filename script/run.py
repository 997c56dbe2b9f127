"""`make run`: the whole house on this machine, from an empty folder to the first page, until Ctrl-C."""

import errno
import fcntl
import os
import signal
import socket
import sys
import urllib.request
from pathlib import Path

from config.environment import Environment
from script.processes import StopRequest, die_with, run_step, wait_until
from script.sandbox import PROJECT
from script.supervisor import Service, Supervisor

HOST = "127.0.0.1"
THREADS = 8
ACCOUNTS_PAGE = "docs/reference/demo-accounts.md"
# An earlier start that was killed needs a moment to wind down.
LOCK_SECONDS = 15


def main() -> int:
    if parent := os.environ.get("SUNLIT_PARENT"):
        # When `make` is killed, even before we came so far, nobody is left who could end us.
        die_with(int(parent))
    stop = StopRequest()
    settings = Environment()
    port = settings.whole("PORT", 8000, least=1, most=65535)
    var_dir = settings.directory("VAR_DIR", PROJECT / "var")
    lock = claim(var_dir, stop)
    check_port(port)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORT": str(port),
        "VAR_DIR": str(var_dir),
    }
    code = run_step([sys.executable, "-m", "script.prepare"], environment, stop)
    if code is None or stop.asked:
        return 0
    if code:
        print("数据库或示例数据没有准备好（原因见上），没有启动。", file=sys.stderr)
        return 1
    supervisor = Supervisor(services(port, var_dir), environment, kept=(lock,))
    return supervisor.run(stop, lambda: answers(port), lambda: welcome(port, var_dir))


def claim(var_dir: Path, stop: StopRequest) -> int:
    """Lock the data folder: two beats on one schedule would send everything twice."""
    handle = os.open(var_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)

    def locked() -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return stop.asked
        return True

    if not wait_until(locked, LOCK_SECONDS):
        raise SystemExit(f"数据目录 {var_dir} 正被另一个运行中的程序使用，请先停止它，或用 VAR_DIR 另指目录。")
    return handle


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError as error:
            reason = "已被占用" if error.errno == errno.EADDRINUSE else f"不能使用（{error.strerror}）"
            raise SystemExit(f"端口 {port} {reason}，请用 PORT 另指端口，例如 PORT=8001 make run") from error


def services(port: int, var_dir: Path) -> list[Service]:
    web = (
        *(sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS)),
        *("--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"),
        *("--pid", str(var_dir / "web.pid")),
    )
    worker = (
        # At home it may run as root, in a container say; a page about that would only frighten.
        *(sys.executable, "-W", "ignore:You're running the worker"),
        *("-m", "celery", "--quiet", "--app", "config", "worker", "--beat", "--pool", "solo"),
        *("--loglevel", "WARNING", "--without-mingle", "--without-gossip"),
        *("--pidfile", str(var_dir / "worker.pid")),
    )
    return [Service("网站进程", web), Service("后台进程", worker)]


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def welcome(port: int, var_dir: Path) -> None:
    lines = [
        "",
        f"阳光用权已启动：http://{HOST}:{port}",
        f"示例账号见 {ACCOUNTS_PAGE}",
        *secrets_of_the_demonstration(var_dir),
        "按 Ctrl-C 停止",
        "",
    ]
    print("\n".join(lines), flush=True)


def secrets_of_the_demonstration(var_dir: Path) -> list[str]:
    password, seed = var_dir / "demo-password", var_dir / "demo-second-factor"
    if not password.exists():
        return ["没有示例账号密码（数据不是本机生成的）"]
    lines = [f"统一密码：{password.read_text().strip()}"]
    if seed.exists():
        place = "" if var_dir == PROJECT / "var" else f"VAR_DIR={var_dir} "
        lines += [
            f"动态验证码密钥（书记、镇长、监督员、三员登录时用）：{seed.read_text().strip()}",
            f"现在的验证码：{place}.venv/bin/python manage.py second_factor_code inspector.county",
        ]
    return lines


if __name__ == "__main__":
    # Children restore the default; we note it and end them in order.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
