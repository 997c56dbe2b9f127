"""What holds where no county has set anything else. `manage.py load_rulebook` writes it into the database.

A basis is confirmed when somebody has read the article. None of these is yet: they print as the
county's own rule until the county has looked.
"""

from dataclasses import dataclass
from datetime import date

from foundation.rulebook.states import Unit
from foundation.violations import Basis

#: The defaults hold for every day that the system can be told about.
BEGINNING = date(1949, 10, 1)


@dataclass(frozen=True)
class Default:
    """One number: `code` is `<app>.<what>`, `title` its Chinese name, `text` its value in `unit`."""

    code: str
    title: str
    text: str
    unit: Unit
    basis: Basis


DEFAULTS: dict[str, Default] = {
    default.code: default
    for default in (
        Default(
            "decisions.delivery_days",
            "议题和材料提前送达的天数",
            "2",
            Unit.CALENDAR_DAYS,
            Basis("议题和材料至少提前两天送达班子成员（种子文件：同级监督试点）"),
        ),
        Default(
            "decisions.quorum",
            "开会须到会的应到成员比例",
            "1/2",
            Unit.SHARE_OVER,
            Basis("双过半：过半数应到成员到会方可议决（议事规则）"),
        ),
        Default(
            "decisions.quorum_personnel",
            "讨论干部任免须到会的应到成员比例",
            "2/3",
            Unit.SHARE_AT_LEAST,
            Basis("讨论任免和处分须有三分之二以上应到成员到会（议事规则）"),
        ),
        Default(
            "decisions.majority",
            "通过须同意的应到成员比例",
            "1/2",
            Unit.SHARE_OVER,
            Basis("双过半：赞成票超过应到成员半数为通过（议事规则）"),
        ),
        Default(
            "decisions.plan_overdue_days",
            "计划日期过后提醒的天数",
            "1",
            Unit.CALENDAR_DAYS,
            Basis("会议应按计划日期召开，未召开的应说明（县定）"),
        ),
        Default(
            "disclosure.notice_days",
            "公示期",
            "7",
            Unit.CALENDAR_DAYS,
            Basis("公示期限（县定）"),
        ),
    )
}


def title_of(code: str) -> str:
    """The Chinese name of a parameter; its bare code when a later version no longer knows it."""
    default = DEFAULTS.get(code)
    return default.title if default else code
