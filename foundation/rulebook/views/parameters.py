"""The desk's pages on numbers: what holds here, since when, by whose rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.events import Failure
from foundation.rulebook.defaults import AREAS, BEGINNING, DEFAULTS, Default
from foundation.rulebook.events import readers
from foundation.rulebook.forms.parameters import FilterForm
from foundation.rulebook.models import Parameter
from foundation.rulebook.permissions import reason_against_keeping_rules
from foundation.rulebook.selectors import pages
from foundation.rulebook.selectors.pages import Below, Line, Place
from foundation.rulebook.selectors.regulations import backings
from foundation.rulebook.states import Stricter, Target, Unit
from foundation.rulebook.values import Floor, written
from foundation.rulebook.views.behind import articles_behind
from foundation.townships.doors import people_page
from foundation.townships.models import Division, User
from foundation.townships.states import Level
from foundation.web.components import Action, Column, Link, Pill, Row, Table
from foundation.web.templatetags.sunlit import day as said_day


@dataclass(frozen=True)
class Here:
    """Where somebody looks: the place that `?unit=` names among his own, else his own one."""

    user: User
    places: list[Division]
    division: Division
    today: date

    @classmethod
    def of(cls, request: HttpRequest) -> Here:
        """Raises `Http404` for a place outside of his."""
        user: User = request.user  # type: ignore[assignment]
        today = timezone.localdate()
        places = pages.places_of(user, today)
        code = request.GET.get("unit", "")
        found = next((division for division in places if code in ("", division.code)), None)
        if found is None:
            raise Http404
        return cls(user, places, found, today)

    @property
    def place(self) -> Place:
        return pages.place_of(self.division)

    def url(self, name: str, *args: str, **query: str) -> str:
        """A page of this room, of the same place."""
        if self.division != self.places[0]:
            query["unit"] = self.division.code
        return reverse(f"rulebook:{name}", args=args) + (f"?{urlencode(query)}" if query else "")


def default_or_404(code: str) -> Default:
    if code not in DEFAULTS:
        raise Http404
    return DEFAULTS[code]


def way(here: Here, default: Default | None = None) -> list[Link]:
    found = [Link(_("我的工作"), reverse("web:desk")), Link(_("参数"), here.url("parameters"))]
    return [*found, Link(default.title, here.url("parameter", default.code))] if default else found[:1]


# The list ----------------------------------------------------------------------------------------


@require_safe
@people_page
def parameters(request: HttpRequest) -> HttpResponse:
    """Every number by area, as it holds at a place today."""
    here = Here.of(request)
    form = FilterForm(here.places, request.GET or None, initial={"unit": here.division.code})
    asked = form.cleaned_data if form.is_valid() else {}
    q, area = asked.get("q", ""), asked.get("area", "")
    lines = [line for line in pages.lines_at(here.place, here.today) if line.is_about(q)]
    names = pages.names_of({row.level for line in lines for row in [line.today.row, *line.coming]})
    context = {
        "here": here,
        "breadcrumbs": way(here),
        "filter": form,
        "tables": [
            _table(str(name), [line for line in lines if line.default.area == code], names, here)
            for code, name in AREAS.items()
            if area in ("", code) and any(line.default.area == code for line in lines)
        ],
        "filtered": bool(q or area),
    }
    return render(request, "rulebook/parameters.html", context)


def _table(caption: str, lines: Iterable[Line], names: dict[Place, str], here: Here) -> Table:
    columns = [_("参数"), _("现行规定"), _("谁的规定"), _("生效日期"), _("依据"), _("将来的变化")]
    return Table(
        caption,
        [Column(label) for label in columns],
        [
            [
                Link(line.default.title, here.url("parameter", line.default.code)),
                value_of(line),
                owner_of(line, names),
                since(line.today.row.start),
                basis_of(line),
                [_coming(row, names) for row in line.coming],
            ]
            for line in lines
        ],
    )


def value_of(line: Line) -> list[Any] | str:
    value = line.today.value
    return [str(value), Pill(_("按底线"), "amber")] if value.bound_by else str(value)


def owner_of(line: Line, names: dict[Place, str]) -> str:
    """Whose number holds: of the row, or of the floor that stands in its place."""
    bound_by = line.today.value.bound_by
    place: Place = (bound_by.county, bound_by.township, "") if bound_by else line.today.row.level
    return names.get(place) or pages.names_of([place])[place]


def since(start: date) -> str:
    return _("一直适用") if start == BEGINNING else said_day(start)


def basis_of(line: Line) -> Any:
    basis = line.today.value.basis
    return [basis.text, Pill(_("已核对"), "green")] if basis.confirmed else Pill(_("待县确认"), "amber")


def _coming(row: Parameter, names: dict[Place, str]) -> str:
    return _("%(day)s起 %(value)s（%(owner)s）") % {
        "day": said_day(row.start),
        "value": row.as_value(),
        "owner": names[row.level],
    }


# One number --------------------------------------------------------------------------------------


@require_safe
@people_page
def parameter(request: HttpRequest, code: str) -> HttpResponse:
    """What a number is at a place, its past through all levels, what stops it and what reads it."""
    here, default = Here.of(request), default_or_404(code)
    line = pages.line_at(code, here.place, here.today)
    if line is None:
        raise Http404
    history = pages.history_at(code, here.place)
    below = [] if here.place[2] else pages.own_below(code, here.place, here.today)
    behind = backings(here.user, here.today, kind=Target.PARAMETER, code=code)
    names = pages.names_of({row.level for row in [*history, *(each.row for each in below)]})
    context = {
        "here": here,
        "default": default,
        "breadcrumbs": [*way(here), way(here, default)[1]],
        "rows": _summary(line, names),
        "bound": _bound(line, names),
        "actions": _actions(here, line),
        "behind": [each for backing in behind for each in articles_behind(backing, here.today)],
        "readers": [said for said in readers.ask(code) if not isinstance(said, Failure)],
        "history": _history(history, names),
        "below": _below(below, names) if below else None,
    }
    return render(request, "rulebook/parameter.html", context)


def _summary(line: Line, names: dict[Place, str]) -> list[Row]:
    value, default = line.today.value, line.default
    hint = [] if value.basis.confirmed else [Row(_("请核对"), value.basis.text)]
    ways = [] if default.stricter == Stricter.NONE else [Row(_("底线"), floor_said(line.today.floor, names))]
    return [
        Row(_("现行规定"), str(value)),
        Row(_("谁的规定"), owner_of(line, names)),
        Row(_("生效日期"), since(line.today.row.start)),
        Row(_("失效日期"), line.today.row.end or _("长期有效")),
        Row(_("依据"), str(value.basis)),
        *hint,
        Row(_("将来的变化"), [_coming(row, names) for row in line.coming]),
        Row(_("宽严"), default.stricter.label),
        *ways,
        Row(_("代码"), default.code),
    ]


def floor_said(floor: Floor | None, names: dict[Place, str]) -> str:
    """What no level below may go below, and whose floor it is."""
    if floor is None:
        return ""
    owner = names[floor.county, floor.township, ""]
    return _("%(floor)s（%(owner)s）") % {"floor": floor, "owner": owner}


def _bound(line: Line, names: dict[Place, str]) -> str:
    """What happened to a number that was set before a floor above it was raised."""
    row, floor = line.today.row, line.today.value.bound_by
    if floor is None:
        return ""
    return _("%(owner)s设定的是%(own)s，宽于上级现在的底线，现按底线%(floor)s执行。") % {
        "owner": names[row.level],
        "own": row.as_value(),
        "floor": floor,
    }


def _actions(here: Here, line: Line) -> list[Action]:
    """For whoever may not, one closed button says why."""
    against, code = reason_against_keeping_rules(here.user, here.division.scope), line.default.code
    if against:
        return [Action(_("修改"), "", method="get", allowed=False, reason=against)]
    found = [Action(_("修改"), here.url("change", code), method="get", kind="primary")]
    if not line.today.row.confirmed and may_confirm(here, line):
        found.append(Action(_("核对依据"), here.url("confirm", code), method="get"))
    return found


def may_confirm(here: Here, line: Line) -> bool:
    """Whether the basis is this level's to read: its own rule's, or in a county the country's default's."""
    row = line.today.row
    return row.level == here.place or (not row.county and here.division.level == Level.COUNTY)


def _history(rows: Iterable[Parameter], names: dict[Place, str]) -> Table:
    columns = [_("谁的规定"), _("规定"), _("底线"), _("生效日期"), _("失效日期"), _("依据")]
    return Table(
        _("历次规定"),
        [Column(label) for label in columns],
        [
            [
                names[row.level],
                str(row.as_value()),
                written(row.floor, Unit(row.unit)) if row.floor else "",
                since(row.start),
                row.end,
                row.basis if row.confirmed else Pill(_("待县确认"), "amber"),
            ]
            for row in rows
        ],
    )


def _below(found: Iterable[Below], names: dict[Place, str]) -> Table:
    columns = [_("单位"), _("自己的规定"), _("生效日期"), _("失效日期"), _("实际执行")]
    return Table(
        _("下级自己的规定"),
        [Column(label) for label in columns],
        [
            [
                names[each.row.level],
                str(each.row.as_value()),
                each.row.start,
                each.row.end,
                [str(each.then.value), Pill(_("按底线"), "amber")] if each.bound else str(each.then.value),
            ]
            for each in found
        ],
    )
