"""What comes round everywhere, as the seed documents ask it.

A county takes it over with one click, and ends what it does not ask. Where a number of the rulebook sets the day
or the interval, it does, and its basis is shown.
"""

from dataclasses import dataclass

from foundation.reminders.duties.states import Period
from foundation.rulebook.defaults import DEFAULTS
from foundation.townships.states import Capability, Role


@dataclass(frozen=True)
class Supplied:
    """A line of the list; without a number of its own it says its ground."""

    code: str
    title: str
    period: Period
    responsible: Role | Capability
    parameter: str = ""
    due_month: int = 0
    due_day: int = 0
    basis: str = ""

    @property
    def ground(self) -> str:
        return self.basis or DEFAULTS[self.parameter].basis.text


_QUARTER, _HALF, _YEAR = Period.QUARTER, Period.HALF_YEAR, Period.YEAR
_DISCIPLINE = Role.DISCIPLINE_SECRETARY

DUTIES = (
    Supplied("quarter", "常规性工作季度公开", _QUARTER, Capability.PREPARE_PUBLICATION, "disclosure.quarter_day"),
    Supplied("procedure", "检查议事规则执行情况", _QUARTER, _DISCIPLINE, "decisions.check_months"),
    # The seeds say every quarter and name no day: as the board of the quarter.
    Supplied("expenses", "三项费用季度审核备案", _QUARTER, Role.FINANCIAL_REVIEWER, "spending.review_months", 1, 15),
    Supplied("openness", "检查党务政务公开", _HALF, _DISCIPLINE, "disclosure.check_months"),
    Supplied("openness_report", "报告党务政务公开监督情况", _YEAR, _DISCIPLINE, "disclosure.report_months"),
    Supplied("declaration", "组织年度报告个人有关事项", _YEAR, Role.CLERK, "declarations.yearly_day"),
    Supplied("information", "发布政府信息公开年度报告", _YEAR, Role.CLERK, "requests.annual_report_day"),
    Supplied(
        "review",
        "职权目录和流程图“回头看”",
        _YEAR,
        _DISCIPLINE,
        basis="认真开展“回头看”，对职权项目和流程图进行重审重修（种子文件：同级监督试点；间隔由县定）",
    ),
    Supplied("accountants", "委派会计轮换", Period.TWO_YEARS, Role.FINANCE, "spending.accountant_months"),
    Supplied("posts", "重要岗位正职轮岗交流", Period.SIX_YEARS, Role.ORGANISATION, "appointments.rotation_months"),
)
