"""Signs for tests, and a house with these and no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from foundation import signs
from foundation.jobs import beats
from foundation.jobs.models import Job
from foundation.jobs.states import JOBS_SWEEP, MAX_ATTEMPTS, REMINDERS_SWEEP, SET_UP, State
from foundation.signs import Light, Reading, Sign
from foundation.upkeep.signs import DATABASE

asked: list[str] = []


def green(_now: datetime) -> Reading:
    asked.append("green")
    return Reading(Light.GREEN, "都好。")


def amber(_now: datetime) -> Reading:
    return Reading(Light.AMBER, "有一点问题。")


def red(_now: datetime) -> Reading:
    return Reading(Light.RED, "坏了。")


def broken(_now: datetime) -> Reading:
    raise ZeroDivisionError


@contextmanager
def house_with(database: str = "green", **looks: tuple[str, bool]) -> Iterator[None]:
    """Name → (how it looks, whether it is vital)."""
    asked.clear()
    found = {DATABASE: (database, True), **{f"test.{name}": given for name, given in looks.items()}}
    made = {}
    for code, (look, vital) in found.items():
        where, asks = f"{__name__}.{look}", look != "broken"
        made[code] = Sign(code, f"项目{code}", where, "没有影响。", "看一眼。", vital=vital, asks_database=asks)
    with patch.dict(signs._signs, made, clear=True):
        yield


def all_well() -> None:
    """Both sweeps were here, and no backup was due yet."""
    beats.note(JOBS_SWEEP, trouble="")
    beats.note(REMINDERS_SWEEP, trouble="")
    beats.note(SET_UP)


def a_dead_job(now: datetime, **more: object) -> Job:
    given = {
        "kind": "documents.render",
        "ref": "documents.paper:7",
        "error": "缺少字体。请安装后重试。",
        "state": State.FAILED,
        "attempts": MAX_ATTEMPTS,
    }
    return Job.objects.create(**{**given, **more}, created_at=now, due_at=now, finished_at=now)
