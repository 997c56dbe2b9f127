"""Emergencies and re-discussion: what precedes a topic's meeting, what follows its decision."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decisions import rules, selectors, services
from decisions.forms_room import EmergencyForm, OrderForm, ReconsiderForm
from decisions.models import Emergency, Reconsideration, Resolution
from decisions.permissions import check_can_order
from decisions.states import Ground
from decisions.views import sheets
from decisions.views.acting import kept_or_403, user_of, visible_or_404
from foundation.web.acting import Look, bind, by, reason
from foundation.web.components import Link, Row
from foundation.web.doors import desk_page
from foundation.web.templatetags.sunlit import day
from foundation.web.tokens import OnceForm

FORM_METHODS = ["GET", "HEAD", "POST"]
PAGE = "decisions/act.html"


@require_http_methods(FORM_METHODS)
@desk_page
def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody had to act before a meeting could: what, why, to whom it was reported."""
    found = kept_or_403(request, selectors.visible_topics, pk)
    today = timezone.localdate()
    people = selectors.serving_officials(user_of(request), today)
    form = EmergencyForm(people, request.POST or None, initial={"acted_on": today, "reported_on": today})
    here = reverse("decisions:topic", args=[found.pk])

    def work() -> Emergency:
        given = {name: value for name, value in form.cleaned_data.items() if name != "form_token"}
        return services.report_emergency(topic=found, **given, **by(request))

    return bind(
        request,
        form,
        template=PAGE,
        context={
            "title": _("紧急处置报告"),
            "who": found.title,
            "against": reason(rules.waits_in_the_pool(found), rules.one_emergency(found)),
            "submit": _("继续，核对"),
            "back": here,
            "breadcrumbs": [*sheets.way()[:1], Link(found.title, here)],
        },
        work=work,
        look=lambda made: Look(
            title=_("核对紧急处置报告"),
            rows=emergency_rows(made),
            binding=_("登记后不能修改。请在下一次会议上提请追认；没有提请的，系统会提出问题。"),
            submit=_("登记"),
        ),
        target=lambda _made: here,
        done=_("紧急处置已登记，请提请下一次会议追认。"),
    )


def emergency_rows(made: Emergency) -> list[Row]:
    """What was reported."""
    return [
        Row(_("处置人"), made.decider.name),
        Row(_("处置日期"), made.acted_on),
        Row(_("来不及开会的原因"), made.reason),
        Row(_("怎样处置"), made.done),
        Row(_("报告"), _("%(day)s向%(who)s报告") % {"day": day(made.reported_on), "who": made.reported_to}),
    ]


@require_http_methods(FORM_METHODS)
@desk_page
def reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """复议 by the body's own rules."""
    found = kept_or_403(request, selectors.visible_resolutions, pk)
    today = timezone.localdate()
    form = ReconsiderForm(selectors.voters_of(found.item.meeting.body, today), request.POST or None)

    def work() -> Reconsideration:
        ground, movers = Ground(form.cleaned_data["ground"]), list(form.cleaned_data["movers"])
        words = form.cleaned_data["reason"]
        return services.move_reconsideration(
            resolution=found, ground=ground, movers=movers, reason=words, **by(request)
        )

    row = Row(_("联名须达"), _("%d 人") % rules.movers_needed(found, today))
    return _again(request, found, form, work, _("提出复议"), row)


@require_http_methods(FORM_METHODS)
@desk_page
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The county orders it, with a day."""
    found = visible_or_404(request, selectors.visible_resolutions, pk)
    check_can_order(user_of(request), found.scope)
    form = OrderForm(request.POST or None)

    def work() -> Reconsideration:
        given = {name: form.cleaned_data[name] for name in ("until", "reason")}
        return services.order_reconsideration(resolution=found, **given, **by(request))

    return _again(request, found, form, work, _("责令复议"), Row(_("组织"), str(found.item.meeting.body)))


def _again(
    request: HttpRequest,
    found: Resolution,
    form: OnceForm,
    work: Callable[[], Reconsideration],
    title: str,
    row: Row,
) -> HttpResponse:
    return bind(
        request,
        form,
        template=PAGE,
        context={
            "title": title,
            "who": found.topic.title,
            "against": reason(rules.stands_as_decided(found)),
            "rows": [Row(_("原决定"), str(found)), Row(_("决定内容"), found.text), row],
            "submit": _("继续，核对"),
            **sheets.about(found.item.meeting),
            "back": reverse("decisions:resolution", args=[found.pk]),
        },
        work=work,
        look=lambda made: Look(
            title=_("核对复议"),
            rows=[Row(_("原决定"), str(found)), *reconsideration_rows(made)],
            binding=_("提出后议题退回待上会。原决定保留在案，新的决定作出以前不得擅自改变。"),
            submit=title,
        ),
        target=lambda _made: reverse("decisions:topic", args=[found.topic_id]),
        done=_("已提出复议，议题退回待上会。"),
    )


def reconsideration_rows(made: Reconsideration) -> list[Row]:
    """Who moved it, why, until when."""
    movers = "、".join(mover.official.name for mover in made.movers.select_related("official"))
    return [
        Row(_("由谁提起"), made.get_ground_display()),
        *([Row(_("提议人"), movers)] if movers else []),
        *([Row(_("须在此前复议"), made.until)] if made.until else []),
        Row(_("理由"), made.reason),
    ]
