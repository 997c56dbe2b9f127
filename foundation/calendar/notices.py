"""Holidays as people write them: lines of a notice of the State Council's office, or shorter ones, to days and back.

`国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）上班。` and `10月1日至10月7日 国庆节` say the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from foundation.calendar.days import Mark
from foundation.calendar.selectors import breaks_of
from foundation.calendar.states import NAME_LENGTH, Kind

#: No break was ever longer than ten days; a longer one is a slip of the pen.
LONGEST = 15
#: How much of a line an error repeats.
_QUOTED = 30
_DECEMBER = 12

#: After Unicode's compatibility form: digits, brackets, colons and commas are half-width.
_TOKEN = re.compile(
    r"(?P<iso>(?P<iy>\d{4})[-/.](?P<im>\d{1,2})[-/.](?P<id>\d{1,2})(?!\d))"
    r"|(?P<full>(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?)"
    r"|(?P<year>\d{4})年"
    r"|共?计?(?P<count>\d{1,3})天"
    r"|(?P<words>\d+周年)"
    r"|(?P<short>(?P<sm>\d{1,2})[/.](?P<sd>\d{1,2})(?!\d))"
    r"|(?P<day>\d{1,2})(?!\d)[日号]?"
    r"|(?P<to>至|到|[-~‐-―]+)"
    r"|(?P<filler>与周末(?:连休|相连)|(?:周|星期)[一二三四五六日天])"
    r"|(?P<rest>放假调休|调休放假|放假|调休|连休|休息)"
    r"|(?P<work>(?:照常|正常)?(?:上班|补班))"
    r"|(?P<number>\d+)"
    r"|(?P<other>.)"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_ORDINAL = re.compile(r"^\s*\(?(?:[一二三四五六七八九十]+|\d{1,2})[).、.](?!\d)")
_AROUND = " \t、,:;。."


class Unreadable(ValueError):
    """Some lines cannot be understood; `problems` has a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems


class _Problem(Exception):
    """What is wrong with a line, and what to do: the second half of the sentence."""


def read(text: str, *, year: int, kind: Kind) -> list[Mark]:
    """The days that a text names, line by line; `kind` is what a line means that does not say it itself.

    A date without a year is of `year`. Raises `Unreadable` with a problem for every line that has one.
    """
    found: dict[date, tuple[int, Mark]] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            for mark in _Line(year, kind).read(line):
                if mark.day in found:
                    raise _Problem(
                        _("%(day)s在第%(line)d行已经写过。请只保留一处。")
                        % {"day": _written(mark.day, year), "line": found[mark.day][0]}
                    )
                found[mark.day] = (number, mark)
        except _Problem as problem:
            quoted = line.strip()[:_QUOTED]
            problems.append(_("第%(number)d行“%(line)s”：") % {"number": number, "line": quoted} + str(problem))
    if problems:
        raise Unreadable(problems)
    return sorted(mark for _number, mark in found.values())


def written(marks: Iterable[Mark], *, year: int, kind: Kind) -> str:
    """The days of one kind as lines that `read` understands."""
    lines = []
    for each in breaks_of(list(marks), kind):
        span = _written(each.first, year)
        if each.last != each.first:
            span += "至" + _written(each.last, year)
        lines.append(f"{span} {each.name}".rstrip())
    return "\n".join(lines)


def _written(day: date, year: int) -> str:
    return ("" if day.year == year else f"{day.year}年") + f"{day.month}月{day.day}日"


@dataclass
class _Line:
    """One line, read from left to right."""

    year: int
    kind: Kind
    #: The dates since the last 放假 or 上班, and the last ones before it.
    pending: list[date] = field(default_factory=list)
    group: list[date] = field(default_factory=list)
    found: list[tuple[date, Kind]] = field(default_factory=list)
    words: str = ""
    #: The date that the next one may lean on, whether it named its year, and whether 至 stands after it.
    last: date | None = None
    last_year_named: bool = False
    open: bool = False

    def read(self, line: str) -> list[Mark]:
        text = _ORDINAL.sub("", _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", line)))
        if not text.strip():
            return []
        for match in _TOKEN.finditer(text):
            self._take(match)
        if self.open:
            raise _Problem(_("“至”后面没有日期。请写明最后一天，例如“10月1日至10月7日 国庆节”。"))
        self._settle(self.kind)
        if not self.found:
            raise _Problem(_("没有找到日期。请写成“10月1日至10月7日 国庆节”的样子，与放假无关的文字请删去。"))
        return self._marks()

    def _take(self, match: re.Match[str]) -> None:
        part = match.groupdict()
        if day := self._date(part):
            self._add(day, named=bool(part["y"] or part["iy"]))
        elif part["to"]:
            self._begin_range()
        elif part["rest"] or part["work"]:
            self._settle(Kind.HOLIDAY if part["rest"] else Kind.MAKE_UP)
        elif part["count"]:
            self._compare(int(part["count"]))
        elif part["year"] and int(part["year"]) != self.year:
            raise _Problem(
                _("写的是%(other)s年。请使用%(year)d年的通知。") % {"other": part["year"], "year": self.year}
            )
        elif part["number"]:
            raise _Problem(_("看不懂数字“%(number)s”。请改成“10月1日”的样子。") % {"number": part["number"][:10]})
        self.words += part["other"] or part["words"] or " "

    def _date(self, part: dict[str, str | None]) -> date | None:
        if part["iso"]:
            return self._real(part["iy"], part["im"], part["id"])
        if part["full"]:
            return self._real(part["y"] or self.year, part["m"], part["d"])
        if part["short"]:
            return self._real(self.year, part["sm"], part["sd"])
        if part["day"]:
            if self.last is None:
                raise _Problem(_("“%(day)s”前面没有写月份。请写成“10月%(day)s日”的样子。") % {"day": part["day"]})
            return self._real(self.last.year, str(self.last.month), part["day"])
        return None

    @staticmethod
    def _real(year: str | int | None, month: str | None, day: str | None) -> date:
        try:
            return date(int(year or 0), int(month or 0), int(day or 0))
        except ValueError:
            raise _Problem(_("没有%(month)s月%(day)s日这一天。请核对日期。") % {"month": month, "day": day}) from None

    def _begin_range(self) -> None:
        if not self.pending or self.open:
            raise _Problem(_("“至”前面没有日期。请写明第一天，例如“10月1日至10月7日 国庆节”。"))
        self.open = True

    def _add(self, day: date, *, named: bool) -> None:
        if self.open:
            self._close_range(day)
        else:
            self.pending.append(day)
        self.last, self.last_year_named, self.open = day, named or self.last_year_named, False

    def _close_range(self, last: date) -> None:
        first = self.pending.pop()
        if last < first and (first.month, last.month) == (_DECEMBER, 1) and not self.last_year_named:
            # 12月31日至1月2日 in the notice of the year that begins.
            first = first.replace(year=first.year - 1)
        length = (last - first).days + 1
        if length < 1:
            raise _Problem(_("最后一天早于第一天。请核对起止日期。"))
        if length > LONGEST:
            raise _Problem(
                _("连续%(length)d天，超过%(most)d天。请核对起止日期。") % {"length": length, "most": LONGEST}
            )
        self.pending += [first + timedelta(days=n) for n in range(length)]

    def _settle(self, kind: Kind) -> None:
        """放假 and 上班 stand after their dates."""
        if self.open:
            raise _Problem(_("“至”后面没有日期。请写明最后一天，例如“10月1日至10月7日 国庆节”。"))
        if self.pending:
            self.found += [(day, kind) for day in self.pending]
            self.group, self.pending = self.pending, []

    def _compare(self, count: int) -> None:
        """共7天: what the line says of itself must be so."""
        dates = self.pending or self.group
        if dates and len(dates) != count:
            raise _Problem(
                _("写的是%(said)d天，按日期数是%(found)d天。请核对起止日期。") % {"said": count, "found": len(dates)}
            )

    def _marks(self) -> list[Mark]:
        name = " ".join(self.words.split()).strip(_AROUND)
        if not name and any(kind == Kind.HOLIDAY for _day, kind in self.found):
            raise _Problem(_("没有写是什么节日。请写在日期后面，例如“10月1日至10月7日 国庆节”。"))
        if len(name) > NAME_LENGTH:
            raise _Problem(
                _("除日期以外的文字超过%(most)d个字。请只写节日名称，其他文字删去。") % {"most": NAME_LENGTH}
            )
        return [Mark(day, kind, name) for day, kind in self.found]
