"""What the book of rules shows on the desk's home page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Visit


def links(visit: Visit) -> list[DeskLink]:
    if not visit.user.may(Capability.VIEW_PEOPLE):
        return []
    return [
        DeskLink(_("制度汇编"), reverse("book:contents"), _("法律法规、党内法规、县里和本乡镇的制度，可以打印全本"))
    ]
