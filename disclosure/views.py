"""The citizens' site: no login, no cookie, no script."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.townships import selectors as townships
from foundation.townships.models import Division
from foundation.townships.states import Level


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One county: its units. Several counties in one database: the choice between them."""
    counties = list(townships.served_counties())
    if len(counties) != 1:
        return render(request, "disclosure/counties.html", {"counties": counties, "contact": settings.CONTACT})
    return render(request, "disclosure/home.html", _county_page(counties[0]))


@require_safe
def division(request: HttpRequest, code: str) -> HttpResponse:
    """A county, unit or village. 6 and 9 digits lead to the page of the full code."""
    found = townships.public_division(code)
    if found is None:
        raise Http404(_("没有这个区划代码。"))
    if found.code != code:
        return redirect("disclosure:division", found.code, permanent=True)
    if found.level == Level.COUNTY:
        return render(request, "disclosure/home.html", _county_page(found))
    context = {
        "division": found,
        "people": townships.faces_of_power(found, timezone.localdate()),
        "villages": list(found.children.all()) if found.level == Level.TOWNSHIP else [],
        "publications": [],
    }
    return render(request, "disclosure/division.html", context)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """How to object and report."""
    return render(request, "disclosure/report.html", {"contact": settings.CONTACT})


def _county_page(county: Division) -> dict[str, Any]:
    return {
        "county": county,
        "groups": townships.grouped(townships.units_of(county)),
        "latest": [],
        "feed_url": None,
        "contact": settings.CONTACT,
    }
