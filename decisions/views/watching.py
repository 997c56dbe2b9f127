"""Beside the page of an item: what the rooms above say against it, stops with their answers, the count of ballots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import rules
from decisions.forms import ReasonForm
from decisions.forms_room import LongReasonForm, StopAnswerForm, StopForm
from decisions.models import AgendaItem, BallotCount, Stop
from decisions.permissions import can_oversee
from decisions.sitting import Sitting
from decisions.states import Category, Choice, Phase, StopKind, Way
from decisions.views.lines import Wrong
from foundation.townships.models import User
from foundation.web.components import Action, Pill, Row
from foundation.web.inputs import open_at
from foundation.web.tokens import OnceForm


@dataclass(frozen=True)
class StopLine:
    """One stop or reminder: what was said, answered, taken back; the forms that this user may fill in."""

    stop: Stop
    pill: Pill
    answer: Any = None
    lift: Any = None
    answer_form: OnceForm | None = None
    answer_url: str = ""
    lift_form: OnceForm | None = None
    lift_url: str = ""


@dataclass
class Watch:
    """What stands in the way, and what was said about how it is done."""

    blockers: list[Any] = field(default_factory=list)
    stops: list[StopLine] = field(default_factory=list)
    stop_form: OnceForm | None = None
    stop_url: str = ""


def of(item: AgendaItem, sitting: Sitting, user: User, against: str, wrong: Wrong) -> Watch:
    """For a page: asked of the rooms above while the item waits and while it is voted on."""
    asked = item.phase in (Phase.WAITING, Phase.VOTING)
    overseer = can_oversee(user, item.scope)
    open_now = item.phase not in (Phase.WAITING, Phase.CLOSED)
    return Watch(
        blockers=rules.in_the_way(item) if asked else [],
        stops=[_line(item, stop, overseer=overseer, keeper=not against, wrong=wrong) for stop in sitting.stops],
        stop_form=(wrong.get("stop") or StopForm(auto_id="stop-%s")) if overseer and open_now else None,
        stop_url=reverse("decisions:stop", args=[item.pk]),
    )


def _line(item: AgendaItem, stop: Stop, *, overseer: bool, keeper: bool, wrong: Wrong) -> StopLine:
    answer, lift = getattr(stop, "answer", None), getattr(stop, "lift", None)
    is_open = item.phase != Phase.CLOSED
    forms: dict[str, Any] = {}
    if keeper and is_open and answer is None and lift is None:
        place = f"answer-{stop.pk}"
        forms["answer_form"] = wrong.get(place) or StopAnswerForm(auto_id=f"{place}-%s")
        if stop.kind == StopKind.STOP and not wrong:
            open_at(forms["answer_form"], "kind")
        forms["answer_url"] = reverse("decisions:answer_stop", args=[item.pk, stop.pk])
    if overseer and is_open and rules.can_lift(stop) is None:
        place = f"lift-{stop.pk}"
        forms["lift_form"] = wrong.get(place) or LongReasonForm(auto_id=f"{place}-%s")
        forms["lift_url"] = reverse("decisions:lift_stop", args=[item.pk, stop.pk])
    tone: Any = "red" if stop.kind == StopKind.STOP and lift is None else "amber"
    return StopLine(stop, Pill(stop.get_kind_display(), tone), answer, lift, **forms)


def ballots(sitting: Sitting, against: str, wrong: Wrong, *, focus: bool) -> dict[str, Any]:
    """Of a secret vote: the way to the count, or the count that stands and the form that voids it."""
    item, count = sitting.item, sitting.ballots
    if not item.secret:
        return {}
    if count is None:
        way = reverse("decisions:ballots", args=[item.pk])
        label = _("登记纸票清点")
        allowed = not against
        return {"finish": Action(label, way, "get", "primary", allowed=allowed, reason=against, focus=focus)}
    return {
        "counted": count_rows(count),
        "void_ballots": None if against else wrong.get("void-ballots") or ReasonForm(auto_id="void-ballots-%s"),
        "void_ballots_url": reverse("decisions:void_ballots", args=[item.pk, count.pk]),
    }


def count_rows(count: BallotCount) -> list[Row]:
    """A count as it was entered."""
    personnel = count.item.topic.category == Category.PERSONNEL
    choices = [choice for choice in Choice if choice != Choice.POSTPONE or personnel]
    return [
        Row(_("发出、收回、有效"), f"{count.handed_out}、{count.returned}、{count.valid}"),
        *(Row(str(choice.label), _("%d 票") % getattr(count, choice.value)) for choice in choices),
        Row(_("监票人、计票人"), f"{count.teller.official.name}、{count.second_teller.official.name}"),
    ]


def limits(item: AgendaItem) -> list[Row]:
    """What the rules of procedure say about this item, in few words."""
    procedure = rules.procedure_of(item.meeting)
    waiting = item.phase == Phase.WAITING
    secret = rules.is_secret(item.topic, procedure) if waiting else item.secret
    rows = [Row(_("表决方式"), _("无记名") if secret else _("记名"))]
    if procedure.way != Way.MAJORITY_OF_DUE:
        rows.append(Row(_("决定方式"), procedure.get_way_display()))
    if procedure.minutes:
        rows.append(Row(_("每人发言"), _("%d 分钟以内") % procedure.minutes))
    return rows
