"""Whether deadlines are told."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from foundation import signs
from foundation.jobs import beats
from foundation.jobs.states import REMINDERS_SWEEP
from foundation.signs import Reading, Sign


def swept(now: datetime) -> Reading:
    return beats.reading(REMINDERS_SWEEP, now)


def declare() -> None:
    signs.register(
        Sign(
            "reminders.sweep",
            _("到期提醒的定时执行"),
            "foundation.reminders.signs.swept",
            _("临近和超过期限的事项没有提醒到人。恢复以后会补发，不会重发。"),
            _(
                "请检查后台进程（worker）和定时进程（beat）是否在运行；用 cron 的，检查 sweep_reminders 一行。"
                "可以先手工执行一次 manage.py sweep_reminders。"
            ),
            vital=True,
        )
    )
