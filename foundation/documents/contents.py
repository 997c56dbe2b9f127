"""What a paper may hold, kind by kind. Every value is plain: a text ready to print, a day, a list of these.

`heading` and `number` are written by `issue_paper`; whatever else a kind needs comes from the issuer.
"""

from datetime import date
from typing import TypedDict


class Absence(TypedDict):
    """Somebody who should have been there, and why he was not."""

    name: str
    reason: str


class MinutesItem(TypedDict):
    """One topic of a meeting. `counts` and `resolution` are whole sentences; empty texts and lists are not printed."""

    title: str
    reporter: str
    summary: str
    discussion: list[str]
    counts: str
    resolution: str
    dissent: list[str]


class Minutes(TypedDict):
    """会议纪要, printed by `documents/minutes.html`: `day` is the day of the meeting, `date` that of the paper."""

    body: str
    day: date
    place: str
    chair: str
    recorder: str
    present: list[str]
    absent: list[Absence]
    observers: list[str]
    items: list[MinutesItem]
    date: date
