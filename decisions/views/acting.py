"""For whom the pages of this room open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from decisions.permissions import check_can_keep_meetings
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web import acting
from foundation.web.paging import KeysetPage

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Look(acting.Look):
    """The last look of this room; `copy` is the citizens' copy, when the act leads to one."""

    copy: Any = None


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
