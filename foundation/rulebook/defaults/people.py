"""Who is chosen, and what officials report of themselves."""

from foundation.rulebook.defaults.table import law, line
from foundation.rulebook.states import Stricter, Unit

DAYS, WORKING, MONTHS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS
MORE, LESS, NONE = Stricter.MORE, Stricter.LESS, Stricter.NONE

_APPOINTMENT = "《党政领导干部选拔任用工作条例》（股级干部以本县规定为准）"
_REPORTS = "《领导干部报告个人有关事项规定》（乡镇干部以本县规定为准）"
_XIANGSHAN = "种子文件：对“一把手”的监督"

DEFAULTS = (
    line("appointments.notice_days", "任前公示期", "5", WORKING, MORE, f"{_APPOINTMENT}关于任前公示的规定"),
    law(
        "appointments.civil_servant_days",
        "录用公务员的公示期",
        "5",
        WORKING,
        MORE,
        "《中华人民共和国公务员法》第三十二条",
    ),
    line("appointments.probation_months", "试用期", "12", MONTHS, NONE, f"{_APPOINTMENT}关于试用期的规定"),
    line(
        "appointments.probation_reminder_months", "试用期满前提醒的时间", "11", MONTHS, NONE, "试用期满前提醒（县定）"
    ),
    line(
        "appointments.recommendation_months",
        "民主推荐结果的有效期",
        "12",
        MONTHS,
        LESS,
        f"{_APPOINTMENT}关于民主推荐的规定",
    ),
    line(
        "appointments.bar_months",
        "免予处分或者通报批评后不得提拔的时间",
        "6",
        MONTHS,
        MORE,
        "给予免予处分、不处分或者通报批评等处理，尚未超过半年的（种子文件：同级监督试点）",
    ),
    line(
        "appointments.rotation_months",
        "重要岗位正职轮岗交流的年限",
        "72",
        MONTHS,
        LESS,
        f"任正职满六年以上的原则上要轮岗交流（{_XIANGSHAN}）",
    ),
    line(
        "appointments.reserve_months",
        "公开推荐后备干部的间隔",
        "12",
        MONTHS,
        LESS,
        f"每年组织一次公开推荐优秀年轻干部（{_XIANGSHAN}）",
    ),
    line(
        "declarations.yearly_day",
        "年度报告个人有关事项的截止日",
        "01-31",
        Unit.DAY_OF_YEAR,
        LESS,
        f"{_REPORTS}第五条",
    ),
    line("declarations.change_days", "事项变化后报告的期限", "30", DAYS, LESS, f"{_REPORTS}第六条"),
    line(
        "declarations.sample_share",
        "随机抽查核实的比例",
        "1/10",
        Unit.SHARE_AT_LEAST,
        MORE,
        f"{_REPORTS}关于抽查核实的规定",
    ),
)
