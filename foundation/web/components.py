"""What the parts of a page are made of: small frozen values. A view says what, a template says how.

Every part has a tag in `templatetags/sunlit.py` and a template in `templates/_components/`; the page
`web:components` shows them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Tone = Literal["neutral", "blue", "green", "amber", "red", "orange", "yellow"]


@dataclass(frozen=True)
class Link:
    """A place to go."""

    label: str
    url: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Pill:
    """A status in a word; the colour only repeats what the word says."""

    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Progress:
    """How far some work is: `done` of `total` parts; with a total of 0 nobody knows how much there is."""

    label: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Action:
    """A button. When it is not `allowed` it is shown closed, and `reason` says why and what to do.

    A `post` action is a form of its own; `fields` are its hidden fields, `token` its form token. With `focus` the
    page opens with the keyboard on it.
    """

    label: str
    url: str
    method: Literal["post", "get"] = "post"
    kind: Literal["primary", "secondary", "danger"] = "secondary"
    allowed: bool = True
    reason: str = ""
    token: str = ""
    fields: Sequence[tuple[str, str]] = ()
    focus: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a summary list; with `change_url` it offers to change the answer."""

    label: str
    value: Any
    change_url: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand right, figure under figure."""

    label: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose rows become cards on a narrow screen. The first cell of a row names the row."""

    caption: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]] = ()
    empty: str = ""

    def __iter__(self) -> Iterator[list[tuple[Column, Any]]]:
        for row in self.rows:
            yield list(zip(self.columns, row, strict=True))


@dataclass(frozen=True)
class Task:
    """A line of a task list. Without `url` it cannot be opened yet, and `hint` says why."""

    title: str
    url: str = ""
    pill: Pill | None = None
    hint: str = ""


@dataclass(frozen=True)
class Event:
    """A point on a timeline: done, current, or still ahead."""

    title: str
    on: date | None = None
    who: str = ""
    text: str = ""
    state: Literal["done", "current", "ahead"] = "done"
    pill: Pill | None = None
