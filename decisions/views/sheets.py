"""What the pages of a meeting show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import papers, rules, selectors
from decisions.forms import ActForm, AgendaForm, OpenForm
from decisions.models import AgendaItem, Delivery, Meeting, Seat
from decisions.permissions import reason_against_keeping
from decisions.sitting import names
from decisions.states import MeetingState, Stage
from decisions.views import ways
from decisions.views.acting import user_of
from decisions.views.steps import Progress, Step, item_url, undelivered
from decisions.views.words import item_pill, meeting_pill
from foundation.web.acting import Look, reason
from foundation.web.components import Action, Column, Link, Pill, Row, Table
from foundation.web.templatetags.sunlit import day, moment
from foundation.web.tokens import new_token


def way(*further: Link) -> list[Link]:
    start = [Link(_("我的工作"), reverse("web:desk")), Link(_("会议"), reverse("decisions:meetings"))]
    return [*start, *further]


def name_of(meeting: Meeting) -> str:
    return f"{meeting.body} {day(meeting.day)}"


def about(meeting: Meeting) -> dict[str, Any]:
    """What every page below a meeting knows: the meeting, and the way back to it."""
    url = reverse("decisions:meeting", args=[meeting.pk])
    return {"meeting": meeting, "breadcrumbs": way(Link(name_of(meeting), url)), "back": url}


def meetings(rows: list[Meeting]) -> Table:
    columns = [
        Column(_("会议")),
        Column(_("日期")),
        Column(_("地点")),
        Column(_("议题"), number=True),
        Column(_("状态")),
    ]
    return Table(
        _("会议"),
        columns,
        [
            [
                Link(str(row.body), reverse("decisions:meeting", args=[row.pk])),
                row.day,
                row.place,
                row.item_count,  # type: ignore[attr-defined]
                meeting_pill(row),
            ]
            for row in rows
        ],
        empty=_("没有符合条件的会议。"),
    )


# The meeting itself ------------------------------------------------------------------------------


def meeting(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    progress = Progress.of(found, timezone.localdate())
    return {
        "meeting": found,
        "breadcrumbs": way(),
        "pill": meeting_pill(found),
        "tasks": [step.as_task() for step in progress.steps()],
        "next": _next(request, progress),
        "agenda": _agenda(progress),
        "seats": progress.seats if found.state != MeetingState.CONVENED else [],
        "rows": _rows(found),
        "reschedule": _reschedule(request, found),
        "beside": _beside(request, found),
        "around": ways.around(request, found),
    }


def _next(request: HttpRequest, progress: Progress) -> dict[str, Any] | None:
    """The step at hand and its button: closed with the reason for whoever does not keep the meeting."""
    step = progress.next_step()
    if step is None:
        return None
    against = reason_against_keeping(user_of(request), progress.meeting.scope)
    # In the room the clerk goes on by keyboard.
    focus = progress.meeting.state == MeetingState.OPEN
    action = _button(step, against, focus=focus)
    return {"title": step.title, "say": step.say if step.state == "ready" else "", "action": action}


def _button(step: Step, against: str, *, focus: bool) -> Action:
    why = step.say if step.state == "blocked" else against
    given: dict[str, Any] = {"kind": "primary", "allowed": not why, "reason": why, "focus": focus}
    label = step.act or step.title
    if step.post:
        return Action(label, step.url, token=new_token(), **given)
    return Action(label, step.url, method="get", **given)


def _agenda(progress: Progress) -> Table:
    columns = [Column(_("议题")), Column(_("类别")), Column(_("提议人")), Column(_("环节或结果")), Column(_("公开"))]
    return Table(
        _("议程"),
        columns,
        [
            [
                Link(str(item), item_url(item)),
                item.topic.get_category_display(),
                item.topic.proposer.name,
                item_pill(item),
                _published(item, progress),
            ]
            for item in progress.items
        ],
        empty=_("还没有议题。"),
    )


def _published(item: AgendaItem, progress: Progress) -> Any:
    """The resolution of an item, and how far its citizens' copy is."""
    resolution = getattr(item, "resolution", None)
    if resolution is None:
        return ""
    draft = progress.drafts.get(resolution.pk)
    word = draft.get_state_display() if draft else _("未拟制")
    label = _("不公开") if rules.not_personnel(item.topic) else word
    return Link(_("决定 · %s") % label, reverse("decisions:resolution", args=[resolution.pk]))


def _rows(found: Meeting) -> list[Row]:
    rows = [Row(_("日期"), found.day), Row(_("地点"), found.place)]
    if found.chair:
        rows += [Row(_("主持人"), found.chair.name), Row(_("记录人"), found.recorder and found.recorder.name)]
    rule = rules.procedure_of(found)
    way = Link(rule.title, reverse("decisions:procedure", args=[found.body_id]))
    lodged = [] if rule.body_id is None or rule.lodged_on else [Row(_("备案"), Pill(_("尚未备案"), "amber"))]
    return [*rows, Row(_("录入方式"), found.get_entry_display()), Row(_("议事规则"), way), *lodged]


def _beside(request: HttpRequest, found: Meeting) -> list[Link]:
    """What is rare: the county's observers, another chair."""
    if found.state == MeetingState.CLOSED or reason_against_keeping(user_of(request), found.scope):
        return []
    links = [Link(_("县里列席人员"), reverse("decisions:observers", args=[found.pk]))]
    if found.state == MeetingState.OPEN:
        links.append(Link(_("更换主持人"), reverse("decisions:chair", args=[found.pk])))
    return links


def _reschedule(request: HttpRequest, found: Meeting) -> Link | None:
    if found.state != MeetingState.CONVENED or reason_against_keeping(user_of(request), found.scope):
        return None
    return Link(_("改期"), reverse("decisions:reschedule", args=[found.pk]))


# Before it opens ---------------------------------------------------------------------------------


def agenda(request: HttpRequest, found: Meeting, form: AgendaForm) -> dict[str, Any]:
    """What is on the agenda, and the pool of the body with a button each."""
    settled = reason(rules.still_convened(found))
    return {
        **about(found),
        "form": form,
        "token": form["form_token"].value(),
        "items": selectors.agenda_of(found),
        "settled": settled,
        "pool": [] if settled else list(selectors.topics_for(found.body)),
        "against": reason_against_keeping(user_of(request), found.scope),
    }


def delivery(request: HttpRequest, found: Meeting, form: ActForm) -> dict[str, Any]:
    """Member by topic, with the day on which each was told, and whether he has signed for it."""
    items, seats = selectors.agenda_of(found), selectors.seats_of(found)
    against = reason_against_keeping(user_of(request), found.scope) or reason(rules.agenda_not_empty(found))
    return {
        **about(found),
        "form": form,
        "table": _deliveries(
            items,
            seats,
            keeps=not (reason_against_keeping(user_of(request), found.scope) or rules.before_the_end(found)),
        ),
        "unsigned": unsigned(items, seats) if found.state != MeetingState.CLOSED else "",
        "ad_hoc": reverse("decisions:ad_hoc", args=[found.pk]),
        "late": undelivered(items, seats, rules.delivery_parameter(found)),
        "deliver": None
        if rules.still_convened(found)
        else Action(
            _("登记今天已告知全体成员"),
            reverse("decisions:delivery", args=[found.pk]),
            kind="primary",
            allowed=not against,
            reason=against,
            token=form["form_token"].value(),
        ),
    }


def _deliveries(items: list[AgendaItem], seats: list[Seat], *, keeps: bool) -> Table:
    told = {(each.item_id, each.official_id): each for item in items for each in item.deliveries.all()}
    rows = []
    for seat in seats:
        cells = [told.get((item.pk, seat.official_id)) for item in items]
        waits = any(cell is not None and not hasattr(cell, "receipt") for cell in cells)
        url = reverse("decisions:hand_over", args=[items[0].meeting_id, seat.official_id]) if waits and keeps else ""
        rows.append(
            [
                seat.official.name,
                seat.title,
                *(_told(cell) for cell in cells),
                *([Link(_("登记纸质签收"), url) if url else ""] if keeps else []),
            ]
        )
    ways = [Column(_("签收"))] if keeps else []
    columns = [Column(_("成员")), Column(_("职务")), *(Column(str(item)) for item in items), *ways]
    return Table(_("会前告知"), columns, rows)


def _told(delivery: Delivery | None) -> Any:
    """When it reached him, and whether he has signed for it."""
    if delivery is None:
        return Pill(_("未告知"), "amber")
    receipt = getattr(delivery, "receipt", None)
    if receipt is None:
        return [delivery.day, Pill(_("未签收"), "amber")]
    if receipt.on_paper:
        return [delivery.day, Pill(_("纸质签收"), "green"), _("%s登记") % receipt.actor.name]
    return [delivery.day, Pill(_("已签收"), "green"), moment(receipt.at)]


def unsigned(items: list[AgendaItem], seats: list[Seat]) -> str:
    """Who has not signed for something that reached him; empty when everybody has."""
    waiting = {each.official_id for item in items for each in item.deliveries.all() if not hasattr(each, "receipt")}
    found = [seat for seat in seats if seat.official_id in waiting]
    return _("还有 %(count)d 人未签收：%(names)s") % {"count": len(found), "names": names(found)} if found else ""


def opening(form: OpenForm) -> Look:
    absences = form.absences()
    absent = [
        _("%(name)s（%(reason)s）") % {"name": seat.official.name, "reason": absences[seat.official_id]}
        for seat in form.seats
        if seat.official_id in absences
    ]
    present = [seat.official.name for seat in form.seats if seat.votes and seat.official_id not in absences]
    attending = [seat.official.name for seat in form.seats if not seat.votes and seat.official_id not in absences]
    due = sum(seat.votes for seat in form.seats)
    return Look(
        title=_("核对签到"),
        rows=[
            Row(_("应到"), _("%d 人") % due),
            Row(_("到会"), _("%(count)d 人：%(names)s") % {"count": len(present), "names": "、".join(present)}),
            Row(_("缺席"), absent),
            Row(_("列席"), "、".join(attending)),
            Row(_("主持人"), form.the_chair().name),
            Row(_("记录人"), form.cleaned_data["recorder"].name),
            Row(_("末位表态"), last_word(form.seats)),
        ],
        binding=_("开会后议程、席位和表态次序不能再改。缺席的成员到会时可以随时登记。"),
        submit=_("开会"),
    )


def last_word(seats: list[Seat] | Any) -> str:
    """Who comes last, in their order."""
    principals = sorted((seat for seat in seats if seat.stage != Stage.MEMBERS), key=lambda seat: int(seat.stage))
    return _("其他成员之后：%s") % "、".join(seat.official.name for seat in principals) if principals else ""


# Afterwards --------------------------------------------------------------------------------------


def minutes(found: Meeting) -> Look:
    """What the minutes will say, without the texts. Two queries."""
    seats = selectors.seats_of(found)
    absent = [f"{seat.official.name}（{seat.absence}）" for seat in seats if seat.votes and not seat.present]
    present = [seat.official.name for seat in seats if seat.votes and seat.present]
    return Look(
        title=_("起草会议纪要、会议记录"),
        rows=[
            Row(_("会议"), name_of(found)),
            Row(_("主持人"), found.chair and found.chair.name),
            Row(_("记录人"), found.recorder and found.recorder.name),
            Row(_("到会"), "、".join(present)),
            Row(_("缺席"), absent),
            *(Row(str(item), _result(item)) for item in selectors.agenda_of(found)),
        ],
        binding=_(
            "起草后可以修改汇报和讨论的文字；人员、票数、不同意见和决定以会议登记为准，不能修改。核稿、签发后编定文号。"
        ),
        submit=_("起草"),
    )


def _result(item: AgendaItem) -> list[Any]:
    resolution = getattr(item, "resolution", None)
    if resolution:
        return [papers.counts(resolution), resolution.text]
    return [item_pill(item), item.outcome_reason]
