"""Whether the days that are counted with are known."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import signs
from foundation.calendar import selectors
from foundation.signs import Light, Reading, Sign

#: The notice comes in November, and its office is reminded then; who has not entered it by now needs to hear of it.
MISSED_FROM = 12


def known(now: datetime) -> Reading:
    today = timezone.localdate(now)
    missing = [gap.year for gap in selectors.gaps(today)]
    if today.year in missing:
        return Reading(Light.RED, _("今年（%d年）的放假安排还没有录入。") % today.year)
    if missing and today.month >= MISSED_FROM:
        return Reading(Light.AMBER, _("明年（%d年）的放假安排还没有录入。") % missing[0])
    words = _("今年的放假安排已录入，明年的正待公布。") if missing else _("需要的年份都已录入。")
    return Reading(Light.GREEN, words)


def declare() -> None:
    signs.register(
        Sign(
            "calendar.years",
            gettext_lazy("工作日历"),
            "foundation.calendar.signs.known",
            gettext_lazy("落在这一年的期限只能按周末推算，页面上标明“暂定”。"),
            gettext_lazy("请提醒县委办、县政府办在工作台“工作日历”里录入国务院办公厅的放假通知。"),
        )
    )
