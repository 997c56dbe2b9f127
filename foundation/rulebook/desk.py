"""What this room shows on the desk's home page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Visit


def links(visit: Visit) -> list[DeskLink]:
    if not visit.user.may(Capability.VIEW_PEOPLE):
        return []
    return [DeskLink(_("制度和参数"), reverse("rulebook:parameters"), _("期限、人数、金额各按什么规定，从哪天起"))]
