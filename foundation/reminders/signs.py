"""Whether deadlines are told."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import signs
from foundation.jobs import beats
from foundation.jobs.states import REMINDERS_SWEEP
from foundation.reminders import selectors_ways
from foundation.signs import Light, Reading, Sign


def swept(now: datetime) -> Reading:
    return beats.reading(REMINDERS_SWEEP, now)


def delivered(now: datetime) -> Reading:
    """What was given up, and why; not who it was for."""
    given_up = selectors_ways.given_up(now)
    if not given_up:
        return Reading(Light.GREEN, gettext("都已发出，没有放弃的。"))
    newest = given_up[0]
    words = gettext("有%(count)d件多次没有发出去，已经放弃；最近一件：%(channel)s，%(why)s")
    said = {"count": len(given_up), "channel": newest.channel, "why": newest.why}
    return Reading(Light.AMBER, words % said)


def declare() -> None:
    signs.register(
        Sign(
            "reminders.given_up",
            _("邮件和群消息"),
            "foundation.reminders.signs.delivered",
            _("有人没有收到邮件，或者群里没有收到消息；站内提醒不受影响。"),
            _(
                "请按下面“没有发出去的邮件和群消息”里写明的原因，核对邮箱或群机器人的地址，检查邮件服务器和外网，"
                "然后点“全部重新发送”。"
            ),
        )
    )
    signs.register(
        Sign(
            "reminders.sweep",
            _("到期提醒的定时执行"),
            "foundation.reminders.signs.swept",
            _("临近和超过期限的事项没有提醒到人。恢复以后会补发，不会重发。"),
            _(
                "请检查后台进程（worker）和定时进程（beat）是否在运行；用 cron 的，检查 sweep_reminders 一行。"
                "可以先点下面的“现在更新一次提醒”。"
            ),
            vital=True,
        )
    )
