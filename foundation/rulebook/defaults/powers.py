"""Powers, and the risks that lie in them."""

from foundation.rulebook.defaults.table import line
from foundation.rulebook.states import Stricter, Unit

DEFAULTS = (
    line(
        "powers.risk_measures",
        "每个廉政风险点的最少防范措施",
        "1",
        Unit.COUNT,
        Stricter.MORE,
        "有一个廉政风险点就应该至少有一项预警防范措施与之相对应（种子文件：权力运行制度）",
    ),
)
