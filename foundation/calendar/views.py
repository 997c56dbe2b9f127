"""The desk's pages on working days: the years, one year, entering one."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.calendar import counting, notices, rules, selectors, services
from foundation.calendar.days import Calendar, Mark
from foundation.calendar.forms import YearForm
from foundation.calendar.models import Arrangement
from foundation.calendar.months import months_of
from foundation.calendar.permissions import check_can_fill, reason_against_filling
from foundation.calendar.plausibility import doubts
from foundation.calendar.states import FIRST_YEAR, LAST_YEAR, Kind, Standing
from foundation.calendar.words import break_in_words, day_in_words
from foundation.violations import refuse_on
from foundation.web.acting import Look, bind, by
from foundation.web.components import Action, Column, Link, Pill, Row, Table, Tone
from foundation.web.doors import desk_page

TONES: dict[str, Tone] = {Standing.SUPPLIED: "blue", Standing.CONFIRMED: "green", Standing.EXPECTED: "amber"}


def _way(*further: Link) -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk")), *further]


def _to_years() -> Link:
    return Link(_("工作日历"), reverse("calendar:years"))


def _pill(arrangement: Arrangement | None) -> Pill:
    if arrangement is None:
        return Pill(_("缺"), "red")
    return Pill(str(arrangement.get_standing_display()), TONES[arrangement.standing])


def _name(year: int) -> str:
    return _("%(year)d年") % {"year": year}


# Reading -------------------------------------------------------------------------------------------


@require_safe
@desk_page
def years(request: HttpRequest) -> HttpResponse:
    """Every year, how sure it is, and on what ground; what is needed and missing stands above."""
    today = timezone.localdate()
    gaps = selectors.gaps(today)
    found: dict[int, Arrangement | None] = dict.fromkeys([today.year + 1, today.year])
    found.update((each.year, each) for each in selectors.current_arrangements())
    rows = [
        [
            Link(_name(year), reverse("calendar:year", args=[year])),
            _pill(each),
            each.source if each else "",
            timezone.localdate(each.entered_at) if each else None,
        ]
        for year, each in sorted(found.items(), reverse=True)
    ]
    context = {
        "breadcrumbs": _way(),
        "gaps": [_warning(gap) for gap in gaps],
        "actions": _actions(request, [gap.year for gap in gaps]),
        "table": Table(
            _("各年的放假安排"), [Column(_("年份")), Column(_("状态")), Column(_("依据")), Column(_("录入日期"))], rows
        ),
    }
    return render(request, "calendar/years.html", context)


def _warning(gap: selectors.Gap) -> str:
    if gap.expected:
        text = _("%(year)d年的放假安排还是暂定的。请县委办、县政府办在国务院办公厅的通知印发以后核对录入。")
    else:
        text = _(
            "%(year)d年的放假安排还没有录入，涉及这一年的期限只按周六、周日计算，标为暂定。"
            "国务院办公厅通常在前一年11月公布，请县委办、县政府办在公布以后录入。"
        )
    return text % {"year": gap.year}


def _actions(request: HttpRequest, wanted: list[int]) -> list[Action]:
    """For whoever may enter years. The others read who may in the warning."""
    if reason_against_filling(request.user):
        return []
    return [
        Action(_("录入%(year)s") % {"year": _name(year)}, reverse("calendar:edit", args=[year]), "get", "primary")
        for year in wanted
    ]


@require_safe
@desk_page
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """Twelve months, the breaks in words, and the notice that they come from."""
    _existing(year)
    today = timezone.localdate()
    arrangement = selectors.arrangement_of(year)
    marks = selectors.marks_of(arrangement)
    rows = [Row(_("状态"), _pill(arrangement))]
    if arrangement is not None:
        rows += [
            Row(_("依据"), arrangement.source),
            Row(_("录入日期"), timezone.localdate(arrangement.entered_at)),
            *_days(marks, year),
        ]
    context = {
        "breadcrumbs": _way(_to_years()),
        "title": _("%(year)d年放假安排") % {"year": year},
        "missing": arrangement is None,
        "rows": rows,
        "actions": _year_actions(request, year, today),
        "months": months_of(year, selectors.marks_within(year), today),
    }
    return render(request, "calendar/year.html", context)


def _days(marks: list[Mark], year: int) -> list[Row]:
    return [
        Row(_("放假"), [break_in_words(each, year) for each in selectors.breaks_of(marks, Kind.HOLIDAY)]),
        Row(_("调休上班"), "、".join(day_in_words(mark.day, year) for mark in marks if mark.kind == Kind.MAKE_UP)),
    ]


def _year_actions(request: HttpRequest, year: int, today: date) -> list[Action]:
    if reason_against_filling(request.user):
        return []
    against = rules.year_can_be_entered(year, today)
    url = reverse("calendar:edit", args=[year])
    return [
        Action(_("录入或修改"), url, method="get", allowed=against is None, reason=against.message if against else "")
    ]


def _existing(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404


# Entering ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def edit(request: HttpRequest, year: int) -> HttpResponse:
    """The notice, typed or pasted; then what it changes, and what looks odd; then it holds."""
    _existing(year)
    check_can_fill(request.user)
    refuse_on(rules.year_can_be_entered(year, timezone.localdate()))
    before, calendar = selectors.arrangement_of(year), counting.calendar()
    form = YearForm(year, request.POST or None, initial=_initial(year, before))
    back = reverse("calendar:year", args=[year])

    def work() -> Arrangement:
        return services.fill_year(
            year=year,
            marks=form.marks(),
            source=form.cleaned_data["source"],
            confirmed=form.cleaned_data["confirmed"],
            replaces=form.cleaned_data["replaces"],
            **by(request),
        )

    title = _("录入%(year)d年放假安排") % {"year": year}
    context = {"title": title, "back": back, "breadcrumbs": _way(_to_years(), Link(_name(year), back))}
    return bind(
        request,
        form,
        template="calendar/edit.html",
        context=context,
        work=work,
        look=lambda fresh: _look(fresh, calendar),
        target=lambda _fresh: back,
        done=_("%(year)d年的放假安排已保存。") % {"year": year},
    )


def _initial(year: int, before: Arrangement | None) -> dict[str, object]:
    """What holds now, to be corrected. Where nobody has read the notice yet, its title is asked."""
    if before is None:
        return {"replaces": 0}
    marks = selectors.marks_of(before)
    return {
        "replaces": before.number,
        "source": "" if before.standing == Standing.SUPPLIED else before.source,
        "holidays": notices.written(marks, year=year, kind=Kind.HOLIDAY),
        "make_up": notices.written(marks, year=year, kind=Kind.MAKE_UP),
        "confirmed": before.standing == Standing.CONFIRMED,
    }


def _look(fresh: Arrangement, before: Calendar) -> Look:
    """Asked while the new arrangement is in the database, and is about to be taken back."""
    year, marks, after = fresh.year, selectors.marks_of(fresh), counting.calendar()
    first, last = date(year, 1, 1), date(year, 12, 31)
    worked = after.working_days_between(first - timedelta(days=1), last)
    rested = (last - first).days + 1 - worked
    rows = [
        Row(_("依据"), fresh.source),
        Row(_("状态"), _pill(fresh)),
        *_days(marks, year),
        Row(_("全年"), _("休息%(rested)d天，工作%(worked)d天") % {"rested": rested, "worked": worked}),
        Row(_("工作日改为休息"), _changed(year, before, after)),
        Row(_("休息日改为上班"), _changed(year, after, before)),
    ]
    if odd := doubts(marks, year=year, today=timezone.localdate()):
        rows.append(Row(_("请再核对"), odd))
    return Look(
        title=_("核对%(year)d年放假安排") % {"year": year},
        rows=rows,
        binding=_("确认以后，全县的期限都按这份安排计算，暂定的期限重新计算。原来的安排保留备查。"),
        submit=_("确认录入"),
    )


def _changed(year: int, worked: Calendar, not_worked: Calendar) -> str:
    """The days that are worked by the one and not by the other; a notice reaches back into December."""
    day, found = date(year - 1, 12, 1), []
    while day.year <= year:
        if worked.is_working_day(day) and not not_worked.is_working_day(day):
            found.append(day_in_words(day, year))
        day += timedelta(days=1)
    return "、".join(found)
