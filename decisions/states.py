"""The statuses of this room and the one table of allowed moves of an agenda item."""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from foundation.townships.states import BodyKind, PostKind


class Category(TextChoices):
    """三重一大: what is always decided collectively."""

    MAJOR_DECISION = "major_decision", _("重大决策")
    PERSONNEL = "personnel", _("重要人事任免")
    PROJECT = "project", _("重大项目安排")
    LARGE_SUM = "large_sum", _("大额资金使用")


class TopicState(TextChoices):
    """A topic lives from its proposal to the publication of what became of it."""

    POOL = "pool", _("待上会")
    ON_AGENDA = "on_agenda", _("已列入议程")
    DECIDED = "decided", _("已作决定")
    PUBLISHED = "published", _("已公开")


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


class By(TextChoices):
    """Who makes a move: the clerk who keeps the meeting, or the system when nobody is missing any more."""

    CLERK = "clerk", _("会议记录人")
    SYSTEM = "system", _("系统")


RESOLVED = frozenset({Outcome.ADOPTED, Outcome.REJECTED})
SET_ASIDE = frozenset({Outcome.DEFERRED, Outcome.WITHDRAWN, Outcome.INQUORATE})
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
        ("decisions.meeting_open", "decisions.one_item_at_a_time", "decisions.delivery", "decisions.quorum"),
    ),
    (Phase.REPORT, Phase.DISCUSSION): Move(By.CLERK, ("decisions.quorum",)),
    (Phase.DISCUSSION, Phase.STATING): Move(By.CLERK, ("decisions.quorum",)),
    (Phase.STATING, Phase.VOTING): Move(By.SYSTEM, ("decisions.everyone_has_stated",)),
    (Phase.VOTING, Phase.STATING): Move(By.SYSTEM, ("decisions.statement_voided",)),
    (Phase.VOTING, Phase.CLOSED): Move(By.CLERK, ("decisions.everyone_has_voted", "decisions.quorum")),
    (Phase.WAITING, Phase.CLOSED): _SET_ASIDE,
    (Phase.REPORT, Phase.CLOSED): _SET_ASIDE,
    (Phase.DISCUSSION, Phase.CLOSED): _SET_ASIDE,
    (Phase.STATING, Phase.CLOSED): _SET_ASIDE,
}

#: 末位表态: kind of meeting → (who comes last but one, who comes last). An acting holder takes the post's place.
LAST_WORD: dict[BodyKind, tuple[PostKind | None, PostKind | None]] = {
    BodyKind.PARTY_COMMITTEE: (PostKind.HEAD, PostKind.SECRETARY),
    BodyKind.JOINT_MEETING: (PostKind.HEAD, PostKind.SECRETARY),
    BodyKind.TEAMS_MEETING: (PostKind.HEAD, PostKind.SECRETARY),
    BodyKind.HEAD_MEETING: (PostKind.SECRETARY, PostKind.HEAD),
    BodyKind.PEOPLES_CONGRESS: (None, None),
    BodyKind.CONGRESS_PRESIDIUM: (None, PostKind.CONGRESS_CHAIR),
    BodyKind.DISCIPLINE_COMMITTEE: (None, PostKind.DISCIPLINE_SECRETARY),
    BodyKind.VILLAGE_BRANCH: (None, PostKind.VILLAGE_SECRETARY),
    BodyKind.VILLAGE_COMMITTEES: (PostKind.VILLAGE_HEAD, PostKind.VILLAGE_SECRETARY),
    BodyKind.VILLAGERS_REPRESENTATIVES: (PostKind.VILLAGE_HEAD, PostKind.VILLAGE_SECRETARY),
}

#: Personnel is decided by these bodies and no other (a joint meeting is the error that the county corrects).
BODIES_FOR_PERSONNEL = frozenset({BodyKind.PARTY_COMMITTEE, BodyKind.VILLAGE_BRANCH})


def stage_of(body: BodyKind, posts: frozenset[PostKind]) -> Stage:
    """When somebody who holds these posts states and votes in a meeting of this kind. 一肩挑 comes last."""
    last_but_one, last = LAST_WORD[body]
    if last in posts:
        return Stage.LAST
    if last_but_one in posts:
        return Stage.LAST_BUT_ONE
    return Stage.MEMBERS


#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "decisions.topic.propose": _("提出议题"),
    "decisions.topic.published": _("决定已公开"),
    "decisions.meeting.convene": _("召集会议"),
    "decisions.meeting.reschedule": _("会议改期"),
    "decisions.item.put_on_agenda": _("列入议程"),
    "decisions.meeting.deliver": _("会前告知"),
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
    "decisions.meeting.close": _("散会"),
    "decisions.meeting.issue_minutes": _("印发纪要"),
}
