"""The statuses of this room and the one table of allowed moves of an agenda item."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from foundation.townships.states import BodyKind
from powers.states import Category, Step, Track

__all__ = ["Category", "Step", "Track"]


class TopicState(TextChoices):
    """A topic lives from its proposal to the publication of what became of it."""

    PROPOSED = "proposed", _("呈报中")
    RETURNED = "returned", _("已退回")
    REFUSED = "refused", _("未列入")
    WITHDRAWN = "withdrawn", _("已撤回")
    POOL = "pool", _("待上会")
    ON_AGENDA = "on_agenda", _("已列入议程")
    DECIDED = "decided", _("已作决定")
    PUBLISHED = "published", _("已公开")


#: Nothing is decided yet: somebody has to go on with it.
UNDECIDED = (TopicState.PROPOSED, TopicState.RETURNED, TopicState.POOL, TopicState.ON_AGENDA)
#: Before it is on an agenda: its sheet goes round, or waits for a meeting.
BEFORE_AGENDA = (TopicState.PROPOSED, TopicState.RETURNED, TopicState.POOL)


class TopicBy(TextChoices):
    """Who moves a topic: the office that files it, who signs its sheet, who screens it, the system, the county."""

    OFFICE = "office", _("党政办")
    SIGNER = "signer", _("签署人")
    SCREENER = "screener", _("审定人")
    SYSTEM = "system", _("系统")
    COUNTY = "county", _("县里")


#: The one table of moves of a topic, with who makes each. Whatever is not in it does not happen.
TOPIC_MOVES: dict[tuple[TopicState, TopicState], tuple[TopicBy, ...]] = {
    # The sheet: returned, changed, complete, kept off with a reason on record (D02)
    (TopicState.PROPOSED, TopicState.RETURNED): (TopicBy.SIGNER, TopicBy.SCREENER),
    (TopicState.POOL, TopicState.RETURNED): (TopicBy.SIGNER, TopicBy.SCREENER),
    (TopicState.RETURNED, TopicState.PROPOSED): (TopicBy.OFFICE,),
    (TopicState.POOL, TopicState.PROPOSED): (TopicBy.OFFICE,),
    (TopicState.PROPOSED, TopicState.POOL): (TopicBy.SYSTEM,),
    (TopicState.PROPOSED, TopicState.REFUSED): (TopicBy.SCREENER,),
    (TopicState.POOL, TopicState.REFUSED): (TopicBy.SCREENER,),
    (TopicState.PROPOSED, TopicState.WITHDRAWN): (TopicBy.OFFICE,),
    (TopicState.RETURNED, TopicState.WITHDRAWN): (TopicBy.OFFICE,),
    (TopicState.POOL, TopicState.WITHDRAWN): (TopicBy.OFFICE,),
    # The meetings: back to the pool when set aside, or for the next body
    (TopicState.POOL, TopicState.ON_AGENDA): (TopicBy.OFFICE,),
    (TopicState.ON_AGENDA, TopicState.POOL): (TopicBy.SYSTEM,),
    (TopicState.ON_AGENDA, TopicState.DECIDED): (TopicBy.SYSTEM,),
    (TopicState.DECIDED, TopicState.PUBLISHED): (TopicBy.SYSTEM,),
    # 复议: moved by members or the chair, or ordered by the county (D12)
    (TopicState.DECIDED, TopicState.POOL): (TopicBy.OFFICE, TopicBy.COUNTY),
    (TopicState.PUBLISHED, TopicState.POOL): (TopicBy.OFFICE, TopicBy.COUNTY),
}


class Answer(TextChoices):
    """What somebody who signs a sheet says. Only the screening can keep a topic off."""

    AGREE = "agree", _("同意")
    RETURN = "return", _("退回修改")
    REFUSE = "refuse", _("不予上会")


#: What an answer other than 同意 makes of the topic.
AFTER_ANSWER = {Answer.RETURN: TopicState.RETURNED, Answer.REFUSE: TopicState.REFUSED}

#: Answered by an agency, experts or the people: entered by the office from their paper, whenever it comes.
OUTSIDE = frozenset({Step.FAIR_COMPETITION, Step.EXPERT, Step.RISK, Step.OPINIONS})
#: Signed by a person of the unit, one after the other.
CHAIN = (Step.LEADER, Step.FUNDS, Step.LEGALITY, Step.DISCIPLINE, Step.PRINCIPAL, Step.SCREENING)


class Duty(TextChoices):
    """With what somebody is charged, from a day to a day."""

    SCREENING = "screening", _("审定议题")
    LEGALITY = "legality", _("合法性审查")


class Entry(TextChoices):
    """How a meeting is written down; fixed when it opens."""

    ROOM = "room", _("会场录入")
    DEVICE = "device", _("各人自录")
    AFTERWARDS = "afterwards", _("事后补录")


class MeetingState(TextChoices):
    CONVENED = "convened", _("已召集")
    OPEN = "open", _("正在开会")
    CLOSED = "closed", _("已散会")


class Phase(TextChoices):
    """The phases of an agenda item, in their legal order."""

    WAITING = "waiting", _("待议")
    REPORT = "report", _("汇报")
    DISCUSSION = "discussion", _("讨论")
    STATING = "stating", _("表态")
    VOTING = "voting", _("表决")
    CLOSED = "closed", _("已结束")


class Stage(IntegerChoices):
    """Within stating and again within voting: whose turn it is. A seat carries its stage, the item the one reached."""

    MEMBERS = 0, _("其他成员")
    LAST_BUT_ONE = 1, _("倒数第二位")
    LAST = 2, _("末位")
    DONE = 3, _("已齐")


class Outcome(TextChoices):
    """How an item ended. The first two make a resolution; after the others the topic goes back to the pool."""

    ADOPTED = "adopted", _("通过")
    REJECTED = "rejected", _("未通过")
    DEFERRED = "deferred", _("暂缓")
    WITHDRAWN = "withdrawn", _("撤回")
    INQUORATE = "inquorate", _("人数不足")


class Choice(TextChoices):
    AGREE = "agree", _("同意")
    OPPOSE = "oppose", _("不同意")
    ABSTAIN = "abstain", _("弃权")
    #: 缓议: offered for personnel alone.
    POSTPONE = "postpone", _("缓议")


class Way(TextChoices):
    """How a body decides, from the laxest to the strictest."""

    HEAD_DECIDES = "head_decides", _("集体讨论，行政首长决定")
    MAJORITY_OF_PRESENT = "majority_of_present", _("到会成员过半数")
    MAJORITY_OF_DUE = "majority_of_due", _("应到成员过半数")
    TWO_THIRDS_OF_DUE = "two_thirds_of_due", _("应到成员三分之二以上")


class Split(TextChoices):
    """What becomes of a tie, or of a vote in which many did not agree."""

    MAY_DEFER = "may_defer", _("可以暂缓，另次再议")
    COUNTS = "counts", _("按票数定")


class Motive(TextChoices):
    """回避: on one's own motion, because somebody asked for it, or ordered (公务员法 §76)."""

    OWN = "own", _("本人提出")
    APPLIED = "applied", _("他人申请")
    ORDERED = "ordered", _("组织决定")


class StopKind(TextChoices):
    """D10: what the discipline secretary says while an item goes on."""

    REMIND = "remind", _("提醒")
    STOP = "stop", _("制止")


class StopAnswerKind(TextChoices):
    """What the chair answers, on record."""

    ENDS = "ends", _("接受，本议题不再继续")
    GOES_ON = "goes_on", _("不接受，继续进行")


class Ground(TextChoices):
    """Why a decided matter is discussed once more (复议)."""

    CHAIR = "chair", _("主要负责人提议")
    MEMBERS = "members", _("成员联名提议")
    COUNTY = "county", _("县里责令")


class LightKind(TextChoices):
    """What a small matter is (E03)."""

    PURCHASE = "purchase", _("办公和物资采购")
    REPAIR = "repair", _("小型维修")
    SERVICE = "service", _("服务和租赁")
    EVENT = "event", _("会务和活动")
    RELIEF = "relief", _("走访慰问和临时救助")
    AFFAIR = "affair", _("日常事务")
    #: On the directory, below the sum from which it goes the full way.
    LISTED = "listed", _("目录内小额事项")


class By(TextChoices):
    """Who makes a move: the clerk who keeps the meeting, or the system when nobody is missing any more."""

    CLERK = "clerk", _("会议记录人")
    SYSTEM = "system", _("系统")


RESOLVED = frozenset({Outcome.ADOPTED, Outcome.REJECTED})
SET_ASIDE = frozenset({Outcome.DEFERRED, Outcome.WITHDRAWN, Outcome.INQUORATE})
#: The phases in which an item is being dealt with.
BEGUN = frozenset({Phase.REPORT, Phase.DISCUSSION, Phase.STATING, Phase.VOTING})
#: The phases in which seats come by stage.
STAGED = frozenset({Phase.STATING, Phase.VOTING})


@dataclass(frozen=True)
class Move:
    """One allowed step of an item: who makes it, and the codes of the rules that it must pass."""

    by: By
    rules: tuple[str, ...] = ()


_SET_ASIDE = Move(By.CLERK)

#: The one table of moves. Whatever is not in it does not happen.
MOVES: dict[tuple[Phase, Phase], Move] = {
    (Phase.WAITING, Phase.REPORT): Move(
        By.CLERK,
        (
            "decisions.meeting_open",
            "decisions.one_item_at_a_time",
            "decisions.delivery",
            "decisions.quorum",
            "decisions.blocked",
        ),
    ),
    (Phase.REPORT, Phase.DISCUSSION): Move(By.CLERK, ("decisions.quorum",)),
    (Phase.DISCUSSION, Phase.STATING): Move(By.CLERK, ("decisions.quorum",)),
    (Phase.STATING, Phase.VOTING): Move(By.SYSTEM, ("decisions.everyone_has_stated",)),
    (Phase.VOTING, Phase.STATING): Move(By.SYSTEM, ("decisions.statement_voided",)),
    (Phase.VOTING, Phase.CLOSED): Move(
        By.CLERK, ("decisions.everyone_has_voted", "decisions.quorum", "decisions.taken_up", "decisions.blocked")
    ),
    (Phase.WAITING, Phase.CLOSED): _SET_ASIDE,
    (Phase.REPORT, Phase.CLOSED): _SET_ASIDE,
    (Phase.DISCUSSION, Phase.CLOSED): _SET_ASIDE,
    (Phase.STATING, Phase.CLOSED): _SET_ASIDE,
}


#: Before these bodies small matters come on one sheet a meeting.
BODIES_FOR_LIGHT = frozenset(
    {BodyKind.PARTY_COMMITTEE, BodyKind.JOINT_MEETING, BodyKind.HEAD_MEETING, BodyKind.VILLAGE_COMMITTEES}
)

#: Personnel is decided by these bodies and no other (a joint meeting is the error that the county corrects).
BODIES_FOR_PERSONNEL = frozenset({BodyKind.PARTY_COMMITTEE, BodyKind.VILLAGE_BRANCH})


#: Of whose meetings the villages' own numbers speak: (quorum, majority).
NUMBERS_OF_VILLAGERS = ("villages.delegates_quorum", "villages.delegates_majority")


def stage_of(last_but_one: str, last: str, posts: Collection[str]) -> Stage:
    """When somebody who holds these posts states and votes: `last` and `last_but_one` are the kinds of posts that
    come there by the body's rules of procedure, empty where there is none. 一肩挑 comes last."""
    if last and last in posts:
        return Stage.LAST
    if last_but_one and last_but_one in posts:
        return Stage.LAST_BUT_ONE
    return Stage.MEMBERS


#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "decisions.topic.propose": _("提出议题"),
    "decisions.topic.revise": _("修改议题"),
    "decisions.topic.withdraw": _("撤回议题"),
    "decisions.topic.sign": _("签署呈报单"),
    "decisions.topic.record_sheet": _("登记纸质呈报单"),
    "decisions.topic.note_talk": _("会前酝酿"),
    "decisions.charge.give": _("委托"),
    "decisions.charge.end": _("终止委托"),
    "decisions.topic.published": _("决定已公开"),
    "decisions.meeting.convene": _("召集会议"),
    "decisions.meeting.reschedule": _("会议改期"),
    "decisions.item.put_on_agenda": _("列入议程"),
    "decisions.meeting.deliver": _("会前告知"),
    "decisions.meeting.receipt": _("签收会议材料"),
    "decisions.meeting.hand_over": _("登记纸质签收"),
    "decisions.item.put_ad_hoc": _("临时动议"),
    "decisions.item.consent": _("同意临时动议上会"),
    "decisions.meeting.open": _("签到开会"),
    "decisions.seat.arrive": _("成员到会"),
    "decisions.item.begin": _("开始议题"),
    "decisions.item.recuse": _("登记回避"),
    "decisions.item.report": _("汇报"),
    "decisions.speech.record": _("讨论发言"),
    "decisions.item.end_discussion": _("结束讨论"),
    "decisions.statement.record": _("表态"),
    "decisions.statement.void": _("作废表态"),
    "decisions.vote.cast": _("表决"),
    "decisions.vote.void": _("作废表决"),
    "decisions.item.announce_result": _("宣布结果"),
    "decisions.item.set_aside": _("暂缓、撤回或人数不足"),
    "decisions.ballots.count": _("清点纸票"),
    "decisions.ballots.void": _("作废计票"),
    "decisions.seat.leave": _("成员离会"),
    "decisions.meeting.pass_chair": _("更换主持人"),
    "decisions.opinion.record": _("宣读未到会成员书面意见"),
    "decisions.observer.add": _("登记县里列席人员"),
    "decisions.observer.note": _("县里列席人员记录"),
    "decisions.stop.raise": _("纪委书记提醒、制止"),
    "decisions.stop.answer": _("主持人答复提醒、制止"),
    "decisions.stop.lift": _("撤销制止"),
    "decisions.topic.emergency": _("紧急处置报告"),
    "decisions.topic.reconsider": _("提出复议"),
    "decisions.procedure.adopt": _("制定议事规则"),
    "decisions.procedure.lodge": _("议事规则备案"),
    "decisions.procedures.load": _("载入议事规则缺省"),
    "decisions.meeting.close": _("散会"),
    "decisions.meeting.draft_minutes": _("起草纪要或记录"),
    # Until 2026 minutes were numbered without a draft; entries of that time keep their name.
    "decisions.meeting.issue_minutes": _("印发纪要"),
    "decisions.meeting.copy_agenda": _("照上次会议提出议题"),
    "decisions.template.keep": _("设立常办议题"),
    "decisions.template.end": _("停用常办议题"),
    "decisions.light.enter": _("录入一般事项单"),
    "decisions.light.sign_off": _("签批一般事项单"),
    "decisions.light.void": _("作废一般事项单"),
}
