"""Runs named blocks one after the other, all of them, and says at the end what each took and which failed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from unicodedata import east_asian_width

WIDTH = 34


@dataclass
class Block:
    name: str
    seconds: float
    passed: bool


@dataclass
class Blocks:
    done: list[Block] = field(default_factory=list)

    def run(self, name: str, work: Callable[[], bool], since: float | None = None) -> bool:
        """Do `work`, which answers whether it passed; `since` counts what was done for it earlier."""
        started = since or time.monotonic()
        print(f"\n── {name} ──", flush=True)
        passed = False
        try:
            passed = work()
        finally:
            self.done.append(Block(name, time.monotonic() - started, passed))
        return passed

    @property
    def passed(self) -> bool:
        return bool(self.done) and all(block.passed for block in self.done)

    def report(self) -> str:
        lines = [_line(block.name, block.seconds, "通过" if block.passed else "未通过") for block in self.done]
        total = _line("合计", sum(block.seconds for block in self.done), "通过" if self.passed else "未通过")
        return "\n".join(["", *lines, total])


def _line(name: str, seconds: float, verdict: str) -> str:
    columns = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in name)
    return f"{name}{' ' * (WIDTH - columns)}{seconds:8.1f} s  {verdict}"
