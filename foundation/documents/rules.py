"""The rules of a paper's way. Each reads, never writes, and returns what it objects to, or nothing."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation.documents.models import Draft, Paper, PaperVoid
from foundation.documents.parts import uneven_row
from foundation.documents.states import EDITABLE, GONE, MOVES, DraftState
from foundation.townships.models import Official
from foundation.violations import Basis, RuleViolation

OFFICE_WORK = Basis("《党政机关公文处理工作条例》")


def can_become(draft: Draft, state: DraftState) -> RuleViolation | None:
    """E08: the one gate of the table of moves."""
    if (DraftState(draft.state), state) in MOVES:
        return None
    return RuleViolation(
        "documents.move",
        _("公文稿：%(now)s，不能变为“%(then)s”。请刷新页面，按现在的状态办理。")
        % {"now": draft.get_state_display(), "then": state.label},
        OFFICE_WORK,
    )


def is_editable(draft: Draft) -> RuleViolation | None:
    if draft.state in EDITABLE:
        return None
    return RuleViolation(
        "documents.not_editable",
        _("公文稿：%s，不能修改。送核以后要改的，请先收回；已经签发的，请作废或者另发更正。")
        % draft.get_state_display(),
        OFFICE_WORK,
    )


def is_newest(draft: Draft, version: int) -> RuleViolation | None:
    """Whoever acts has seen what he acts on."""
    if draft.version == version:
        return None
    return RuleViolation(
        "documents.changed_meanwhile",
        _("公文稿：打开页面以后已经有人办理过，您看到的不是最新的一版。请刷新页面，看过以后再办理。"),
    )


def is_whole(lacks: Sequence[str]) -> RuleViolation | None:
    """What has no text is neither checked nor signed. `lacks` are the names of what is missing."""
    if not lacks:
        return None
    return RuleViolation("documents.incomplete", _("公文稿：还没有写%s。请先点“修改文字”写好。") % "、".join(lacks))


def title_is_given(title: str) -> RuleViolation | None:
    if title.strip():
        return None
    return RuleViolation("documents.no_title", _("标题：没有填写。请写明公文标题。"), field="title")


def table_is_even(content: dict[str, object]) -> RuleViolation | None:
    """Every row has one cell for each column."""
    columns, rows = content.get("columns"), content.get("rows")
    uneven = uneven_row(columns, rows) if isinstance(columns, list) and isinstance(rows, list) else ""
    if not uneven:
        return None
    return RuleViolation("documents.uneven_row", _("各行：%s。请补齐或者删去多余的格。") % uneven, field="rows")


def reason_is_given(reason: str) -> RuleViolation | None:
    if reason.strip():
        return None
    return RuleViolation("documents.reason_missing", _("原因：没有填写。请写明原因，相关的人会看到。"), field="reason")


def thing_is_free(about: str, kind: str) -> RuleViolation | None:
    """D11: one thing, one paper of a kind, one number: unless it was voided."""
    if not about:
        return None
    paper = Paper.objects.filter(about=about, kind=kind, corrects__isnull=True, void__isnull=True).first()
    draft = Draft.objects.filter(about=about, kind=kind, corrects__isnull=True).exclude(state__in=GONE).first()
    if paper is None and draft is None:
        return None
    found = paper.label if paper else _("公文稿“%s”") % (draft and draft.title)
    return RuleViolation("documents.drafted_already", _("公文：已有%s，不必重复起草。") % found, OFFICE_WORK)


def is_voided(paper: Paper) -> RuleViolation | None:
    """Only what no longer counts is replaced, and once."""
    if not PaperVoid.objects.filter(paper=paper).exists():
        return RuleViolation(
            "documents.not_voided",
            _("公文：%s没有作废，不能重新起草。内容有误的请先作废，或者起草更正。") % paper.label,
        )
    if Draft.objects.filter(replaces=paper).exclude(state__in=GONE).exists():
        return RuleViolation("documents.replaced_already", _("公文：%s已经重新起草，不必重复。") % paper.label)
    return None


def still_counts(paper: Paper) -> RuleViolation | None:
    if not PaperVoid.objects.filter(paper=paper).exists():
        return None
    return RuleViolation(
        "documents.paper_void", _("公文：%s已经作废。请办理重新起草后的公文。") % paper.label, OFFICE_WORK
    )


def may_sign(signer: Official, entitled: Sequence[Official]) -> RuleViolation | None:
    """A sheet that was signed by hand was signed by somebody who may."""
    if signer in entitled:
        return None
    return RuleViolation(
        "documents.other_signer",
        _("签发人：%(name)s无权签发这份公文。请选择：%(names)s。")
        % {"name": signer.name, "names": "、".join(one.name for one in entitled) or _("（职务空缺，请先登记任职）")},
        OFFICE_WORK,
        field="signer",
    )


def signed_in_between(day: date, checked: date, today: date) -> RuleViolation | None:
    """Nobody signs before it was checked, or on a day to come."""
    if checked <= day <= today:
        return None
    return RuleViolation(
        "documents.signed_when",
        _("签发日期：须在核稿日期%(checked)s和今天%(today)s之间。请按签批单上的日期填写。")
        % {"checked": checked, "today": today},
        field="signed_on",
    )


def nothing_to_receive() -> RuleViolation:
    """Only what one was told of is received, and once."""
    return RuleViolation("documents.received_already", _("签收：这份公文不在等您签收，或者您已经签收，不必重复。"))
