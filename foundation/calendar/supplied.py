"""The arrangements that come with the package `chinesecalendar`: copied from the notices by its authors.

Nobody of the county has compared them with the notices, so they are loaded as "to be compared".
"""

from collections import defaultdict

import chinese_calendar

from foundation.calendar.days import Mark
from foundation.calendar.states import Kind

SOURCE = "国务院办公厅节假日安排（chinese-calendar 数据），待县核对"
_DECEMBER = 12
#: The package's short names, as the notices write them.
_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


def supplied() -> dict[int, list[Mark]]:
    """Year → its days, in their order. A New Year's break belongs to the year that begins, also its December."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for kind, days in (
        (Kind.HOLIDAY, chinese_calendar.holidays),
        (Kind.MAKE_UP, chinese_calendar.workdays),
    ):
        for day, word in days.items():
            festival = chinese_calendar.Holiday(word)
            new_year = day.month == _DECEMBER and festival is chinese_calendar.Holiday.new_years_day
            name = _NAMES.get(festival.chinese, festival.chinese)
            found[day.year + new_year].append(Mark(day, kind, name))
    return {year: sorted(marks) for year, marks in sorted(found.items())}
