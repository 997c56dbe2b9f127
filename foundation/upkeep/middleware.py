"""A probe is answered whatever host name it asks for, and whether or not the database is there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from foundation.upkeep.views import healthz

PATH = "/healthz"


def probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Before sessions, host names and whatever else a balancer that asks by address would stumble over."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path == PATH else get_response(request)

    return middleware
