"""How a page acts: for whom it opens, once for each form, with a last look before what binds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions.permissions import check_can_keep_meetings
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.violations import RuleViolation
from foundation.web.components import Row
from foundation.web.paging import KeysetPage
from foundation.web.tokens import OnceForm, add_violation, once

T = TypeVar("T")
M = TypeVar("M", bound=Model)


# For whom ----------------------------------------------------------------------------------------


def user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def by(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when: what every service is told."""
    return {"actor": request.user, "now": timezone.now()}


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


def attempt(request: HttpRequest, form: OnceForm, work: Callable[[], str]) -> str:
    """Do what a form asks for, once. Returns the address of the result.

    Empty when the form is not filled in, or when a rule refuses: the form then says why, and keeps
    what was entered.
    """
    if not form.is_valid():
        return ""
    try:
        return once(form.cleaned_data["form_token"], actor=request.user, work=work)
    except RuleViolation as violation:
        add_violation(form, violation)
        return ""


def rehearse(work: Callable[[], T]) -> T:
    """Do it, look at it, and undo it all: every rule is asked before anybody is asked to confirm."""
    with transaction.atomic():
        result = work()
        transaction.set_rollback(True)
    return result


@dataclass(frozen=True)
class Look:
    """The last look before a binding act: every answer, what the act does, its button.

    `copy` is the citizens' copy, when the act leads to one.
    """

    title: str
    rows: Sequence[Row]
    binding: str
    submit: str
    copy: Any = None


def bind(
    request: HttpRequest,
    form: OnceForm,
    *,
    template: str,
    context: dict[str, Any],
    work: Callable[[], T],
    look: Callable[[T], Look],
    target: Callable[[T], str],
    done: str,
) -> HttpResponse:
    """A form whose act binds: filled in, looked at once more, confirmed.

    `work` acts; `look` says what it would do, from its result; `target` gives the address of that
    result, `done` the sentence that says it happened. Nothing is kept on the server in between.
    """
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "change" and form.is_valid():
        if step == "confirm":
            if url := attempt(request, form, lambda: target(work())):
                messages.success(request, done)
                return redirect(url)
        elif shown := _last_look(form, work, look):
            return render(request, "decisions/check.html", {**context, "form": form, "look": shown})
    return render(request, template, {**context, "form": form})


def _last_look(form: OnceForm, work: Callable[[], T], look: Callable[[T], Look]) -> Look | None:
    try:
        return look(rehearse(work))
    except RuleViolation as violation:
        add_violation(form, violation)
        return None


def reason(*violations: RuleViolation | None) -> str:
    """The first objection in words; empty when the rules have none."""
    return next((str(violation) for violation in violations if violation), "")


def in_short(*violations: RuleViolation | None) -> str:
    """The first objection without its basis, for places where many stand one below the other."""
    return next((violation.message for violation in violations if violation), "")
