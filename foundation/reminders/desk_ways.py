"""The way from the desk to the robots of a unit."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Visit


def links(visit: Visit) -> list[DeskLink]:
    if not visit.user.may(Capability.KEEP_RULES):
        return []
    return [DeskLink(_("群机器人"), reverse("ways:robots"), _("在钉钉或企业微信的群里提醒本单位的期限"))]
