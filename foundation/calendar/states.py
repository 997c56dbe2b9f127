"""The closed lists of this room: what a day is marked as, how sure the arrangement of a year is, what is counted."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: Years outside of these have no arrangement.
FIRST_YEAR, LAST_YEAR = 2000, 2100
#: The longest name of a festival: a day of remembrance in 2015.
NAME_LENGTH = 30

#: What a period is counted in; the same words as the units of a parameter.
CALENDAR_DAYS, WORKING_DAYS, MONTHS = "calendar_days", "working_days", "months"
UNITS = frozenset({CALENDAR_DAYS, WORKING_DAYS, MONTHS})


class Kind(TextChoices):
    """How a day differs from its weekday."""

    HOLIDAY = "holiday", _("放假")
    MAKE_UP = "make_up", _("调休上班")


class Standing(TextChoices):
    """How sure the arrangement of a year is. What is counted over an expected one stays provisional."""

    SUPPLIED = "supplied", _("随系统提供，待县核对")
    CONFIRMED = "confirmed", _("已按通知核对")
    EXPECTED = "expected", _("暂定")


#: What the ledger calls the acts of this room, and their facts → what people call them.
ACTS = {"calendar.years.load": _("装入放假安排"), "calendar.year.fill": _("录入放假安排")}
FACTS = {"years": _("年份"), "year": _("年份"), "before": _("原来的安排"), "after": _("新的安排")}
