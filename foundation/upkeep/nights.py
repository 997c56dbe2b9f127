"""The work of a night, taken from the schedule of Celery's beat: whatever does not come again every few minutes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.utils import timezone


def tasks_of(now: datetime) -> list[str]:
    """The names of the tasks that a night asks for, in the order of the clock; weekly ones on their day only."""
    weekday = timezone.localtime(now).isoweekday() % 7
    entries: Any = settings.CELERY_BEAT_SCHEDULE.values()
    plans = [(entry["schedule"], entry["task"]) for entry in entries]
    due = [(min(plan.hour), min(plan.minute), name) for plan, name in plans if _nightly(plan, weekday)]
    return [name for _hour, _minute, name in sorted(due)]


def _nightly(plan: Any, weekday: int) -> bool:
    """Whether a `crontab` comes once on that day; its stubs know nothing of what it holds."""
    return len(plan.hour) == 1 and weekday in plan.day_of_week


def work_through(now: datetime) -> Iterator[tuple[str, object]]:
    """Do one after the other, here and without a broker. Gives the name of each, and what it said or raised."""
    current_app.loader.import_default_modules()
    for name in tasks_of(now):
        try:
            said = current_app.tasks[name]()
        except Exception as error:  # noqa: BLE001 - the others are done all the same, and the caller tells of it
            said = error
        yield name, said
