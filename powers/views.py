"""集体决策目录 on the desk: read by all staff of a unit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.townships.doors import people_page
from foundation.townships.models import Division, User
from foundation.townships.states import Capability, Level
from foundation.web.components import Action, Column, Event, Link, Pill, Row, Table
from foundation.web.tokens import new_token
from powers import selectors, words
from powers.models import Directory, DirectoryEntry
from powers.permissions import can_keep, can_lodge
from powers.states import DirectoryState


def user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def way(*more: Link) -> list[Link]:
    home = Link(_("我的工作"), reverse("web:desk"))
    return [home, Link(_("集体决策目录"), reverse("powers:directories")), *more]


def to_directory(directory: Directory) -> str:
    return reverse("powers:directory", args=[directory.pk])


def link_to(directory: Directory) -> Link:
    return Link(str(directory), to_directory(directory))


@require_safe
@people_page
def directories(request: HttpRequest) -> HttpResponse:
    """Every version that somebody may read, what holds first."""
    return render(request, "powers/directories.html", directories_page(user_of(request)))


def directories_page(user: User) -> dict[str, Any]:
    rows = list(selectors.visible_directories(user).order_by("township", "division__code", "-number"))
    return {
        "breadcrumbs": way()[:1],
        "table": _versions(rows),
        "actions": [*_drafts(user, rows), *_overview(user)],
    }


def _versions(rows: list[Directory]) -> Table:
    columns = [
        Column(_("目录")),
        Column(_("状态")),
        Column(_("施行日期")),
        Column(_("失效日期")),
        Column(_("报备日期")),
    ]
    return Table(
        _("目录的版本"),
        columns,
        [[link_to(row), words.state_pill(row), row.start, row.end, row.lodged_on] for row in rows],
        empty=_("还没有目录。请联系县委办、县政府办先登记范本。"),
    )


def _drafts(user: User, rows: list[Directory]) -> list[Action]:
    """A new version of one's own, where none is open."""
    holding = user.holdings.get(Capability.KEEP_RULES)
    if holding is None:
        return []
    today = timezone.localdate()
    units = Division.objects.on(today).filter(level__in=[Level.COUNTY, Level.TOWNSHIP]).order_by("code")
    own = [unit for unit in units.filter(county__in=_counties(holding)) if can_keep(user, unit)]
    open_ones = {row.division_id for row in rows if row.is_draft}
    return [
        Action(
            _("起草%(unit)s新的一版") % {"unit": unit.name},
            reverse("powers:draft", args=[unit.code]),
            kind="primary",
            token=new_token(),
        )
        for unit in own
        if unit.pk not in open_ones
    ]


def _counties(holding: Any) -> list[str]:
    return sorted({*holding.counties, *(code[:6] for code in holding.townships)})


def _overview(user: User) -> list[Action]:
    """Whoever sees a whole county sees which of its units lack what."""
    holding = user.holdings.get(Capability.VIEW_PEOPLE)
    if holding is None or not holding.counties:
        return []
    return [Action(_("各单位目录情况"), reverse("powers:units"), method="get")]


@require_safe
@people_page
def units(request: HttpRequest) -> HttpResponse:
    """The county's page: by which version each unit works, and what that lacks of the model."""
    holding = user_of(request).holdings[Capability.VIEW_PEOPLE]
    if not holding.counties:
        raise Http404(_("这一页供县级部门查看。请从“集体决策目录”打开本单位的目录。"))
    today = timezone.localdate()
    lines = [line for county in sorted(holding.counties) for line in selectors.units_of(county, today)]
    columns = [Column(_("单位")), Column(_("现行目录")), Column(_("事项数"), number=True), Column(_("与县里范本相比"))]
    table = Table(
        _("各单位目录情况"),
        [*columns, Column(_("正在起草"))],
        [[line.unit.name, _working_by(line), line.entries, _lacks(line), _draft_of(line)] for line in lines],
        empty=_("本县还没有单位。"),
    )
    return render(request, "powers/units.html", {"breadcrumbs": way(), "table": table})


def _working_by(line: selectors.UnitLine) -> Any:
    if line.directory is None:
        return _("县级范本")
    label = _("第%(number)d版") % {"number": line.directory.number}
    return [Link(label, to_directory(line.directory)), words.state_pill(line.directory)]


def _lacks(line: selectors.UnitLine) -> Any:
    return list(line.problems) if line.problems else Pill(_("没有缺漏"), "green")


def _draft_of(line: selectors.UnitLine) -> Any:
    return Link(_("第%(number)d版") % {"number": line.draft.number}, to_directory(line.draft)) if line.draft else ""


@require_safe
@people_page
def directory(request: HttpRequest, pk: int) -> HttpResponse:
    found = directory_or_404(request, pk)
    return render(request, "powers/directory.html", directory_page(user_of(request), found))


def directory_page(user: User, found: Directory) -> dict[str, Any]:
    today = timezone.localdate()
    entries = selectors.entries_of(found)
    sums = words.sums_of(entries, found, today)
    classes: dict[str, list[DirectoryEntry]] = {}
    for each in entries:
        classes.setdefault(f"{each.kind.position}. {each.kind.name}", []).append(each)
    return {
        "directory": found,
        "breadcrumbs": way(),
        "pill": words.state_pill(found),
        "rows": _about(found, len(entries), len(classes)),
        "problems": selectors.problems_of(found, max(today, found.start or today)),
        "notes": [Event(note.text, note.at, str(note.actor)) for note in selectors.notes_of(found)],
        "tables": [_entries(name, rows, sums) for name, rows in classes.items()],
        "actions": _actions(user, found),
    }


def directory_or_404(request: HttpRequest, pk: int) -> Directory:
    return get_object_or_404(selectors.visible_directories(user_of(request)), pk=pk)


def entry_or_404(request: HttpRequest, pk: int) -> DirectoryEntry:
    return get_object_or_404(selectors.visible_entries(user_of(request)), pk=pk)


def _about(found: Directory, entries: int, classes: int) -> list[Row]:
    rows = [
        Row(_("单位"), found.division.name),
        Row(_("内容"), _("%(classes)d 大类 %(entries)d 项") % {"classes": classes, "entries": entries}),
        Row(_("起草日期"), found.drafted_on),
    ]
    if found.is_draft:
        return rows
    rows += [Row(_("由哪次会议通过"), found.adopted_by), Row(_("施行日期"), found.start)]
    if found.end:
        rows.append(Row(_("失效日期"), found.end))
    if not found.is_countys:
        rows.append(Row(_("报备日期"), found.lodged_on or _("还没有报备")))
    return rows


def _entries(name: str, rows: list[DirectoryEntry], sums: dict[str, Any]) -> Table:
    columns = [_("事项"), _("依次决定的组织"), _("金额起点"), _("会前程序"), _("会上和会后")]
    return Table(
        name,
        [Column(each) for each in columns],
        [
            [
                Link(row.name, reverse("powers:entry", args=[row.pk])),
                words.bodies(row.bodies),
                words.threshold(row, sums.get(row.threshold)),
                words.steps(row.asked),
                "、".join(words.flags(row)),
            ]
            for row in rows
        ],
    )


def _actions(user: User, found: Directory) -> list[Action]:
    if found.is_draft and can_keep(user, found.division):
        return [
            Action(_("登记通过"), reverse("powers:adopt", args=[found.pk]), method="get", kind="primary"),
            Action(_("增加事项"), reverse("powers:add", args=[found.pk]), method="get"),
        ]
    if not can_lodge(user, found) or found.is_draft:
        return []
    note = Action(_("提出意见"), reverse("powers:note", args=[found.pk]), method="get")
    if found.state == DirectoryState.LODGED:
        return [note]
    lodge = reverse("powers:lodge", args=[found.pk])
    return [Action(_("收到报备"), lodge, kind="primary", token=new_token()), note]


@require_safe
@people_page
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: what it needs in this unit today, and by which number."""
    found = entry_or_404(request, pk)
    unit = found.directory.division
    sums = words.sums_of([found], found.directory, timezone.localdate())
    value = sums.get(found.threshold)
    rows = [
        Row(_("大类"), found.kind.name),
        Row(_("类别"), found.category.label),
        Row(_("依次决定的组织"), words.bodies(found.bodies)),
        Row(_("金额起点"), words.threshold(found, value)),
    ]
    if value is not None:
        rows += [
            Row(_("金额的依据"), f"{value.title}；{value.basis}"),
            Row(_("未达到起点的"), _("简易程序，由%(body)s办理") % {"body": words.bodies([found.light_body])}),
        ]
    rows += [
        Row(_("会前程序"), words.steps(found.asked)),
        Row(_("会上和会后"), "、".join(words.flags(found)) or _("无")),
        Row(_("依据"), words.basis(found)),
    ]
    context = {
        "entry": found,
        "breadcrumbs": way(link_to(found.directory)),
        "rows": rows,
        "actions": _entry_actions(user_of(request), found, unit),
    }
    return render(request, "powers/entry.html", context)


def _entry_actions(user: User, found: DirectoryEntry, unit: Division) -> list[Action]:
    if not found.directory.is_draft or found.dropped or not can_keep(user, unit):
        return []
    drop = reverse("powers:drop", args=[found.pk])
    return [
        Action(_("修改"), reverse("powers:change", args=[found.pk]), method="get", kind="primary"),
        Action(_("删去这一项"), drop, kind="danger", token=new_token()),
    ]
