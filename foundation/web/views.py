"""The desk's home, the page of all components, and what people read when something went wrong."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from foundation.events import Failure
from foundation.security import services as security
from foundation.security.states import Kind
from foundation.web import demo, events
from foundation.web.doors import desk_page

#: Where somebody who has logged in looks for records by their numbers.
INSIDE = ("/desk/", "/admin/")


@require_safe
@desk_page
def desk(request: HttpRequest) -> HttpResponse:
    visit = events.Visit(request.user, timezone.localdate())
    panels, links = events.panels.ask(visit), events.links.ask(visit)
    if any(isinstance(answer, Failure) for answer in [*panels, *links]):
        messages.warning(request, _("有一部分内容暂时不能显示，其余内容不受影响。系统已记下这一情况。"))
    context = {
        "panels": [panel for panel in panels if not isinstance(panel, Failure)],
        "links": [link for link in links if not isinstance(link, Failure)],
    }
    return render(request, "web/desk.html", context)


@require_safe
@desk_page
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "web/components.html", demo.samples())


# Errors ------------------------------------------------------------------------------------------


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    _note(Kind.DENIED, request, reason)
    return render(request, "403.html", {"reason": reason}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(INSIDE):
        _note(Kind.MISSED, request, "")
    return render(request, "404.html", status=404)


def _note(kind: Kind, request: HttpRequest, reason: str) -> None:
    """Who asked for what and did not get it. Strangers who never logged in are left to the web server's log."""
    if request.user.is_authenticated:
        security.note(
            kind,
            at=timezone.now(),
            actor=request.user,
            stream=request.user.stream,
            act=request.path,
            reason=reason,
        )


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


@never_cache
@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
