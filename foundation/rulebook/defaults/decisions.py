"""Collective decisions: notice, quorum, majority, what must be heard first; decisions of villages."""

from foundation.rulebook.defaults.table import law, line
from foundation.rulebook.states import Stricter, Unit

DAYS, WORKING, MONTHS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS
AT_LEAST, OVER = Unit.SHARE_AT_LEAST, Unit.SHARE_OVER
MORE, LESS = Stricter.MORE, Stricter.LESS

_RULES = "议事规则"
_MAJOR = "《重大行政决策程序暂行条例》"
_VILLAGE = "《中华人民共和国村民委员会组织法》（2025年修订，条文序号以新法为准）"
_COLLECTIVE = "《中华人民共和国农村集体经济组织法》"

DEFAULTS = (
    line(
        "decisions.delivery_days",
        "议题和材料提前送达的天数",
        "2",
        DAYS,
        MORE,
        "议题和材料至少提前两天送达班子成员（种子文件：同级监督试点）",
    ),
    line(
        "decisions.ad_hoc_consent",
        "临时动议上会须同意的到会成员比例",
        "1/2",
        OVER,
        MORE,
        "临时动议须说明理由并经到会成员过半数同意（县定）",
    ),
    line(
        "decisions.ad_hoc_quarter",
        "一个组织一个季度内临时动议的件数",
        "3",
        Unit.COUNT,
        LESS,
        "临时动议从严控制，超过件数的应说明（县定）",
    ),
    line("decisions.minutes_days", "散会后印发会议纪要的期限", "7", WORKING, LESS, "会议纪要应及时整理印发（县定）"),
    line("decisions.receive_days", "印发的公文送达后签收的期限", "3", WORKING, LESS, "印发的公文应及时签收（县定）"),
    # 双过半 and 三分之二: a unit may ask for more (2/3 for every meeting), never for less.
    law(
        "decisions.quorum",
        "开会须到会的应到成员比例",
        "1/2",
        OVER,
        MORE,
        f"双过半：过半数应到成员到会方可议决（{_RULES}）",
    ),
    law(
        "decisions.quorum_personnel",
        "讨论干部任免须到会的应到成员比例",
        "2/3",
        AT_LEAST,
        MORE,
        f"讨论任免和处分须有三分之二以上应到成员到会（{_RULES}）",
    ),
    law(
        "decisions.majority",
        "通过须同意的应到成员比例",
        "1/2",
        OVER,
        MORE,
        f"双过半：赞成票超过应到成员半数为通过（{_RULES}）",
    ),
    line(
        "decisions.plan_overdue_days",
        "计划日期过后提醒的天数",
        "1",
        DAYS,
        LESS,
        "会议应按计划日期召开，未召开的应说明（县定）",
    ),
    line(
        "decisions.reconsider_appointment",
        "复议干部任免须同意的成员比例",
        "1/2",
        OVER,
        MORE,
        f"复议任免决定须经过半数成员同意（{_RULES}）",
    ),
    line(
        "decisions.reconsider_proposers",
        "提议复议其他事项的成员比例",
        "1/3",
        AT_LEAST,
        MORE,
        f"复议由书记或者三分之一以上成员提议（{_RULES}）",
    ),
    line("decisions.large_sum", "须集体研究的大额资金起点", "5000.00", Unit.YUAN, LESS, "大额资金使用的起点（县定）"),
    line(
        "decisions.large_risk",
        "须集体研究的重大风险处置金额",
        "1000000.00",
        Unit.YUAN,
        LESS,
        "重大风险处置列入集体决策的金额（县定）",
    ),
    line("decisions.comment_days", "重大行政决策征求公众意见的天数", "30", DAYS, MORE, f"{_MAJOR}第十五条"),
    line("decisions.hearing_days", "听证材料提前送达的天数", "7", DAYS, MORE, f"{_MAJOR}第十六条"),
    line("decisions.legality_days", "合法性审查的工作日", "7", WORKING, MORE, f"{_MAJOR}第二十六条"),
    line(
        "decisions.check_months",
        "纪委检查议事规则执行情况的间隔",
        "3",
        MONTHS,
        LESS,
        "纪委每季对重大事项议决事规则的执行情况进行一次检查（种子文件：同级监督试点，第六条）",
    ),
    line(
        "decisions.report_months",
        "纪委报告议事规则执行情况的间隔",
        "12",
        MONTHS,
        LESS,
        "对年度贯彻执行重大事项议决事规则的情况，纪委形成自查报告，报上级有关部门（种子文件：同级监督试点，第八条）",
    ),
    # Villages: the law of 2018 was amended with effect from 2026, so none of its numbers is a floor yet.
    line("villages.meeting_days", "村民会议提前通知的天数", "10", DAYS, MORE, f"{_VILLAGE}关于村民会议的规定"),
    line("villages.meeting_quorum", "村民会议须到会的成年村民比例", "1/2", OVER, MORE, f"{_VILLAGE}关于村民会议的规定"),
    line(
        "villages.households_quorum",
        "村民会议须到会的户代表比例",
        "2/3",
        AT_LEAST,
        MORE,
        f"{_VILLAGE}关于村民会议的规定",
    ),
    line(
        "villages.delegates_quorum",
        "村民代表会议须到会的代表比例",
        "2/3",
        AT_LEAST,
        MORE,
        f"{_VILLAGE}关于村民代表会议的规定",
    ),
    line(
        "villages.delegates_majority",
        "村民代表会议通过须同意的到会代表比例",
        "1/2",
        OVER,
        MORE,
        f"{_VILLAGE}关于村民代表会议的规定",
    ),
    line(
        "villages.delegates_months",
        "召开村民代表会议的间隔",
        "3",
        MONTHS,
        LESS,
        f"{_VILLAGE}关于村民代表会议每季度召开一次的规定",
    ),
    law("villages.collective_days", "集体经济组织成员大会提前通知的天数", "10", DAYS, MORE, f"{_COLLECTIVE}第二十七条"),
    law(
        "villages.collective_quorum",
        "集体经济组织成员大会须到会的成员比例",
        "2/3",
        AT_LEAST,
        MORE,
        f"{_COLLECTIVE}第二十七条",
    ),
    law(
        "villages.collective_majority",
        "集体经济组织成员大会通过须同意的全体成员比例",
        "2/3",
        AT_LEAST,
        MORE,
        f"{_COLLECTIVE}第二十八条",
    ),
)
