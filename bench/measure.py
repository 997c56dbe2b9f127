"""Interleaved rounds: ours and bare alternate, so that a slow moment of the machine hits both."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from bench.cases import Case


@dataclass(frozen=True)
class Spread:
    """Median and the distance between the quartiles."""

    median: float
    iqr: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        if len(values) < 2:
            return cls(values[0], 0.0)
        first, middle, third = statistics.quantiles(values, n=4, method="inclusive")
        return cls(middle, third - first)


@dataclass(frozen=True)
class Result:
    name: str
    database: str
    rounds: int
    ours: Spread
    bare: Spread
    # Of the rounds' own ratios, not of the medians.
    ratio: Spread
    goal_ratio: float | None
    goal_seconds: float | None

    @property
    def met(self) -> bool | None:
        """Whether the goals are met; None where there is none."""
        verdicts = []
        if self.goal_ratio is not None:
            verdicts.append(self.ratio.median <= self.goal_ratio)
        if self.goal_seconds is not None:
            verdicts.append(self.ours.median <= self.goal_seconds)
        return all(verdicts) if verdicts else None


def measure(case: Case, database: str) -> Result:
    case.setup()
    # One round that does not count: imports, prepared caches, warm files.
    seconds_of(case.ours, case.undo)
    seconds_of(case.bare, case.undo)
    ours: list[float] = []
    bare: list[float] = []
    for number in range(case.rounds):
        pair = [(case.ours, ours), (case.bare, bare)]
        for call, times in pair if number % 2 == 0 else reversed(pair):
            times.append(seconds_of(call, case.undo))
    return Result(
        name=case.name,
        database=database,
        rounds=case.rounds,
        ours=Spread.of(ours),
        bare=Spread.of(bare),
        ratio=Spread.of([one / other for one, other in zip(ours, bare, strict=True)]),
        goal_ratio=case.goal_ratio,
        goal_seconds=case.goal_seconds,
    )


def seconds_of(call: Callable[[], object], undo: bool) -> float:
    gc.collect()
    if not undo:
        return _timed(call)
    with transaction.atomic():
        seconds = _timed(call)
        transaction.set_rollback(True)
    return seconds


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
