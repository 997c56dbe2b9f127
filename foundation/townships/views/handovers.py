"""The desk's pages on what somebody hands over when he leaves (E06)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import refs
from foundation.refs import Ref
from foundation.townships import rules, services
from foundation.townships.doors import people_page
from foundation.townships.forms.people import CompleteForm, ReceiveForm, titles_of
from foundation.townships.models import HandOver, HandOverLine
from foundation.townships.permissions import check_can_hand_over, check_may, reason_against_handing_over
from foundation.townships.selectors import people as selectors_people
from foundation.townships.states import Capability
from foundation.townships.views.people import may_list_hand_overs, to_unit, user_of, visible_unit, way
from foundation.web.acting import Look, bind, by
from foundation.web.components import Action, Column, Link, Pill, Row, Table, Task
from foundation.web.templatetags.sunlit import day as written


@require_safe
@people_page
def hand_overs(request: HttpRequest, code: str) -> HttpResponse:
    """Who has left a unit with something to hand over, and how far that is."""
    division = visible_unit(request, code)
    if not may_list_hand_overs(user_of(request), division):
        check_may(request.user, Capability.VIEW_DECISIONS, division.scope)
    rows = list(selectors_people.hand_overs_of(request.user, division))
    context = {"division": division, "table": _list(rows), "breadcrumbs": way(to_unit(division))}
    return render(request, "townships/hand_overs.html", context)


def _list(rows: list[HandOver]) -> Table:
    columns = [Column(_("离任人员")), Column(_("职务")), Column(_("离任日期")), Column(_("已接收"), number=True)]
    return Table(
        _("离任交接"),
        [*columns, Column(_("监交人")), Column(_("状态"))],
        [
            [
                Link(row.tenure.official.name, reverse("people:hand_over", args=[row.pk])),
                row.tenure.title,
                row.day,
                f"{row.lines_received} / {row.lines_in_all}",  # type: ignore[attr-defined]
                row.witness,
                pill_of(row),
            ]
            for row in rows
        ],
        empty=_("没有离任交接。有未办结事项的人员离任时，这里自动列出。"),
    )


def pill_of(row: HandOver) -> Pill:
    return Pill(_("已完成"), "green") if row.completed_on else Pill(_("未完成"), "amber")


def name_of(row: HandOver) -> str:
    return _("%(name)s离任交接") % {"name": row.tenure.official.name}


# One hand-over -----------------------------------------------------------------------------------


@require_safe
@people_page
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Every matter and who has received it; on paper, the list that the three sign."""
    found = _readable(request, pk)
    lines = selectors_people.lines_of(found)
    against = reason_against_handing_over(request.user, found)
    context = {
        "hand_over": found,
        "title": name_of(found),
        "pill": pill_of(found),
        "rows": _about(found),
        "tasks": [_task(line, against) for line in lines],
        "table": _printed(lines),
        "action": _complete(found, against),
        "breadcrumbs": _way(found),
    }
    return render(request, "townships/hand_over.html", context)


def _readable(request: HttpRequest, pk: int) -> HandOver:
    return get_object_or_404(selectors_people.readable_hand_overs(request.user), pk=pk)


def _way(found: HandOver, *further: Link) -> list[Link]:
    division = found.tenure.post.division
    here = Link(_("离任交接"), reverse("people:hand_overs", args=[division.code]))
    return way(to_unit(division), here, *further)


def _to(found: HandOver) -> Link:
    return Link(name_of(found), reverse("people:hand_over", args=[found.pk]))


def _about(found: HandOver) -> list[Row]:
    return [
        Row(_("移交人"), found.tenure.official.name),
        Row(_("单位"), found.tenure.post.division.name),
        Row(_("职务"), found.tenure.title),
        Row(_("离任日期"), found.day),
        Row(_("监交人"), found.witness),
        Row(_("完成日期"), found.completed_on),
    ]


def _task(line: HandOverLine, against: str) -> Task:
    due = _("期限 %(due)s") % {"due": written(line.due)} if line.due else ""
    hint = " · ".join(part for part in (line.duty, due) if part)
    if line.receiver is None:
        url = "" if against else reverse("people:receive", args=[line.pk])
        return Task(line.title, url, Pill(_("待接收"), "amber"), hint)
    received = _("%(day)s %(name)s接收") % {"day": written(line.received_on), "name": line.receiver.name}
    return Task(line.title, "", Pill(_("已接收"), "green"), " · ".join([hint, received, *filter(None, [line.note])]))


def _printed(lines: list[HandOverLine]) -> Table:
    columns = [Column(_("事项")), Column(_("承担的工作")), Column(_("期限")), Column(_("接收人"))]
    return Table(
        _("移交清单"),
        [*columns, Column(_("接收日期")), Column(_("说明"))],
        [
            [line.title, line.duty, line.due, line.receiver and line.receiver.name, line.received_on, line.note]
            for line in lines
        ],
    )


def _complete(found: HandOver, against: str) -> Action | None:
    """Nothing to press when all is done; closed with its reason while something is missing."""
    if found.completed_on:
        return None
    missing = rules.every_line_received(found)
    why = against or (missing.message if missing else "")
    url = reverse("people:complete", args=[found.pk])
    return Action(_("完成交接"), url, method="get", kind="primary", allowed=not why, reason=why)


# Acting ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes over one matter."""
    rows = HandOverLine.objects.filter(hand_over__in=selectors_people.readable_hand_overs(request.user).values("pk"))
    related = ("receiver", "hand_over__tenure__official", "hand_over__tenure__post__division")
    line = get_object_or_404(rows.select_related(*related), pk=pk)
    found = line.hand_over
    check_can_hand_over(request.user, found)
    today = timezone.localdate()
    people = selectors_people.people_in(selectors_people.taken_over_by(found.tenure.post.division, today), today)
    form = ReceiveForm(people.exclude(pk=found.tenure.official_id), request.POST or None)

    def work() -> HandOverLine:
        answers = form.cleaned_data
        return services.receive_line(line=line, receiver=answers["receiver"], note=answers["note"], **by(request))

    return bind(
        request,
        form,
        template="townships/receive.html",
        context={
            "line": line,
            "rows": _of_line(line),
            "link": refs.link_for(Ref.parse(line.ref), request.user),
            "settled": rules.line_is_open(line),
            "breadcrumbs": _way(found, _to(found)),
            "back": _to(found).url,
        },
        work=work,
        look=lambda received: _receiving(received, form.cleaned_data["receiver"]),
        target=lambda _line: _to(found).url,
        done=_("已登记接收。"),
    )


def _of_line(line: HandOverLine) -> list[Row]:
    return [
        Row(_("移交人"), line.hand_over.tenure.official.name),
        Row(_("承担的工作"), line.duty),
        Row(_("期限"), line.due),
    ]


def _receiving(line: HandOverLine, receiver: Any) -> Look:
    return Look(
        title=_("核对接收"),
        rows=[
            Row(_("事项"), line.title),
            *_of_line(line),
            Row(_("接收人"), f"{receiver.name}（{titles_of(receiver)}）"),
            Row(_("说明"), line.note),
        ],
        binding=_("登记后接收人不能修改。事项没有办结以前，列在接收人的工作台上。"),
        submit=_("登记接收"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """All is received: the witness is named, and the hand-over is closed."""
    found = _readable(request, pk)
    check_can_hand_over(request.user, found)
    form = CompleteForm(request.POST or None)

    def work() -> HandOver:
        return services.complete_hand_over(hand_over=found, witness=form.cleaned_data["witness"], **by(request))

    return bind(
        request,
        form,
        template="townships/complete.html",
        context={
            "title": name_of(found),
            "settled": rules.hand_over_is_open(found) or rules.every_line_received(found),
            "breadcrumbs": _way(found, _to(found)),
            "back": _to(found).url,
        },
        work=work,
        look=_completing,
        target=lambda done: _to(done).url,
        done=_("离任交接已完成。"),
    )


def _completing(found: HandOver) -> Look:
    lines = selectors_people.lines_of(found)
    received = [
        _("%(title)s：%(name)s") % {"title": line.title, "name": line.receiver.name} for line in lines if line.receiver
    ]
    return Look(
        title=_("核对离任交接"),
        rows=[*_about(found), Row(_("接收情况"), received)],
        binding=_("完成后不能再改。完成的移交清单可以打印，由移交人、接收人、监交人签字存档。"),
        submit=_("完成交接"),
    )
