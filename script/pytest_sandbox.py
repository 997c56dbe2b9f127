"""A pytest plugin, loaded before the settings: tests get a VAR_DIR of their own and never leave the machine.

DATABASE_URL and REDIS_URL pass through, since they choose where the suite runs; every other setting is dropped.
"""

import atexit
import ipaddress
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from script.sandbox import clean_environment

CHOSEN = ("DATABASE_URL", "REDIS_URL")
BASE = "SUNLIT_TEST_VAR"


class OutsideConnection(RuntimeError):
    """A test tried to reach another machine."""


def enter() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    base = Path(os.environ[BASE]) if worker else _new_base()
    chosen = {name: os.environ[name] for name in CHOSEN if os.environ.get(name)}
    environment = clean_environment(base / (worker or "single"), **chosen)
    os.environ.clear()
    os.environ.update(environment)


def _new_base() -> Path:
    base = Path(tempfile.mkdtemp(prefix="sunlit-test-"))
    os.environ[BASE] = str(base)
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    return base


def stay_at_home() -> None:
    """Let sockets connect to this machine only."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_outside(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_outside(self, address)
        return connect_ex(self, address)

    socket.socket.connect = guarded_connect  # type: ignore[assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[assignment]


def _refuse_outside(sock: socket.socket, address: Any) -> None:
    if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
        sock.close()
        raise OutsideConnection(f"tests may only connect to this machine, not to {address[0]}")


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


enter()
stay_at_home()
