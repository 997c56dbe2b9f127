"""Starts programs like `make run` and looks at what they leave behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from script.sandbox import PROJECT, clean_environment

# The first start seeds a county, and other tests run beside.
PATIENCE = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def processes_with(word: str) -> list[int]:
    """Running processes that carry `word` in their environment: also those that changed their parent or title."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            carries = word.encode() in (folder / "environ").read_bytes()
            alive = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            continue
        if carries and alive and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


@dataclass
class House:
    """One `make run` in a data folder of its own."""

    var_dir: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def output(self) -> str:
        return (self.var_dir / "output.txt").read_text()

    @property
    def is_up(self) -> bool:
        assert self.process.poll() is None, self.output
        return "按 Ctrl-C 停止" in self.output

    def left(self) -> list[int]:
        return processes_with(f"VAR_DIR={self.var_dir}\0")

    def close(self) -> None:
        """Whatever a test did: nothing of this house goes on."""
        for pid in {self.process.pid, *self.left()}:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()


def open_house(var_dir: Path, port: int, command: tuple[str, ...] = (sys.executable, "-m", "script.run")) -> House:
    """Started in a process group of its own, as a terminal does it: one Ctrl-C reaches all of the group."""
    environment = clean_environment(var_dir, PORT=str(port))
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    return House(var_dir, port, process)
