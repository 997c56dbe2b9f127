"""Powers, the risks that lie in them, and the sums from which the collective decides."""

from foundation.rulebook.defaults.table import Default, line
from foundation.rulebook.states import Stricter, Unit

_LIST = "集体决策事项目录中的金额起点（县定）"


def _from(code: str, title: str, yuan: str) -> Default:
    """A lower sum brings more before the collective: that is the stricter one."""
    return line(f"powers.{code}", title, yuan, Unit.YUAN, Stricter.LESS, _LIST)


DEFAULTS = (
    line(
        "powers.risk_measures",
        "每个廉政风险点的最少防范措施",
        "1",
        Unit.COUNT,
        Stricter.MORE,
        "有一个廉政风险点就应该至少有一项预警防范措施与之相对应（种子文件：权力运行制度）",
    ),
    _from("project_sum", "工程项目列入集体决策的起点", "50000.00"),
    _from("purchase_sum", "物资和服务采购列入集体决策的起点", "20000.00"),
    _from("asset_sum", "资产、资源处置列入集体决策的起点", "20000.00"),
    _from("contract_sum", "合同、协议列入集体决策的起点", "50000.00"),
    _from("outside_budget_sum", "预算外支出和预算追加列入集体决策的起点", "10000.00"),
    _from("subsidy_sum", "补助、奖励和救助列入集体决策的起点", "10000.00"),
)
