"""Days and breaks in words."""

from datetime import date

from django.utils.translation import gettext as _

from foundation.calendar.selectors import Break
from foundation.web.templatetags.sunlit import day as written

__all__ = ["break_in_words", "day_in_words", "weekday", "written"]


def weekday(day: date) -> str:
    return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")][day.weekday()]


def day_in_words(day: date, year: int) -> str:
    """10月10日（周六）; a day of another year than the one that the page is about says its own."""
    if day.year != year:
        return _("%(day)s（%(weekday)s）") % {"day": written(day), "weekday": weekday(day)}
    return _("%(month)d月%(day)d日（%(weekday)s）") % {
        "month": day.month,
        "day": day.day,
        "weekday": weekday(day),
    }


def break_in_words(each: Break, year: int) -> str:
    """国庆节：10月1日（周四）至10月7日（周三），共7天."""
    span = day_in_words(each.first, year)
    if each.length > 1:
        last = day_in_words(each.last, year)
        span = _("%(first)s至%(last)s，共%(count)d天") % {"first": span, "last": last, "count": each.length}
    return _("%(name)s：%(span)s") % {"name": each.name, "span": span}
