"""What the pages of a paper's way show: lists, the draft with its process, the paper with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from foundation import refs
from foundation.documents import rules
from foundation.documents import selectors_flow as selectors
from foundation.documents.drafting import kind_name, lacks
from foundation.documents.marks import SHORT
from foundation.documents.measures import title_lines
from foundation.documents.models import Draft, Paper
from foundation.documents.moves import PAGES
from foundation.documents.papers import kind_of, kinds
from foundation.documents.permissions import check_can_void, check_can_write, reason_against
from foundation.documents.printing import with_days
from foundation.documents.shown import attachments_on_page
from foundation.documents.states import EDITABLE, NUMBERED, DraftState, SignedBy
from foundation.documents.subjects import signers_of
from foundation.documents.waiting import TONES
from foundation.refs import Ref
from foundation.web.acting import reason
from foundation.web.components import Action, Column, Event, Link, Pill, Row, Table
from foundation.web.tokens import new_token

#: Said wherever somebody signs, and wherever it is shown that somebody did.
NO_E_SIGNATURE = "不是《中华人民共和国电子签名法》所称的电子签名"


def ground_of_a_click() -> str:
    """What a click is, said before it is made."""
    return _("本人登录后点击确认，和打印签名的签批单一起作为签发凭据。点击确认%s。") % NO_E_SIGNATURE


def way(*further: Link) -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk")), Link(_("公文"), reverse("documents:papers")), *further]


def tabs() -> list[Link]:
    return [Link(_("公文"), reverse("documents:papers")), Link(_("在办的公文稿"), reverse("documents:drafts"))]


def pill_of(draft: Draft) -> Pill:
    return Pill(draft.get_state_display(), TONES[DraftState(draft.state)])


def pill_of_paper(paper: Paper) -> Pill:
    """What was numbered before there were drafts went out on its day."""
    if hasattr(paper, "void"):
        return Pill(_("已作废"), "red")
    draft: Draft | None = getattr(paper, "draft", None)
    return pill_of(draft) if draft else Pill(_("已印发"), "green")


# Lists -------------------------------------------------------------------------------------------


def drafts_table(rows: Iterable[Draft]) -> Table:
    columns = [_("标题"), _("文种"), _("发文组织"), _("拟稿人"), _("起草日期"), _("状态")]
    return Table(
        _("在办的公文稿"),
        [Column(label) for label in columns],
        [
            [
                Link(row.title, row.get_absolute_url()),
                kind_name(row.kind),
                str(row.body),
                row.drafter.name,
                localdate(row.begun_at),
                pill_of(row),
            ]
            for row in rows
        ],
        _("没有这样的公文稿。"),
    )


def papers_table(rows: Iterable[Paper]) -> Table:
    columns = [_("文号"), _("标题"), _("文种"), _("成文日期"), _("状态")]
    return Table(
        _("公文"),
        [Column(label) for label in columns],
        [
            [
                Link(row.label, row.get_absolute_url()),
                row.title,
                kind_name(row.kind),
                row.issued_on,
                pill_of_paper(row),
            ]
            for row in rows
        ],
        _("没有这样的公文。"),
    )


def choices_of(states: Iterable[DraftState], today: date) -> dict[str, Any]:
    """What a list can be filtered by."""
    return {
        "kinds": [(kind.code, kind.name) for kind in kinds()],
        "states": [(state.value, state.label) for state in states],
        "years": list(range(today.year, today.year - 5, -1)),
    }


# A draft -----------------------------------------------------------------------------------------


def wording(draft: Draft) -> dict[str, Any]:
    """The text as the templates of a look read it: no number, and no day but the one of its thing."""
    content = with_days({**draft.content, "date": None, "printed": None})
    shape = "minutes" if "items" in content else "table" if "columns" in content else "text"
    return {
        "draft": draft,
        "content": content,
        "things": content.get("items", []),
        "shape": shape,
        "kind": kind_of(draft.kind),
        "title_lines": title_lines(draft.title),
    }


def draft_page(user: Any, found: Draft) -> dict[str, Any]:
    today = localdate()
    missing = reason(rules.is_whole(lacks(found))) if found.state in EDITABLE else ""
    return {
        **wording(found),
        "breadcrumbs": way(Link(_("在办的公文稿"), reverse("documents:drafts"))),
        "pill": pill_of(found),
        "turn": _turn(found, today),
        "lacks": missing,
        "returned": found.state == DraftState.RETURNED and selectors.last_reason(found),
        "actions": _moves(user, found, today),
        "rows": list(_facts(user, found)),
        "events": [
            Event(step.get_step_display(), step.at, step.official.name, step.reason)
            for step in selectors.steps_of(found)
        ],
    }


def _turn(found: Draft, today: date) -> str:
    """Whose turn it is, by name where the house knows it."""
    match DraftState(found.state):
        case DraftState.DRAFT | DraftState.RETURNED:
            return _("轮到党政办经办：改好后送核（拟稿人%s）。") % found.drafter.name
        case DraftState.SUBMITTED:
            names = "、".join(selectors.names_of_checkers(found, today))
            return _("等%s核稿。") % (names or _("另一位党政办复核"))
        case DraftState.CHECKED:
            names = "、".join(one.name for one in signers_of(found.thing, found.body, today))
            return _("等%s签发。") % names if names else _("主要负责人空缺，没有人可以签发。请先登记任职或者主持工作。")
        case DraftState.SIGNED:
            return _("已经签发编号，等党政办经办印发。")
    return ""


def _moves(user: Any, found: Draft, today: date) -> list[Action]:
    """The buttons of this person in this state; nobody sees the others'."""
    actions = []
    if found.state in EDITABLE and not reason_against(check_can_write, user, found.scope):
        actions.append(Action(_("修改文字"), reverse("documents:edit", args=[found.pk]), method="get"))
    for name, page in PAGES.items():
        if page.is_ahead(found) and not reason_against(page.check, user, found, today):
            url = reverse("documents:move", args=[found.pk, name])
            actions.append(Action(page.label, url, method="get", kind=page.tone))
    return actions


def _facts(user: Any, found: Draft) -> Iterator[Row]:
    yield Row(_("文种"), kind_name(found.kind))
    yield Row(_("发文组织"), str(found.body))
    if found.about:
        yield Row(_("事项"), Link(refs.title_of(found.thing), refs.link_for(found.thing, user) or ""))
    for label, paper in ((_("更正"), found.corrects), (_("替代"), found.replaces)):
        if paper:
            yield Row(label, Link(paper.label, paper.get_absolute_url()))
    yield Row(_("拟稿人"), found.drafter.name)
    if found.checker:
        yield Row(_("核稿人"), found.checker.name)
    if found.paper:
        yield Row(_("签发人"), found.signer and found.signer.name)
        yield Row(_("文号"), Link(found.paper.label, found.paper.get_absolute_url()))
    if found.issued_on:
        yield Row(_("印发日期"), found.issued_on)


# A paper -----------------------------------------------------------------------------------------


def paper_page(user: Any, found: Paper) -> dict[str, Any]:
    """What became of a paper: void, corrections, who signed and how, who has received it, what may be done."""
    today = localdate()
    draft: Draft | None = getattr(found, "draft", None)
    void = getattr(found, "void", None)
    return {
        "breadcrumbs": way(),
        "pill": pill_of_paper(found),
        "void": void,
        "successor": selectors.successor_of(found) if void else None,
        "corrections": list(selectors.standing_corrections(found)),
        "draft": draft,
        "signed": list(_signature(draft)) if draft else [],
        "receipts": _receipts(found),
        "files": attachments_on_page(Ref.of(found), user),
        "actions": list(_acts(user, found, draft, today)),
        "check": reverse("papers:check", args=[found.digest[:SHORT]]),
    }


def _signature(draft: Draft) -> Iterator[Row]:
    """Which of the two ways it was, in words that promise nothing more."""
    yield Row(_("签发人"), draft.signer and draft.signer.name)
    if draft.signed_by == SignedBy.PAPER and draft.scan:
        how = _("在纸质签批单上签名，由经办录入")
        scan = Link(draft.scan.name, reverse("documents:attachment", args=[draft.scan.pk]))
        yield Row(_("签发方式"), how)
        yield Row(_("签批单扫描件"), scan)
    else:
        yield Row(_("签发方式"), _("本人登录点击确认，以打印的签批单备查；%s") % NO_E_SIGNATURE)
    yield Row(_("核稿人"), draft.checker and draft.checker.name)
    yield Row(_("拟稿人"), draft.drafter.name)
    yield Row(_("印发日期"), draft.issued_on)
    yield Row(_("办理过程"), Link(_("起草、核稿、签发、印发"), draft.get_absolute_url()))


def _receipts(found: Paper) -> Table:
    rows = found.receipts.select_related("official").order_by("pk")
    return Table(
        _("送达和签收"),
        [Column(_("收文人")), Column(_("送达日期")), Column(_("签收时间"))],
        [[row.official.name, row.told_on, row.received_at or Pill(_("未签收"), "amber")] for row in rows],
    )


def _acts(user: Any, found: Paper, draft: Draft | None, today: date) -> Iterator[Action]:
    receipt = selectors.receipt_of(found, user)
    void = hasattr(found, "void")
    if receipt and receipt.received_at is None and not void:
        yield Action(_("签收"), reverse("documents:receive", args=[found.pk]), kind="primary", token=new_token())
    may_write = not reason_against(check_can_write, user, found.scope)
    if draft and draft.state == DraftState.SIGNED and may_write:
        yield Action(_("印发"), reverse("documents:move", args=[draft.pk, "issue"]), method="get", kind="primary")
    if may_write and not void:
        yield Action(_("起草更正"), reverse("documents:correct", args=[found.pk]), method="get")
    if void and may_write and not rules.is_voided(found):
        yield Action(_("重新起草"), reverse("documents:redo", args=[found.pk]), method="get", kind="primary")
    if not void and not reason_against(check_can_void, user, found, today):
        yield Action(_("作废"), reverse("documents:void_paper", args=[found.pk]), method="get", kind="danger")


#: The states by which each of the two lists is filtered.
OF_DRAFTS = tuple(state for state in DraftState if state not in NUMBERED)
