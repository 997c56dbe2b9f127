"""What this room shows on the desk's home page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.jobs.selectors import jobs_of
from foundation.signs import Light
from foundation.townships.states import Capability
from foundation.upkeep.looking import look_around
from foundation.upkeep.pills import pill_of
from foundation.web.events import DeskLink, Panel, Visit, WorkItem


def panels(visit: Visit) -> list[Panel]:
    """What is wrong with the house, for whoever keeps it; nothing while all is well."""
    if not visit.user.may(Capability.KEEP_HOUSE):
        return []
    items = [
        WorkItem(
            title=str(each.sign.title),
            url=reverse("upkeep:health"),
            meta=each.reading.words,
            pill=pill_of(each.reading.light).text,
            tone="red" if each.reading.light == Light.RED else "amber",
        )
        for each in look_around(timezone.now()).troubles
    ]
    return [Panel(_("系统运行"), items)] if items else []


def links(visit: Visit) -> list[DeskLink]:
    found = []
    if visit.user.may(Capability.KEEP_HOUSE):
        found.append(DeskLink(_("运行状况"), reverse("upkeep:health"), _("提醒、备份、磁盘、后台任务是否正常")))
    if jobs_of(visit.user, timezone.now()).exists():
        found.append(DeskLink(_("我的后台任务"), reverse("upkeep:own_jobs"), _("由我的操作引起的，办到哪里了")))
    return found
