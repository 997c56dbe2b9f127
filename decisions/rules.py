"""The rules of collective decision. Each reads a sitting, never writes, and returns its objection or nothing.

None of these bases has been checked against its text yet, so each prints as the county's own rule.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Meeting, Seat, Statement, Topic, Vote
from decisions.sitting import Sitting, names
from decisions.states import BODIES_FOR_PERSONNEL, MOVES, Category, MeetingState, Outcome, Phase, TopicState
from foundation.documents.models import Paper
from foundation.refs import Ref
from foundation.rulebook.selectors import parameter
from foundation.rulebook.values import Value
from foundation.scope import Scope
from foundation.townships.models import Body, Official
from foundation.violations import Basis, RuleViolation

LAST_WORD = Basis("末位表态制度")
COLLECTIVE = Basis("议事决策规则")


# Before the meeting ------------------------------------------------------------------------------


def right_body(category: Category, body: Body) -> RuleViolation | None:
    """D15: personnel is decided by the party committee (in a village by its branch), not by a joint meeting."""
    if category != Category.PERSONNEL or body.kind in BODIES_FOR_PERSONNEL:
        return None
    return RuleViolation(
        "decisions.right_body",
        _("提请决定的组织：人事事项只能由党委会（村级由党组织）决定，不能提交%s。请改选党委会。") % body.name,
        COLLECTIVE,
        field="body",
    )


def day_not_past(day: date, today: date, field: str) -> RuleViolation | None:
    """A meeting is convened ahead, not backwards."""
    if day >= today:
        return None
    return RuleViolation("decisions.past_day", _("日期：%s 已经过去。请填写今天或以后的日期。") % day, field=field)


def still_convened(meeting: Meeting) -> RuleViolation | None:
    """The agenda, the day and the deliveries are settled before the meeting opens."""
    if meeting.state == MeetingState.CONVENED:
        return None
    return RuleViolation(
        "decisions.meeting_has_opened",
        _("会议：%s，议程和日期不能再改。临时议题请另行召集会议。") % meeting.get_state_display(),
    )


def topic_is_free(topic: Topic, meeting: Meeting) -> RuleViolation | None:
    """A topic is on one agenda at a time, and of the body that it was put to."""
    if topic.body_id != meeting.body_id:
        return RuleViolation(
            "decisions.other_body",
            _("议题：“%(topic)s”提请%(body)s决定，不能列入本次会议。请另行召集该组织的会议。")
            % {"topic": topic.title, "body": topic.body.name},
            COLLECTIVE,
            field="topic",
        )
    if topic.state == TopicState.POOL:
        return None
    return RuleViolation(
        "decisions.topic_taken",
        _("议题：“%(topic)s”%(state)s，不能再列入。请选择待上会的议题。")
        % {"topic": topic.title, "state": topic.get_state_display()},
        field="topic",
    )


def agenda_not_empty(meeting: Meeting) -> RuleViolation | None:
    if meeting.items.exists():
        return None
    return RuleViolation("decisions.empty_agenda", _("议程：还没有议题。请先把待上会的议题列入议程。"))


# Opening and closing -----------------------------------------------------------------------------


def opens_on_its_day(meeting: Meeting, today: date) -> RuleViolation | None:
    """A meeting opens on the day it was convened for: the members counted on that day."""
    if meeting.day == today:
        return None
    return RuleViolation(
        "decisions.other_day",
        _("会议日期：会议定于 %(day)s 召开，今天是 %(today)s。如已改期，请先修改会议日期。")
        % {"day": meeting.day, "today": today},
        COLLECTIVE,
    )


def chair_is_present(chair: Official, present: Iterable[Official]) -> RuleViolation | None:
    """A member in the room presides, not somebody who only attends."""
    if chair in present:
        return None
    return RuleViolation(
        "decisions.chair_absent",
        _("主持人：%s未到会，或只列席会议，不能主持。请另选到会的成员。") % chair.name,
        field="chair",
    )


def of_this_unit(official: Official, scope: Scope, name: str, field: str) -> RuleViolation | None:
    """Whoever reports or keeps the record answers for it in this unit."""
    if official.scope == scope:
        return None
    return RuleViolation(
        "decisions.other_unit",
        _("%(what)s：%(name)s不是本单位人员。请选择本单位人员。") % {"what": name, "name": official.name},
        field=field,
    )


def is_given(text: str, name: str, field: str) -> RuleViolation | None:
    """What has no words or no reason on record cannot be answered for later."""
    if text.strip():
        return None
    return RuleViolation("decisions.not_given", _("%s：没有填写。请写明后再提交。") % name, COLLECTIVE, field=field)


def meeting_open(meeting: Meeting) -> RuleViolation | None:
    if meeting.state == MeetingState.OPEN:
        return None
    return RuleViolation(
        "decisions.meeting_open",
        _("会议：%s，不能录入。请在开会之后、散会之前录入。") % meeting.get_state_display(),
        COLLECTIVE,
    )


def one_item_at_a_time(item: AgendaItem) -> RuleViolation | None:
    """D08: matters are dealt with item by item."""
    other = item.meeting.items.exclude(pk=item.pk).exclude(phase__in=[Phase.WAITING, Phase.CLOSED]).first()
    if other is None:
        return None
    return RuleViolation(
        "decisions.one_item_at_a_time",
        _("议题：“%s”尚未结束。请逐项议决，先结束该议题。") % other.topic.title,
        COLLECTIVE,
    )


def every_item_closed(meeting: Meeting) -> RuleViolation | None:
    waiting = list(meeting.items.exclude(phase=Phase.CLOSED).select_related("topic"))
    if not waiting:
        return None
    return RuleViolation(
        "decisions.items_open",
        _("议程：还有议题没有结束：%s。请逐项形成结果，或注明暂缓、撤回后再散会。")
        % "、".join(item.topic.title for item in waiting),
    )


def delivery(item: AgendaItem, due: Iterable[Seat], wanted: Value) -> RuleViolation | None:
    """D05: topic and papers reach every member at least two days ahead (calendar days, by parameter).

    The latest delivery counts: it must lie on or before the day of the meeting less those days.
    """
    latest = item.meeting.day - timedelta(days=wanted.whole())
    delivered = {each.official_id: each.day for each in item.deliveries.all()}
    wanting = [seat for seat in due if seat.official_id not in delivered or delivered[seat.official_id] > latest]
    if not wanting:
        return None
    convened = item.meeting.state == MeetingState.CONVENED
    remedy = _("请尽快送达；期限已过的，请将会议改期。") if convened else _("请将本议题暂缓，送达后另次上会。")
    return RuleViolation(
        "decisions.delivery",
        _("会前告知：议题和材料最迟须在 %(latest)s 送达每位成员，未按时送达：%(names)s。%(remedy)s")
        % {"latest": latest, "names": names(wanting), "remedy": remedy},
        wanted.basis,
    )


# During the item ---------------------------------------------------------------------------------


def in_phase(item: AgendaItem, *phases: Phase) -> RuleViolation | None:
    """What may be entered now depends on the phase that the item has reached."""
    if item.phase in phases:
        return None
    return RuleViolation(
        "decisions.phase",
        _("环节：本议题现处于“%(now)s”环节，这项录入属于“%(wanted)s”环节。请按 汇报、讨论、表态、表决 的顺序进行。")
        % {"now": item.get_phase_display(), "wanted": "、".join(str(phase.label) for phase in phases)},
        COLLECTIVE,
    )


def move_allowed(now: Phase, wanted: Phase) -> RuleViolation | None:
    """Only the moves of the table exist."""
    if (now, wanted) in MOVES:
        return None
    return RuleViolation(
        "decisions.move",
        _("环节：不能从“%(now)s”进入“%(wanted)s”。请按 汇报、讨论、表态、表决 的顺序进行。")
        % {"now": now.label, "wanted": wanted.label},
        COLLECTIVE,
    )


def quorum(sitting: Sitting, wanted: Value) -> RuleViolation | None:
    """A quorum is needed for each item, counted over the members due for it."""
    due, able = len(sitting.due()), len(sitting.able())
    needed = wanted.needed_of(due)
    if due and able >= needed:
        return None
    return RuleViolation(
        "decisions.quorum",
        _("到会人数：应到 %(due)d 人，至少须到会 %(needed)d 人，现到会 %(able)d 人。请补足人数，或以“人数不足”结束。")
        % {"due": due, "needed": needed, "able": able},
        wanted.basis,
    )


def quorum_is_missing(sitting: Sitting, wanted: Value) -> RuleViolation | None:
    """An item ends as inquorate only when it is."""
    if quorum(sitting, wanted):
        return None
    return RuleViolation(
        "decisions.quorate", _("结果：到会人数足够，不能以“人数不足”结束。请选择其他结果。"), field="outcome"
    )


def has_a_voice(sitting: Sitting, seat: Seat) -> RuleViolation | None:
    """Who only attends, is absent, is recused or came too late neither states nor votes on the item."""
    now = sitting.seat(seat.pk)
    reason = ""
    if now is None:
        reason = _("不是本次会议的成员")
    elif not now.votes:
        reason = _("列席会议，没有表决权")
    elif not now.present:
        reason = _("未到会")
    elif now.pk in sitting.recused:
        reason = _("已对本议题回避")
    elif now.pk in sitting.late:
        reason = _("在末位表态开始后才到会")
    if not reason:
        return None
    return RuleViolation(
        "decisions.no_voice",
        _("成员：%(name)s%(reason)s，不能对本议题表态或表决。请核对后选择其他成员。")
        % {"name": seat.official.name, "reason": reason},
        COLLECTIVE,
        field="seat",
    )


def in_turn(sitting: Sitting, seat: Seat) -> RuleViolation | None:
    """D06: everyone else states a clear opinion, and later votes, before the principals; who is last comes last."""
    missing = sitting.missing(sitting.phase, before=seat.stage)
    if not missing:
        return None
    word = _("表态") if sitting.phase == Phase.STATING else _("表决")
    return RuleViolation(
        "decisions.last_word",
        _("末位表态：%(name)s须在其他成员之后%(word)s，尚未%(word)s的有：%(missing)s。请先录入以上成员。")
        % {"name": seat.official.name, "word": word, "missing": names(missing)},
        LAST_WORD,
        field="seat",
    )


def once_each(sitting: Sitting, seat: Seat) -> RuleViolation | None:
    """One member, one vote (and one statement) on each item."""
    if seat.pk not in sitting.positions(sitting.phase):
        return None
    return RuleViolation(
        "decisions.once",
        _("成员：%s已录入，每人每项只能一次。如录入有误，请先作废原记录并写明原因。") % seat.official.name,
        COLLECTIVE,
        field="seat",
    )


def can_void(sitting: Sitting, seat: Seat, phase: Phase) -> RuleViolation | None:
    """A wrong entry is voided while the item is open and nobody of a later stage or phase has acted on it."""
    if sitting.phase == Phase.CLOSED:
        return not_closed(sitting.item)
    too_late = sitting.later_has_acted(seat, phase)
    if not too_late:
        return None
    return RuleViolation(
        "decisions.void_too_late",
        _("作废：在%s之后，下一轮次的成员已经表态或表决，这条记录不能再作废。请在发言或纪要中注明更正。")
        % seat.official.name,
        LAST_WORD,
    )


def can_recuse(sitting: Sitting, seat: Seat) -> RuleViolation | None:
    """Recusal comes before one's own word on the item, and before the vote: it changes how many are due."""
    if sitting.phase == Phase.VOTING:
        return RuleViolation(
            "decisions.recusal_after_vote_began",
            _("回避：本议题已进入表决，应到人数不能再变，%s不能再登记回避。请在表决前登记。") % seat.official.name,
            COLLECTIVE,
            field="seat",
        )
    if seat.pk not in sitting.statements:
        return None
    return RuleViolation(
        "decisions.recusal_too_late",
        _("回避：%s已对本议题表态。请先作废其表态，再登记回避。") % seat.official.name,
        COLLECTIVE,
        field="seat",
    )


def everyone_has_voted(sitting: Sitting) -> RuleViolation | None:
    missing = sitting.missing(Phase.VOTING)
    if not missing:
        return None
    return RuleViolation(
        "decisions.everyone_has_voted",
        _("表决：尚未表决的有：%s。请在到会成员全部表决后再宣布结果。") % names(missing),
        COLLECTIVE,
    )


def outcome_sets_aside(outcome: Outcome, allowed: frozenset[Outcome]) -> RuleViolation | None:
    if outcome in allowed:
        return None
    return RuleViolation(
        "decisions.outcome",
        _("结果：“%s”由表决产生，不能直接选择。请选择暂缓、撤回或人数不足。") % outcome.label,
        COLLECTIVE,
        field="outcome",
    )


# Numbers -----------------------------------------------------------------------------------------


def quorum_parameter(item: AgendaItem) -> Value:
    """The quorum in force on the day of the meeting: two thirds for personnel, over half otherwise, by parameter."""
    personnel = item.topic.category == Category.PERSONNEL
    code = "decisions.quorum_personnel" if personnel else "decisions.quorum"
    return parameter(code, scope=item.scope, on=item.meeting.day)


def majority_parameter(item: AgendaItem) -> Value:
    """The majority in force on the day of the meeting: over half of the members due, by parameter."""
    return parameter("decisions.majority", scope=item.scope, on=item.meeting.day)


def delivery_parameter(meeting: Meeting) -> Value:
    return parameter("decisions.delivery_days", scope=meeting.scope, on=meeting.day)


# Small ones --------------------------------------------------------------------------------------


def may_speak(sitting: Sitting, seat: Seat) -> RuleViolation | None:
    """Whoever is in the room may speak, those attending too; not who is absent or recused."""
    now = sitting.seat(seat.pk)
    if now and now.present and now.pk not in sitting.recused:
        return None
    return RuleViolation(
        "decisions.may_not_speak",
        _("发言人：%s未到会或已对本议题回避，不能发言。请核对后选择其他成员。") % seat.official.name,
        COLLECTIVE,
        field="seat",
    )


def stands(standing: Mapping[int, Statement] | Mapping[int, Vote], row: Statement | Vote) -> RuleViolation | None:
    """Only what stands can be voided."""
    if standing.get(row.seat_id) == row:
        return None
    return RuleViolation("decisions.void_already", _("作废：这条记录已经作废，不必重复。"), COLLECTIVE)


def not_closed(item: AgendaItem) -> RuleViolation | None:
    if item.phase != Phase.CLOSED:
        return None
    return RuleViolation(
        "decisions.closed", _("议题：“%s”已经结束，不能再改。更正请在纪要中另行签注。") % item.topic.title, COLLECTIVE
    )


def not_recused_yet(sitting: Sitting, seat: Seat) -> RuleViolation | None:
    if seat.meeting_id == sitting.item.meeting_id and seat.pk not in sitting.recused:
        return None
    return RuleViolation(
        "decisions.recused_already",
        _("回避：%s不是本次会议的成员，或已对本议题回避。请核对后选择其他成员。") % seat.official.name,
        COLLECTIVE,
        field="seat",
    )


def was_absent(seat: Seat) -> RuleViolation | None:
    if not seat.present:
        return None
    return RuleViolation(
        "decisions.present_already", _("成员：%s已经到会，不必重复登记。") % seat.official.name, field="seat"
    )


def vote_not_begun(item: AgendaItem, outcome: Outcome) -> RuleViolation | None:
    """Once the vote has begun its result stands; only a lost quorum ends it otherwise."""
    if item.phase != Phase.VOTING or outcome == Outcome.INQUORATE:
        return None
    return RuleViolation(
        "decisions.vote_begun",
        _("结果：本议题已进入表决，不能再暂缓或撤回。请完成表决并宣布结果。"),
        COLLECTIVE,
        field="outcome",
    )


# After the meeting -------------------------------------------------------------------------------


def meeting_closed(meeting: Meeting) -> RuleViolation | None:
    if meeting.state == MeetingState.CLOSED:
        return None
    return RuleViolation(
        "decisions.meeting_not_closed", _("纪要：会议尚未散会。请先结束各项议题并散会，再印发纪要。"), COLLECTIVE
    )


def minutes_not_issued(ref: Ref) -> RuleViolation | None:
    """D11: one meeting, one set of minutes, one number."""
    paper = Paper.objects.filter(about=str(ref), kind="minutes").first()
    if paper is None:
        return None
    return RuleViolation("decisions.minutes_issued", _("纪要：已印发%s，不必重复。") % paper.label, COLLECTIVE)


def not_personnel(topic: Topic) -> RuleViolation | None:
    """Personnel details never reach the open site."""
    if topic.category != Category.PERSONNEL:
        return None
    return RuleViolation(
        "decisions.personnel_stays_inside",
        _("公开：人事事项不在本站公开。请按干部管理权限办理任前公示。"),
        COLLECTIVE,
    )
