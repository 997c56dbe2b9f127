"""The calendar file as RFC 5545 asks for it: lines, folding, escaping; read back by a reader of its own.

The library writes it. These say what we rely on, and what it leaves to us.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from foundation.reminders.ical import TENTATIVE, Event, written

STAMP = datetime(2026, 11, 10, 1, 30, tzinfo=UTC)
#: §3.1: without the line break.
LINE_OCTETS = 75
EVENT = Event("a@sunlit", 2, date(2026, 11, 30), "答复", "https://x.cn/desk/")


def unfolded(data: bytes) -> list[str]:
    """The lines of a file as an app reads them (§3.1)."""
    assert data.endswith(b"\r\n")
    return data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def unescaped(value: str) -> str:
    """§3.3.11 the other way round."""
    said, letters = "", iter(value)
    for letter in letters:
        if letter == "\\":
            following = next(letters)
            said += "\n" if following == "n" else following
        else:
            assert letter not in ",;\n"
            said += letter
    return said


def test_a_calendar_as_it_is_written():
    lines = unfolded(written("待办", [EVENT], stamp=STAMP))
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sunlit//Reminders//ZH",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:待办",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "UID:a@sunlit",
        "DTSTAMP:20261110T013000Z",
        "SEQUENCE:2",
        "DTSTART;VALUE=DATE:20261130",
        "DTEND;VALUE=DATE:20261201",
        "SUMMARY:答复",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "URL:https://x.cn/desk/",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_year_has_four_digits():
    old = Event("a", 0, date(26, 1, 2), "", "", TENTATIVE)
    assert "DTSTART;VALUE=DATE:00260102" in unfolded(written("", [old], stamp=STAMP))


def said(summary: str) -> bytes:
    return written("", [replace(EVENT, summary=summary)], stamp=STAMP)


def summary(data: bytes) -> str:
    [line] = [line for line in unfolded(data) if line.startswith("SUMMARY:")]
    return unescaped(line.removeprefix("SUMMARY:"))


@given(st.text())
@example("，" * 25 + "x")
@example("a" * 200)
@example("a\x00b\ud800c\x7f\u2028\x85")
def test_no_line_is_too_long_and_no_letter_is_cut(value):
    for line in said(value).split(b"\r\n"):
        assert len(line) <= LINE_OCTETS
        assert all(letter >= " " or letter == "\t" for letter in line.decode())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
@example("一；二，三;四,五\\六\n七")
def test_a_text_can_be_read_back(value):
    # What is written as a backslash and N is a line break to the library; no title of ours has one.
    assert summary(said(value)) == value.replace("\\N", "\n")


@given(st.text(st.characters()))
@example("BEGIN\r\nEND:VEVENT\rx")
def test_no_text_begins_a_line_of_its_own(value):
    event = Event("a", 0, date(2026, 1, 1), value, value)
    assert len(unfolded(written(value, [event], stamp=STAMP))) == 20


def test_breaks_of_every_kind_are_one():
    assert summary(said("a\r\nb\rc\nd\x00e\x7f")) == "a\nb\nc\nde"
