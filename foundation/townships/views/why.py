"""Why may I (not) see this? Answered by the rules that open and close the doors."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation import refs
from foundation.scope import Scope
from foundation.townships.models import Assignment, User
from foundation.townships.permissions import Answer, explain
from foundation.townships.states import Capability
from foundation.web.components import Column, Link, Pill, Table
from foundation.web.templatetags.sunlit import day


@require_safe
@never_cache
@login_required
def why(request: HttpRequest) -> HttpResponse:
    """Every capability with yes or no and its reason; with `?ref=` first the thing that is asked about."""
    user: User = request.user  # type: ignore[assignment]
    wanted = request.GET.get("ref", "")
    context = {
        "table": capability_table(user),
        "asked": bool(wanted),
        **(_about(user, wanted) if wanted else {}),
    }
    return render(request, "accounts/why.html", context)


def capability_table(user: User) -> Table:
    """What an account may do, and through which role; what it may not, and which role would bring it."""
    asked = [capability for capability in Capability if capability != Capability.SECOND_FACTOR]
    return Table(
        _("各项权限"),
        [Column(_("权限")), Column(_("有没有")), Column(_("原因"))],
        [
            [
                answer.capability.label,
                Pill(_("有"), "green") if answer.allowed else Pill(_("没有")),
                _reason(answer),
            ]
            for answer in explain(user, asked, on=timezone.localdate())
        ],
    )


def _reason(answer: Answer) -> Any:
    if answer.allowed:
        return [in_words(assignment) for assignment in answer.by]
    return _("须有以下角色之一：%s") % "、".join(str(role.label) for role in answer.roles)


def in_words(assignment: Assignment) -> str:
    """An assignment as a reason: role, where, since when, until when."""
    words = {
        "role": assignment.get_role_display(),
        "division": assignment.division.name,
        "start": day(assignment.start),
        "end": day(assignment.end),
    }
    if assignment.end is None:
        return _("%(start)s起任“%(role)s”，范围：%(division)s") % words
    return _("%(start)s至%(end)s任“%(role)s”，范围：%(division)s") % words


def _about(user: User, written: str) -> dict[str, Any]:
    """The thing and why it opens. What is foreign and what does not exist get the same answer."""
    try:
        ref = refs.Ref.parse(written)
        url = refs.link_for(ref, user)
        needs = refs.needs_of(ref) if url else None
    except ValueError:
        return {}
    if not url or needs is None:
        return {}
    capability, stream = Capability(needs[0]), needs[1]
    (answer,) = explain(user, [capability], Scope.of_stream(stream), on=timezone.localdate())
    return {
        "thing": Link(refs.title_of(ref), url),
        "capability": capability.label,
        "reasons": [in_words(assignment) for assignment in answer.by],
    }
