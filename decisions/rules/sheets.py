"""Before the meeting: the directory, the sheet that goes round, the talk, who is charged with what."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from decisions.models import Charge, Topic
from decisions.rules.bases import COLLECTIVE, SHEET
from decisions.sheet import Sheet
from decisions.states import AFTER_ANSWER, BEFORE_AGENDA, OUTSIDE, TOPIC_MOVES, Answer, Duty, Step, TopicState
from foundation.rulebook.values import Value
from foundation.townships.models import Body, Official, Tenure
from foundation.townships.states import BodyKind, Level, PostKind
from foundation.violations import RuleViolation
from powers.models import Directory, DirectoryEntry

# The topic ---------------------------------------------------------------------------------------


def topic_move_allowed(topic: Topic, wanted: TopicState) -> RuleViolation | None:
    """Only the moves of the table exist."""
    now = TopicState(topic.state)
    if (now, wanted) in TOPIC_MOVES:
        return None
    return RuleViolation(
        "decisions.topic_move",
        _("议题：“%(topic)s”%(now)s，不能变为“%(wanted)s”。请按呈报、审定、上会、决定的顺序办理。")
        % {"topic": topic.title, "now": now.label, "wanted": wanted.label},
        SHEET,
    )


def entry_in_force(entry: DirectoryEntry, directory: Directory | None) -> RuleViolation | None:
    """P11: what a matter needs is read in the directory by which its unit works on that day."""
    if directory is not None and entry.directory_id == directory.pk and not entry.dropped:
        return None
    return RuleViolation(
        "decisions.other_directory",
        _("目录事项：“%s”不在本单位现行目录中。请从现行目录中选择。") % entry.name,
        SHEET,
        field="entry",
    )


def amount_is_given(entry: DirectoryEntry, amount: Decimal | None, classified: bool) -> RuleViolation | None:
    """Where a sum divides, nobody can say below which a matter without a sum would be."""
    if not entry.threshold or amount is not None or classified:
        return None
    return RuleViolation(
        "decisions.amount_needed",
        _("涉及金额：“%s”按金额区分程序，没有填写金额。请填写预计金额。") % entry.name,
        SHEET,
        field="amount",
    )


def off_the_list(amount: Decimal | None, body: Body, wanted: Value) -> RuleViolation | None:
    """P11: what is on the directory cannot be decided otherwise, so a large sum is never outside of it."""
    if amount is None or body.division.level != Level.TOWNSHIP or amount < wanted.yuan():
        return None
    return RuleViolation(
        "decisions.off_the_list",
        _("目录事项：金额达到 %s 元以上，属于大额资金，不能作为目录外事项。请选择对应的目录事项。") % wanted.yuan(),
        wanted.basis,
        field="entry",
    )


def unit_has_body(body: Body | None, kind: BodyKind) -> RuleViolation | None:
    if body is not None:
        return None
    return RuleViolation(
        "decisions.no_body",
        _("提请决定的组织：本单位没有%s。请先在“组织与任职”中登记，或者修改目录。") % kind.label,
        COLLECTIVE,
        field="entry",
    )


def body_is_chosen(body: Body | None) -> RuleViolation | None:
    """The directory says who decides; what it does not name, the office puts to a body."""
    if body is not None:
        return None
    return RuleViolation(
        "decisions.body_needed",
        _("提请决定的组织：目录外事项没有选择由谁决定。请选择一个组织。"),
        SHEET,
        field="body",
    )


def leader_is_named(leader: Official | None, steps: Collection[Step]) -> RuleViolation | None:
    if leader is not None or Step.LEADER not in steps:
        return None
    return RuleViolation(
        "decisions.leader_needed",
        _("分管领导：走完整程序的议题由分管领导先签署，没有选择。请选择分管这项工作的领导。"),
        SHEET,
        field="leader",
    )


def can_be_changed(topic: Topic) -> RuleViolation | None:
    """Words and sums change until the topic is on an agenda; what one body has adopted goes to the next as it is."""
    if topic.state in BEFORE_AGENDA and not topic.passed_a_body:
        return None
    return RuleViolation(
        "decisions.topic_stands",
        _("议题：“%(topic)s”%(state)s，内容不能再改。请在会上暂缓或者撤回后再办理。")
        % {"topic": topic.title, "state": topic.get_state_display()},
        SHEET,
    )


def topic_is_ready(sheet: Sheet) -> RuleViolation | None:
    """What is missing before the meeting blocks the agenda."""
    missing = sheet.missing
    if not missing:
        return None
    return RuleViolation(
        "decisions.not_ready",
        _("会前程序：“%(topic)s”还缺%(missing)s，不能列入议程。请先办齐。")
        % {"topic": sheet.topic.title, "missing": "、".join(_what_is_missing(sheet, step) for step in missing)},
        SHEET,
        field="topic",
    )


def _what_is_missing(sheet: Sheet, step: Step) -> str:
    return _("%s（签署后内容有变，须重新签署）") % step.label if sheet.is_stale(step) else str(step.label)


def settled(topic: Topic) -> RuleViolation | None:
    """A citizens' copy tells of what the last body has decided."""
    if topic.state in (TopicState.DECIDED, TopicState.PUBLISHED):
        return None
    return RuleViolation(
        "decisions.not_settled",
        _("公开：“%(topic)s”还须经%(body)s决定，现在不能公开。请在最后一个组织作出决定后拟制公开稿。")
        % {"topic": topic.title, "body": topic.body.name},
        COLLECTIVE,
    )


def not_classified(topic: Topic) -> RuleViolation | None:
    """A classified topic is a number inside, and nothing outside."""
    if not topic.classified:
        return None
    return RuleViolation(
        "decisions.classified_stays_inside", _("公开：涉密议题不公开。请按保密规定线下办理。"), COLLECTIVE
    )


def classified_is_empty(title: str, content: str, amount: Decimal | None) -> RuleViolation | None:
    """Of a classified topic nothing is entered: the system is no place for it."""
    if not title.strip() and not content.strip() and amount is None:
        return None
    return RuleViolation(
        "decisions.classified_is_empty",
        _("涉密议题：名称、内容和金额不得录入本系统。请清空这些项目，由系统编号，材料线下办理。"),
        SHEET,
        field="classified",
    )


# The sheet ---------------------------------------------------------------------------------------


def goes_round(topic: Topic) -> RuleViolation | None:
    """A sheet is signed while it goes round, and again in the pool when something has changed."""
    if topic.state in (TopicState.PROPOSED, TopicState.POOL) and not topic.passed_a_body:
        return None
    return RuleViolation(
        "decisions.sheet_closed",
        _("呈报单：“%(topic)s”%(state)s，现在不能签署。退回的请先修改后重新呈报。")
        % {"topic": topic.title, "state": topic.get_state_display()},
        SHEET,
    )


def step_is_asked(sheet: Sheet, step: Step) -> RuleViolation | None:
    if step in sheet.topic.asked and step != Step.TALK:
        return None
    return RuleViolation(
        "decisions.step_not_asked",
        _("呈报单：这件议题不需要“%s”。请核对目录规定的程序。") % step.label,
        SHEET,
        field="step",
    )


def step_is_open(sheet: Sheet, step: Step, answer: Answer) -> RuleViolation | None:
    """Signed once; who has agreed may still send it back while it is with those after him."""
    if not (answer == Answer.AGREE and sheet.stands(step)):
        return None
    return RuleViolation(
        "decisions.signed_already",
        _("呈报单：“%s”已经签署，内容没有变化，不必重复。") % step.label,
        SHEET,
        field="step",
    )


def in_order(sheet: Sheet, step: Step) -> RuleViolation | None:
    """分管领导、资金、合法性、纪委、主要负责人、审定, one after the other."""
    before = sheet.before(step)
    if not before:
        return None
    return RuleViolation(
        "decisions.sheet_order",
        _("呈报单：在“%(step)s”之前还缺%(missing)s。请按顺序签署。")
        % {"step": step.label, "missing": "、".join(_what_is_missing(sheet, each) for each in before)},
        SHEET,
        field="step",
    )


def entitled(official: Official | None, step: Step, signers: Sequence[Official]) -> RuleViolation | None:
    """Each step is signed by whoever holds the post, the role or the charge on that day, and by nobody else."""
    if step in OUTSIDE or (official is not None and official in signers):
        return None
    remedy = (
        _("请由%s签署。") % "、".join(each.name for each in signers)
        if signers
        else _("目前没有人承担这一程序，请先登记任职、角色或者委托。")
    )
    return RuleViolation(
        "decisions.not_entitled",
        _("签署人：%(name)s当日不承担“%(step)s”。%(remedy)s")
        % {"name": official.name if official else _("所选人员"), "step": step.label, "remedy": remedy},
        SHEET,
        field="official",
    )


def agency_is_named(step: Step, who: str) -> RuleViolation | None:
    if step not in OUTSIDE or who.strip():
        return None
    return RuleViolation(
        "decisions.agency_needed",
        _("审查单位：没有写明“%s”由谁作出。请填写单位、专家组或者征求意见的方式。") % step.label,
        SHEET,
        field="who",
    )


def answer_fits(step: Step, answer: Answer, opinion: str) -> RuleViolation | None:
    """D02: nobody is kept off silently. Only the screening keeps off, and whatever is not 同意 has its reason."""
    if answer == Answer.REFUSE and step != Step.SCREENING:
        return RuleViolation(
            "decisions.only_screening_refuses",
            _("意见：只有审定人可以决定不予上会。请选择同意或者退回修改。"),
            SHEET,
            field="answer",
        )
    if answer in AFTER_ANSWER and not opinion.strip():
        return RuleViolation(
            "decisions.reason_needed",
            _("意见：退回或者不予上会须写明理由，没有填写。请写明后再提交。"),
            SHEET,
            field="opinion",
        )
    return None


def signed_in_time(day: date, topic: Topic, today: date) -> RuleViolation | None:
    if topic.proposed_on <= day <= today:
        return None
    return RuleViolation(
        "decisions.signed_day",
        _("签署日期：%(day)s 不在提出日期 %(first)s 和今天之间。请核对纸质件上的日期。")
        % {"day": day, "first": topic.proposed_on},
        SHEET,
        field="day",
    )


def something_is_signed(lines: Collection[object]) -> RuleViolation | None:
    if lines:
        return None
    return RuleViolation("decisions.nothing_signed", _("呈报单：没有填写任何签署。请至少登记一项。"), SHEET)


# 酝酿 --------------------------------------------------------------------------------------------


def circle_is_whole(circle: Collection[Official], recorder: Official | None) -> RuleViolation | None:
    """D04: who notes it was there, and there was somebody to talk with."""
    if len(set(circle)) >= 2 and recorder in circle:
        return None
    return RuleViolation(
        "decisions.circle",
        _("酝酿范围：至少两人，并且包括记录人本人。请由参加酝酿的人员登记。"),
        SHEET,
        field="circle",
    )


def circle_serves(circle: Iterable[Official], topic: Topic, day: date) -> RuleViolation | None:
    serving = set(
        Tenure.objects.on(day)
        .filter(county=topic.county, township=topic.township, official__in=list(circle))
        .values_list("official_id", flat=True)
    )
    strangers = [each.name for each in circle if each.pk not in serving]
    if not strangers:
        return None
    return RuleViolation(
        "decisions.circle_stranger",
        _("酝酿范围：%s当日不在本单位任职。请只选择本单位在任人员。") % "、".join(strangers),
        SHEET,
        field="circle",
    )


def talk_is_wanted(topic: Topic, day: date, today: date) -> RuleViolation | None:
    """Before the meeting, and not ahead of time."""
    if topic.state in BEFORE_AGENDA and day <= today:
        return None
    return RuleViolation(
        "decisions.talk_day",
        _("酝酿：只在上会以前登记，日期不能晚于今天。请核对议题状态和日期。"),
        SHEET,
        field="day",
    )


# 委托 --------------------------------------------------------------------------------------------

#: Whom the secretary may charge with screening.
DEPUTIES = frozenset({PostKind.DEPUTY_SECRETARY, PostKind.HEAD})


def may_be_charged(official: Official, duty: Duty, tenures: Sequence[Tenure]) -> RuleViolation | None:
    """D02: the agenda is set by the secretary or a deputy he charges; a legality review by one of the unit."""
    kinds = {PostKind(tenure.post.kind) for tenure in tenures}
    if kinds & DEPUTIES or (tenures and duty == Duty.LEGALITY):
        return None
    return RuleViolation(
        "decisions.not_a_deputy",
        _("受托人：%(name)s在开始日期没有担任可以受托的职务。审定议题请选副书记，合法性审查请选本单位人员。")
        % {"name": official.name},
        SHEET,
        field="official",
    )


def given_by_secretary(giver: Official | None) -> RuleViolation | None:
    if giver is not None:
        return None
    return RuleViolation(
        "decisions.no_secretary",
        _("委托人：开始日期没有在任的书记，也没有人主持工作。请先登记书记任职。"),
        SHEET,
        field="start",
    )


def not_charged_yet(standing: Charge | None) -> RuleViolation | None:
    if standing is None:
        return None
    return RuleViolation(
        "decisions.charged_already",
        _("受托人：%s已受同一委托，尚未结束。请先结束原来的委托，不必重复登记。") % standing.official.name,
        SHEET,
        field="official",
    )


def charge_period(start: date, end: date | None) -> RuleViolation | None:
    if end is None or end >= start:
        return None
    return RuleViolation(
        "decisions.charge_period", _("结束日期：早于开始日期 %s。请核对两个日期。") % start, SHEET, field="end"
    )


def charge_is_open(charge: Charge) -> RuleViolation | None:
    if charge.end is None:
        return None
    return RuleViolation("decisions.charge_ended", _("委托：已于 %s 结束，不必重复登记。") % charge.end, SHEET)
