"""What is said of a day, and of whose it is."""

from collections.abc import Collection
from datetime import date

from django.apps import apps
from django.utils.translation import gettext as _

from foundation.calendar.days import Calendar
from foundation.refs import Ref
from foundation.reminders.models import Reminder
from foundation.reminders.registry import rule_of


def countdown(due: date, today: date) -> str:
    """还有3天, 今天到期, 已逾期2天."""
    days = (due - today).days
    if days > 0:
        return _("还有%(count)d天") % {"count": days}
    if days < 0:
        return _("已逾期%(count)d天") % {"count": -days}
    return _("今天到期")


def working_countdown(due: date, today: date, days: Calendar) -> str:
    """还有3个工作日, 已逾期2个工作日; in days of the calendar where no working day lies between."""
    if count := days.working_days_between(today, due):
        return _("还有%(count)d个工作日") % {"count": count}
    if count := days.working_days_between(due, today):
        return _("已逾期%(count)d个工作日") % {"count": count}
    return countdown(due, today)


def whose(unit: str, owners: Collection[str]) -> str:
    """For somebody above: that the deadline is another's, and who has to act."""
    if not owners:
        return _("这是%(unit)s的期限，现在没有责任人") % {"unit": unit}
    return _("这是%(unit)s的期限，责任人：%(names)s") % {"unit": unit, "names": "、".join(owners)}


def kind_of(ref: Ref) -> str:
    """What kind of thing it is, such as 议题; empty for what no app of this version knows."""
    try:
        return str(apps.get_model(ref.label)._meta.verbose_name)
    except LookupError:
        return ""


# What leaves the house -----------------------------------------------------------------------------


def summary(row: Reminder) -> str:
    """Rule and kind. It is read on other people's machines: no names, no sums, no titles of things."""
    rule = rule_of(row.rule)
    if row.confidential or rule is None:
        return _("您有一项待办")
    kind = kind_of(Ref.parse(row.ref))
    said = _("%(rule)s（%(kind)s）") % {"rule": rule.title, "kind": kind} if kind else rule.title
    return _("他人的期限：%(what)s") % {"what": said} if row.upward else said


def line_of(row: Reminder, today: date) -> str:
    """The same with the day; of what is confidential not even that."""
    if row.confidential:
        return summary(row)
    day = _("%(year)d年%(month)d月%(day)d日") % {"year": row.due.year, "month": row.due.month, "day": row.due.day}
    words = {"what": summary(row), "day": day, "countdown": countdown(row.due, today)}
    if row.provisional:
        return _("%(what)s：%(day)s到期（暂定），%(countdown)s") % words
    return _("%(what)s：%(day)s到期，%(countdown)s") % words
