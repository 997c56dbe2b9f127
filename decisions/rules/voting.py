"""How a vote comes to a result: what may be chosen, paper ballots, the head's own decision, answers to opinions."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, BallotCount, Procedure, Seat
from decisions.rules.bases import COLLECTIVE, HEAD_DECIDES, LAST_WORD
from decisions.rules.numbers import votes_needed
from decisions.rules.procedures import may_be_deferred, procedure_of
from decisions.sitting import Sitting, names
from decisions.states import Category, Choice, Outcome, Phase, Stage, StopAnswerKind, Way
from foundation.violations import RuleViolation


def choice_is_offered(item: AgendaItem, choice: Choice) -> RuleViolation | None:
    """缓议 is a fourth choice for personnel alone."""
    if choice != Choice.POSTPONE or item.topic.category == Category.PERSONNEL:
        return None
    return RuleViolation(
        "decisions.postpone_personnel_only",
        _("意见：缓议只用于人事议题。请选择同意、不同意或者弃权。"),
        COLLECTIVE,
        field="choice",
    )


# Paper ballots ------------------------------------------------------------------------------------


def by_name(item: AgendaItem) -> RuleViolation | None:
    """Of a secret vote the system keeps the count and nobody's ballot."""
    if not item.secret:
        return None
    return RuleViolation(
        "decisions.secret_vote",
        _("表决：本议题按议事规则无记名投票，不登记个人的票。请清点纸票后登记票数。"),
        COLLECTIVE,
        field="seat",
    )


def hands_of_members(seats: Sequence[Seat]) -> RuleViolation | None:
    """D06, D08: a show of hands is entered by name, and of those alone who do not have the last word."""
    if not seats:
        return RuleViolation(
            "decisions.no_hands", _("举手：没有勾选任何成员。请逐人勾选当场举手同意的成员。"), COLLECTIVE, field="seats"
        )
    last = [seat for seat in seats if seat.stage != Stage.MEMBERS]
    if not last:
        return None
    return RuleViolation(
        "decisions.hands_before_last",
        _("举手：%s末位表决，不能和其他成员一起录入。请在其他成员之后单独录入。") % names(last),
        LAST_WORD,
        field="seats",
    )


def by_ballot(item: AgendaItem) -> RuleViolation | None:
    if item.secret:
        return None
    return RuleViolation("decisions.recorded_vote", _("表决：本议题是记名表决，没有纸票。请逐人登记表决。"), COLLECTIVE)


def not_counted_yet(sitting: Sitting) -> RuleViolation | None:
    if sitting.ballots is None:
        return None
    return RuleViolation(
        "decisions.counted_already",
        _("纸票：已经登记过清点结果。如有错误，请先作废并写明原因，再重新登记。"),
        COLLECTIVE,
    )


def count_stands(sitting: Sitting, count: BallotCount) -> RuleViolation | None:
    """Only what stands can be voided, and only while the item is open."""
    if sitting.phase == Phase.VOTING and sitting.ballots == count:
        return None
    return RuleViolation(
        "decisions.count_settled",
        _("纸票：这次清点已经作废，或者结果已经宣布，不能作废。请在纪要中注明更正。"),
        COLLECTIVE,
    )


def ballots_agree(sitting: Sitting, count: BallotCount) -> RuleViolation | None:
    """Each able member one ballot; no more come back than went out; the valid ones are all the choices together."""
    able = len(sitting.able())
    if count.handed_out != able:
        return RuleViolation(
            "decisions.ballots_handed_out",
            _("发出票数：能表决的成员 %(able)d 人，每人一张，填的是 %(count)d 张。请核对。")
            % {"able": able, "count": count.handed_out},
            COLLECTIVE,
            field="handed_out",
        )
    if not count.valid <= count.returned <= count.handed_out:
        return RuleViolation(
            "decisions.ballots_returned",
            _("收回票数：发出 %(out)d 张，收回 %(back)d 张，有效 %(valid)d 张。请核对；收回多于发出的，请重新投票。")
            % {"out": count.handed_out, "back": count.returned, "valid": count.valid},
            COLLECTIVE,
            field="returned",
        )
    given = count.agree + count.oppose + count.abstain + count.postpone
    if given != count.valid:
        return RuleViolation(
            "decisions.ballots_add_up",
            _("各项票数：同意、不同意、弃权、缓议合计 %(given)d 票，有效票 %(valid)d 张。请重新清点。")
            % {"given": given, "valid": count.valid},
            COLLECTIVE,
            field="agree",
        )
    return choice_is_offered(sitting.item, Choice.POSTPONE) if count.postpone else None


def may_tell(sitting: Sitting, first: Seat, second: Seat) -> RuleViolation | None:
    """Two tellers, two people, in the room, neither recused nor a principal."""
    if first.pk == second.pk:
        return _no_teller(_("监票人和计票人须是两个人"), "second_teller")
    for field, seat in (("teller", first), ("second_teller", second)):
        now = sitting.seat(seat.pk)
        if now is None or not now.present:
            return _no_teller(_("%s未到会") % seat.official.name, field)
        if now.pk in sitting.recused:
            return _no_teller(_("%s已对本议题回避") % seat.official.name, field)
        if now.stage != Stage.MEMBERS:
            return _no_teller(_("%s是末位表态的主要负责人") % seat.official.name, field)
    return None


def _no_teller(why: str, field: str) -> RuleViolation:
    return RuleViolation(
        "decisions.teller", _("监票计票：%s，不能清点纸票。请另选两名到会人员。") % why, COLLECTIVE, field=field
    )


# The result ---------------------------------------------------------------------------------------


def opinions_taken_up(sitting: Sitting, answers: Mapping[int, str]) -> RuleViolation | None:
    """D07: the resolution says of each differing opinion how it was taken up. `answers` are texts by seat."""
    open_ones = [seat for seat in sitting.differing() if not answers.get(seat.pk, "").strip()]
    if not open_ones:
        return None
    return RuleViolation(
        "decisions.taken_up",
        _("意见采纳：还没有写明怎样采纳%s的意见。请逐条写明采纳或不采纳的理由，再宣布结果。") % names(open_ones),
        COLLECTIVE,
        field=f"taken_{open_ones[0].pk}",
    )


def majority_says(sitting: Sitting) -> Outcome:
    """What the count comes to by the body's own way of deciding."""
    return Outcome.ADOPTED if sitting.count(Choice.AGREE) >= votes_needed(sitting) else Outcome.REJECTED


def head_may_differ(
    sitting: Sitting, procedure: Procedure, decision: Outcome | None, reason: str
) -> RuleViolation | None:
    """Where the head decides he may decide otherwise than the majority, and says why in the meeting."""
    majority = majority_says(sitting)
    if decision is None or decision == majority:
        return None
    if procedure.way != Way.HEAD_DECIDES:
        return RuleViolation(
            "decisions.count_decides",
            _("结果：按本组织的议事规则，结果由票数决定，为“%s”。请按票数宣布。") % majority.label,
            COLLECTIVE,
            field="decision",
        )
    if reason.strip():
        return None
    return RuleViolation(
        "decisions.head_reason",
        _("理由：多数意见是“%s”，行政首长的决定与多数不一致。请写明理由，一并记录。") % majority.label,
        HEAD_DECIDES,
        field="head_reason",
    )


def may_end_so(sitting: Sitting, outcome: Outcome) -> RuleViolation | None:
    """Once the vote has begun its result stands. Otherwise ends: a lost quorum; a stop that the chair has accepted;
    and, when all have voted, a tie, a large split or a majority for 缓议, which are deferred."""
    if sitting.phase != Phase.VOTING or outcome == Outcome.INQUORATE:
        return None
    stop = sitting.standing_stop()
    if stop is not None and hasattr(stop, "answer") and stop.answer.kind == StopAnswerKind.ENDS:
        return None
    if outcome == Outcome.DEFERRED and _is_open(sitting):
        return None
    return RuleViolation(
        "decisions.vote_begun",
        _(
            "结果：本议题已进入表决，不能再撤回；全部表决后票数相等、分歧较大或者多数主张缓议的，才可以暂缓。"
            "请完成表决并宣布结果。"
        ),
        COLLECTIVE,
        field="outcome",
    )


def _is_open(sitting: Sitting) -> bool:
    """Everybody has voted, and the count is such that the matter may be taken up another time."""
    if sitting.missing(Phase.VOTING) or (sitting.item.secret and sitting.ballots is None):
        return False
    agree, oppose, abstain, postpone = (sitting.count(choice) for choice in Choice)
    if postpone >= votes_needed(sitting):
        return True
    rules = procedure_of(sitting.item.meeting)
    return may_be_deferred(rules, agree=agree, oppose=oppose, others=oppose + abstain + postpone)
