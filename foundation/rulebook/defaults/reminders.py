"""When people are told of a deadline, and who is told of it when it has passed."""

from foundation.rulebook.defaults.table import line
from foundation.rulebook.states import Stricter, Unit

WORKING = Unit.WORKING_DAYS
MORE, LESS = Stricter.MORE, Stricter.LESS

_COUNTY = "期限到期以前、当天和逾期以后逐级提醒（县定）"

DEFAULTS = (
    line("reminders.ahead_days", "到期以前提醒责任人的天数", "1", WORKING, MORE, _COUNTY),
    line("reminders.principal_days", "逾期多久提醒单位党政正职", "3", WORKING, LESS, _COUNTY),
    line("reminders.county_days", "逾期多久提醒县纪委监督员", "10", WORKING, LESS, _COUNTY),
)
