"""How long words are on the sheet: the size of the red head, where a title breaks. The same for PDF and .docx."""

import math
import unicodedata

#: Points: the head is as large as the width of the page allows, and no larger.
HEAD_LARGEST, HEAD_WIDTH = 36, 430
#: Characters of 22 points in a line of the title.
TITLE_WIDTH = 20
#: A line of the title may end behind these or before those, looked for so many characters around the middle.
TITLE_ENDS, TITLE_BEGINNINGS, TITLE_REACH = "的和与及暨年度、，；：》”）", "“《（", 4
#: No line begins with these.
NEVER_FIRST = "、，。；：！？》”’）】〕"


def head_size(text: str) -> int:
    """How many points the red head may have."""
    return min(HEAD_LARGEST, HEAD_WIDTH // max(1, len(text)))


def title_lines(title: str) -> list[str]:
    """A title in lines of about the same length, ending behind a word where one ends nearby."""
    lines = math.ceil(width(title) / TITLE_WIDTH)
    if lines <= 1:
        return [title]
    at = _end_near(title, len(title) // lines)
    return [title[:at], *title_lines(title[at:])]


def _end_near(title: str, middle: int) -> int:
    """Where to break: the nearest good place; else the nearest that is not wrong."""
    reach = range(max(1, middle - TITLE_REACH), min(middle + TITLE_REACH, len(title) - 1) + 1)
    nearest = [at for at in sorted(reach, key=lambda at: abs(at - middle)) if not _is_wrong(title, at)]
    good = (at for at in nearest if title[at - 1] in TITLE_ENDS or title[at] in TITLE_BEGINNINGS)
    return next(good, next(iter(nearest), middle))


def _is_wrong(title: str, at: int) -> bool:
    """Whether a break there tears a number, or puts a mark where none may stand."""
    before, behind = title[at - 1], title[at]
    return behind in NEVER_FIRST or before in TITLE_BEGINNINGS or (before.isascii() and behind.isascii())


def width(text: str) -> float:
    """In characters; figures take half of one, Chinese quotation marks a whole one."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)
