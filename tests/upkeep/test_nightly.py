"""All the work of a night without Celery's beat."""

from datetime import datetime

import pytest
from celery import current_app
from django.conf import settings

from foundation.upkeep import nights
from tests.upkeep.houses import command

SUNDAY, MONDAY = (datetime.fromisoformat(f"2026-11-{day}T02:30+08:00") for day in ("08", "09"))
SWEEPS = {"foundation.jobs.tasks.sweep_jobs", "foundation.reminders.tasks.sweep_reminders"}


@pytest.mark.once
def test_a_night_has_all_that_beat_starts_but_the_sweeps_in_the_order_of_the_clock():
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    found = nights.tasks_of(SUNDAY)
    assert set(found) == scheduled - SWEEPS
    assert set(found) - set(nights.tasks_of(MONDAY)) == {"foundation.upkeep.tasks.weekly_drill"}
    assert found[0].endswith("rebuild_grants") and found[-2:] == [
        "foundation.upkeep.tasks.nightly_backup",
        "foundation.upkeep.tasks.weekly_drill",
    ]


def test_one_command_does_it_all_and_a_failure_stops_nothing(nothing_yet, monkeypatch):
    lines, trouble = command("nightly")
    assert trouble == "" and "nightly_backup：完成。" in lines and len(lines) == len(nights.tasks_of(MONDAY))

    def breaks():
        raise OSError(28, "No space left", "/srv/x")

    monkeypatch.setattr(current_app.tasks["foundation.townships.tasks.rebuild_grants"], "run", breaks)
    lines, trouble = command("nightly")
    assert trouble == "夜间任务：rebuild_grants没有做成。原因见上，请处理后再运行一次。"
    assert lines[0] == "rebuild_grants：没有做成。不能读写 /srv/x（No space left）。请核对磁盘空间和目录权限。"
    assert lines[-1] == "nightly_backup：完成。"
