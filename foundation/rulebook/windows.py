"""Until when a unit may answer."""

from datetime import date

from django.utils.translation import gettext as _

from foundation.calendar.counting import End, calendar
from foundation.rulebook.selectors import parameter
from foundation.scope import Scope

ANSWER_DAYS = "findings.answer_days"


def answer_window(scope: Scope, raised_on: date) -> End:
    """The last day to answer what was raised on a day, under the rule of that day. Raises `MissingParameter`."""
    value = parameter(ANSWER_DAYS, scope=scope, on=raised_on)
    return value.end_from(raised_on, calendar())


def readers(code: str) -> list[str]:
    """Subscriber of `rulebook.events.readers`."""
    return [_("问题：单位须在几天内答复")] if code == ANSWER_DAYS else []
