"""How a page acts: once for each form, with a last look before what binds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from foundation.violations import RuleViolation
from foundation.web.components import Row
from foundation.web.tokens import OnceForm, add_violation, once, replayed

T = TypeVar("T")


def by(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when: what every service is told."""
    return {"actor": request.user, "now": timezone.now()}


def attempt(request: HttpRequest, form: OnceForm, work: Callable[[], str]) -> str:
    """Do what a form asks for, once. Returns the address of the result.

    Empty when the form is not filled in, or when a rule refuses: the form then says why, and keeps
    what was entered. Sent twice it leads to the first result even where that very result makes it
    wrong the second time: a post that is no longer vacant, a name that is no longer new.
    """
    if not form.is_valid():
        return replayed(form.data.get("form_token", ""), actor=request.user)
    try:
        return once(form.cleaned_data["form_token"], actor=request.user, work=work)
    except RuleViolation as violation:
        add_violation(form, violation)
        return ""


def act_once(
    request: HttpRequest,
    form: OnceForm,
    *,
    template: str,
    context: dict[str, Any],
    work: Callable[[], object],
    target: str,
    done: str,
) -> HttpResponse:
    """A form whose page itself is the last look: shown on GET, done on POST, then on to `target`."""
    if request.method == "POST":

        def run() -> str:
            work()
            return target

        if url := attempt(request, form, run):
            messages.success(request, done)
            return redirect(url)
    return render(request, template, {**context, "form": form})


def rehearse(work: Callable[[], T]) -> T:
    """Do it, look at it, and undo it all: every rule is asked before anybody is asked to confirm."""
    with transaction.atomic():
        result = work()
        transaction.set_rollback(True)
    return result


@dataclass(frozen=True)
class Look:
    """The last look before a binding act: every answer, what the act does, its button."""

    title: str
    rows: Sequence[Row]
    binding: str
    submit: str


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
    check: str = "web/check.html",
) -> HttpResponse:
    """A form whose act binds: filled in, looked at once more, confirmed.

    `work` acts; `look` says what it would do, from its result, before that is undone; `target` gives the
    address of that result, `done` the sentence that says it happened, `check` the template of the last
    look. Nothing is kept on the server in between.
    """
    step = request.POST.get("step", "") if request.method == "POST" else "change"
    if step == "confirm":
        if url := attempt(request, form, lambda: target(work())):
            messages.success(request, done)
            return redirect(url)
    elif step != "change" and form.is_valid() and (shown := _last_look(form, lambda: look(work()))):
        return render(request, check, {**context, "form": form, "look": shown})
    return render(request, template, {**context, "form": form})


def _last_look(form: OnceForm, look: Callable[[], Look]) -> Look | None:
    try:
        return rehearse(look)
    except RuleViolation as violation:
        add_violation(form, violation)
        return None


def reason(*violations: RuleViolation | None) -> str:
    """The first objection in words; empty when the rules have none."""
    return next((str(violation) for violation in violations if violation), "")


def in_short(*violations: RuleViolation | None) -> str:
    """The first objection without its basis, for places where many stand one below the other."""
    return next((violation.message for violation in violations if violation), "")
