"""A year that somebody enters: 2027, with days that nobody has announced yet."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.calendar import notices
from foundation.calendar.days import Calendar, Mark
from foundation.calendar.models import Arrangement
from foundation.calendar.services import fill_year
from foundation.calendar.states import Kind
from foundation.calendar.supplied import supplied
from tests.townships.pages import TOKEN

#: The first year that the package does not know (`test_the_package_ends_before_the_year_that_is_entered_here`).
YEAR = 2027
NOW = datetime(2026, 11, 10, 9, 30, tzinfo=timezone.get_default_timezone())
SOURCE = "国务院办公厅关于2027年部分节假日安排的通知（试）"
HOLIDAYS = """元旦：1月1日（周五）至3日（周日）放假，共3天。
春节：2月5日（周五）至11日（周四）放假调休，共7天。2月13日（周六）上班。
清明节：4月3日（周六）至5日（周一）放假，共3天。
劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
端午节：6月9日（周三）放假，共1天。
中秋节：9月15日（周三）放假，共1天。
国庆节：10月1日（周五）至7日（周四）放假调休，共7天。"""
MAKE_UP = "9月26日、10月9日"


def marks() -> list[Mark]:
    return [
        *notices.read(HOLIDAYS, year=YEAR, kind=Kind.HOLIDAY),
        *notices.read(MAKE_UP, year=YEAR, kind=Kind.MAKE_UP),
    ]


def fill(**more: Any) -> Arrangement:
    """Enter 2027 for the first time, or as `more` says."""
    wanted = {"year": YEAR, "marks": marks(), "source": SOURCE, "confirmed": True, "replaces": 0}
    return fill_year(**{**wanted, "actor": "县委办", "now": NOW, **more})


def as_supplied() -> Calendar:
    """The years of the package, without a database."""
    years = supplied()
    return Calendar.of(((mark.day, mark.kind) for days in years.values() for mark in days), fixed=years)


def day(text: str) -> date:
    return date.fromisoformat(text)


def url(name: str, *args: object) -> str:
    return reverse(f"calendar:{name}", args=args)


def send(client: Any, step: str = "", *, year: int = YEAR, **more: object) -> Any:
    """Send the form of a year; without a step to the last look, with `confirm` past it."""
    data = {
        "form_token": TOKEN,
        "step": step,
        "replaces": 0,
        "source": SOURCE,
        "holidays": HOLIDAYS,
        "make_up": MAKE_UP,
        "confirmed": "on",
        **more,
    }
    return client.post(url("edit", year), {name: value for name, value in data.items() if value is not None})
