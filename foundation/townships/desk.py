"""What this room shows on the desk's home page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Visit


def links(visit: Visit) -> list[DeskLink]:
    answers = []
    if visit.user.may(Capability.VIEW_PEOPLE):
        answers.append(DeskLink(_("组织与任职"), reverse("people:units"), _("各组织由谁组成，谁在任，哪个职务空缺")))
    answers.append(DeskLink(_("我的账号"), reverse("accounts:me"), _("我的任职、角色和密码")))
    return answers
