"""The desk's pages on findings: what waits, all of them, one of them, how many each unit has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation import house_rules
from foundation.refs import Ref, link_for, title_of
from foundation.rulebook.forms.findings import FilterForm
from foundation.rulebook.models import Finding, FindingEvidence, FindingNote
from foundation.rulebook.permissions import check_may_read_findings
from foundation.rulebook.registry import basis_in_words
from foundation.rulebook.selectors import findings as selectors
from foundation.rulebook.states import NoteKind
from foundation.rulebook.views.steps import actions_for
from foundation.rulebook.views.words import (
    finding_or_404,
    late_pill,
    severity_pill,
    state_pill,
    until,
    user_of,
    way,
)
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.components import Column, Event, Link, Row, Table
from foundation.web.doors import desk_page
from foundation.web.templatetags.sunlit import day as written

#: A list of what one person still has to do is no archive; whoever has more starts with these.
MOST = 100


@require_safe
@desk_page
def findings(request: HttpRequest) -> HttpResponse:
    """What waits for this person, then all that he may read, newest first."""
    check_may_read_findings(request.user)
    user, today = user_of(request), timezone.localdate()
    form = FilterForm(selectors.townships_read(user), request.GET)
    if not form.is_valid():
        raise Http404(_("没有这样的筛选条件，请从第一页重新选择。"))
    chosen, before = form.chosen(), request.GET.get("before", "")
    try:
        page = selectors.findings_page(user, chosen, before)
    except ObjectDoesNotExist as error:
        raise Http404(_("列表里没有这一条，请从第一页重新查看。")) from error
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    first = not (before or kept)
    context = {
        "waiting": _table(_("等我办理"), selectors.waiting_for(user, today)[:MOST], today) if first else None,
        "acts": user.may(Capability.ANSWER_FINDINGS) or user.may(Capability.JUDGE_FINDINGS),
        "table": _table(_("全部问题"), page.rows, today, empty=_("没有符合条件的问题。")),
        "filters": form,
        "judges": user.may(Capability.JUDGE_FINDINGS),
        "newer": f"?{urlencode(kept)}" if before else "",
        "older": f"?{urlencode({**kept, 'before': page.older})}" if page.older else "",
    }
    return render(request, "rulebook/findings.html", context)


@require_safe
@desk_page
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what it says and on what ground, what proves it, what has been said about it, what may follow."""
    found = finding_or_404(request, pk)
    today = timezone.localdate()
    pills = [severity_pill(found.severity), state_pill(found), late_pill(found, today)]
    context = {
        "finding": found,
        "breadcrumbs": way(),
        "pills": [pill for pill in pills if pill],
        "place": found.place,
        "rows": list(_about(found, user_of(request))),
        "actions": actions_for(user_of(request), found, today),
        "events": list(_events(found)),
    }
    return render(request, "rulebook/finding.html", context)


@require_safe
@desk_page
def units(request: HttpRequest) -> HttpResponse:
    """For the county: how many findings each unit has. Only what is confirmed counts."""
    check_may(request.user, Capability.JUDGE_FINDINGS)
    columns = [_("核定成立"), _("其中未办结"), _("待答复"), _("逾期未答复"), _("待核定"), _("不成立")]
    here = reverse("findings:findings")
    table = Table(
        _("各乡镇问题数"),
        [Column(_("乡镇")), *(Column(label, number=True) for label in columns)],
        [
            [
                Link(each.division.name, f"{here}?{urlencode({'unit': each.division.code})}"),
                *[each.counted, each.unclosed, each.raised, each.late, each.answered, each.rejected],
            ]
            for each in selectors.counts_by_unit(user_of(request), timezone.localdate())
        ],
        empty=_("没有您负责的乡镇。"),
    )
    return render(request, "rulebook/units.html", {"table": table, "breadcrumbs": way()})


# Lists -------------------------------------------------------------------------------------------


def _table(caption: str, rows: Iterable[Finding], today: date, *, empty: str = "") -> Table:
    columns = [_("问题"), _("单位"), _("严重程度"), _("提出日期"), _("答复期限"), _("状态")]
    return Table(
        caption,
        [Column(label) for label in columns],
        [
            [
                Link(row.title, row.get_absolute_url()),
                row.place,
                severity_pill(row.severity),
                timezone.localdate(row.raised_at),
                _("%s（暂定）") % written(row.answer_until) if row.answer_provisional else row.answer_until,
                [pill for pill in (state_pill(row), late_pill(row, today)) if pill],
            ]
            for row in rows
        ],
        empty=empty or _("现在没有等您办理的问题。"),
    )


# One finding -------------------------------------------------------------------------------------


def _about(found: Finding, user: User) -> Iterator[Row]:
    rule = house_rules.rule_of(found.rule)
    by = found.raised_by_official.name if found.raised_by_official else _("系统按记录提出")
    until_day = written(found.answer_until)
    yield Row(_("单位"), found.place)
    yield Row(_("规则"), f"{found.title}（{found.rule}）")
    yield Row(_("依据"), basis_in_words(rule) if rule else "")
    yield Row(_("提出"), by)
    yield Row(_("提出时间"), found.raised_at)
    yield Row(_("答复期限"), f"{until_day}（{until(found)}）" if until(found) else until_day)
    evidence: dict[int | None, list[FindingEvidence]] = {}
    for each in found.evidence.all():
        evidence.setdefault(each.note_id, []).append(each)
    yield Row(_("证据"), _links(evidence.get(None, []), user) + _paper(found.paper))
    for note in found.notes_in_order:
        if note.kind == NoteKind.RECTIFY:
            label = _("%(day)s整改的证据") % {"day": written(note.at)}
            yield Row(label, _links(evidence.get(note.pk, []), user) + _paper(note.paper))


def _links(rows: list[FindingEvidence], user: User) -> list[Any]:
    """Whoever may not open a row is told that there is one, not what it is called."""
    return [_link(each.as_ref, user) for each in rows]


def _link(ref: Ref, user: User) -> Any:
    url = link_for(ref, user)
    return Link(title_of(ref), url) if url else _("一条您无权查看的记录")


def _paper(paper: str) -> list[Any]:
    return [_("纸质材料：%s") % paper] if paper else []


def _events(found: Finding) -> Iterator[Event]:
    """What has happened, as the unit and the county both read it."""
    who = found.raised_by_official.name if found.raised_by_official else _("系统")
    yield Event(_("提出问题"), found.raised_at, who)
    for note in found.notes_in_order:
        yield Event(note.get_kind_display(), note.at, _who(note), _said(note))


def _who(note: FindingNote) -> str:
    return note.official.name if note.official else _("系统")


def _said(note: FindingNote) -> str:
    if note.kind == NoteKind.NO_LONGER:
        return _("再次检查时，记录已不再显示这一情形。提出时的情形没有改变，由县里核定。")
    return note.text
