"""Runs the services of one start: all of them or none."""

import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from script.processes import POLL_SECONDS, StopRequest, ask, end, start

START_SECONDS = 60


@dataclass(frozen=True)
class Service:
    title: str
    command: tuple[str, ...]


class Supervisor:
    """Starts services, reports when they are ready, waits, and ends all of them with the first that ends.

    Children keep `kept` open: while one of them lives, so does the lock on it.
    """

    def __init__(self, services: list[Service], environment: Mapping[str, str], kept: tuple[int, ...] = ()) -> None:
        self.services = services
        self.environment = dict(environment)
        self.kept = kept
        self.processes: dict[Service, subprocess.Popen[bytes]] = {}

    def run(self, stop: StopRequest, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """The exit code: 0 after being asked to stop, 1 when a service ended by itself or never got ready."""
        try:
            for service in self.services:
                self.processes[service] = start(service.command, env=self.environment, pass_fds=self.kept)
            return self._watch(stop, is_ready, when_ready)
        finally:
            self._end_all()

    def _watch(self, stop: StopRequest, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        deadline = time.monotonic() + START_SECONDS
        ready = False
        while not stop.asked:
            if dead := self._dead():
                print(
                    f"{dead.title}意外结束（退出码 {self.processes[dead].returncode}），正在停止其他进程。", flush=True
                )
                return 1
            if not ready and is_ready():
                ready = True
                when_ready()
            if not ready and time.monotonic() > deadline:
                print(f"{START_SECONDS} 秒内首页没有应答，正在停止（原因见上）。", flush=True)
                return 1
            time.sleep(POLL_SECONDS)
        print("正在停止……", flush=True)
        return 0

    def _dead(self) -> Service | None:
        return next((service for service, process in self.processes.items() if process.poll() is not None), None)

    def _end_all(self) -> None:
        """Ask all first, so that they wind down side by side."""
        for process in self.processes.values():
            ask(process)
        for process in self.processes.values():
            end(process)
