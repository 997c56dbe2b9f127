"""The desk's pages of a paper's way: lists, drafting, the moves, and what may become of a paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.documents import moves, rules, selectors, services, shown_flow
from foundation.documents import selectors_flow as flow
from foundation.documents.drafting import kind_name, lacks
from foundation.documents.forms_flow import BeginForm, EditForm, VoidForm, filters
from foundation.documents.models import Draft, Paper
from foundation.documents.permissions import check_can_void, check_can_write, reason_against
from foundation.documents.shut import check_is_open
from foundation.documents.states import NUMBERED
from foundation.documents.subjects import recipients_of
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import act_once, attempt, by, reason
from foundation.web.components import Link, Row
from foundation.web.doors import desk_page
from foundation.web.tokens import OnceForm

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@desk_page
def papers(request: HttpRequest) -> HttpResponse:
    return _list(request, "documents:papers")


@require_safe
@desk_page
def drafts(request: HttpRequest) -> HttpResponse:
    return _list(request, "documents:drafts")


@require_http_methods(FORM_METHODS)
@desk_page
def begin(request: HttpRequest) -> HttpResponse:
    """A paper from scratch: kind, whose it is, title; then its wording."""
    check_may(request.user, Capability.KEEP_MEETINGS)
    form = BeginForm(_user(request), localdate(), request.POST or None, initial={"kind": request.GET.get("kind")})

    def work() -> str:
        given = {name: form.cleaned_data[name] for name in ("kind", "body", "title")}
        return reverse("documents:edit", args=[services.begin_draft(**given, **by(request)).pk])

    if request.method == "POST" and (url := attempt(request, form, work)):
        return redirect(url)
    return render(request, "documents/begin.html", {"form": form, "breadcrumbs": shown_flow.way()})


@require_safe
@desk_page
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, what is missing, whose turn it is, what this person may do, and what has been done."""
    return render(request, "documents/draft.html", shown_flow.draft_page(request.user, _draft(request, pk)))


@require_http_methods(FORM_METHODS)
@desk_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    check_can_write(request.user, found.scope)
    form = EditForm(found, request.POST or None)

    def work() -> None:
        given = {"version": form.cleaned_data["version"], "title": form.cleaned_data["title"], "words": form.words}
        services.edit_draft(draft=found, **given, **by(request))

    context = {**_of_draft(found), "against": reason(rules.is_editable(found)), "kind": kind_name(found.kind)}
    return act_once(
        request,
        form,
        template="documents/edit.html",
        context=context,
        work=work,
        target=found.get_absolute_url(),
        done=_("已保存。"),
    )


@require_safe
@desk_page
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The text alone, as it will be printed, marked as a draft and without a number."""
    return render(request, "documents/look.html", shown_flow.wording(_draft(request, pk)))


@require_safe
@desk_page
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """签批单: to be printed and signed by hand, with the text below it."""
    found = _draft(request, pk)
    steps = [step for step in flow.steps_of(found) if step.version <= found.version]
    context = {**shown_flow.wording(found), "steps": steps, "printed_on": localdate(), "number": found.pk}
    return render(request, "documents/sheet.html", context)


@require_http_methods(FORM_METHODS)
@desk_page
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One page for each move: what it does, the text that it is about, its form."""
    page = moves.PAGES.get(name)
    if page is None:
        raise Http404(_("没有这一步。"))
    found, today = _draft(request, pk), localdate()
    page.check(request.user, found, today)
    form = page.form(found, _user(request), request.POST or None, request.FILES or None)

    def work() -> str:
        done = page.act(draft=found, **moves.answers(page, form), **by(request))
        return str(done.get_absolute_url())

    if request.method == "POST" and (url := attempt(request, form, work)):
        messages.success(request, page.done)
        return redirect(url)
    context = {
        **_of_draft(found),
        **shown_flow.wording(found),
        "page": page,
        "name": name,
        "form": form,
        "notes": shown_flow.ground_of_a_click() if name == "sign" else "",
        "rows": _told(found) if name == "issue" else [],
        "against": reason(rules.can_become(found, page.state), rules.is_whole(lacks(found)) if not page.asks else None),
    }
    return render(request, "documents/move.html", context)


# Papers ------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@desk_page
def void_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = _paper(request, pk)
    check_can_void(request.user, found, localdate())
    form = VoidForm(request.POST or None)

    def work() -> None:
        services.void_paper(paper=found, reason=form.cleaned_data["reason"], **by(request))

    context = {**_of_paper(found), "against": reason(rules.still_counts(found))}
    return act_once(
        request,
        form,
        template="documents/void.html",
        context=context,
        work=work,
        target=found.get_absolute_url(),
        done=_("已作废。文号保留。"),
    )


@require_http_methods(FORM_METHODS)
@desk_page
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing to fill in yet: a draft of its own begins, which names the paper."""
    found = _paper(request, pk)
    says = _("更正是一份单独的公文，编自己的文号，同样要核稿、签发。原件一个字也不改，页面和扫码核对都会指向更正。")
    return _begun(request, found, _("起草更正"), says, rules.still_counts(found), services.begin_correction)


@require_http_methods(FORM_METHODS)
@desk_page
def redo(request: HttpRequest, pk: int) -> HttpResponse:
    """In the place of a voided paper: its wording, and later a number of its own."""
    found = _paper(request, pk)
    says = _("按作废公文的文字重新起草，改好后送核、签发，编新的文号。作废的文号不再使用。")
    return _begun(request, found, _("重新起草"), says, rules.is_voided(found), services.begin_replacement)


@require_POST
@desk_page
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    found = _paper(request, pk)
    form = OnceForm(request.POST)

    def work() -> str:
        services.receive_paper(paper=found, **by(request))
        return found.get_absolute_url()

    if url := attempt(request, form, work):
        messages.success(request, _("已签收。"))
        return redirect(url)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect(found)


# -------------------------------------------------------------------------------------------------


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def _list(request: HttpRequest, name: str) -> HttpResponse:
    check_may(request.user, Capability.VIEW_DECISIONS)
    asked, today = filters(request.GET), localdate()
    before, here = request.GET.get("before", ""), reverse(name)
    try:
        if name == "documents:drafts":
            page: Any = flow.draft_page(request.user, **asked, before=before)
            table, states = shown_flow.drafts_table(page.rows), shown_flow.OF_DRAFTS
        else:
            page = flow.paper_page(request.user, **asked, before=before)
            table, states = shown_flow.papers_table(page.rows), NUMBERED
    except ObjectDoesNotExist as error:
        raise Http404(_("列表里没有这一条，请从第一页重新查看。")) from error
    kept = {key: value for key, value in asked.items() if value}
    context = {
        "table": table,
        "tabs": shown_flow.tabs(),
        "here": here,
        "asked": asked,
        "choices": shown_flow.choices_of(states, today),
        "begin": not reason_against(check_may, request.user, Capability.KEEP_MEETINGS),
        "newer": (f"{here}?{urlencode(kept)}" if kept else here) if before else "",
        "older": f"{here}?{urlencode({**kept, 'before': page.older})}" if page.older else "",
    }
    return render(request, "documents/papers.html", context)


def _draft(request: HttpRequest, pk: int) -> Draft:
    """A draft that this person may read. What he may not know of is not there."""
    check_may(request.user, Capability.VIEW_DECISIONS)
    found = get_object_or_404(flow.visible_drafts(request.user).select_related("corrects", "replaces"), pk=pk)
    if not flow.may_know_of_draft(request.user, found):
        raise Http404
    check_is_open(request.user, found)
    return found


def _paper(request: HttpRequest, pk: int) -> Paper:
    check_may(request.user, Capability.VIEW_DECISIONS)
    rows = selectors.visible_papers(request.user).select_related("body__division", "void", "draft", "corrects")
    found = get_object_or_404(rows, pk=pk)
    if not selectors.may_know_of(request.user, found):
        raise Http404
    check_is_open(request.user, found)
    return found


def _of_draft(found: Draft) -> dict[str, Any]:
    url = found.get_absolute_url()
    return {"draft": found, "back": url, "breadcrumbs": shown_flow.way(Link(found.title, url))}


def _of_paper(found: Paper) -> dict[str, Any]:
    url = found.get_absolute_url()
    return {"paper": found, "back": url, "breadcrumbs": shown_flow.way(Link(found.label, url))}


def _told(found: Draft) -> list[Row]:
    """Who must be told when it is issued, and which units the paper itself names."""
    people = recipients_of(found.thing, found.body, localdate())
    return [
        Row(_("送达"), "、".join(one.name for one in people)),
        Row(_("主送"), found.content.get("addressee", "")),
        Row(_("抄送"), "、".join(found.content.get("copies", []))),
    ]


def _begun(request: HttpRequest, found: Paper, title: str, says: str, against: Any, begin_one: Any) -> HttpResponse:
    check_can_write(request.user, found.scope)
    form = OnceForm(request.POST or None)

    def work() -> str:
        return reverse("documents:edit", args=[begin_one(paper=found, **by(request)).pk])

    if request.method == "POST" and (url := attempt(request, form, work)):
        return redirect(url)
    context = {**_of_paper(found), "form": form, "title": title, "says": says, "against": reason(against)}
    return render(request, "documents/again.html", context)
