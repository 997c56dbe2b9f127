"""All services or none: whatever happens to one of them, nothing is left running."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from script.sandbox import PROJECT
from tests.tooling.houses import processes_with, wait_for

# Two services with a child each; the child ignores being asked, like something that hangs.
DRIVER = """
import sys
from script.processes import StopRequest
from script.supervisor import Service, Supervisor

CHILD = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
PARENT = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {CHILD!r}]); time.sleep(60)"
services = [Service("甲", (sys.executable, "-c", PARENT)), Service("乙", (sys.executable, "-c", SECOND))]
stop = StopRequest()
import os
sys.exit(Supervisor(services, os.environ).run(stop, lambda: READY, lambda: print("ready", flush=True)))
"""


@pytest.fixture
def mark(tmp_path: Path) -> str:
    return f"SUPERVISED={tmp_path}"


@pytest.fixture
def start(tmp_path: Path, mark: str) -> Iterator[Any]:
    started: list[subprocess.Popen[str]] = []

    def begin(second: str = "import time; time.sleep(60)", ready: bool = True) -> subprocess.Popen[str]:
        code = DRIVER.replace("SECOND", repr(second)).replace("READY", str(ready))
        environment = {**os.environ, "SUPERVISED": str(tmp_path)}
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield begin
    for pid in processes_with(mark):
        os.kill(pid, signal.SIGKILL)
    for process in started:
        process.communicate()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_ends_everything_and_reports_success(start: Any, mark: str, signum: int) -> None:
    process = start()
    wait_for(lambda: len(processes_with(mark)) == 4, "both services and the child")
    process.send_signal(signum)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert output == "ready\n正在停止……\n"
    assert processes_with(mark) == []


def test_one_dead_service_ends_the_others_with_an_error(start: Any, mark: str) -> None:
    process = start(second="import sys, time; time.sleep(0.3); sys.exit(3)")
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "乙意外结束（退出码 3），正在停止其他进程。" in output
    assert processes_with(mark) == []


def test_a_killed_supervisor_takes_its_services_along(start: Any, mark: str) -> None:
    process = start()
    assert process.stdout.readline() == "ready\n"
    process.kill()
    process.wait()
    # The services get the kernel's signal; a child that hangs is only swept away by a living supervisor.
    wait_for(lambda: len(processes_with(mark)) <= 1, "the services to end")


def test_without_an_answer_it_says_nothing_of_being_ready(start: Any) -> None:
    process = start(second="import time; time.sleep(0.5)", ready=False)
    output, _ = process.communicate(timeout=20)
    assert "ready" not in output
    assert process.returncode == 1
