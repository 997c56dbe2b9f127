"""决定: the result with its count and dissent, and the citizens' copy that is made of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from decisions import confidence, rules, selectors, services
from decisions.forms import PublicationForm
from decisions.models import Resolution
from decisions.permissions import (
    can_keep_meetings,
    can_order,
    check_can_prepare_publication,
    reason_against_preparing,
)
from decisions.sitting import Sitting
from decisions.states import Choice
from decisions.views import again, closed, sheets
from decisions.views.acting import Look, user_of, visible_or_404
from decisions.views.steps import item_url
from decisions.views.words import choice_pill, outcome_pill
from disclosure.models import Draft
from disclosure.states import State
from foundation.web.acting import bind, by, reason
from foundation.web.components import Action, Link, Pill, Row, Tone
from foundation.web.doors import desk_page

TONES: dict[State, Tone] = {State.PREPARED: "blue", State.PUBLISHED: "green", State.RETURNED: "amber"}


@require_safe
@desk_page
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_or_404(request, selectors.visible_resolutions, pk)
    found.item.topic = found.topic
    if not confidence.may_read_record(user_of(request), found.item):
        return closed.resolution(request, found)
    draft = selectors.standing_draft(found)
    context = {
        **_way(found),
        "resolution": found,
        "pill": outcome_pill(found.item),
        "votes": _votes(found),
        "dissent": _dissent(found),
        "head_reason": found.head_reason,
        "taken_up": [
            Row(row.seat.official.name, row.text) for row in found.item.taken_up.select_related("seat__official")
        ],
        "again": again.reconsideration_rows(found.reconsideration) if hasattr(found, "reconsideration") else [],
        "ways": _ways_again(request, found),
        "draft": draft,
        "draft_pill": draft and Pill(draft.get_state_display(), TONES[State(draft.state)]),
        "prepare": _prepare_action(request, found, draft),
    }
    return render(request, "decisions/resolution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the citizens' copy: two sentences, then the page as citizens will read it, then the second person."""
    found = visible_or_404(request, selectors.visible_resolutions, pk)
    check_can_prepare_publication(user_of(request), found.scope)
    returned = _returned(selectors.standing_draft(found))
    form = PublicationForm(request.POST or None, initial=_initial(found, returned))

    def work() -> Draft:
        given = {name: form.cleaned_data[name] for name in ("what", "how_to_object")}
        return services.prepare_publication(resolution=found, replaces=returned, **given, **by(request))

    return bind(
        request,
        form,
        template="decisions/prepare.html",
        context={
            **_way(found),
            "resolution": found,
            "returned": returned,
            "against": reason(rules.not_personnel(found.topic)),
            "back": reverse("decisions:resolution", args=[found.pk]),
        },
        work=work,
        look=_look,
        target=lambda _draft: reverse("decisions:resolution", args=[found.pk]),
        done=_("公开稿已送复核。由本单位另一人复核后公开。"),
        check="decisions/check.html",
    )


# -------------------------------------------------------------------------------------------------


def _way(found: Resolution) -> dict[str, Any]:
    way = sheets.about(found.item.meeting)
    way["breadcrumbs"].append(Link(f"{found.item.position}. {found.topic.title}", item_url(found.item)))
    return way


def _votes(found: Resolution) -> list[Row]:
    numbers = (
        (_("应到"), found.due),
        (_("实到"), found.present),
        (_("回避"), found.recused),
        (str(Choice.AGREE.label), found.agree),
        (str(Choice.OPPOSE.label), found.oppose),
        (str(Choice.ABSTAIN.label), found.abstain),
        *([(str(Choice.POSTPONE.label), found.postpone)] if found.postpone else []),
        (_("未表决"), found.absent),
        (_("通过须同意"), found.needed),
    )
    return [Row(label, number) for label, number in numbers]


def _dissent(found: Resolution) -> list[dict[str, Any]]:
    """Who did not agree, when stating or when voting, and his words."""
    sitting = Sitting.of(found.item)
    lines = []
    for seat in sitting.seats:
        statement, vote = sitting.statements.get(seat.pk), sitting.votes.get(seat.pk)
        if any(row is not None and row.choice != Choice.AGREE for row in (statement, vote)):
            lines.append(
                {
                    "name": seat.official.name,
                    "title": seat.title,
                    "statement": statement and choice_pill(statement.choice),
                    "vote": vote and choice_pill(vote.choice),
                    "words": statement.text if statement else "",
                }
            )
    return lines


def _ways_again(request: HttpRequest, found: Resolution) -> list[Link]:
    """复议: moved by the unit, or ordered by the county, where the decision is still the last one."""
    if rules.stands_as_decided(found):
        return []
    user, links = user_of(request), []
    if can_keep_meetings(user, found.scope):
        links.append(Link(_("提出复议"), reverse("decisions:reconsider", args=[found.pk])))
    if can_order(user, found.scope):
        links.append(Link(_("责令复议"), reverse("decisions:order", args=[found.pk])))
    return links


def _prepare_action(request: HttpRequest, found: Resolution, draft: Draft | None) -> Action | None:
    """Nothing to prepare while a copy waits for review or is public."""
    if draft is not None and draft.state != State.RETURNED:
        return None
    why = reason(rules.not_personnel(found.topic)) or reason_against_preparing(user_of(request), found.scope)
    label = _("重新拟制公开稿") if draft else _("拟制公开稿")
    url = reverse("decisions:prepare", args=[found.pk])
    return Action(label, url, method="get", kind="primary", allowed=not why, reason=why)


def _returned(draft: Draft | None) -> Draft | None:
    return draft if draft is not None and draft.state == State.RETURNED else None


def _initial(found: Resolution, returned: Draft | None) -> dict[str, str]:
    """A returned copy is improved, not written anew."""
    if returned:
        return {"what": returned.what, "how_to_object": returned.how_to_object}
    unit = found.item.meeting.body.division.name
    return {"how_to_object": _("公示期内可向%s党政办公室书面或当面提出，请写明姓名和联系方式。") % unit}


def _look(draft: Draft) -> Look:
    return Look(
        title=_("核对公开稿"),
        rows=[],
        binding=_("送复核后内容不能再改；复核人退回的，可以重新拟制。会议讨论、个人表态和票数不会公开。"),
        submit=_("送复核"),
        copy=draft,
    )
