"""The desk's home page asks the rooms above what to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from foundation.events import Question


@dataclass(frozen=True)
class Visit:
    """Somebody opens his desk on a day."""

    user: Any
    today: date


@dataclass(frozen=True)
class WorkItem:
    """One thing that waits for the user. `due` is its last day, `basis` why that day, `countdown` how long that is
    from today, in words, and `in_days` the same in days of the calendar."""

    title: str
    url: str
    meta: str = ""
    pill: str = ""
    tone: str = "neutral"
    due: date | None = None
    basis: str = ""
    overdue: bool = False
    countdown: str = ""
    in_days: str = ""


@dataclass(frozen=True)
class Panel:
    """A titled list on the desk; `empty_text` stands in for an empty one, `more_url` leads to all of it."""

    title: str
    items: list[WorkItem] = field(default_factory=list)
    empty_text: str = ""
    more_url: str = ""
    more_label: str = ""


@dataclass(frozen=True)
class DeskLink:
    """A way from the desk to a page of some room."""

    label: str
    url: str
    hint: str = ""


panels: Question[Visit, Panel] = Question("web.panels")
links: Question[Visit, DeskLink] = Question("web.links")
