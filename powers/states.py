"""The closed lists of this room: classes, tracks, steps before a meeting, the life of a directory."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """三重一大: what is always decided collectively. What a directory does not name is none of the four."""

    MAJOR_DECISION = "major_decision", _("重大决策")
    PERSONNEL = "personnel", _("重要人事任免")
    PROJECT = "project", _("重大项目安排")
    LARGE_SUM = "large_sum", _("大额资金使用")
    OTHER = "other", _("目录外事项")


#: The classes of a directory.
LISTED = (Category.MAJOR_DECISION, Category.PERSONNEL, Category.PROJECT, Category.LARGE_SUM)


class Track(TextChoices):
    """E03: what is on the directory runs the full track, what stays below its threshold one sheet per meeting."""

    FULL = "full", _("完整程序")
    LIGHT = "light", _("简易程序")


class Boundary(TextChoices):
    """Whether the sum of the threshold itself is on the directory: 以上 includes the number, 超过 does not."""

    AT_LEAST = "at_least", _("以上（含本数）")
    OVER = "over", _("超过（不含本数）")


class Step(TextChoices):
    """What a topic passes before its meeting, in the order of the sheet (议题呈报单)."""

    LEADER = "leader", _("分管领导")
    FUNDS = "funds", _("资金来源审核")
    LEGALITY = "legality", _("合法性审查")
    FAIR_COMPETITION = "fair_competition", _("公平竞争审查")
    EXPERT = "expert", _("专家论证")
    RISK = "risk", _("社会稳定风险评估")
    OPINIONS = "opinions", _("征求群众意见")
    TALK = "talk", _("会前酝酿")
    DISCIPLINE = "discipline", _("纪委意见")
    PRINCIPAL = "principal", _("主要负责人")
    SCREENING = "screening", _("议题审定")


#: What an entry of a directory may ask for beside the signatures that every sheet bears.
REVIEWS = (
    Step.FUNDS,
    Step.LEGALITY,
    Step.FAIR_COMPETITION,
    Step.EXPERT,
    Step.RISK,
    Step.OPINIONS,
    Step.TALK,
    Step.DISCIPLINE,
)


class DirectoryState(TextChoices):
    DRAFT = "draft", _("正在起草")
    ADOPTED = "adopted", _("已通过，待报备")
    LODGED = "lodged", _("已报县备案")


#: (from, to) → the capability's holder who makes the move. Whatever is not in it does not happen.
DIRECTORY_MOVES: dict[tuple[DirectoryState, DirectoryState], str] = {
    (DirectoryState.DRAFT, DirectoryState.ADOPTED): "owner",
    (DirectoryState.ADOPTED, DirectoryState.LODGED): "county",
}

#: The sums of the rulebook that an entry may name as its threshold.
THRESHOLDS = (
    "powers.project_sum",
    "powers.purchase_sum",
    "powers.asset_sum",
    "powers.contract_sum",
    "powers.outside_budget_sum",
    "powers.subsidy_sum",
    "decisions.large_sum",
    "decisions.large_risk",
)

#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "powers.directory.load": _("装入县级目录范本"),
    "powers.directory.draft": _("起草集体决策事项目录"),
    "powers.entry.add": _("增加目录事项"),
    "powers.entry.change": _("修改目录事项"),
    "powers.entry.drop": _("删去目录事项"),
    "powers.directory.adopt": _("通过集体决策事项目录"),
    "powers.directory.lodge": _("目录报备"),
    "powers.directory.note": _("对目录提出意见"),
}
