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
    """会议纪要 and 会议记录: `day` is the day of the meeting, `date` that of the paper."""

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


class Block(TypedDict):
    """A paragraph of running text. `level` 0 is text, 1 to 4 are headings (一、 （一） 1. （1）), numbered in print."""

    level: int
    text: str


class Text(TypedDict):
    """公示, 通知, 意见书, 函: one title, running text, a signature. Empty texts and lists are not printed.

    `body` is whose paper it is, `addressee` whom it goes to (主送) without the colon, `attachments` the names of what
    goes with it, `note` 附注; `copies` (抄送), `printer` and `printed` (印发机关, 印发日期) make the block at the end.
    """

    body: str
    title: str
    addressee: str
    blocks: list[Block]
    attachments: list[str]
    signer: str
    date: date
    note: str
    copies: list[str]
    printer: str
    printed: date


class Table(TypedDict):
    """表: rows of texts below the names of their columns, on sheets that lie when there are many columns."""

    body: str
    title: str
    unit: str
    columns: list[str]
    rows: list[list[str]]
    note: str
    signer: str
    date: date
