"""The moves of a draft as pages: whose each is, what it asks, what it says, which service does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from foundation.documents import selectors_flow, services
from foundation.documents.forms_flow import IssueForm, ReasonForm, SignatureForm, VersionForm
from foundation.documents.models import Draft
from foundation.documents.permissions import check_can_write, check_hand
from foundation.documents.states import MOVES, DraftState, Hand
from foundation.documents.subjects import signers_of
from foundation.townships.models import User


def _plain(draft: Draft, _user: User, *given: Any) -> VersionForm:
    return VersionForm(draft, *given[:1])


def _with_reason(draft: Draft, _user: User, *given: Any) -> ReasonForm:
    return ReasonForm(draft, *given[:1])


def _signature(draft: Draft, user: User, *given: Any) -> SignatureForm:
    return SignatureForm(draft, signers_of(draft.thing, draft.body, localdate()), user, *given)


def _issue(draft: Draft, _user: User, *given: Any) -> IssueForm:
    return IssueForm(draft, selectors_flow.people_to_tell(draft.body, localdate()), *given[:1])


@dataclass(frozen=True)
class Page:
    """`state` is where the move leads, `hand` whose it is where that is another than the table says: the office
    records what
    somebody has signed by hand. `asks` are the fields of the form that `act` is given besides the draft."""

    label: Any
    state: DraftState
    says: Any
    done: Any
    act: Callable[..., Any]
    form: Callable[..., Any] = _plain
    asks: tuple[str, ...] = ()
    tone: Literal["primary", "secondary", "danger"] = "secondary"
    hand: Hand | None = None

    def is_ahead(self, draft: Draft) -> bool:
        return (DraftState(draft.state), self.state) in MOVES

    def check(self, user: Any, draft: Draft, today: date) -> None:
        """Raises `PermissionDenied` for whose turn it is not."""
        if self.hand is Hand.OFFICE:
            check_can_write(user, draft.scope)
            return
        move = MOVES.get((DraftState(draft.state), self.state)) or next(
            move for (_before, after), move in MOVES.items() if after == self.state
        )
        check_hand(user, move.hand, draft, today)


PAGES: dict[str, Page] = {
    "submit": Page(
        _("送核"),
        DraftState.SUBMITTED,
        _("送核以后由另一个人核稿，文字不能再改；要改的先收回。"),
        _("已送核。"),
        services.submit_draft,
        tone="primary",
    ),
    "check": Page(
        _("核稿通过"),
        DraftState.CHECKED,
        _("请逐项核对：文种、标题、事实、数字、行文对象是否正确，是否有不该写的内容。通过后送签发。"),
        _("核稿通过，已送签发。"),
        services.check_draft,
        tone="primary",
    ),
    "sign": Page(
        _("签发"),
        DraftState.SIGNED,
        _("点击“签发”表示您本人同意签发下面的文字。签发后随即编号，内容不能再改。"),
        _("已签发并编号，正在生成 PDF。"),
        services.sign_draft,
        tone="primary",
    ),
    "record": Page(
        _("录入纸质签批"),
        DraftState.SIGNED,
        _("签发人在打印的签批单上签名以后，由经办录入并上传扫描件。录入后随即编号，内容不能再改。"),
        _("已录入签批并编号，正在生成 PDF。"),
        services.record_signature,
        form=_signature,
        asks=("signer", "signed_on", "scan"),
        hand=Hand.OFFICE,
    ),
    "issue": Page(
        _("印发"),
        DraftState.ISSUED,
        _("印发后，下面列出的人会收到提醒，在公文页面签收；今天记为印发日期。主送、抄送的单位请按纸质件送达。"),
        _("已印发，收文人会收到提醒。"),
        services.issue_draft,
        form=_issue,
        asks=("also",),
        tone="primary",
    ),
    "return": Page(
        _("退回"),
        DraftState.RETURNED,
        _("退回后由经办修改，重新送核。"),
        _("已退回，经办会在工作台看到原因。"),
        services.return_draft,
        form=_with_reason,
        asks=("reason",),
    ),
    "recall": Page(
        _("收回修改"),
        DraftState.DRAFT,
        _("收回以后可以修改文字，改好后重新送核、核稿。"),
        _("已收回，可以修改了。"),
        services.recall_draft,
    ),
    "withdraw": Page(
        _("撤销"),
        DraftState.WITHDRAWN,
        _("撤销以后不再办理，不能恢复。稿件和原因保留在办理过程里。"),
        _("已撤销。"),
        services.withdraw_draft,
        form=_with_reason,
        asks=("reason",),
        tone="danger",
    ),
}


def answers(page: Page, form: Any) -> dict[str, Any]:
    """What the service of a page is given from its form."""
    cleaned = form.cleaned_data
    named = {"scan": "file"}
    return {"version": cleaned["version"], **{name: cleaned[named.get(name, name)] for name in page.asks}}
