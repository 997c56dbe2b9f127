"""The pages on which what comes round is set up, ended, reported as done."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.calendar.counting import calendar
from foundation.reminders import services
from foundation.reminders.duties import rules, selectors
from foundation.reminders.duties.forms import DutyForm, EndForm, ReportForm, VoidForm
from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.duties.permissions import check_can_report, check_can_void
from foundation.reminders.duties.shown import due_rule, standing
from foundation.reminders.duties.terms import Term, named
from foundation.reminders.duties.views import Here, found_at, to_duty, way
from foundation.rulebook.permissions import check_can_keep_rules
from foundation.townships.doors import people_page
from foundation.townships.models import Division
from foundation.violations import Basis, refuse_on
from foundation.web.acting import Look, act_once, bind, by
from foundation.web.components import Row
from foundation.web.tokens import OnceForm, once

ACTING = require_http_methods(["GET", "HEAD", "POST"])


@ACTING
@people_page
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for something that comes round; before it binds, the first period and its day in each township."""
    here = Here.of(request, code)
    check_can_keep_rules(request.user, here.unit.scope)
    form = DutyForm(request.POST or None, initial={"start": here.today, "first": here.today.replace(month=1, day=1)})
    back = f"{reverse('duties:list')}?unit={here.unit.code}"
    return bind(
        request,
        form,
        template="reminders/act.html",
        context={
            "title": _("设立周期性工作"),
            "submit": _("继续，核对"),
            "who": here.unit.name,
            "back": back,
            "breadcrumbs": way(here),
        },
        work=lambda: services.begin_duty(scope=here.unit.scope, plan=form.plan(), **by(request)),
        look=lambda duty: _look(duty, here),
        target=lambda duty: to_duty(duty, here.unit),
        done=_("周期性工作已设立。"),
    )


def _look(duty: RecurringDuty, here: Here) -> Look:
    lines = selectors.owed([duty], here.below(duty), here.today)
    first = {(line.term, str(line.basis)) for line in lines if line.term}
    basis = Basis(duty.basis, duty.confirmed)
    return Look(
        title=_("核对周期性工作"),
        rows=[
            Row(_("工作"), duty.title),
            Row(
                _("对谁要求"), here.unit.name if duty.township else _("%(county)s的各乡镇") % {"county": here.unit.name}
            ),
            Row(_("周期"), duty.get_period_display()),
            Row(_("什么时候到期"), due_rule(duty)),
            Row(_("第一期"), [_first(term) for term, _basis in sorted(first, key=str)] or _("没有")),
            Row(_("由谁办理"), duty.get_responsible_display()),
            Row(_("从哪天起要求"), duty.start),
            Row(_("到哪天为止"), duty.end or _("长期要求")),
            Row(_("依据"), duty.basis),
            *([] if basis.confirmed else [Row(_("公开显示为"), str(basis))]),
        ],
        binding=_("登记后不能修改，只能停止以后另行设立。从现在起按期提醒办理人，逾期逐级报告。"),
        submit=_("登记周期性工作"),
    )


def _first(term: Term) -> str:
    words = {"term": named(term.start, term.end), "year": term.due.year, "month": term.due.month, "day": term.due.day}
    return _("%(term)s，%(year)d年%(month)d月%(day)d日到期") % words


@require_POST
@people_page
def take(request: HttpRequest, code: str) -> HttpResponse:
    """The supplied list, with one click."""
    here, form = Here.of(request, code), OnceForm(request.POST)
    check_can_keep_rules(request.user, here.unit.scope)
    if not here.is_county:
        raise Http404
    back = f"{reverse('duties:list')}?unit={here.unit.code}"
    if not form.is_valid():
        messages.error(request, _("没有办理：表单不完整。请再点一次。"))
        return redirect(back)

    def work() -> str:
        services.take_over_duties(county=here.unit, **by(request))
        return back

    target = once(form.cleaned_data["form_token"], actor=request.user, work=work)
    messages.success(request, _("已接收目录。本县不要求的，请逐项停止。"))
    return redirect(target)


@ACTING
@people_page
def end(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    here, duty = found_at(request, pk, code)
    if duty.scope != here.unit.scope:
        raise Http404
    check_can_keep_rules(request.user, duty.scope)
    refuse_on(rules.can_end(duty, max(here.today, duty.start), here.today))
    form, back = EndForm(request.POST or None, initial={"end": here.today}), to_duty(duty, here.unit)

    def work() -> RecurringDuty:
        return services.end_duty(duty=duty, end=form.cleaned_data["end"], **by(request))

    return act_once(
        request,
        form,
        template="reminders/act.html",
        context={
            "title": _("停止周期性工作"),
            "submit": _("停止"),
            "who": duty.title,
            "back": back,
            "breadcrumbs": way(here, duty),
        },
        work=work,
        target=back,
        done=_("已停止。"),
    )


@ACTING
@people_page
def report(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """That the period owed next is done."""
    here, duty = found_at(request, pk, code)
    if here.is_county:
        raise Http404
    check_can_report(request.user, duty, here.unit.scope, here.today)
    (line,) = selectors.owed([duty], [here.unit], here.today)
    if line.term is None and request.method != "POST":
        raise Http404
    form = ReportForm(line.term.start if line.term else here.today, request.POST or None)
    back = to_duty(duty, here.unit)

    def work() -> DutyReport:
        given = {
            "start": form.cleaned_data["term"],
            "note": form.cleaned_data["note"],
            "proof": form.cleaned_data["proof"],
        }
        return services.report_duty(duty=duty, unit=here.unit, **given, **by(request))

    context = {
        "title": _("报告完成"),
        "submit": _("报告完成"),
        "who": _("%(unit)s · %(title)s") % {"unit": here.unit.name, "title": duty.title},
        "back": back,
        "breadcrumbs": way(here, duty),
        "rows": _owed_rows(line.term, here) if line.term else [],
    }
    return act_once(
        request,
        form,
        template="reminders/act.html",
        context=context,
        work=work,
        target=back,
        done=_("已报告完成。"),
    )


def _owed_rows(term: Term, here: Here) -> list[Row]:
    return [
        Row(_("等待的一期"), named(term.start, term.end)),
        Row(_("到期日"), term.due),
        Row(_("状态"), standing(term, here.today, calendar())),
    ]


@ACTING
@people_page
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report back, with the reason."""
    found = get_object_or_404(DutyReport.objects.select_related("duty"), pk=pk)
    unit = get_object_or_404(Division, code=f"{found.township}000")
    here = Here.of(request, unit.code)
    check_can_void(request.user, found, here.today)
    if request.method != "POST":
        refuse_on(rules.can_be_void(found, newest=selectors.is_newest(found)))
    form, back = VoidForm(request.POST or None), to_duty(found.duty, unit)

    def work() -> DutyReport:
        return services.void_report(report=found, reason=form.cleaned_data["reason"], **by(request))

    return act_once(
        request,
        form,
        template="reminders/act.html",
        context={
            "title": _("作废完成报告"),
            "submit": _("作废"),
            "who": _("%(title)s · %(term)s") % {"title": found.duty.title, "term": named(found.start, found.end)},
            "back": back,
            "breadcrumbs": way(here, found.duty),
        },
        work=work,
        target=back,
        done=_("已作废，这一期重新等待完成。"),
    )
