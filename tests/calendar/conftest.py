from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """`on("2026-11-10")`: it is ten o'clock of that day, and stays so."""

    def stop(day: str) -> datetime:
        now = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=timezone.get_default_timezone())
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return stop
