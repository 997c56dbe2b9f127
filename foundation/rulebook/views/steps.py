"""What is done on a finding, each on a page of its own: filled in, looked at once more, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from foundation.refs import title_of
from foundation.rulebook import services
from foundation.rulebook.forms.findings import AdditionForm, AnswerForm, RaiseForm, ReasonForm, RectifyForm
from foundation.rulebook.models import Finding, FindingNote
from foundation.rulebook.permissions import check_can_add, check_can_answer, check_can_judge, reason_against
from foundation.rulebook.rules import findings as rules
from foundation.rulebook.selectors import findings as selectors
from foundation.rulebook.states import FINDING_MOVES, JUDGES, FindingState, NoteKind
from foundation.rulebook.views.words import finding_or_404, severity_pill, user_of, way
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import Look, bind, by, in_short
from foundation.web.components import Action, Link, Row
from foundation.web.doors import desk_page
from foundation.web.tokens import OnceForm

FORM_METHODS = ["GET", "HEAD", "POST"]
Words = str | Promise


@dataclass(frozen=True)
class Step:
    """One step: the page's address and words, its form, its service. `to` is the state it leads to, if it moves."""

    name: str
    kind: NoteKind
    to: FindingState | None
    form: type[OnceForm]
    service: Callable[..., FindingNote]
    label: Words
    binding: Words
    done: Words
    look: Literal["primary", "secondary", "danger"] = "secondary"

    def check(self, user: User, found: Finding, today: date) -> None:
        """Raises `PermissionDenied` when this person may not take the step."""
        if self.to is None:
            check_can_add(user, found)
        elif self.kind in JUDGES:
            check_can_judge(user, found, today)
        else:
            check_can_answer(user, found)

    def objection(self, found: Finding, today: date) -> str:
        """Why the step cannot be taken now, whoever wants to; empty when it can."""
        if self.to is None:
            return in_short(rules.answer_came_first(found))
        wrong = rules.move_exists(found, self.to, self.kind)
        return in_short(wrong or rules.window_has_passed(found, self.to, today))

    @property
    def capability(self) -> Capability:
        """Who sees the button."""
        return Capability.JUDGE_FINDINGS if self.kind in JUDGES else Capability.ANSWER_FINDINGS


ANSWER = Step(
    "answer",
    NoteKind.ANSWER,
    FindingState.ANSWERED,
    AnswerForm,
    services.answer_finding,
    gettext_lazy("答复"),
    gettext_lazy("答复提交后不能修改，县里马上看到；以后可以补充说明。"),
    gettext_lazy("已答复，等待县里核定。"),
    "primary",
)
CONFIRM = Step(
    "confirm",
    NoteKind.CONFIRM,
    FindingState.CONFIRMED,
    ReasonForm,
    services.confirm_finding,
    gettext_lazy("核定成立"),
    gettext_lazy("核定后计入该单位的问题数，单位须整改。不能撤销。"),
    gettext_lazy("已核定，等待单位整改。"),
    "primary",
)
REJECT = Step(
    "reject",
    NoteKind.REJECT,
    FindingState.REJECTED,
    ReasonForm,
    services.reject_finding,
    gettext_lazy("核定不成立"),
    gettext_lazy("不成立的问题不计数，到此办完。不能撤销。"),
    gettext_lazy("已核定为不成立。"),
)
RECTIFY = Step(
    "rectify",
    NoteKind.RECTIFY,
    FindingState.RECTIFIED,
    RectifyForm,
    services.rectify_finding,
    gettext_lazy("报告整改情况"),
    gettext_lazy("提交后由县里查看，办结或者退回。"),
    gettext_lazy("整改情况已提交。"),
    "primary",
)
CLOSE = Step(
    "close",
    NoteKind.CLOSE,
    FindingState.CLOSED,
    ReasonForm,
    services.close_finding,
    gettext_lazy("办结"),
    gettext_lazy("办结后不能再改，仍计入该单位的问题数。"),
    gettext_lazy("已办结。"),
    "primary",
)
SEND_BACK = Step(
    "send_back",
    NoteKind.SEND_BACK,
    FindingState.CONFIRMED,
    ReasonForm,
    services.send_back_finding,
    gettext_lazy("退回整改"),
    gettext_lazy("退回后由单位继续整改，重新报告。"),
    gettext_lazy("已退回，等待单位继续整改。"),
)
ADD = Step(
    "add",
    NoteKind.ADDITION,
    None,
    AdditionForm,
    services.add_note,
    gettext_lazy("补充说明"),
    gettext_lazy("提交后不能修改，单位和县里都能看到。"),
    gettext_lazy("已补充。"),
)
STEPS = (ANSWER, CONFIRM, REJECT, RECTIFY, CLOSE, SEND_BACK, ADD)


def actions_for(user: User, found: Finding, today: date) -> list[Action]:
    """The steps that may follow on a finding, for those who take them somewhere; closed ones say why."""
    return [
        Action(
            str(step.label),
            reverse(f"findings:{step.name}", args=[found.pk]),
            method="get",
            kind=step.look,
            allowed=not against,
            reason=against,
        )
        for step in _steps_from(FindingState(found.state))
        if user.may(step.capability) or (step is ADD and user.may(Capability.JUDGE_FINDINGS))
        for against in [reason_against(step.check, user, found, today) or step.objection(found, today)]
    ]


def _steps_from(state: FindingState) -> list[Step]:
    kinds = {move.kind for (old, _new), move in FINDING_MOVES.items() if old == state}
    steps = [step for step in STEPS if step.kind in kinds]
    return [*steps, ADD] if steps and state != FindingState.RAISED else steps


@require_http_methods(FORM_METHODS)
@desk_page
def new(request: HttpRequest) -> HttpResponse:
    """An inspector raises what no row shows by itself."""
    check_may(request.user, Capability.JUDGE_FINDINGS)
    user = user_of(request)
    form = RaiseForm(selectors.units_for(user, Capability.JUDGE_FINDINGS, timezone.localdate()), request.POST or None)

    def work() -> Finding:
        return services.raise_by_person(**_given(form), **by(request))

    def look(found: Finding) -> Look:
        rows = [
            Row(_("单位"), found.place),
            Row(_("违反的规则"), found.title),
            Row(_("严重程度"), severity_pill(found.severity)),
            Row(_("问题说明"), found.text),
            Row(_("有关记录"), [title_of(each.as_ref) for each in found.evidence.all()]),
            Row(_("纸质材料"), found.paper),
            Row(_("答复期限"), found.answer_until),
        ]
        binding = _("提出后单位马上看到，在期限内答复。提出的内容不能修改；不成立的，答复以后核定为不成立。")
        return Look(_("核对问题"), rows, binding, _("提出问题"))

    return bind(
        request,
        form,
        template="rulebook/new.html",
        context={"breadcrumbs": way()},
        work=work,
        look=look,
        target=lambda found: found.get_absolute_url(),
        done=_("问题已提出，等待单位答复。"),
    )


@require_http_methods(FORM_METHODS)
@desk_page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit says how it was."""
    return _page(request, pk, ANSWER)


@require_http_methods(FORM_METHODS)
@desk_page
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Something more, from the unit or from the county."""
    return _page(request, pk, ADD)


@require_http_methods(FORM_METHODS)
@desk_page
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The county finds it true."""
    return _page(request, pk, CONFIRM)


@require_http_methods(FORM_METHODS)
@desk_page
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """The county finds it not true."""
    return _page(request, pk, REJECT)


@require_http_methods(FORM_METHODS)
@desk_page
def rectify(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit says what it has done about it."""
    return _page(request, pk, RECTIFY)


@require_http_methods(FORM_METHODS)
@desk_page
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The county takes the rectification."""
    return _page(request, pk, CLOSE)


@require_http_methods(FORM_METHODS)
@desk_page
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The county does not take the rectification."""
    return _page(request, pk, SEND_BACK)


# -------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    """404 for what is not there for this person, 403 with the reason when the step is not his."""
    found, today = finding_or_404(request, pk), timezone.localdate()
    step.check(user_of(request), found, today)
    form = step.form(request.POST or None)

    def work() -> FindingNote:
        return step.service(finding=found, **_given(form), **by(request))

    def look(note: FindingNote) -> Look:
        return Look(str(step.label), _answers(found, note), str(step.binding), str(step.label))

    context = {
        "finding": found,
        "title": step.label,
        "place": found.place,
        "against": step.objection(found, today) if request.method != "POST" else "",
        "back": found.get_absolute_url(),
        "breadcrumbs": way(Link(found.title, found.get_absolute_url())),
    }
    return bind(
        request,
        form,
        template="rulebook/step.html",
        context=context,
        work=work,
        look=look,
        target=lambda _note: found.get_absolute_url(),
        done=str(step.done),
    )


def _given(form: OnceForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "form_token"}


def _answers(found: Finding, note: FindingNote) -> list[Row]:
    rows = [
        Row(_("单位"), found.place),
        Row(_("问题"), found.says),
        Row(str(NoteKind(note.kind).label), note.text),
    ]
    if note.kind == NoteKind.RECTIFY:
        rows.append(Row(_("有关记录"), [title_of(each.as_ref) for each in note.evidence.all()]))
        rows.append(Row(_("纸质材料"), note.paper))
    return rows
