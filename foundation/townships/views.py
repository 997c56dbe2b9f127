"""The desk's pages on bodies and people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.townships import selectors
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.doors import desk_page


@require_safe
@desk_page
def units(request: HttpRequest) -> HttpResponse:
    """The units whose people the user may see; with a single one, straight to it."""
    check_may(request.user, Capability.VIEW_PEOPLE)
    visible = selectors.visible_units(request.user)
    if len(visible) == 1:
        return redirect("people:unit", visible[0].code)
    return render(request, "townships/units.html", {"groups": selectors.grouped(visible)})


@require_safe
@desk_page
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Bodies, who sits in them today, and every post with its holder."""
    division = get_object_or_404(selectors.visible_divisions(request.user), code=code)
    return render(request, "townships/unit.html", selectors.unit_page(division, timezone.localdate()))
