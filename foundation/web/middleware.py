"""Headers on every response, and refusals said in words."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from foundation.keys.trouble import KeyTrouble
from foundation.security import services as security
from foundation.violations import RuleViolation
from foundation.web.network import network_of

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def security_headers(get_response: GetResponse) -> GetResponse:
    """A strict policy on every response, errors and admin included: nothing inline, nothing from elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def security_log(get_response: GetResponse) -> GetResponse:
    """What is noted in the security log carries the address it came from, and is written when the request is over."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with security.coming_from(network_of(request)):
            return get_response(request)

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """What somebody saw after logging in stays in no cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
            add_never_cache_headers(response)
        return response

    return middleware


def readable_addresses(get_response: GetResponse) -> GetResponse:
    """No text holds a NUL, and PostgreSQL would answer a search for one with an error of the program."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return get_response(request)

    return middleware


class Refusals:
    """What refuses an act outside a form answers with a page that says why and what to do: a rule, or a lost key."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RuleViolation):
            return render(request, "409.html", {"violation": exception}, status=409)
        if isinstance(exception, KeyTrouble):
            logger.error("a key is in trouble at %s: %s", request.path, exception)
            return render(request, "503.html", {"reason": str(exception)}, status=503)
        return None
