"""How a page acts: for whom it opens, once for each form, with a last look before what binds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from decisions.permissions import check_can_keep_meetings
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.violations import RuleViolation
from foundation.web import acting
from foundation.web.acting import Look, attempt, by, rehearse
from foundation.web.paging import KeysetPage
from foundation.web.tokens import OnceForm

__all__ = ["Look", "attempt", "by", "rehearse"]

M = TypeVar("M", bound=Model)


# For whom ----------------------------------------------------------------------------------------


def user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def check_reader(request: HttpRequest) -> None:
    """Whoever reads no decisions anywhere is told so."""
    check_may(user_of(request), Capability.VIEW_DECISIONS)


def visible_or_404(request: HttpRequest, rows: Callable[[User], QuerySet[M]], pk: int) -> M:
    """A row that this person may see."""
    check_reader(request)
    return get_object_or_404(rows(user_of(request)), pk=pk)


def kept_or_403(request: HttpRequest, rows: Callable[[User], QuerySet[M]], pk: int) -> M:
    """A row that this person may see, of a unit whose meetings he keeps."""
    row: Any = visible_or_404(request, rows, pk)
    check_can_keep_meetings(user_of(request), row.scope)
    kept: M = row
    return kept


def page_or_404(page: Callable[[User, str], KeysetPage[M]], request: HttpRequest) -> KeysetPage[M]:
    """The page of a list that `?before=` asks for."""
    check_reader(request)
    try:
        return page(user_of(request), request.GET.get("before", ""))
    except ObjectDoesNotExist as error:
        raise Http404(_("列表里没有这一条，请从第一页重新查看。")) from error


# Acting ------------------------------------------------------------------------------------------


def bind(request: HttpRequest, form: OnceForm, **more: Any) -> HttpResponse:
    """As in every room; the last look also shows the citizens' copy."""
    return acting.bind(request, form, check="decisions/check.html", **more)


def reason(*violations: RuleViolation | None) -> str:
    """The first objection in words; empty when the rules have none."""
    return next((str(violation) for violation in violations if violation), "")


def in_short(*violations: RuleViolation | None) -> str:
    """The first objection without its basis, for places where many stand one below the other."""
    return next((violation.message for violation in violations if violation), "")
