"""What this room shows on the desk's home page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Visit


def links(visit: Visit) -> list[DeskLink]:
    answers = []
    if visit.user.may(Capability.VIEW_PEOPLE):
        answers.append(DeskLink(_("组织与任职"), reverse("people:units"), _("各组织由谁组成，谁在任，哪个职务空缺")))
    if visit.user.may(Capability.MANAGE_ACCOUNTS):
        answers.append(DeskLink(_("账号管理"), reverse("office:accounts"), _("开通和停用账号，重置密码，解除锁定")))
    if visit.user.may(Capability.MANAGE_GRANTS):
        answers.append(DeskLink(_("账号和角色"), reverse("office:holders"), _("授予和收回角色，查看每个账号能做什么")))
    if visit.user.may(Capability.READ_LOGS):
        answers += [
            DeskLink(_("安全日志"), reverse("admin:security_securityevent_changelist"), _("登录、被拒绝的访问和操作")),
            DeskLink(_("存证日志"), reverse("admin:ledger_ledgerentry_changelist"), _("账号、授权和业务操作的存证")),
        ]
    answers.append(DeskLink(_("我的账号"), reverse("accounts:me"), _("我的任职、角色和密码")))
    return answers
