"""The closed lists of this room: parameters and what is stricter, findings, the book of rules."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.townships.states import Capability


class Unit(TextChoices):
    """What the value of a parameter counts. A share says by its name whether the share itself is enough."""

    CALENDAR_DAYS = "calendar_days", _("自然日")
    WORKING_DAYS = "working_days", _("工作日")
    MONTHS = "months", _("个月")
    DAY_OF_MONTH = "day_of_month", _("日（当月）")
    DAY_OF_YEAR = "day_of_year", _("月日（当年）")
    YUAN = "yuan", _("元")
    COUNT = "count", _("个")
    POINTS = "points", _("分")
    SHARE_AT_LEAST = "share_at_least", _("以上（含本数）")
    SHARE_OVER = "share_over", _("超过（不含本数）")
    RETENTION = "retention", _("保管期限")


class Stricter(TextChoices):
    """Which way a number asks more of those who exercise power; without a way there can be no floor."""

    MORE = "more", _("数值越大越严")
    LESS = "less", _("数值越小越严")
    NONE = "none", _("不分宽严")


@dataclass(frozen=True)
class Kind:
    """Units of one kind: a county may count working days where the default counts calendar days, but never yuan.

    `written` is the pattern of a value, `example` says to people how it is written.
    """

    units: tuple[Unit, ...]
    written: str
    example: str | Promise


_WHOLE, _SHARE = r"\d{1,6}", r"[1-9]\d{0,3}/[1-9]\d{0,3}"
#: 9999 months from any day are still in the calendar. One that is not would stop a deadline rule for every county.
_PERIOD = r"\d{1,4}"

#: How long records are kept (文书档案的保管期限), the longest last.
RETENTIONS = ("10年", "30年", "永久")

#: Every unit is of one kind. A new kind of number is one line here, and its reading in `values.py`.
KINDS = (
    Kind((Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS), _PERIOD, _("至多四位的整数，例如 5")),
    Kind((Unit.SHARE_AT_LEAST, Unit.SHARE_OVER), _SHARE, _("分数，例如 2/3")),
    Kind((Unit.YUAN,), r"\d{1,12}(\.\d{1,2})?", _("金额，最多两位小数，例如 100000.00")),
    Kind((Unit.DAY_OF_MONTH,), r"[1-9]|[12]\d|3[01]", _("1 到 31 的整数，例如 15")),
    Kind((Unit.DAY_OF_YEAR,), r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", _("两位月份和两位日期，例如 01-31")),
    Kind((Unit.COUNT,), _WHOLE, _("整数，例如 3")),
    Kind((Unit.RETENTION,), "|".join(RETENTIONS), _("永久、30年或者10年")),
    Kind((Unit.POINTS,), r"\d{1,4}(\.\d{1,2})?", _("分数值，最多两位小数，例如 0.5")),
)


def kind_of(unit: Unit) -> Kind:
    """The kind that a unit is of."""
    return next(kind for kind in KINDS if unit in kind.units)


SHARES = frozenset({Unit.SHARE_AT_LEAST, Unit.SHARE_OVER})
PERIODS = frozenset({Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS})
#: Units whose values are whole numbers.
WHOLE = PERIODS | {Unit.DAY_OF_MONTH, Unit.COUNT}


class FindingState(TextChoices):
    """Where a finding stands, in the order of its life."""

    RAISED = "raised", _("待答复")
    ANSWERED = "answered", _("已答复")
    CONFIRMED = "confirmed", _("已核定")
    RECTIFIED = "rectified", _("已整改")
    CLOSED = "closed", _("已办结")
    REJECTED = "rejected", _("不成立")


class NoteKind(TextChoices):
    """What a line on a finding is. The machine writes the last one."""

    ANSWER = "answer", _("答复")
    ADDITION = "addition", _("补充说明")
    CONFIRM = "confirm", _("核定成立")
    REJECT = "reject", _("核定不成立")
    RECTIFY = "rectify", _("整改情况")
    SEND_BACK = "send_back", _("退回整改")
    CLOSE = "close", _("办结")
    NO_LONGER = "no_longer", _("记录已不再显示")


@dataclass(frozen=True)
class Move:
    """What moves a finding: a note of this kind, by a holder of `capability` over its owner.

    `after_window`: only when the unit's days to answer have passed.
    """

    kind: NoteKind
    capability: Capability
    after_window: bool = False


_ANSWER, _JUDGE = Capability.ANSWER_FINDINGS, Capability.JUDGE_FINDINGS

#: The one table of moves. Whatever is not in it does not happen. Every finding starts as `RAISED`.
FINDING_MOVES: dict[tuple[FindingState, FindingState], Move] = {
    (FindingState.RAISED, FindingState.ANSWERED): Move(NoteKind.ANSWER, _ANSWER),
    (FindingState.RAISED, FindingState.CONFIRMED): Move(NoteKind.CONFIRM, _JUDGE, after_window=True),
    (FindingState.RAISED, FindingState.REJECTED): Move(NoteKind.REJECT, _JUDGE, after_window=True),
    (FindingState.ANSWERED, FindingState.CONFIRMED): Move(NoteKind.CONFIRM, _JUDGE),
    (FindingState.ANSWERED, FindingState.REJECTED): Move(NoteKind.REJECT, _JUDGE),
    (FindingState.CONFIRMED, FindingState.RECTIFIED): Move(NoteKind.RECTIFY, _ANSWER),
    (FindingState.RECTIFIED, FindingState.CLOSED): Move(NoteKind.CLOSE, _JUDGE),
    (FindingState.RECTIFIED, FindingState.CONFIRMED): Move(NoteKind.SEND_BACK, _JUDGE),
}

#: What the ledger calls each of these steps.
FINDING_ACTS = {
    NoteKind.ANSWER: "rulebook.finding.answer",
    NoteKind.CONFIRM: "rulebook.finding.confirm",
    NoteKind.REJECT: "rulebook.finding.reject",
    NoteKind.RECTIFY: "rulebook.finding.rectify",
    NoteKind.SEND_BACK: "rulebook.finding.send_back",
    NoteKind.CLOSE: "rulebook.finding.close",
}

#: The kinds of notes that the county writes.
JUDGES = frozenset(move.kind for move in FINDING_MOVES.values() if move.capability == _JUDGE)

#: What has not been judged yet: the unit's word is still to come or to be weighed.
UNJUDGED = frozenset({FindingState.RAISED, FindingState.ANSWERED})
#: Nothing follows any more.
FINAL = frozenset({FindingState.CLOSED, FindingState.REJECTED})
#: What counts in indexes and reports (E09): confirmed, and whatever comes after it.
COUNTED = frozenset({FindingState.CONFIRMED, FindingState.RECTIFIED, FindingState.CLOSED})


#: What is said once of a finding.
ONCE = (NoteKind.ANSWER, NoteKind.CLOSE, NoteKind.NO_LONGER)
JUDGEMENTS = (NoteKind.CONFIRM, NoteKind.REJECT)


# The book of rules -------------------------------------------------------------------------------


class RegulationKind(TextChoices):
    """The chapters of the book, from the top down."""

    LAW = "law", _("法律法规")
    PARTY = "party", _("党内法规")
    SUPERIOR = "superior", _("上级文件")
    COUNTY = "county", _("本县制度")
    TOWNSHIP = "township", _("本乡镇制度")


_FROM_ABOVE = (RegulationKind.LAW, RegulationKind.PARTY, RegulationKind.SUPERIOR)
#: Who keeps which chapters. A county may add what comes from above and is not in the country's part.
COUNTRY_KINDS = _FROM_ABOVE
COUNTY_KINDS = (*_FROM_ABOVE, RegulationKind.COUNTY)
TOWNSHIP_KINDS = (RegulationKind.TOWNSHIP,)


class Standing(TextChoices):
    """How a regulation stands on a day."""

    IN_FORCE = "in_force", _("现行")
    UNCONFIRMED = "unconfirmed", _("待县确认")
    COMING = "coming", _("尚未施行")
    ENDED = "ended", _("已废止")


class Target(TextChoices):
    """What an article can stand behind."""

    PARAMETER = "parameter", _("参数")
    RULE = "rule", _("规则")
    POWER = "power", _("权力事项")


#: 20 MB, the most that an official text may hold, whatever else is taken.
FILE_MOST = 20 * 1024 * 1024


#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "rulebook.defaults.load": _("装入默认参数"),
    "rulebook.parameter.set": _("设定参数"),
    "rulebook.parameter.confirm_basis": _("核对参数的依据"),
    "rulebook.book.load": _("装入制度目录"),
    "rulebook.regulation.record": _("登记制度"),
    "rulebook.version.add": _("登记制度的新版本"),
    "rulebook.version.end": _("废止制度"),
    "rulebook.file.attach": _("上传制度附件"),
    "rulebook.link.make": _("关联条文"),
    "rulebook.link.void": _("作废条文的关联"),
    "rulebook.finding.raise": _("提出问题"),
    "rulebook.finding.answer": _("答复问题"),
    "rulebook.finding.addition": _("补充说明问题"),
    "rulebook.finding.confirm": _("核定问题成立"),
    "rulebook.finding.reject": _("核定问题不成立"),
    "rulebook.finding.rectify": _("报告问题整改情况"),
    "rulebook.finding.send_back": _("退回问题整改"),
    "rulebook.finding.close": _("办结问题"),
    "rulebook.finding.no_longer": _("注明记录已不再显示问题"),
    "rulebook.finding.renew_window": _("重新计算问题的答复期限"),
}
FACTS = {"rule": _("规则")}
