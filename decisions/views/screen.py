"""会场大屏: one page for everybody in the room, readable at five metres; it comes anew by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from decisions import selectors
from decisions.screen import Screen
from decisions.views.acting import visible_or_404
from foundation.web.doors import desk_page


@require_safe
@desk_page
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """`?seen=<version>` answers 204 while that is still what is to be seen."""
    found = visible_or_404(request, selectors.visible_meetings, pk)
    shown = Screen.of(found)
    if request.GET.get("seen") == shown.version:
        return HttpResponse(status=204)
    context = {"meeting": found, "screen": shown, "back": reverse("decisions:meeting", args=[found.pk])}
    return render(request, "decisions/screen.html", context)
