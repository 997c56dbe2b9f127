"""How the work after the acts goes on."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import signs
from foundation.jobs import beats, nudges, selectors
from foundation.jobs.states import JOBS_SWEEP
from foundation.signs import Light, Reading, Sign, by_age, span

#: A job that waits longer than this for a worker.
AMBER = timedelta(minutes=10)
RED = timedelta(hours=1)


def swept(now: datetime) -> Reading:
    return beats.reading(JOBS_SWEEP, now)


def waiting(now: datetime) -> Reading:
    count, oldest = selectors.waiting_jobs(now)
    if oldest is None:
        return Reading(Light.GREEN, _("没有等待办理的后台任务。"))
    age = now - oldest
    words = _("%(count)d件后台任务在等待，最早的已等%(span)s。") % {"count": count, "span": span(age)}
    return Reading(by_age(age, amber=AMBER, red=RED), words)


def broker(now: datetime) -> Reading:
    """No more than amber: what it would have told, the sweeps find by themselves. When they stay away, they are red."""
    if nudges.broker_answers():
        return Reading(Light.GREEN, _("任务队列可以连接。"))
    return Reading(Light.AMBER, _("任务队列连接不上。"))


def given_up(now: datetime) -> Reading:
    count = selectors.dead_jobs().count()
    if not count:
        return Reading(Light.GREEN, _("没有多次失败的后台任务。"))
    return Reading(Light.AMBER, _("%d件后台任务多次失败，已停止重试。") % count)


def declare() -> None:
    signs.register(
        Sign(
            "jobs.sweep",
            gettext_lazy("后台任务的定时执行"),
            "foundation.jobs.signs.swept",
            gettext_lazy("公文 PDF 等办理之后的工作没有人做。已经登记的都在数据库里，不会丢。"),
            gettext_lazy("请检查后台进程（worker）和定时进程（beat）是否在运行；用 cron 的，检查 sweep_jobs 一行。"),
            vital=True,
        ),
        Sign(
            "jobs.waiting",
            gettext_lazy("等待办理的后台任务"),
            "foundation.jobs.signs.waiting",
            gettext_lazy("公文 PDF 等迟迟没有生成。"),
            gettext_lazy("请看后台进程是否在运行、是否忙不过来；经常如此的，请加大 TASK_WORKERS。"),
        ),
        Sign(
            "jobs.broker",
            gettext_lazy("任务队列（Redis）"),
            "foundation.jobs.signs.broker",
            gettext_lazy("网页照常使用，后台任务要等下一次定时执行。队列里没有不可丢失的内容。"),
            gettext_lazy("请检查 Redis 是否在运行、REDIS_URL 是否正确。"),
            asks_database=False,
        ),
        Sign(
            "jobs.given_up",
            gettext_lazy("失败的后台任务"),
            "foundation.jobs.signs.given_up",
            gettext_lazy("这些工作没有做成，系统不再自己重试。"),
            gettext_lazy("请按下面“失败的后台任务”里写明的原因处理，再点“重新开始”。"),
        ),
    )
