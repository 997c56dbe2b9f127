"""What is done with a topic before its meeting: filed, changed, signed, talked over, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decisions import rules, selectors, services
from decisions.forms_topics import ProposeForm, ReviseForm, SheetForm, SignForm, TalkForm, WithdrawForm
from decisions.models import Topic
from decisions.permissions import check_can_note_talk, check_can_sign
from decisions.sheet import Sheet
from decisions.signers import Signers
from decisions.states import Answer, Step
from decisions.views import recurring
from decisions.views.acting import kept_or_403, user_of, visible_or_404
from decisions.views.topics import about, to_topic, way
from decisions.views.words import body_kinds, step_words
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import Look, act_once, bind, by, reason
from foundation.web.components import Row
from foundation.web.doors import desk_page

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@desk_page
def propose(request: HttpRequest) -> HttpResponse:
    """A new sheet; with `?from=` or `?template=` it begins with the words of an earlier one."""
    user, today = user_of(request), timezone.localdate()
    check_may(user, Capability.KEEP_MEETINGS)
    initial = recurring.given(request) if request.method != "POST" else {}
    form = ProposeForm(user, *recurring.matters(user, today), today, request.POST or None, initial=initial)

    def work() -> Topic:
        said = form.cleaned_data
        return services.propose_topic(
            entry=form.the_entry(),
            unit=form.the_unit(),
            body=said["body"],
            proposer=said["proposer"],
            proposal=form.proposal(),
            **by(request),
        )

    return bind(
        request,
        form,
        template="decisions/propose.html",
        context={"breadcrumbs": way(), "copied": bool(initial)},
        work=work,
        look=_look,
        target=to_topic,
        done=_("议题已登记。"),
    )


def _look(proposed: Topic) -> Look:
    return Look(
        title=_("核对议题呈报单"),
        rows=[
            Row(_("议题名称"), proposed.title),
            *about(proposed)[:-1],
            Row(_("依次决定的组织"), body_kinds(proposed.bodies)),
            Row(_("会前程序"), step_words(proposed.asked)),
            Row(_("主要内容"), proposed.content),
        ],
        binding=_("登记后由以上人员依次签署。列入议程以前可以修改，修改后已经签署的须重新签署。"),
        submit=_("登记议题"),
    )


@require_http_methods(METHODS)
@desk_page
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_or_403(request, selectors.visible_topics, pk)
    form = ReviseForm(found, selectors.serving_in(found.scope, timezone.localdate()), request.POST or None)
    return bind(
        request,
        form,
        template="decisions/topic_form.html",
        context=_context(found, _("修改议题"), _("继续，核对内容"), reason(rules.can_be_changed(found))),
        work=lambda: services.revise_topic(topic=found, proposal=form.proposal(), **by(request)),
        look=_changed,
        target=to_topic,
        done=_("议题已修改。"),
    )


def _changed(topic: Topic) -> Look:
    sheet = Sheet.of(topic)
    again = [step for step in topic.asked if sheet.is_stale(step)]
    return Look(
        title=_("核对修改后的议题"),
        rows=[
            Row(_("议题名称"), topic.title),
            *about(topic)[:-1],
            Row(_("会前程序"), step_words(topic.asked)),
            Row(_("须重新签署"), step_words(again)),
            Row(_("主要内容"), topic.content),
        ],
        binding=_("修改后，内容变化以前的签署不再有效，由签署人重新签署。"),
        submit=_("保存修改"),
    )


@require_http_methods(METHODS)
@desk_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_or_403(request, selectors.visible_topics, pk)
    form = WithdrawForm(request.POST or None)
    return act_once(
        request,
        form,
        template="decisions/topic_form.html",
        context=_context(found, _("撤回议题"), _("撤回"), reason(rules.can_be_changed(found))),
        work=lambda: services.withdraw_topic(topic=found, reason=form.cleaned_data["reason"], **by(request)),
        target=to_topic(found),
        done=_("议题已撤回。"),
    )


# The sheet ---------------------------------------------------------------------------------------


@require_http_methods(METHODS)
@desk_page
def sign(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One's own step of the sheet."""
    found = visible_or_404(request, selectors.visible_topics, pk)
    if step not in Step.values:
        raise Http404
    wanted = Step(step)
    check_can_sign(user_of(request), found, wanted, timezone.localdate())
    form = SignForm(wanted, request.POST or None)
    sheet = Sheet.of(found)
    against = reason(rules.goes_round(found), rules.step_is_asked(sheet, wanted)) or reason(
        rules.in_order(sheet, wanted), rules.step_is_open(sheet, wanted, Answer.AGREE)
    )

    def work() -> object:
        said = form.cleaned_data
        return services.sign_topic(
            topic=found, step=wanted, answer=Answer(said["answer"]), opinion=said["opinion"], **by(request)
        )

    return act_once(
        request,
        form,
        template="decisions/topic_form.html",
        context={
            **_context(found, _("签署：%(step)s") % {"step": wanted.label}, _("签署"), against),
            "read": [*about(found), Row(_("主要内容"), found.content)],
        },
        work=work,
        target=to_topic(found),
        done=_("已签署。"),
    )


@require_http_methods(METHODS)
@desk_page
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The office enters what was signed on paper."""
    found = kept_or_403(request, selectors.visible_topics, pk)
    today = timezone.localdate()
    missing = [step for step in Sheet.of(found).missing if step != Step.TALK]
    form = SheetForm(missing, _people(found, missing, today), today, request.POST or None)
    return act_once(
        request,
        form,
        template="decisions/sheet.html",
        context=_context(found, _("登记纸质呈报单"), _("登记签署"), reason(rules.goes_round(found))),
        work=lambda: services.record_sheet(
            topic=found, lines=form.lines(), paper=form.cleaned_data["paper"], **by(request)
        ),
        target=to_topic(found),
        done=_("纸质呈报单已登记。"),
    )


def _people(topic: Topic, steps: Iterable[Step], today: date) -> dict[Step, list[Any]]:
    signers = Signers(today)
    return {step: signers.of(topic, step) for step in steps}


@require_http_methods(METHODS)
@desk_page
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """酝酿, noted by one of the circle."""
    found = visible_or_404(request, selectors.visible_topics, pk)
    user: User = user_of(request)
    check_can_note_talk(user, found)
    today = timezone.localdate()
    form = TalkForm(
        selectors.serving_in(found.scope, today),
        request.POST or None,
        initial={"day": today, "circle": [user.official_id]},
    )

    def work() -> object:
        said = form.cleaned_data
        return services.note_talk(
            topic=found, day=said["day"], circle=list(said["circle"]), views=said["views"], **by(request)
        )

    return act_once(
        request,
        form,
        template="decisions/topic_form.html",
        context=_context(found, _("登记会前酝酿"), _("登记"), reason(rules.talk_is_wanted(found, today, today))),
        work=work,
        target=to_topic(found),
        done=_("会前酝酿已登记。"),
    )


def _context(topic: Topic, title: str, submit: str, against: str) -> dict[str, Any]:
    return {
        "topic": topic,
        "breadcrumbs": way(topic),
        "title": title,
        "submit": submit,
        "back": to_topic(topic),
        "against": against,
    }
