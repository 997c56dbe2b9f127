"""The calendar file as RFC 5545 asks for it: lines, folding, escaping; read back by a reader of its own."""

from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from foundation.reminders.ical import LINE_OCTETS, TENTATIVE, Event, folded, text, written

STAMP = datetime(2026, 11, 10, 1, 30, tzinfo=UTC)
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


@given(st.text())
@example("，" * 25 + "x")
@example("a" * LINE_OCTETS)
@example("a" * (LINE_OCTETS + 1))
def test_whatever_is_folded_can_be_unfolded(line):
    line = text(line)
    data = folded(line)
    parts = data.split(b"\r\n")
    assert parts.pop() == b""
    assert all(len(part) <= LINE_OCTETS and part.decode() is not None for part in parts)
    assert all(part.startswith(b" ") and len(part) > 1 for part in parts[1:])
    assert unfolded(data) == [line]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
def test_a_text_can_be_read_back(value):
    assert unescaped(text(value)) == value


@given(st.text(st.characters()))
def test_no_text_begins_a_line_of_its_own(value):
    event = Event("a", 0, date(2026, 1, 1), value, value.replace("\n", "").replace("\r", ""))
    lines = unfolded(written(value, [event], stamp=STAMP))
    assert len(lines) == 20
    assert not any(ord(letter) < ord(" ") and letter != "\t" for line in lines for letter in line)


def test_breaks_of_every_kind_are_one():
    assert text("a\r\nb\rc\nd\x00e\x7f") == "a\\nb\\nc\\nde"
    assert text("\\n;,") == "\\\\n\\;\\,"
