"""会议: the list, convening, the task list of one meeting and its steps outside the room."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions import papers, rules, selectors, services
from decisions.forms import ActForm, AgendaForm, ConveneForm, DayForm, MinutesForm, OpenForm
from decisions.models import Meeting
from decisions.permissions import check_can_keep_meetings
from decisions.views import sheets
from decisions.views.acting import kept_or_403, user_of, visible_or_404
from foundation.documents import rules as paper_rules
from foundation.refs import Ref
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import attempt, bind, by, reason
from foundation.web.doors import desk_page

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@desk_page
def convene(request: HttpRequest) -> HttpResponse:
    """Light: nothing binds yet, and the day can be moved."""
    check_may(user_of(request), Capability.KEEP_MEETINGS)
    given = {"body": request.GET.get("body")}
    form = ConveneForm(user_of(request), timezone.localdate(), request.POST or None, initial=given)

    def work() -> str:
        given = {name: form.cleaned_data[name] for name in ("body", "day", "place")}
        return reverse("decisions:agenda", args=[services.convene_meeting(**given, **by(request)).pk])

    if request.method == "POST" and (url := attempt(request, form, work)):
        messages.success(request, _("会议已召集。请把议题列入议程。"))
        return redirect(url)
    return render(request, "decisions/convene.html", {"form": form, "breadcrumbs": sheets.way()})


@require_safe
@desk_page
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as a list of steps: what is done, what can be done, what stands in the way."""
    found = visible_or_404(request, selectors.visible_meetings, pk)
    return render(request, "decisions/meeting.html", sheets.meeting(request, found))


@require_http_methods(FORM_METHODS)
@desk_page
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Put topics of the pool on the agenda."""
    found = visible_or_404(request, selectors.visible_meetings, pk)
    form = AgendaForm(request.POST or None)

    def work() -> str:
        topic = get_object_or_404(selectors.visible_topics(user_of(request)), pk=form.cleaned_data["topic"])
        services.put_on_agenda(meeting=found, topic=topic, **by(request))
        return reverse("decisions:agenda", args=[found.pk])

    if request.method == "POST":
        check_can_keep_meetings(user_of(request), found.scope)
        if url := attempt(request, form, work):
            messages.success(request, _("已列入议程。"))
            return redirect(url)
    return render(request, "decisions/agenda.html", sheets.agenda(request, found, form))


@require_http_methods(FORM_METHODS)
@desk_page
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was told of which topic on which day; telling everybody who has not been told."""
    found = visible_or_404(request, selectors.visible_meetings, pk)
    form = ActForm(request.POST or None)

    def work() -> str:
        services.deliver_meeting(meeting=found, **by(request))
        return reverse("decisions:delivery", args=[found.pk])

    if request.method == "POST":
        check_can_keep_meetings(user_of(request), found.scope)
        if url := attempt(request, form, work):
            messages.success(request, _("已登记会前告知。"))
            return redirect(url)
    return render(request, "decisions/delivery.html", sheets.delivery(request, found, form))


@require_http_methods(FORM_METHODS)
@desk_page
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_or_403(request, selectors.visible_meetings, pk)
    form = DayForm(request.POST or None, initial={"day": found.day})

    def work() -> str:
        services.reschedule_meeting(meeting=found, day=form.cleaned_data["day"], **by(request))
        return reverse("decisions:meeting", args=[found.pk])

    if request.method == "POST" and (url := attempt(request, form, work)):
        messages.success(request, _("会议已改期。"))
        return redirect(url)
    return render(request, "decisions/reschedule.html", {"form": form, **sheets.about(found)})


@require_http_methods(FORM_METHODS)
@desk_page
def open_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-in sheet."""
    found = kept_or_403(request, selectors.visible_meetings, pk)
    seats = selectors.seats_ahead(found)
    recorders = selectors.serving_officials(user_of(request), timezone.localdate())
    initial = {"recorder": user_of(request).official_id}
    form = OpenForm(seats, recorders, request.POST or None, initial=initial)

    def work() -> Meeting:
        people = {"chair": form.the_chair(), "recorder": form.cleaned_data["recorder"], "absences": form.absences()}
        return services.open_meeting(meeting=found, **people, **by(request))

    return bind(
        request,
        form,
        template="decisions/open.html",
        context={**sheets.about(found), "against": _against_opening(found)},
        work=work,
        look=lambda _opened: sheets.opening(form),
        target=lambda opened: reverse("decisions:meeting", args=[opened.pk]),
        done=_("已开会。请逐项议决。"),
    )


@require_POST
@desk_page
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_or_403(request, selectors.visible_meetings, pk)
    form = ActForm(request.POST)

    def work() -> str:
        services.close_meeting(meeting=found, **by(request))
        return reverse("decisions:meeting", args=[found.pk])

    if url := attempt(request, form, work):
        messages.success(request, _("已散会。请起草会议纪要。"))
        return redirect(url)
    return render(request, "decisions/meeting.html", {**sheets.meeting(request, found), "form": form})


@require_http_methods(FORM_METHODS)
@desk_page
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """What the minutes will say; the office says whether they shall be 纪要 or 记录, and goes on to their draft."""
    found = kept_or_403(request, selectors.visible_meetings, pk)
    taken = {kind.code: paper_rules.thing_is_free(str(Ref.of(found)), kind.code) for kind in papers.KINDS}
    first = next((code for code, objection in taken.items() if objection is None), "")
    form = MinutesForm([(kind.code, kind.name) for kind in papers.KINDS], request.POST or None, initial={"kind": first})

    def work() -> str:
        draft = services.draft_minutes(meeting=found, kind=form.cleaned_data["kind"], **by(request))
        return draft.get_absolute_url()

    if request.method == "POST" and (url := attempt(request, form, work)):
        messages.success(request, _("已起草。请核对文字，改好后送核。"))
        return redirect(url)
    against = reason(rules.meeting_closed(found), None if first else next(iter(taken.values())))
    context = {"form": form, "look": sheets.minutes(found), "against": against, **sheets.about(found)}
    return render(request, "decisions/minutes.html", context)


def _against_opening(found: Meeting) -> str:
    return reason(
        rules.still_convened(found),
        rules.opens_on_its_day(found, timezone.localdate()),
        rules.agenda_not_empty(found),
    )
