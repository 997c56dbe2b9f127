"""What looks odd about a year before somebody confirms it. Nothing here refuses: the State Council may surprise us."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation.calendar.days import Mark
from foundation.calendar.states import Kind
from foundation.calendar.words import weekday, written

#: Festival → its legal days (全国年节及纪念日放假办法, since 2025), and between which days its break can lie.
#: A New Year's break begins in the December before, as late as anybody could want it.
FESTIVALS: dict[str, tuple[int, tuple[int, int], tuple[int, int]]] = {
    "元旦": (1, (12, 28), (1, 5)),
    "春节": (4, (1, 17), (3, 1)),
    "清明": (1, (4, 1), (4, 8)),
    "劳动节": (2, (4, 27), (5, 8)),
    "端午": (1, (5, 25), (6, 28)),
    "中秋": (1, (9, 5), (10, 10)),
    "国庆": (3, (9, 28), (10, 10)),
}
#: Before 2025 Spring Festival had three legal days and Labour Day one: eleven in all. Before 2008 there were fewer.
_BEFORE_2025 = {"春节": 3, "劳动节": 1}
_THIRTEEN_SINCE, _ELEVEN_SINCE = 2025, 2008
_FRIDAY = 5


def legal_days(year: int) -> dict[str, int]:
    """Festival → how many days the law gave it in a year; nothing for years whose law nobody has written down here."""
    if year < _ELEVEN_SINCE:
        return {}
    days = {name: count for name, (count, _first, _last) in FESTIVALS.items()}
    return days if year >= _THIRTEEN_SINCE else days | _BEFORE_2025


def doubts(marks: Sequence[Mark], *, year: int, today: date) -> list[str]:
    """A sentence for whatever should be looked at once more."""
    checks: tuple[Callable[[], list[str]], ...] = (
        lambda: _too_few(marks, year),
        lambda: _out_of_season(marks),
        lambda: _worked_anyway(marks),
        lambda: _past(marks, today),
    )
    return [sentence for check in checks for sentence in check()]


def _too_few(marks: Sequence[Mark], year: int) -> list[str]:
    """Legal days that the breaks have no room for. A break of two festivals is named after both."""
    wanted = legal_days(year)
    names = [mark.name for mark in marks if mark.kind == Kind.HOLIDAY]
    found = {festival: min(count, sum(festival in name for name in names)) for festival, count in wanted.items()}
    short = [festival for festival, count in wanted.items() if found[festival] < count]
    if not short:
        return []
    return [
        _("法定节日应有%(wanted)d天，这里只认出%(found)d天，缺少或不足的：%(names)s。")
        % {"wanted": sum(wanted.values()), "found": sum(found.values()), "names": "、".join(short)}
    ]


def _out_of_season(marks: Sequence[Mark]) -> list[str]:
    found = []
    for mark in marks:
        if mark.kind != Kind.HOLIDAY:
            continue
        festivals = [festival for festival in FESTIVALS if festival in mark.name]
        if not festivals:
            found.append(
                _("%(day)s放假，“%(name)s”不是每年都有的节日。") % {"day": written(mark.day), "name": mark.name}
            )
        elif not any(_in_season(mark.day, festival) for festival in festivals):
            found.append(
                _("%(day)s放假，不在“%(name)s”通常的日期前后。") % {"day": written(mark.day), "name": mark.name}
            )
    return found


def _in_season(day: date, festival: str) -> bool:
    _count, first, last = FESTIVALS[festival]
    at = (day.month, day.day)
    return first <= at <= last if first <= last else at >= first or at <= last


def _worked_anyway(marks: Sequence[Mark]) -> list[str]:
    return [
        _("%(day)s是%(weekday)s，本来就上班，不必调休。") % {"day": written(mark.day), "weekday": weekday(mark.day)}
        for mark in marks
        if mark.kind == Kind.MAKE_UP and mark.day.isoweekday() <= _FRIDAY
    ]


def _past(marks: Sequence[Mark], today: date) -> list[str]:
    past = [mark.day for mark in marks if mark.day < today]
    if not past:
        return []
    return [_("有%(count)d天已经过去，最早的是%(day)s。") % {"count": len(past), "day": written(past[0])}]
