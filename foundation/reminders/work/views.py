"""The desk's pages on one's own deadlines."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.calendar.counting import calendar
from foundation.calendar.selectors import marks_within
from foundation.calendar.states import FIRST_YEAR, LAST_YEAR
from foundation.reminders.work import month as months
from foundation.reminders.work import selectors
from foundation.reminders.work.forms import FilterForm
from foundation.reminders.work.shown import Line, Shown, grouped
from foundation.townships.models import User
from foundation.townships.states import Capability
from foundation.web.components import Link
from foundation.web.doors import desk_page
from foundation.web.events import Visit


def tabs_of(today: date, user: User) -> list[Link]:
    """The two ways to look at deadlines, and what comes round where somebody sees a township."""
    held = user.holdings.get(Capability.VIEW_PEOPLE)
    sees = held is not None and bool(held.counties or held.townships)
    return [
        Link(_("清单"), reverse("deadlines:work")),
        Link(_("月历"), reverse("deadlines:month", args=[months.written(today)])),
        *([Link(_("周期性工作"), reverse("duties:list"))] if sees else []),
    ]


@require_safe
@desk_page
def work(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the user, the longest overdue first."""
    user, today, here = _user_of(request), timezone.localdate(), reverse("deadlines:work")
    form = FilterForm(selectors.rules_of(user), request.GET or None)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    after = request.GET.get("after", "")
    try:
        page = selectors.deadline_page(user, after=after, **chosen)
    except ObjectDoesNotExist:
        # The last line of the page before has been done meanwhile.
        return redirect(_address(here, chosen))
    context = {
        "breadcrumbs": [Link(_("我的工作"), reverse("web:desk"))],
        "tabs": tabs_of(today, user),
        "here": here,
        "filters": form,
        "filtered": bool(chosen),
        "panels": grouped(page.rows, Visit(user, today)),
        "first": _address(here, chosen) if after else "",
        "next": _address(here, {**chosen, "after": page.older}) if page.older else "",
    }
    return render(request, "reminders/work.html", context)


def _address(here: str, query: dict[str, Any]) -> str:
    return f"{here}?{urlencode(query)}" if query else here


@require_safe
@desk_page
def month(request: HttpRequest, month: str) -> HttpResponse:
    """A month, which days of it are worked, and what is due on them."""
    user, today, first = _user_of(request), timezone.localdate(), _first_of(month)
    tabs = tabs_of(today, user)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    rows = selectors.deadlines_between(user, first, last)
    shown = Shown(rows, Visit(user, today))
    lines: dict[date, list[Line]] = {}
    for row in rows:
        lines.setdefault(row.due, []).append(shown.line(row))
    counts = {row.due: row.of_day for row in rows}  # type: ignore[attr-defined]
    weeks = months.weeks_of(first, marks_within(first.year), lines, counts, today)
    context = {
        "breadcrumbs": [
            Link(_("我的工作"), reverse("web:desk")),
            Link(_("期限"), reverse("deadlines:work")),
        ],
        "tabs": tabs,
        # The tab leads to this month, and is that of every other one too.
        "here": tabs[1].url,
        "title": _("%(year)d年%(month)d月") % {"year": first.year, "month": first.month},
        "weeks": weeks,
        "idle": all(week.idle for week in weeks),
        "count": sum(counts.values()),
        "provisional": not calendar().is_fixed(first, last),
        "previous": _month_url(months.neighbour(first, -1)),
        "next": _month_url(months.neighbour(first, 1)),
    }
    return render(request, "reminders/month.html", context)


def _month_url(written: str) -> str:
    return reverse("deadlines:month", args=[written]) if written else ""


def _first_of(written: str) -> date:
    """Raises `Http404` for what is no month of a year that has a calendar."""
    try:
        first = date.fromisoformat(f"{written}-01")
    except ValueError as error:
        raise Http404 from error
    if not FIRST_YEAR <= first.year <= LAST_YEAR or months.written(first) != written:
        raise Http404
    return first


def _user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
