"""The item in the room: every act of the clerk is one form, and leads back to who is next."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions import confidence, papers, rules, selectors, services
from decisions.forms import (
    ActForm,
    AsideForm,
    HandsForm,
    ReasonForm,
    RecusalForm,
    ResultForm,
    SpeechForm,
    StatementForm,
    VoteForm,
)
from decisions.models import AgendaItem, Resolution, Seat
from decisions.sitting import Sitting
from decisions.states import Choice, Motive, Outcome, Way
from decisions.views import closed, room, sheets
from decisions.views.acting import kept_or_403, user_of, visible_or_404
from decisions.views.lines import is_personnel
from decisions.views.steps import item_url
from foundation.web.acting import Look, attempt, bind, by
from foundation.web.components import Link, Row
from foundation.web.doors import desk_page
from foundation.web.tokens import OnceForm


@require_safe
@desk_page
def item(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_or_404(request, selectors.visible_items, pk)
    if not confidence.may_read_record(user_of(request), found):
        return closed.item(request, found)
    return render(request, "decisions/item.html", room.page(request, found))


@require_POST
@desk_page
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    return act_on(
        request, found, "begin", ActForm(request.POST), lambda: services.begin_item(item=found, **by(request))
    )


@require_POST
@desk_page
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    form = room.report_form(user_of(request), found, request.POST)

    def work() -> object:
        given = {name: form.cleaned_data[name] for name in ("reporter", "text")}
        return services.record_report(item=found, **given, **by(request))

    return act_on(request, found, "report", form, work)


@require_POST
@desk_page
def speech(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    seats = selectors.seats_of(found.meeting)
    form = SpeechForm(seats, request.POST)

    def work() -> object:
        seat = next(seat for seat in seats if seat.pk == form.cleaned_data["seat"])
        return services.record_speech(item=found, seat=seat, text=form.cleaned_data["text"], **by(request))

    return act_on(request, found, "speech", form, work)


@require_POST
@desk_page
def end_discussion(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    form = ActForm(request.POST)
    return act_on(request, found, "end", form, lambda: services.end_discussion(item=found, **by(request)))


# One seat ----------------------------------------------------------------------------------------


@require_POST
@desk_page
def statement(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    seat = seat_of(found, seat_pk)
    form = StatementForm(request.POST, seat=seat, personnel=is_personnel(found))

    def work() -> object:
        choice, text = Choice(form.cleaned_data["choice"]), form.cleaned_data["text"]
        return services.record_statement(item=found, seat=seat, choice=choice, text=text, **by(request))

    return act_on(request, found, f"seat-{seat.pk}", form, work)


@require_POST
@desk_page
def vote(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    seat = seat_of(found, seat_pk)
    form = VoteForm(request.POST, seat=seat, personnel=is_personnel(found))

    def work() -> object:
        return services.cast_vote(item=found, seat=seat, choice=Choice(form.cleaned_data["choice"]), **by(request))

    return act_on(request, found, f"seat-{seat.pk}", form, work)


@require_POST
@desk_page
def hands(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who have raised their hands for it, entered together."""
    found = kept_item(request, pk)
    raised = room.by_hand(Sitting.of(found))
    form = HandsForm(raised, request.POST)

    def work() -> object:
        seats = [seat for seat in raised if seat.pk in form.cleaned_data["seats"]]
        return services.record_hands(item=found, seats=seats, **by(request))

    return act_on(request, found, "hands", form, work)


@require_POST
@desk_page
def recuse(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    seat = seat_of(found, seat_pk)
    form = RecusalForm(request.POST, auto_id=f"recuse-{seat.pk}-%s")

    def work() -> object:
        given = {name: form.cleaned_data[name] for name in ("reason", "asked_by")}
        return services.recuse(
            item=found, seat=seat, motive=Motive(form.cleaned_data["motive"] or Motive.OWN), **given, **by(request)
        )

    return act_on(request, found, f"recuse-{seat.pk}", form, work)


@require_POST
@desk_page
def arrive(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    seat = seat_of(found, seat_pk)
    form = ActForm(request.POST)
    return act_on(request, found, "arrive", form, lambda: services.record_arrival(seat=seat, **by(request)))


@require_POST
@desk_page
def void_statement(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    row = get_object_or_404(found.statements.select_related("item", "seat__official"), pk=entry_pk)
    form = ReasonForm(request.POST, auto_id=f"void-statement-{row.pk}-%s")

    def work() -> object:
        return services.void_statement(statement=row, reason=form.cleaned_data["reason"], **by(request))

    return act_on(request, found, f"void-statement-{row.pk}", form, work)


@require_POST
@desk_page
def void_vote(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    found = kept_item(request, pk)
    row = get_object_or_404(found.votes.select_related("item", "seat__official"), pk=entry_pk)
    form = ReasonForm(request.POST, auto_id=f"void-vote-{row.pk}-%s")

    def work() -> object:
        return services.void_vote(vote=row, reason=form.cleaned_data["reason"], **by(request))

    return act_on(request, found, f"void-vote-{row.pk}", form, work)


# How it ends -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair announces the result: the decision in words, looked at together with the count."""
    found = kept_item(request, pk)
    sitting = Sitting.of(found)
    head = rules.procedure_of(found.meeting).way == Way.HEAD_DECIDES
    form = ResultForm(sitting, request.POST or None, head=head)

    def work() -> Resolution:
        return services.announce_result(
            item=found,
            text=form.cleaned_data["text"],
            taken_up=form.answers(),
            decision=form.decision(),
            head_reason=form.cleaned_data.get("head_reason", ""),
            **by(request),
        )

    return bind(
        request,
        form,
        template="decisions/result.html",
        context={
            "item": found,
            "tally": room.tally(sitting),
            "against": room.against_announcing(found),
            **below(found),
        },
        work=work,
        look=_announced,
        target=lambda resolution: item_url(resolution.item),
        done=_("已宣布结果，形成决定。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """End the item without a resolution."""
    found = kept_item(request, pk)
    form = AsideForm(request.POST or None)

    def work() -> AgendaItem:
        outcome, reason = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["reason"]
        return services.set_aside_item(item=found, outcome=outcome, reason=reason, **by(request))

    return bind(
        request,
        form,
        template="decisions/aside.html",
        context={"item": found, "against": room.against_setting_aside(found), **below(found)},
        work=work,
        look=_put_aside,
        target=item_url,
        done=_("本议题已结束，议题退回待上会。"),
    )


# -------------------------------------------------------------------------------------------------


def kept_item(request: HttpRequest, pk: int) -> AgendaItem:
    """An item that this person may see, of a unit whose meetings he keeps."""
    return kept_or_403(request, selectors.visible_items, pk)


def seat_of(found: AgendaItem, pk: int) -> Seat:
    """A seat of the item's meeting."""
    return get_object_or_404(Seat.objects.select_related("official", "meeting"), meeting=found.meeting_id, pk=pk)


def act_on(
    request: HttpRequest, found: AgendaItem, place: str, form: OnceForm, work: Callable[[], object]
) -> HttpResponse:
    """Do it and go on with who is next; when a rule refuses, the same page says so at that place."""

    def act() -> str:
        work()
        return item_url(found)

    if target := attempt(request, form, act):
        return redirect(target)
    return render(request, "decisions/item.html", room.page(request, found, {place: form}))


def below(found: AgendaItem) -> dict[str, object]:
    """What every page below an item knows: the way back to it."""
    way = sheets.about(found.meeting)
    way["breadcrumbs"].append(Link(str(found), item_url(found)))
    return {**way, "back": item_url(found)}


def _announced(resolution: Resolution) -> Look:
    return Look(
        title=_("核对结果"),
        rows=[
            Row(_("议题"), resolution.topic.title),
            Row(_("票数"), papers.counts(resolution)),
            Row(_("结果"), resolution.get_outcome_display()),
            *([Row(_("与多数不一致的理由"), resolution.head_reason)] if resolution.head_reason else []),
            Row(_("决定内容"), resolution.text),
            *(
                Row(_("对%s意见的采纳情况") % row.seat.official.name, row.text)
                for row in resolution.item.taken_up.select_related("seat__official")
            ),
        ],
        binding=_("宣布后形成决定，票数、结果和决定内容都不能再改。"),
        submit=_("宣布结果"),
    )


def _put_aside(found: AgendaItem) -> Look:
    return Look(
        title=_("核对后结束本议题"),
        rows=[
            Row(_("议题"), found.topic.title),
            Row(_("怎样结束"), found.get_outcome_display()),
            Row(_("理由"), found.outcome_reason),
        ],
        binding=_("结束后本次会议不再议这一项，议题退回待上会，可以列入以后的会议。"),
        submit=_("结束本议题"),
    )
