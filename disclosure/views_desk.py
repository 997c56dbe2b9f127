"""The desk's pages on drafts: what waits, the page as citizens will see it, and the two acts of the second person."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from disclosure import rules, selectors, services
from disclosure.forms import PublishForm, ReturnForm
from disclosure.models import Draft
from disclosure.permissions import check_may_read_drafts, check_may_review, reason_against_review
from disclosure.states import State
from foundation.calendar.counting import calendar
from foundation.refs import Ref, link_for, title_of
from foundation.townships.models import User
from foundation.townships.states import Capability
from foundation.web.components import Action, Column, Link, Pill, Row, Table, Tone
from foundation.web.doors import desk_page
from foundation.web.tokens import OnceForm, new_token, once

TONES: dict[State, Tone] = {State.PREPARED: "blue", State.PUBLISHED: "green", State.RETURNED: "amber"}
#: A list of what one person still has to do is no archive; whoever has more starts with these.
MOST = 100


@require_safe
@desk_page
def drafts(request: HttpRequest) -> HttpResponse:
    """What this person is to review, what he prepared, and what is done."""
    check_may_read_drafts(request.user)
    before = request.GET.get("before", "")
    try:
        done = selectors.drafts_reviewed(request.user, before)
    except ObjectDoesNotExist as error:
        raise Http404(_("列表里没有这一条，请从第一页重新查看。")) from error
    here = reverse("disclosure_desk:drafts")
    context = {
        "current": [] if before else _current(_user(request)),
        "done": _done(done.rows),
        "newer": here if before else "",
        "older": f"{here}?before={done.older}" if done.older else "",
    }
    return render(request, "disclosure/drafts.html", context)


@require_safe
@desk_page
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as citizens will read it, who prepared it, and what may be done with it."""
    found = _draft_or_404(request, pk)
    return render(request, "disclosure/draft.html", _draft_page(request, found, ReturnForm()))


@require_POST
@desk_page
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what the page has shown."""
    found = _draft_or_404(request, pk)
    check_may_review(request.user, found, localdate())
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise BadRequest("a form without its token")

    def work() -> None:
        services.publish(draft=found, reviewer=_user(request), now=now())

    target = _act_once(request, form, found, work)
    messages.success(request, _("已公开。群众现在就能看到。"))
    return redirect(target)


@require_POST
@desk_page
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the draft with a reason."""
    found = _draft_or_404(request, pk)
    check_may_review(request.user, found, localdate())
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return render(request, "disclosure/draft.html", _draft_page(request, found, form))

    def work() -> None:
        reason = form.cleaned_data["reason"]
        services.return_draft(draft=found, reviewer=_user(request), reason=reason, now=now())

    target = _act_once(request, form, found, work)
    messages.success(request, _("已退回。拟制人会在工作台看到退回理由。"))
    return redirect(target)


# One draft ---------------------------------------------------------------------------------------


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def _draft_or_404(request: HttpRequest, pk: int) -> Draft:
    check_may_read_drafts(request.user)
    rows = selectors.drafts_visible_to(request.user).select_related(
        "division__parent", "preparer_official", "reviewer_official", "publication", "replaces", "replaced_by"
    )
    return get_object_or_404(rows, pk=pk)


def _act_once(request: HttpRequest, form: OnceForm, found: Draft, work: Callable[[], None]) -> str:
    def act() -> str:
        work()
        return found.get_absolute_url()

    return once(form.cleaned_data["form_token"], actor=request.user, work=act)


def _draft_page(request: HttpRequest, found: Draft, form: ReturnForm) -> dict[str, Any]:
    """`form` is shown to whoever may return the draft; everybody else reads why he may not."""
    open_to_review = found.state == State.PREPARED
    refusal = reason_against_review(request.user, found, localdate()) if open_to_review else ""
    return {
        "draft": found,
        "copy": found,
        "breadcrumbs": [Link(_("公开稿"), reverse("disclosure_desk:drafts"))],
        "pill": _pill(found),
        "rows": [*_origin(found, request.user), *_outcome(found)],
        "returned": found.state == State.RETURNED,
        "newer": getattr(found, "replaced_by", None),
        "ways": _ways(found),
        "publish": _publish_action(found, refusal) if open_to_review else None,
        "provisional": open_to_review and _is_provisional(found),
        "form": form if open_to_review and not refusal else None,
        "return_url": reverse("disclosure_desk:return", args=[found.pk]),
    }


def _is_provisional(found: Draft) -> bool:
    """Whether the last day to object lies in a year whose holidays nobody has entered yet: it may still move."""
    until = found.object_until
    return until is not None and not calendar().is_fixed(until, until)


def _publish_action(found: Draft, refusal: str) -> Action:
    """Closed with the reason of whatever forbids it: the person, or the days that have passed."""
    late = rules.days_still_ahead(found, localdate())
    reason = refusal or (str(late) if late else "")
    url = reverse("disclosure_desk:publish", args=[found.pk])
    return Action(_("公开"), url, kind="primary", allowed=not reason, reason=reason, token=new_token())


def _ways(found: Draft) -> list[Action]:
    """Where a reviewed draft went on."""
    if found.state == State.PUBLISHED:
        return [Action(_("查看公开页面"), found.publication.get_absolute_url(), method="get")]
    if newer := getattr(found, "replaced_by", None):
        return [Action(_("查看重新拟制的公开稿"), newer.get_absolute_url(), method="get")]
    return []


def _origin(found: Draft, user: Any) -> Iterator[Row]:
    yield Row(_("单位"), found.place)
    yield Row(_("拟制人"), found.preparer_official.name)
    yield Row(_("拟制时间"), found.prepared_at)
    source = Ref.parse(found.source)
    yield Row(_("来源"), Link(title_of(source), link_for(source, user) or ""))
    if found.take_down_on:
        yield Row(_("撤下日期"), found.take_down_on)
    if found.replaces:
        yield Row(_("替代原稿"), Link(found.replaces.title, found.replaces.get_absolute_url()))


def _outcome(found: Draft) -> Iterator[Row]:
    if found.reviewer_official:
        yield Row(_("复核人"), found.reviewer_official.name)
        yield Row(_("复核时间"), found.reviewed_at)


# Lists -------------------------------------------------------------------------------------------


def _current(user: User) -> list[Table]:
    """What this person has to do: as a reviewer, as a preparer."""
    found = []
    if user.may(Capability.REVIEW_PUBLICATION):
        found.append(_to_review(selectors.drafts_to_review(user)[:MOST]))
    if user.may(Capability.PREPARE_PUBLICATION):
        found.append(_own(selectors.drafts_of(user)[:MOST]))
    return found


def _to_review(rows: QuerySet[Draft]) -> Table:
    return _table(
        _("等我复核"),
        [_("标题"), _("单位"), _("拟制人"), _("送来日期"), _("异议截止日期")],
        [
            [_link(row), row.place, row.preparer_official.name, localdate(row.prepared_at), row.object_until]
            for row in rows.select_related("division__parent", "preparer_official")
        ],
        _("没有等您复核的公开稿。"),
    )


def _own(rows: QuerySet[Draft]) -> Table:
    return _table(
        _("我拟制的"),
        [_("标题"), _("单位"), _("拟制日期"), _("状态")],
        [
            [_link(row), row.place, localdate(row.prepared_at), _pill(row)]
            for row in rows.select_related("division__parent")
        ],
        _("您没有等待复核或者被退回的公开稿。"),
    )


def _done(rows: Iterable[Draft]) -> Table:
    return _table(
        _("已办结"),
        [_("标题"), _("单位"), _("复核人"), _("复核日期"), _("状态")],
        [
            [
                _link(row),
                row.place,
                row.reviewer_official and row.reviewer_official.name,
                row.reviewed_at and localdate(row.reviewed_at),
                _pill(row),
            ]
            for row in rows
        ],
        _("还没有已公开或者已退回的公开稿。"),
    )


def _table(caption: str, labels: Sequence[str], rows: Sequence[Sequence[Any]], empty: str) -> Table:
    return Table(caption, [Column(label) for label in labels], rows, empty)


def _link(row: Draft) -> Link:
    return Link(row.title, row.get_absolute_url())


def _pill(row: Draft) -> Pill:
    return Pill(row.get_state_display(), TONES[State(row.state)])
