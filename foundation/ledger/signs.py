"""Whether the ledger is signed every day, and whether its ends are as they were sealed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import signs
from foundation.keys.trouble import KeyTrouble
from foundation.ledger import heads, selectors
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.signs import Light, Reading, Sign, ago, by_age

#: One is made every night.
AMBER = timedelta(hours=26)
RED = timedelta(days=3)
#: Streams that are named; of more, their number says enough.
NAMED = 3


def checkpointed(now: datetime) -> Reading:
    latest = selectors.latest_checkpoint()
    if latest is not None:
        age = now - latest.at
        words = _("最新的存证点是第%(number)d号，在%(ago)s。") % {"number": latest.number, "ago": ago(age)}
        return Reading(by_age(age, amber=AMBER, red=RED), words)
    if not LedgerEntry.objects.exists():
        return Reading(Light.GREEN, _("还没有存证记录，不需要存证点。"))
    return Reading(Light.AMBER, _("已有存证记录，还没有存证点。"))


def sealed(now: datetime) -> Reading:
    """Every end of a stream, not what lies before it: that is what `ledger_verify` is for."""
    try:
        broken = [head.stream for head in LedgerHead.objects.order_by("stream") if heads.frontier_of(head) is None]
    except KeyTrouble as trouble:
        return Reading(Light.RED, str(trouble))
    if not broken:
        return Reading(Light.GREEN, _("各日志流的末端都与封印相符。"))
    counts = {"count": len(broken), "streams": "、".join(broken[:NAMED])}
    return Reading(Light.RED, _("%(count)d个日志流的末端与封印不符：%(streams)s。") % counts)


def declare() -> None:
    signs.register(
        Sign(
            "ledger.checkpoint",
            gettext_lazy("存证点"),
            "foundation.ledger.signs.checkpointed",
            gettext_lazy("最近的办理还没有签名存证，县外的见证方也看不到新的存证点。"),
            gettext_lazy("请检查夜间任务是否执行；可以先手工执行一次 manage.py ledger_checkpoint。"),
        ),
        Sign(
            "ledger.seals",
            gettext_lazy("存证日志的封印"),
            "foundation.ledger.signs.sealed",
            gettext_lazy("存证日志可能被人改动过，或者密钥目录不是原来的。有关单位的办理已经停止。"),
            gettext_lazy(
                "请保留现状，不要自己改回去。先核对密钥目录，再执行 manage.py ledger_verify 查明，并报告审计管理员。"
            ),
        ),
    )
