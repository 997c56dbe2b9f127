"""Writes iCalendar (RFC 5545), as much of it as all-day events need. Pure: no database, no clock.

By hand, since it is a page of code: lines of at most 75 octets that end in CRLF, and four letters to escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: RFC 5545 §3.1: without the line break.
LINE_OCTETS = 75
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
_BREAK = re.compile(r"\r\n|\r|\n")
#: §3.1: no control character but the tab; nor half a letter, which UTF-8 cannot write.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Event:
    """A day in somebody's calendar. `sequence` must grow whenever one of the same `uid` says something else."""

    uid: str
    sequence: int
    day: date
    summary: str
    url: str
    status: str = CONFIRMED


def written(name: str, events: Iterable[Event], *, stamp: datetime) -> bytes:
    """The file of a calendar called `name`; `stamp` is when it says so."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sunlit//Reminders//ZH",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(name)}",
        # How often an app asks again: half of them know one of these names, half the other.
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for event in events:
        lines += _lines(event, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _lines(event: Event, stamp: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{text(event.uid)}",
        f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART;VALUE=DATE:{_day(event.day)}",
        f"DTEND;VALUE=DATE:{_day(event.day + timedelta(days=1))}",
        f"SUMMARY:{text(event.summary)}",
        f"STATUS:{event.status}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        f"URL:{_FORBIDDEN.sub('', event.url)}",
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def text(value: str) -> str:
    """A text as a property holds it (§3.3.11): what no text may hold is left out, the rest can be read back."""
    value = _FORBIDDEN.sub("", _BREAK.sub("\n", value))
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A line with its end; a long one goes on behind a space (§3.1), and no letter is cut in two."""
    return b"".join(part + b"\r\n" for part in _parts(line))


def _parts(line: str) -> Iterator[bytes]:
    part = b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > LINE_OCTETS:
            yield part
            part = b" "
        part += octets
    yield part
