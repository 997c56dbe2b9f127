"""The office's side of delivery: receipts on paper, ad-hoc motions and the consent to them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decisions import rules, selectors, services
from decisions.forms_desk import AdHocForm, ConsentForm, HandOverForm
from decisions.models import AgendaItem, Meeting
from decisions.states import Category
from decisions.views import sheets
from decisions.views.acting import kept_or_403
from decisions.views.steps import item_url
from foundation.townships.models import Official
from foundation.web.acting import act_once, by, reason
from foundation.web.components import Link
from foundation.web.doors import desk_page

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@desk_page
def hand_over(request: HttpRequest, pk: int, official_pk: int) -> HttpResponse:
    """A member has signed the paper list."""
    found = kept_or_403(request, selectors.visible_meetings, pk)
    official = get_object_or_404(Official, pk=official_pk, county=found.county, township=found.township)
    form = HandOverForm(request.POST or None, initial={"handed_on": timezone.localdate()})

    def work() -> object:
        day = form.cleaned_data["handed_on"]
        return services.record_hand_over(meeting=found, official=official, handed_on=day, **by(request))

    back = reverse("decisions:delivery", args=[found.pk])
    return act_once(
        request,
        form,
        template="decisions/hand_over.html",
        context={**_below(found), "official": official, "back": back},
        work=work,
        target=back,
        done=_("已登记纸质签收。"),
    )


@require_http_methods(FORM_METHODS)
@desk_page
def ad_hoc(request: HttpRequest, pk: int) -> HttpResponse:
    """A topic that comes too late, before or in the meeting."""
    found = kept_or_403(request, selectors.visible_meetings, pk)
    pool = selectors.topics_for(found.body).exclude(category=Category.PERSONNEL)
    form = AdHocForm(pool, request.POST or None)

    def work() -> object:
        given = {name: form.cleaned_data[name] for name in ("topic", "reason")}
        return services.put_ad_hoc(meeting=found, **given, **by(request))

    today = timezone.localdate()
    against = reason(rules.takes_ad_hoc(found), rules.comes_too_late(found, today, rules.delivery_parameter(found)))
    return act_once(
        request,
        form,
        template="decisions/ad_hoc.html",
        context={**sheets.about(found), "against": against, "pool": pool},
        work=work,
        target=sheets.about(found)["back"],
        done=_("已列入临时动议，并送达全体成员。开会时须先登记到会成员是否同意。"),
    )


@require_http_methods(FORM_METHODS)
@desk_page
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """How many of those in the room agree that it is dealt with today."""
    found = kept_or_403(request, selectors.visible_items, pk)
    form = ConsentForm(request.POST or None)

    def work() -> object:
        return services.record_consent(item=found, agree=form.cleaned_data["agree"], **by(request))

    way = sheets.about(found.meeting)
    way["breadcrumbs"].append(Link(str(found), item_url(found)))
    return act_once(
        request,
        form,
        template="decisions/consent.html",
        context={
            **way,
            "item": found,
            "motion": getattr(found, "ad_hoc", None),
            "numbers": _numbers(found),
            "against": reason(rules.meeting_open(found.meeting), rules.waits_for_consent(found)),
            "back": item_url(found),
        },
        work=work,
        target=item_url(found),
        done=_("已登记同意，可以开始议这一项。"),
    )


def _numbers(found: AgendaItem) -> dict[str, int]:
    present = found.meeting.seats.filter(votes=True, present=True).count()
    return {"present": present, "needed": rules.ad_hoc_parameter(found.meeting).needed_of(present)}


def _below(found: Meeting) -> dict[str, Any]:
    way = sheets.about(found)
    way["breadcrumbs"].append(Link(_("会前告知"), reverse("decisions:delivery", args=[found.pk])))
    return way
