"""The acts beside an item: comings and goings, written opinions, paper ballots, stops; observers and the chair."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions import rules, selectors, services
from decisions.forms import ReasonForm
from decisions.forms_room import (
    BallotForm,
    ChairForm,
    LongReasonForm,
    NoteForm,
    ObserverForm,
    StopAnswerForm,
    StopForm,
    WrittenForm,
)
from decisions.models import BallotCount
from decisions.permissions import check_can_oversee
from decisions.sitting import Sitting
from decisions.states import StopAnswerKind, StopKind
from decisions.views import sheets, watching
from decisions.views.acting import kept_or_403, user_of, visible_or_404
from decisions.views.items import act_on, below, kept_item, seat_of
from decisions.views.steps import item_url
from foundation.web.acting import Look, act_once, attempt, bind, by, reason
from foundation.web.components import Column, Link, Row, Table
from foundation.web.doors import desk_page

FORM_METHODS = ["GET", "HEAD", "POST"]
PAGE = "decisions/act.html"


# One seat ----------------------------------------------------------------------------------------


@require_POST
@desk_page
def leave(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    seat = seat_of(found, seat_pk)
    form = ReasonForm(request.POST, auto_id=f"leave-{seat.pk}-%s")

    def work() -> object:
        return services.record_departure(seat=seat, reason=form.cleaned_data["reason"], **by(request))

    return act_on(request, found, f"leave-{seat.pk}", form, work)


@require_POST
@desk_page
def written(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    seat = seat_of(found, seat_pk)
    form = WrittenForm(request.POST, auto_id=f"written-{seat.pk}-%s")

    def work() -> object:
        return services.record_written_opinion(item=found, seat=seat, text=form.cleaned_data["text"], **by(request))

    return act_on(request, found, f"written-{seat.pk}", form, work)


# Paper ballots -----------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@desk_page
def ballots(request: HttpRequest, pk: int) -> HttpResponse:
    """What two tellers have counted, looked at once more."""
    found = kept_item(request, pk)
    sitting = Sitting.of(found)
    form = BallotForm(sitting, request.POST or None)

    def work() -> BallotCount:
        seats = {seat.pk: seat for seat in sitting.seats}
        given: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "form_token"}
        tellers: dict[str, Any] = {name: seats[given.pop(name)] for name in ("teller", "second_teller")}
        return services.count_ballots(item=found, **given, **tellers, **by(request))

    return bind(
        request,
        form,
        template=PAGE,
        context={
            "title": _("登记纸票清点"),
            "who": str(found),
            "against": reason(rules.by_ballot(found), rules.not_counted_yet(sitting)),
            "submit": _("继续，核对票数"),
            **below(found),
        },
        work=work,
        look=lambda count: Look(
            title=_("核对票数"),
            rows=[Row(_("议题"), found.topic.title), *watching.count_rows(count)],
            binding=_("纸票由单位封存备查。系统只登记票数，不登记谁投了什么票。"),
            submit=_("登记票数"),
        ),
        target=lambda _count: item_url(found),
        done=_("票数已登记。"),
    )


@require_POST
@desk_page
def void_ballots(request: HttpRequest, pk: int, count_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    count = get_object_or_404(found.ballot_counts.select_related("item"), pk=count_pk)
    form = ReasonForm(request.POST, auto_id="void-ballots-%s")

    def work() -> object:
        return services.void_ballots(count=count, reason=form.cleaned_data["reason"], **by(request))

    return act_on(request, found, "void-ballots", form, work)


# Stops -------------------------------------------------------------------------------------------


@require_POST
@desk_page
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """By the discipline secretary, from his own login."""
    found = visible_or_404(request, selectors.visible_items, pk)
    check_can_oversee(user_of(request), found.scope)
    form = StopForm(request.POST, auto_id="stop-%s")

    def work() -> object:
        kind, words = StopKind(form.cleaned_data["kind"]), form.cleaned_data["reason"]
        return services.raise_stop(item=found, kind=kind, reason=words, **by(request))

    return act_on(request, found, "stop", form, work)


@require_POST
@desk_page
def answer_stop(request: HttpRequest, pk: int, stop_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    row = get_object_or_404(found.stops.select_related("item"), pk=stop_pk)
    form = StopAnswerForm(request.POST, auto_id=f"answer-{row.pk}-%s")

    def work() -> object:
        kind, words = StopAnswerKind(form.cleaned_data["kind"]), form.cleaned_data["text"]
        return services.answer_stop(stop=row, kind=kind, text=words, **by(request))

    return act_on(request, found, f"answer-{row.pk}", form, work)


@require_POST
@desk_page
def lift_stop(request: HttpRequest, pk: int, stop_pk: int) -> HttpResponse:
    found = visible_or_404(request, selectors.visible_items, pk)
    check_can_oversee(user_of(request), found.scope)
    row = get_object_or_404(found.stops.select_related("item"), pk=stop_pk)
    form = LongReasonForm(request.POST, auto_id=f"lift-{row.pk}-%s")

    def work() -> object:
        return services.lift_stop(stop=row, reason=form.cleaned_data["reason"], **by(request))

    return act_on(request, found, f"lift-{row.pk}", form, work)


# The chair and the observers ---------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@desk_page
def chair(request: HttpRequest, pk: int) -> HttpResponse:
    """Another member takes the chair."""
    found = kept_or_403(request, selectors.visible_meetings, pk)
    seats = [seat for seat in selectors.seats_of(found) if seat.pk and seat.votes and seat.present]
    form = ChairForm(seats, request.POST or None)

    def work() -> None:
        seat = next(seat for seat in seats if seat.pk == form.cleaned_data["seat"])
        services.pass_chair(meeting=found, seat=seat, reason=form.cleaned_data["reason"], **by(request))

    context: dict[str, Any] = {
        "title": _("更换主持人"),
        "who": sheets.name_of(found),
        "against": reason(rules.meeting_open(found)),
        "submit": _("更换主持人"),
        **sheets.about(found),
    }
    done = _("主持人已更换。")
    return act_once(request, form, template=PAGE, context=context, work=work, target=context["back"], done=done)


@require_http_methods(FORM_METHODS)
@desk_page
def observers(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the county has sent into this meeting."""
    found = kept_or_403(request, selectors.visible_meetings, pk)
    form = ObserverForm(selectors.county_officials(found), request.POST or None)

    def work() -> None:
        services.add_observer(meeting=found, official=form.cleaned_data["official"], **by(request))

    context: dict[str, Any] = {
        "title": _("县里列席人员"),
        "who": sheets.name_of(found),
        "against": reason(rules.not_over(found)),
        "rows": [
            Row(each.official.name, _("本人记录 %d 条") % each.note_count)  # type: ignore[attr-defined]
            for each in selectors.observers_of(found)
        ],
        "submit": _("登记列席人员"),
        **sheets.about(found),
    }
    here = reverse("decisions:observers", args=[found.pk])
    done = _("列席人员已登记。本人登录后可以写自己的记录。")
    return act_once(request, form, template=PAGE, context=context, work=work, target=here, done=done)


@require_safe
@desk_page
def observing(request: HttpRequest) -> HttpResponse:
    """The meetings that one has been sent into."""
    table = Table(
        _("我列席的会议"),
        [Column(_("会议")), Column(_("日期")), Column(_("状态"))],
        [
            [
                Link(str(each.meeting.body), reverse("decisions:note", args=[each.pk])),
                each.meeting.day,
                each.meeting.get_state_display(),
            ]
            for each in selectors.observed_by(user_of(request))
        ],
        empty=_("没有安排您列席的会议。乡镇登记列席后，会议出现在这里。"),
    )
    return render(request, "decisions/observing.html", {"table": table, "breadcrumbs": sheets.way()[:1]})


@require_http_methods(FORM_METHODS)
@desk_page
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """An observer's own note; nobody else opens this page."""
    found = next((each for each in selectors.observed_by(user_of(request)) if each.pk == pk), None)
    if found is None:
        raise Http404
    items = selectors.agenda_of(found.meeting)
    form = NoteForm(items, request.POST or None)
    here = reverse("decisions:note", args=[pk])

    def work() -> str:
        item = next((each for each in items if each.pk == form.cleaned_data["item"]), None)
        services.note_as_observer(observer=found, item=item, text=form.cleaned_data["text"], **by(request))
        return here

    if request.method == "POST" and (url := attempt(request, form, work)):
        messages.success(request, _("已记录。"))
        return redirect(url)
    notes = found.notes.select_related("item__topic")
    context = {
        "form": form,
        "title": _("列席记录"),
        "who": sheets.name_of(found.meeting),
        "against": reason(rules.has_opened(found.meeting)),
        "rows": [Row(str(each.item or _("整个会议")), each.text) for each in notes],
        "submit": _("记录"),
        "back": reverse("decisions:observing"),
        "breadcrumbs": [*sheets.way()[:1], Link(_("我列席的会议"), reverse("decisions:observing"))],
    }
    return render(request, PAGE, context)
