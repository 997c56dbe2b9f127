"""The desk's pages on bodies and people: who sits where on a day, who takes a post and who leaves it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.townships import rules, selectors, services
from foundation.townships.doors import people_page
from foundation.townships.forms.people import BeginForm, EndForm, RecordForm, titles_of
from foundation.townships.models import Division, Official, Post, Tenure, User
from foundation.townships.permissions import (
    check_can_keep,
    check_can_record,
    keeper_of,
    reason_against_keeping,
    reason_against_recording,
)
from foundation.townships.selectors import people as selectors_people
from foundation.townships.selectors.people import readable_hand_overs
from foundation.web.acting import Look, attempt, bind, by
from foundation.web.components import Action, Column, Link, Pill, Row, Table
from foundation.web.templatetags.sunlit import day as written


def user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def way(*further: Link) -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk")), Link(_("组织与任职"), reverse("people:units")), *further]


def to_unit(division: Division) -> Link:
    return Link(division.name, reverse("people:unit", args=[division.code]))


def visible_unit(request: HttpRequest, code: str) -> Division:
    return get_object_or_404(selectors.visible_divisions(request.user), code=code)


# Reading -----------------------------------------------------------------------------------------


@require_safe
@people_page
def units(request: HttpRequest) -> HttpResponse:
    """The units whose people the user may see; with a single one, straight to it."""
    visible = selectors.visible_units(request.user, timezone.localdate())
    if len(visible) == 1:
        return redirect("people:unit", visible[0].code)
    return render(request, "townships/units.html", {"groups": selectors.grouped(visible)})


@require_safe
@people_page
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Bodies, who sits in them on a day (today, or `?day=`), and every post with its holder."""
    division = visible_unit(request, code)
    today = timezone.localdate()
    day, wrong = _day_of(request, today)
    context = {
        **selectors_people.unit_people(division, day),
        "today": today,
        "wrong_day": wrong,
        "breadcrumbs": way(),
        "actions": _unit_actions(request, division, today),
    }
    return render(request, "townships/unit.html", context)


def _day_of(request: HttpRequest, today: date) -> tuple[date, str]:
    """The day that `?day=` asks for; for one that cannot be read, today and what is wrong with it."""
    text = request.GET.get("day", "")
    if not text:
        return today, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today, _("日期“%(text)s”不对，现在显示的是今天。请按 2026-11-22 的样子填写。") % {"text": text[:20]}


def _unit_actions(request: HttpRequest, division: Division, today: date) -> list[Action]:
    """For whoever may not, one closed button says the reason of both."""
    against = reason_against_recording(request.user, division)
    if not against and (ended := rules.division_in_force(division, today)):
        against = ended.message
    ways = [(_("登记干部"), "people:record"), (_("登记任职"), "people:begin")]
    actions = [Action(label, reverse(name, args=[division.code]), method="get") for label, name in ways]
    if against:
        actions = [Action(_("登记干部和任职"), "", method="get", allowed=False, reason=against)]
    if may_list_hand_overs(user_of(request), division):
        actions.append(Action(_("离任交接"), reverse("people:hand_overs", args=[division.code]), method="get"))
    return actions


def may_list_hand_overs(user: User, division: Division) -> bool:
    """The list of a unit is for those who read it as a whole; a leaver or receiver finds his own on the desk."""
    return any(user.may(capability, division.scope) for capability in selectors_people.READERS)


@require_safe
@people_page
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Who held a post, holds it and will hold it."""
    found = _visible_post(request, pk)
    tenures = selectors_people.holders_of(found)
    today = timezone.localdate()
    context = {
        "post": found,
        "breadcrumbs": way(to_unit(found.division)),
        "table": _holders(request, tenures, today),
        "actions": _post_actions(request, found, tenures, today),
    }
    return render(request, "townships/post.html", context)


def _visible_post(request: HttpRequest, pk: int) -> Post:
    return get_object_or_404(selectors.visible_posts(request.user).select_related("division"), pk=pk)


def _holders(request: HttpRequest, tenures: list[Tenure], today: date) -> Table:
    own = readable_hand_overs(request.user).filter(tenure__in=[tenure.pk for tenure in tenures])
    readable = set(own.values_list("pk", flat=True))
    columns = [Column(_("姓名")), Column(_("任职日期")), Column(_("离任日期")), Column(_("状态"))]
    return Table(
        _("任职情况"),
        [*columns, Column(_("离任交接"))],
        [
            [
                tenure.official.name + (_("（主持工作）") if tenure.acting else ""),
                tenure.start,
                tenure.end,
                pill_of(tenure, today),
                _hand_over_link(tenure, readable),
            ]
            for tenure in tenures
        ],
        empty=_("还没有人担任过这个职务。"),
    )


def pill_of(tenure: Tenure, today: date) -> Pill:
    if tenure.start > today:
        return Pill(_("将任"), "blue")
    if tenure.end is not None and tenure.end < today:
        return Pill(_("已离任"))
    return Pill(_("在任"), "green")


def _hand_over_link(tenure: Tenure, readable: set[int]) -> Link | str:
    hand_over = getattr(tenure, "hand_over", None)
    if hand_over is None:
        return ""
    label = _("已完成") if hand_over.completed_on else _("未完成")
    return Link(label, reverse("people:hand_over", args=[hand_over.pk]) if hand_over.pk in readable else "")


def _post_actions(request: HttpRequest, found: Post, tenures: list[Tenure], today: date) -> list[Action]:
    """Somebody takes a vacant post; whoever holds one, or will, leaves it."""
    against = reason_against_keeping(request.user, found)
    if not against and (ended := rules.division_in_force(found.division, today)):
        against = ended.message
    leaving = [tenure for tenure in tenures if tenure.end is None]
    if leaving:
        return [
            Action(
                _("登记%(name)s离任") % {"name": tenure.official.name},
                reverse("people:end", args=[tenure.pk]),
                method="get",
                allowed=not against,
                reason=against,
            )
            for tenure in leaving
        ]
    url = f"{reverse('people:begin', args=[found.division.code])}?post={found.pk}"
    return [Action(_("登记任职"), url, method="get", kind="primary", allowed=not against, reason=against)]


# Acting ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Put somebody on record in a unit."""
    division = visible_unit(request, code)
    check_can_record(request.user, division)
    form = RecordForm(division, request.POST or None)

    def work() -> str:
        services.record_official(name=form.cleaned_data["name"], division=division, **by(request))
        return reverse("people:begin", args=[division.code])

    if request.method == "POST" and (url := attempt(request, form, work)):
        messages.success(request, _("已登记。现在可以登记他的任职。"))
        return redirect(url)
    context = {"division": division, "form": form, "breadcrumbs": way(to_unit(division))}
    return render(request, "townships/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody takes a vacant post of a unit: one of its own people, or of another unit (`?from=`)."""
    division = visible_unit(request, code)
    user, today = user_of(request), timezone.localdate()
    check_can_record(user, division)
    vacant = selectors_people.vacant_posts(division)
    kept = [each.pk for each in vacant if user.may(keeper_of(each), each.scope)]
    units = selectors_people.units_to_choose_from(user, division, today)
    source = get_object_or_404(units, code=request.GET.get("from") or code)
    officials = selectors_people.officials_from(user, source, today)
    given = {"post": request.GET.get("post"), "start": today}
    form = BeginForm(vacant.filter(pk__in=kept), officials, request.POST or None, initial=given)
    context = {
        "division": division,
        "vacant": bool(kept),
        "source": source,
        "units": [*units] if len(units) > 1 else [],
        "breadcrumbs": way(to_unit(division)),
        "back": reverse("people:unit", args=[code]),
    }

    def work() -> Tenure:
        answers = form.cleaned_data
        check_can_keep(user, answers["post"])
        wanted = {name: answers[name] for name in ("official", "post", "start", "acting")}
        return services.begin_tenure(**wanted, **by(request))

    return bind(
        request,
        form,
        template="townships/begin.html",
        context=context,
        work=work,
        look=lambda tenure: _beginning(tenure, form.cleaned_data["official"], today),
        target=lambda tenure: reverse("people:post", args=[tenure.post_id]),
        done=_("任职已登记。"),
    )


def _beginning(tenure: Tenure, official: Official, today: date) -> Look:
    word = _("将任") if tenure.start > today else _("在任")
    return Look(
        title=_("核对任职"),
        rows=[
            Row(_("任职人员"), f"{official.name}（{titles_of(official)}）"),
            Row(_("职务"), tenure.post.name),
            Row(_("任职日期"), tenure.start),
            Row(_("主持工作"), _("是") if tenure.acting else _("否")),
            Row(_("登记后显示"), word),
        ],
        binding=_("登记后不能删除。登记有误的，只能登记离任后重新登记，两次都留有记录。"),
        submit=_("登记任职"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves a post; what is open in his hands is shown before it becomes his hand-over list."""
    rows = selectors.visible_tenures(request.user).select_related("official", "post__division")
    tenure = get_object_or_404(rows, pk=pk)
    check_can_keep(request.user, tenure.post)
    form = EndForm(request.POST or None, initial={"end": timezone.localdate()})

    def work() -> Tenure:
        return services.end_tenure(tenure=tenure, end=form.cleaned_data["end"], **by(request))

    return bind(
        request,
        form,
        template="townships/end.html",
        context={
            "tenure": tenure,
            "settled": rules.tenure_can_end(tenure, tenure.start),
            "breadcrumbs": way(to_unit(tenure.post.division)),
            "back": reverse("people:post", args=[tenure.post_id]),
        },
        work=work,
        look=_ending,
        target=_after,
        done=_("离任已登记。"),
    )


def _ending(tenure: Tenure) -> Look:
    hand_over = getattr(tenure, "hand_over", None)
    lines = selectors_people.lines_of(hand_over) if hand_over else []
    matters: Any = [
        _("%(title)s（%(duty)s）") % {"title": line.title, "duty": line.duty}
        + (_("，期限 %(due)s") % {"due": written(line.due)} if line.due else "")
        for line in lines
    ]
    return Look(
        title=_("核对离任"),
        rows=[
            Row(_("姓名"), tenure.official.name),
            Row(_("职务"), tenure.title),
            Row(_("任职日期"), tenure.start),
            Row(_("离任日期"), tenure.end),
            Row(_("须移交的未办结事项"), matters),
        ],
        binding=_("登记后离任日期不能修改。未办结事项列入离任交接，由接收人逐项接收，监交人到场后完成。"),
        submit=_("登记离任"),
    )


def _after(tenure: Tenure) -> str:
    """Where one goes on: the hand-over, when there is one."""
    hand_over = getattr(tenure, "hand_over", None)
    if hand_over is None:
        return reverse("people:post", args=[tenure.post_id])
    return reverse("people:hand_over", args=[hand_over.pk])
