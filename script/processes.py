"""Start child processes that never outlive us, and end them with everything they started."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

POLL_SECONDS = 0.1
# pytest gives its workers ten seconds before it says what was interrupted.
STEP_GRACE_SECONDS = 20
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with(parent: int, signum: int = signal.SIGTERM) -> None:
    """Ask the kernel to signal this process when `parent` ends, even when that is killed without warning."""
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, int(signum))
    if os.getppid() != parent:
        os.kill(os.getpid(), signum)


def start(command: Sequence[str], *, dies_by: int = signal.SIGTERM, **options: Any) -> subprocess.Popen[bytes]:
    """Start `command` as leader of its own session: a Ctrl-C reaches us only, and we end the child in our order."""
    parent = os.getpid()
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: die_with(parent, dies_by),
        **options,
    )


def end(process: subprocess.Popen[bytes], *, signum: int = signal.SIGTERM, grace: float = 10) -> None:
    """Ask the leader to end, wait, then sweep away whatever is left of its session."""
    ask(process, signum)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ask(process: subprocess.Popen[bytes], signum: int = signal.SIGTERM) -> None:
    if process.poll() is None:
        process.send_signal(signum)


class StopRequest:
    """Notes Ctrl-C, SIGTERM and a closed terminal, so that the main loop ends in its own order."""

    def __init__(self) -> None:
        self.asked = False
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._note)

    def _note(self, signum: int, frame: object) -> None:
        self.asked = True


def run_step(command: Sequence[str], environment: Mapping[str, str], stop: StopRequest) -> int | None:
    """Run `command` to its end and return its exit code; None when we were asked to stop meanwhile.

    It is stopped like by a Ctrl-C of its own, so that it says where it was.
    """
    process = start(command, env=dict(environment))
    wait_until(lambda: stop.asked or process.poll() is not None)
    finished = process.poll() is not None
    end(process, signum=signal.SIGINT, grace=STEP_GRACE_SECONDS)
    return process.returncode if finished else None


def wait_until(condition: Callable[[], bool], seconds: float = float("inf")) -> bool:
    """Whether `condition` came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
