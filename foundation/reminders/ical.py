"""A calendar file (RFC 5545) of all-day events, written by the library. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
#: The library escapes and folds, and lets these through. RFC 5545 §3.1 forbids every control character but the
#: tab; half a letter cannot be written in UTF-8.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAK = re.compile(r"[\r\n]")


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
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Sunlit//Reminders//ZH")
    calendar.add("calscale", "GREGORIAN")
    # Of a name that begins with X the library knows no type: it would not escape it.
    calendar.add("x-wr-calname", icalendar.vText(_clean(name)))
    # How often an app asks again: half of them know one of these names, half the other.
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_component(event, stamp))
    data: bytes = calendar.to_ical(sorted=False)
    return data


def _component(event: Event, stamp: datetime) -> icalendar.Event:
    component = icalendar.Event()
    component.add("uid", _clean(event.uid))
    component.add("dtstamp", stamp.astimezone(UTC))
    component.add("sequence", event.sequence)
    component.add("dtstart", event.day)
    component.add("dtend", event.day + timedelta(days=1))
    component.add("summary", _clean(event.summary))
    component.add("status", event.status)
    component.add("class", "PRIVATE")
    component.add("transp", "TRANSPARENT")
    # No text: the library writes an address as it is.
    component.add("url", _BREAK.sub("", _clean(event.url)))
    return component


def _clean(value: str) -> str:
    return _FORBIDDEN.sub("", value)
