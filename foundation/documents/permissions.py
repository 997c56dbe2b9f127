"""May this person do this with a paper now? `check_…` raises with the reason: one truth for the act and for its
button."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.documents.models import Draft, DraftStep, Paper
from foundation.documents.states import WRITING, Hand
from foundation.documents.subjects import signers_of
from foundation.refs import Ref
from foundation.scope import Scope
from foundation.townships.models import Official, User
from foundation.townships.states import Capability

Anybody = User | AnonymousUser


def check_can_write(user: Anybody, scope: Scope) -> Official:
    """Drafts, their issue, and sheets signed by hand are for the office of the unit. Returns the official."""
    return _somebody(
        user,
        Capability.KEEP_MEETINGS,
        scope,
        _("起草、送核和印发由本单位党政办经办办理。如工作需要，请联系本县安全管理员授权。"),
    )


def check_can_check(user: Anybody, draft: Draft) -> Official:
    """Another person of the same unit: by official, not by account, and nobody who wrote in it. Returns the
    official."""
    official = _somebody(
        user,
        Capability.REVIEW_PUBLICATION,
        draft.scope,
        _("核稿由本单位党政办复核办理。如工作需要，请联系本县安全管理员授权。"),
    )
    wrote = DraftStep.objects.filter(draft=draft, step__in=WRITING, official=official)
    if official.pk == draft.drafter_id or wrote.exists():
        raise PermissionDenied(_("这份公文稿是您起草或者修改的，须由另一个人核稿。请交给本单位其他复核人。"))
    return official


def check_can_sign(user: Anybody, draft: Draft, today: date) -> Official:
    """Whoever answers for the paper on that day. Returns the official."""
    return _entitled(user, draft.thing, draft, today, _("签发"))


def check_can_void(user: Anybody, paper: Paper, today: date) -> Official:
    """Whoever might sign it today. Returns the official."""
    return _entitled(user, Ref.parse(paper.about), paper, today, _("作废"))


def check_hand(user: Anybody, hand: Hand, draft: Draft, today: date) -> Official:
    """Whether it is this person's turn, by the hand of a move. Returns the official."""
    if hand is Hand.CHECKER:
        return check_can_check(user, draft)
    if hand is Hand.SIGNER:
        return check_can_sign(user, draft, today)
    return check_can_write(user, draft.scope)


def reason_against(check: Callable[..., Any], *args: Any) -> str:
    """Why a `check_…` refuses; empty when it does not."""
    try:
        check(*args)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def _somebody(user: Anybody, capability: Capability, scope: Scope, refusal: str) -> Official:
    if not (user.is_authenticated and user.may(capability, scope)):
        raise PermissionDenied(refusal)
    if user.official is None:
        raise PermissionDenied(_("您的账号没有对应的干部，不能办理公文：每一步都要有责任人。请联系本县系统管理员。"))
    return user.official


def _entitled(user: Anybody, about: Ref, of: Draft | Paper, today: date, verb: str) -> Official:
    entitled = signers_of(about, of.body, today)
    names = "、".join(official.name for official in entitled)
    official = user.official if user.is_authenticated and user.may(Capability.VIEW_DECISIONS, of.scope) else None
    if official is None or official not in entitled:
        raise PermissionDenied(
            _("%(verb)s由%(names)s办理。") % {"verb": verb, "names": names}
            if names
            else _("%(body)s的主要负责人空缺，没有人可以%(verb)s。请先登记任职或者主持工作。")
            % {"body": of.body, "verb": verb}
        )
    return official
