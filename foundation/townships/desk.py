"""What this room shows on the desk's home page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import refs
from foundation.townships.models import HandOver
from foundation.townships.selectors import people as selectors_people
from foundation.townships.selectors.people import Received
from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Panel, Visit, WorkItem

#: More than this on one page helps nobody; the most urgent come first.
MOST = 20


def panels(visit: Visit) -> list[Panel]:
    """What the user has taken over from others, and the hand-overs that he sees through."""
    received = selectors_people.received_by(visit.user.official)[:MOST] if visit.user.official else []
    open_ones = list(selectors_people.hand_overs_to_keep(visit.user)[:MOST])
    found = [
        Panel(_("接收的事项"), [_received(each, visit) for each in received]),
        Panel(_("离任交接"), [_hand_over(row) for row in open_ones]),
    ]
    return [panel for panel in found if panel.items]


def _received(each: Received, visit: Visit) -> WorkItem:
    """By its name of today for whoever may read it; otherwise as the list called it on the day of the hand-over."""
    line, url = each.line, refs.link_for(each.ref, visit.user)
    return WorkItem(
        title=refs.title_of(each.ref) if url else line.title,
        url=url or reverse("people:hand_over", args=[line.hand_over_id]),
        meta=_("%(duty)s · 自%(name)s接收") % {"duty": line.duty, "name": line.hand_over.tenure.official.name},
        due=line.due,
        overdue=line.due is not None and line.due < visit.today,
    )


def _hand_over(row: HandOver) -> WorkItem:
    counts = {"done": row.lines_received, "all": row.lines_in_all}  # type: ignore[attr-defined]
    return WorkItem(
        title=_("%(name)s离任交接") % {"name": row.tenure.official.name},
        url=reverse("people:hand_over", args=[row.pk]),
        meta=f"{row.tenure.post.division.name} · {row.tenure.title}",
        pill=_("已接收 %(done)d / %(all)d") % counts,
        tone="amber",
    )


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
