"""The house with three doors more, behind which something always goes wrong."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as the_house
from foundation.violations import Basis, RuleViolation

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def refuse(request: HttpRequest) -> HttpResponse:
    raise RuleViolation("test.rule", "金额：超过限额。请分期办理。", Basis("《某办法》第三条", confirmed=True))


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("因为今天不行。")


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("no")


def crash(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("the secret reason")


def greet(request: HttpRequest) -> HttpResponse:
    """Writes into the session of somebody who has none."""
    messages.info(request, "您好")
    request.session["greeted"] = True
    return HttpResponse("您好")


urlpatterns = [
    path("test/refuse/", refuse),
    path("test/forbid/", forbid),
    path("test/suspect/", suspect),
    path("test/crash/", crash),
    path("test/greet/", greet),
    *the_house,
]
