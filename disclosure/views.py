"""The citizens' site: no login, no cookie, no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from disclosure import caching, selectors
from disclosure.feeds import DivisionFeed
from disclosure.models import Publication
from foundation.townships import selectors as townships
from foundation.townships.models import Division
from foundation.townships.selectors.people import past_of
from foundation.townships.states import Level

#: How many lines of all counties together.
LATEST = 10


@dataclass(frozen=True)
class Entry:
    """A line of a list of publications; without `unit` when the page's own division published it."""

    title: str
    url: str
    unit: str
    published: date


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One county: its units. Several counties in one database: the choice between them."""
    today = timezone.localdate()
    counties = list(townships.served_counties(today))
    if len(counties) != 1:
        latest = [_entry(row) for row in selectors.newest(LATEST, today)]
        return render(request, "disclosure/counties.html", {"counties": counties, "latest": latest})
    return render(request, "disclosure/home.html", _county_page(counties[0]))


@require_safe
def division(request: HttpRequest, code: str) -> HttpResponse:
    """A county, unit or village, and what it published. 6 and 9 digits lead to the page of the full code."""
    found = _division_or_404(code)
    if found.code != code:
        return redirect("disclosure:division", found.code, permanent=True)
    before = request.GET.get("before", "")
    if found.level == Level.COUNTY and not before:
        return render(request, "disclosure/home.html", _county_page(found))
    return render(request, "disclosure/division.html", _division_page(found, before))


@require_safe
@cache_control(public=True, max_age=caching.KEPT_FOR)
@conditional_page
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """The division's newest publications for feed readers."""
    found = _division_or_404(code)
    if found.code != code:
        return redirect("disclosure:feed", found.code, permanent=True)
    response = DivisionFeed()(request, division=found)
    # The day of the newest goes back when the newest is taken down; the tag over the content never errs.
    del response.headers["Last-Modified"]
    return response


@require_safe
def publication(request: HttpRequest, pk: str) -> HttpResponse:
    """One publication, made from its frozen bytes alone."""
    found = get_object_or_404(Publication.objects.select_related("division__parent__parent"), pk=pk)
    if found.is_down_on(timezone.localdate()):
        return render(request, "disclosure/taken_down.html", {"publication": found}, status=410)
    tag = caching.tag_of(found.digest)
    page = get_conditional_response(request, etag=tag) or render(
        request, "disclosure/publication.html", _publication_page(found)
    )
    return caching.keep(page, tag)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """How to object and report."""
    return render(request, "disclosure/report.html")


def _division_or_404(code: str) -> Division:
    found = townships.public_division(code)
    if found is None:
        raise Http404(_("没有这个区划代码。"))
    return found


def _publication_page(found: Publication) -> dict[str, Any]:
    """`copy` is what the desk's preview shows too; `above` are the divisions round the one that published."""
    above: list[Division] = []
    division = found.division
    while division.level != Level.COUNTY and division.parent:
        division = division.parent
        above.insert(0, division)
    return {"publication": found, "copy": found, "above": above, "county": division}


def _county_page(county: Division) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "county": county,
        "groups": townships.grouped(townships.units_of(county, today)),
        "past": past_of(county, today),
        **_publications(county, "", "latest"),
    }


def _division_page(division: Division, before: str) -> dict[str, Any]:
    """The people and villages of a division stand on the first page of its list only.

    A former one has nobody any more: all its posts would stand there as vacant.
    """
    today = timezone.localdate()
    first = not before
    return {
        "division": division,
        "people": townships.faces_of_power(division, today) if first and division.exists_on(today) else [],
        "villages": townships.villages_of(division, today) if first and division.level == Level.TOWNSHIP else [],
        "past": past_of(division, today),
        **_publications(division, before, "publications"),
    }


def _publications(division: Division, before: str, name: str) -> dict[str, Any]:
    """A page of the list under `name`, and the ways to its neighbours and to its feed."""
    here = reverse("disclosure:division", args=[division.code])
    try:
        page = selectors.page_for(division, timezone.localdate(), before)
    except ObjectDoesNotExist as error:
        raise Http404(_("列表里没有这一条，请从第一页重新查看。")) from error
    return {
        name: [_entry(row, division) for row in page.rows],
        "newer": here if before else "",
        "older": f"{here}?before={page.older}" if page.older else "",
        "feed_url": reverse("disclosure:feed", args=[division.code]) if page.rows else "",
    }


def _entry(row: Publication, division: Division | None = None) -> Entry:
    """Under a unit's own name its villages need no longer one; without a division every line says whose it is."""
    unit = row.division.name if division and division.level != Level.COUNTY else row.place
    own = division is not None and row.division_id == division.pk
    return Entry(row.title, row.get_absolute_url(), "" if own else unit, row.published_on)
