"""The text of a regulation, cut into its articles.

What people paste comes from Word, from web pages and out of PDFs: with full-width spaces, with 第 3 条 instead
of 第三条, with lines broken where the page ended. A line begins an article when it starts with its number, and
the number can be the next one; a line such as “第三条规定的情形” goes on with the article before.
"""

import re
from dataclasses import dataclass

_NUMERAL = r"[一二三四五六七八九十百千零〇两\d\s]{1,12}?"
_ARTICLE = re.compile(rf"\s*(第({_NUMERAL})条(?:\s*之\s*[一二三四五六七八九十]{{1,3}}(?![一-鿿]))?)(.*)", re.DOTALL)
_HEADING = re.compile(rf"\s*(第{_NUMERAL}[编章节])([^，。；：]*)", re.DOTALL)
#: What follows the number of an article that is spoken of, not begun.
_SPOKEN_OF = re.compile(r"第|规定|所[述列称指定]|的|和|及(?!时)|或|与|[至到]第|[、，。）]|之")
#: A heading is a few words; whatever is longer is text that happens to begin like one.
_HEADING_MOST = 30
_SPACE = re.compile(r"\s+")
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass
class Part:
    """A piece of a regulation: an article, the heading of a chapter, or, without a label, what stands before them."""

    label: str
    text: str


def split(text: str) -> list[Part]:
    """The articles of a text, in its order, nothing left out but blank space; an empty text has none."""
    parts: list[Part] = []
    last = 0
    for line in text.splitlines():
        if begun := _begins(line, last):
            part, last = begun
            parts.append(part)
        elif line.strip():
            if not parts:
                parts.append(Part("", ""))
            parts[-1].text = f"{parts[-1].text}\n{line.strip()}".strip()
    return parts


def _begins(line: str, last: int) -> tuple[Part, int] | None:
    """The part that a line begins, and the number of the last article then; nothing when it goes on with another."""
    heading = _HEADING.fullmatch(line)
    if heading and len(line.strip()) <= _HEADING_MOST and not _SPOKEN_OF.match(heading[2]):
        return Part(_closed_up(heading[1]), heading[2].strip()), last
    article = _ARTICLE.fullmatch(line)
    if article is None:
        return None
    label, number, rest = article[1], number_of(article[2]), article[3]
    apart = not rest or rest[0].isspace()
    if not apart and (number != last + 1 or _SPOKEN_OF.match(rest)):
        return None
    # An annex counts from one again; 第五条之一 comes after 第五条.
    if number == 0 or (number < last and number != 1) or (number == last and "之" not in label):
        return None
    return Part(_closed_up(label), rest.strip()), number


def _closed_up(text: str) -> str:
    return _SPACE.sub("", text)


def number_of(numeral: str) -> int:
    """三 → 3, 二十一 → 21, 一百零三 → 103, 12 → 12; 0 for what is no number."""
    signs = _closed_up(numeral)
    if signs.isdecimal():
        return int(signs)
    total, digit = 0, 0
    for sign in signs:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[sign], 0
        else:
            return 0
    return total + digit


def is_heading(label: str) -> bool:
    """Whether a label names a chapter and not an article."""
    return label.endswith(("编", "章", "节"))
