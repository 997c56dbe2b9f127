"""While an item is dealt with: phases, quorum, turns, votes, recusals."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Seat, Statement, Vote
from decisions.rules.bases import COLLECTIVE, LAST_WORD
from decisions.sitting import Sitting, names
from decisions.states import MOVES, Motive, Outcome, Phase
from foundation.rulebook.values import Value
from foundation.violations import RuleViolation

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
    due, able = len(sitting.due()), sitting.heads()
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
    """By name, or by the count of the paper ballots."""
    if sitting.item.secret and sitting.ballots is None:
        return RuleViolation(
            "decisions.ballots_not_counted", _("表决：还没有登记纸票清点结果。请清点后再宣布结果。"), COLLECTIVE
        )
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


def was_present(seat: Seat) -> RuleViolation | None:
    """Only who is there can leave."""
    if seat.present:
        return None
    return RuleViolation(
        "decisions.not_there",
        _("成员：%s不在会场，不能登记离会。请核对后选择其他成员。") % seat.official.name,
        field="seat",
    )


def is_absent(sitting: Sitting, seat: Seat) -> RuleViolation | None:
    """E07: who is not there, and has a vote, may have written what he thinks; once, and not when recused."""
    now = sitting.seat(seat.pk)
    if now and now.votes and not now.present and now.pk not in sitting.recused | sitting.written:
        return None
    return RuleViolation(
        "decisions.no_written_opinion",
        _("书面意见：%s到会、列席、已回避或者已经宣读过，不能登记书面意见。请核对后选择其他成员。")
        % seat.official.name,
        COLLECTIVE,
        field="seat",
    )


def says_who_asked(motive: Motive, asked_by: str) -> RuleViolation | None:
    """公务员法 §76: on one's own motion, or because somebody applied for it or ordered it: then it says who."""
    if (motive == Motive.OWN) != bool(asked_by.strip()):
        return None
    return RuleViolation(
        "decisions.who_asked",
        _("回避：他人申请或者组织决定的，请写明是谁；本人提出的，请不要填写。"),
        COLLECTIVE,
        field="asked_by",
    )


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
