"""Topics that come again: templates, and the agenda of the last meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from decisions import confidence, recurring, rules, selectors, services
from decisions.forms import ActForm
from decisions.forms_desk import CopyForm
from decisions.forms_topics import TemplateForm
from decisions.models import AgendaItem, TopicTemplate
from decisions.states import Category
from decisions.views import sheets
from decisions.views.acting import kept_or_403, user_of
from foundation.townships.models import Division, User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import act_once, attempt, by, reason
from foundation.web.components import Link
from foundation.web.doors import desk_page
from foundation.web.tokens import new_token
from powers.models import DirectoryEntry
from powers.selectors import entries_for

FORM_METHODS = ["GET", "HEAD", "POST"]
#: Digits of a key that every database takes.
LONGEST_KEY = 19


@require_http_methods(FORM_METHODS)
@desk_page
def templates(request: HttpRequest) -> HttpResponse:
    """The unit's templates, each with the way to a new topic, and the form for another one."""
    check_may(user_of(request), Capability.KEEP_MEETINGS)
    user, today = user_of(request), timezone.localdate()
    form = TemplateForm(user, *matters(user, today), today, request.POST or None)

    def work() -> TopicTemplate:
        said = {name: form.cleaned_data[name] for name in ("body", "title", "content")}
        return services.keep_template(entry=form.the_entry(), unit=form.the_unit(), **said, **by(request))

    return act_once(
        request,
        form,
        template="decisions/templates.html",
        context=_templates(request),
        work=work,
        target=reverse("decisions:templates"),
        done=_("已设立常办议题。"),
    )


@require_POST
@desk_page
def end_template(request: HttpRequest, pk: int) -> HttpResponse:
    check_may(user_of(request), Capability.KEEP_MEETINGS)
    found = get_object_or_404(selectors.kept_templates(user_of(request)), pk=pk)
    form = ActForm(request.POST)

    def work() -> str:
        services.end_template(template=found, **by(request))
        return reverse("decisions:templates")

    if url := attempt(request, form, work):
        messages.success(request, _("已停用。"))
        return redirect(url)
    return render(request, "decisions/templates.html", {**_templates(request), "form": form, "closed": True})


@require_http_methods(FORM_METHODS)
@desk_page
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose again what the last meeting of the body has dealt with."""
    found = kept_or_403(request, selectors.visible_meetings, pk)
    earlier = selectors.last_held(found)
    items = AgendaItem.objects.filter(meeting=earlier, topic__classified_number=None)
    items = items.exclude(topic__category=Category.PERSONNEL)
    items = items.select_related("topic", "meeting").order_by("position")
    form = CopyForm(items, request.POST or None)

    def work() -> object:
        chosen = list(form.cleaned_data["items"])
        return services.copy_agenda(meeting=found, items=chosen, **by(request))

    return act_once(
        request,
        form,
        template="decisions/copy.html",
        context={
            **sheets.about(found),
            "earlier": earlier,
            "items": items,
            "against": reason(rules.still_convened(found)),
        },
        work=work,
        target=reverse("decisions:agenda", args=[found.pk]),
        done=_("已照上次会议提出议题，待上会的已列入议程。"),
    )


def given(request: HttpRequest) -> dict[str, Any]:
    """What the sheet of a new topic is filled in with: by `?template=` or `?from=` (an earlier one) in its address."""
    user, today = user_of(request), timezone.localdate()
    if template := request.GET.get("template", ""):
        return recurring.from_template(_asked(selectors.kept_templates(user), template), today)
    if earlier := request.GET.get("from", ""):
        rows = selectors.visible_topics(user).filter(confidence.papers_open_to(user))
        return recurring.from_topic(_asked(rows, earlier), today)
    return {}


def _asked(rows: QuerySet[Any], key: str) -> Any:
    found = rows.filter(pk=key).first() if key.isdecimal() and len(key) < LONGEST_KEY else None
    if found is None:
        raise Http404(_("没有这件议题，或者不在您的范围内。"))
    return found


def matters(user: User, today: date) -> tuple[list[Division], list[DirectoryEntry]]:
    """The units whose meetings somebody keeps, and what their directories list."""
    units = selectors.units_of(user, today)
    return units, list({entry.pk: entry for unit in units for entry in entries_for(unit, today)}.values())


# -------------------------------------------------------------------------------------------------


def _templates(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "breadcrumbs": [
            Link(_("我的工作"), reverse("web:desk")),
            Link(_("议题"), reverse("decisions:topics")),
        ],
        "rows": [
            {"template": row, "title": recurring.title_on(row.title, today), "token": new_token()}
            for row in selectors.kept_templates(user_of(request))
        ],
    }
