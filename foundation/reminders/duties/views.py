"""The desk's pages on what comes round: of a unit, one duty in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.calendar.counting import calendar
from foundation.reminders.duties import rules, selectors
from foundation.reminders.duties.defaults import DUTIES
from foundation.reminders.duties.models import DutyTerm, RecurringDuty
from foundation.reminders.duties.permissions import reason_against_reporting
from foundation.reminders.duties.selectors import Owed
from foundation.reminders.duties.shown import due_rule, proof_of, standing, table_of_reports
from foundation.reminders.duties.terms import named
from foundation.reminders.work.views import tabs_of
from foundation.rulebook.permissions import reason_against_keeping_rules
from foundation.townships.doors import people_page
from foundation.townships.models import Division, User
from foundation.townships.states import Level
from foundation.web.acting import in_short
from foundation.web.components import Action, Column, Link, Row, Table
from foundation.web.tokens import new_token

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Here:
    """Where somebody looks, and on which day."""

    user: User
    unit: Division
    units: list[Division]
    today: date

    @classmethod
    def of(cls, request: HttpRequest, code: str = "") -> Here:
        """The unit of that code, or his own. Raises `Http404` outside of his, and for who sees villages only."""
        user: User = request.user  # type: ignore[assignment]
        today = timezone.localdate()
        units = selectors.units_of(user, today)
        unit = next((each for each in units if code in ("", each.code)), None)
        if unit is None:
            raise Http404(_("没有这个单位，或者不在您的范围内。"))
        return cls(user, unit, units, today)

    @property
    def is_county(self) -> bool:
        return self.unit.level == Level.COUNTY

    @property
    def against(self) -> str:
        """Why he may not say what comes round here."""
        return reason_against_keeping_rules(self.user, self.unit.scope)

    def below(self, duty: RecurringDuty) -> list[Division]:
        """The townships in sight of which a duty asks something."""
        found = [unit for unit in self.units if selectors.applies_to(duty, unit)]
        return found if self.is_county else [unit for unit in found if unit == self.unit]


def way(here: Here, duty: RecurringDuty | None = None) -> list[Link]:
    found = [Link(_("我的工作"), reverse("web:desk")), Link(_("期限"), reverse("deadlines:work"))]
    if duty is None:
        return found
    listed = Link(_("周期性工作"), f"{reverse('duties:list')}?unit={here.unit.code}")
    return [*found, listed, Link(duty.title, to_duty(duty, here.unit))]


def to_duty(duty: RecurringDuty, unit: Division, page: str = "duty") -> str:
    return reverse(f"duties:{page}", args=[duty.pk, unit.code])


# The list ----------------------------------------------------------------------------------------


@require_safe
@people_page
def listed(request: HttpRequest) -> HttpResponse:
    """What a township owes next, or what a county asks of its townships and how many are late."""
    here = Here.of(request, request.GET.get("unit", ""))
    duties = selectors.duties_at(here.unit)
    units = [unit for unit in here.units if unit.level == Level.TOWNSHIP] if here.is_county else [here.unit]
    lines = selectors.owed(duties, units, here.today)
    current = [line for line in lines if line.term]
    asking = {line.duty.pk for line in current}
    context = {
        "breadcrumbs": way(here)[:1],
        "tabs": tabs_of(here.today, here.user),
        "here": reverse("duties:list"),
        "unit": here.unit,
        "units": here.units if len(here.units) > 1 else [],
        "table": _of_county(duties, current, here) if here.is_county else _of_unit(current, here),
        "ended": _ended([duty for duty in duties if duty.end and duty.pk not in asking], here),
        "actions": _actions(here, duties),
    }
    return render(request, "reminders/duties.html", context)


def _of_unit(lines: list[Owed], here: Here) -> Table:
    days = calendar()
    rows = [
        [
            Link(line.duty.title, to_duty(line.duty, here.unit)),
            named(term.start, term.end),
            term.due,
            standing(term, here.today, days),
            line.duty.get_responsible_display(),
            str(line.basis),
        ]
        for line in sorted(lines, key=lambda line: (line.term.due if line.term else date.max, line.duty.pk))
        if (term := line.term)
    ]
    columns = [_("工作"), _("等待的一期"), _("到期日"), _("状态"), _("由谁办理"), _("依据")]
    empty = _("还没有周期性工作。由县委办、县政府办或者党政办设立。")
    return Table(_("周期性工作"), [Column(label) for label in columns], rows, empty)


def _of_county(duties: list[RecurringDuty], lines: list[Owed], here: Here) -> Table:
    late: dict[int, list[str]] = {}
    asked: dict[int, int] = {}
    for line in lines:
        asked[line.duty.pk] = asked.get(line.duty.pk, 0) + 1
        if line.term and line.term.due < here.today:
            late.setdefault(line.duty.pk, []).append(line.unit.name)
    rows = [
        [
            Link(duty.title, to_duty(duty, here.unit)),
            duty.get_period_display(),
            due_rule(duty),
            duty.get_responsible_display(),
            "、".join(late.get(duty.pk, [])) or _("没有逾期的"),
        ]
        for duty in duties
        if duty.pk in asked
    ]
    columns = [_("工作"), _("周期"), _("什么时候到期"), _("由谁办理"), _("逾期的单位")]
    empty = _("还没有对乡镇的周期性工作。可以接收系统提供的目录，或者逐项设立。")
    return Table(_("全县各乡镇的周期性工作"), [Column(label) for label in columns], rows, empty)


def _ended(duties: list[RecurringDuty], here: Here) -> Table | None:
    rows = [
        [Link(duty.title, to_duty(duty, here.unit)), duty.get_period_display(), duty.start, duty.end] for duty in duties
    ]
    columns = [_("工作"), _("周期"), _("从哪天起要求"), _("到哪天为止")]
    return Table(_("已经停止的"), [Column(label) for label in columns], rows) if rows else None


def _actions(here: Here, duties: list[RecurringDuty]) -> list[Action]:
    if here.against:
        return []
    found = [Action(_("设立周期性工作"), reverse("duties:new", args=[here.unit.code]), "get", "primary")]
    known = {word for duty in duties for word in (duty.code, duty.title)}
    missing = sum(not {each.code, each.title} & known for each in DUTIES)
    if here.is_county and missing:
        label = _("接收系统提供的目录（%(count)d项）") % {"count": missing}
        found.append(Action(label, reverse("duties:take", args=[here.unit.code]), token=new_token()))
    return found


# One duty ----------------------------------------------------------------------------------------


def found_at(request: HttpRequest, pk: int, code: str) -> tuple[Here, RecurringDuty]:
    """A duty as it is in a township, or in its county. Raises `Http404` where it asks nothing."""
    here = Here.of(request, code)
    duty = get_object_or_404(RecurringDuty.objects.filter(county=here.unit.county), pk=pk)
    if not (selectors.applies_to(duty, here.unit) or (here.is_county and not duty.township)):
        raise Http404
    return here, duty


@require_safe
@people_page
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of a reminder: leads to the duty in its unit."""
    found = get_object_or_404(DutyTerm, pk=pk)
    here = Here.of(request, f"{found.township}000")
    return redirect("duties:duty", found.duty_id, here.unit.code)


@require_safe
@people_page
def duty(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What is asked, the period that is owed next, and what was done."""
    here, duty = found_at(request, pk, code)
    lines = selectors.owed([duty], here.below(duty), here.today)
    context = {
        "breadcrumbs": way(here, duty)[:-1],
        "duty": duty,
        "unit": here.unit,
        "rows": _summary(duty, lines, here),
        "actions": _duty_actions(duty, lines, here),
        "table": _townships(lines, here) if here.is_county else _done(duty, here),
    }
    return render(request, "reminders/duty.html", context)


def _summary(duty: RecurringDuty, lines: list[Owed], here: Here) -> list[Row]:
    basis = lines[0].basis if lines else None
    rows = [
        Row(_("谁的规定"), _("本县对各乡镇") if not duty.township else _("本乡镇")),
        Row(_("周期"), duty.get_period_display()),
        Row(_("什么时候到期"), due_rule(duty)),
        Row(_("由谁办理"), duty.get_responsible_display()),
        Row(_("依据"), str(basis) if basis else duty.basis),
        *([] if basis is None or basis.confirmed else [Row(_("请核对"), basis.text)]),
        Row(_("从哪天起要求"), duty.start),
        Row(_("到哪天为止"), duty.end or _("长期要求")),
    ]
    if here.is_county or not lines:
        return rows
    owed = lines[0].term
    if owed is None:
        return [Row(_("等待的一期"), _("已经停止，没有要做的了")), *rows]
    return [
        Row(_("等待的一期"), named(owed.start, owed.end)),
        Row(_("到期日"), owed.due),
        Row(_("状态"), standing(owed, here.today, calendar())),
        *rows,
    ]


def _duty_actions(duty: RecurringDuty, lines: list[Owed], here: Here) -> list[Action]:
    found = []
    if lines and lines[0].term and not here.is_county:
        against = reason_against_reporting(here.user, duty, here.unit.scope, here.today)
        against = against or in_short(rules.has_begun(lines[0].term.start, here.today))
        url = to_duty(duty, here.unit, "report")
        found.append(Action(_("报告完成"), url, "get", "primary", allowed=not against, reason=against))
    if duty.scope == here.unit.scope and duty.end is None and not here.against:
        found.append(Action(_("停止"), to_duty(duty, here.unit, "end"), "get"))
    return found


def _townships(lines: list[Owed], here: Here) -> Table:
    days = calendar()
    rows = [
        [
            Link(line.unit.name, to_duty(line.duty, line.unit)),
            named(line.term.start, line.term.end) if line.term else "",
            line.term.due if line.term else None,
            standing(line.term, here.today, days) if line.term else _("已经停止"),
        ]
        for line in lines
    ]
    columns = [_("单位"), _("等待的一期"), _("到期日"), _("状态")]
    return Table(_("各乡镇"), [Column(label) for label in columns], rows)


def _done(duty: RecurringDuty, here: Here) -> Table:
    reports = selectors.reports_of(duty, here.unit)
    may = not (here.against and reason_against_reporting(here.user, duty, here.unit.scope, here.today))
    newest = next((report for report in reports if not report.void_reason), None)
    void = reverse("duties:void", args=[newest.pk]) if newest and may else ""
    return table_of_reports(reports, proof_of(reports, here.user), {newest.pk: void} if newest and void else {})
