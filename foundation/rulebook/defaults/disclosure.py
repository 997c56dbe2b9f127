"""What is shown to the public, until when, and what is answered on request."""

from foundation.rulebook.defaults.table import law, line
from foundation.rulebook.states import Stricter, Unit

DAYS, WORKING, MONTHS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS
MORE, LESS, NONE = Stricter.MORE, Stricter.LESS, Stricter.NONE

_INFORMATION = "《中华人民共和国政府信息公开条例》"
_VILLAGE = "《中华人民共和国村民委员会组织法》（2025年修订，条文序号以新法为准）"
_OPENNESS = "种子文件：政务公开制度"

DEFAULTS = (
    line("disclosure.notice_days", "公示期", "7", DAYS, MORE, "公示期限（县定）"),
    line(
        "disclosure.quarter_months",
        "常规性工作公开的间隔",
        "3",
        MONTHS,
        LESS,
        f"常规性工作按每季度一次公开（{_OPENNESS}）",
    ),
    line(
        "disclosure.quarter_day",
        "每季度公开的截止日（次季度首月）",
        "15",
        Unit.DAY_OF_MONTH,
        LESS,
        f"公开时间为次季度首月十五日前（{_OPENNESS}）",
    ),
    law("disclosure.proactive_days", "主动公开的期限", "20", WORKING, LESS, f"{_INFORMATION}第二十六条"),
    law(
        "disclosure.budget_days",
        "预算、决算批准后公开的期限",
        "20",
        DAYS,
        LESS,
        "《中华人民共和国预算法》第十四条",
    ),
    line(
        "disclosure.check_months",
        "党务政务公开检查的间隔",
        "6",
        MONTHS,
        LESS,
        "每半年组织开展党（政）务公开检查（种子文件：同级监督试点，第十六条）",
    ),
    line(
        "disclosure.report_months",
        "公开监督工作报告的间隔",
        "12",
        MONTHS,
        LESS,
        "每年向党委报告党（政）务公开监督工作情况（种子文件：同级监督试点，第十六条）",
    ),
    line("disclosure.village_months", "村务公开的间隔", "3", MONTHS, LESS, f"{_VILLAGE}关于村务公开的规定"),
    line(
        "disclosure.village_finance_months",
        "财务往来较多的村公开财务的间隔",
        "1",
        MONTHS,
        LESS,
        f"{_VILLAGE}关于村务公开的规定",
    ),
    line(
        "disclosure.village_check_months",
        "检查村务公开登记簿的间隔",
        "3",
        MONTHS,
        LESS,
        "按季度对村务公开登记簿进行检查（种子文件）",
    ),
    law("requests.correction_days", "告知补正申请的期限", "7", WORKING, LESS, f"{_INFORMATION}第三十条"),
    law("requests.reply_days", "答复申请的期限", "20", WORKING, LESS, f"{_INFORMATION}第三十三条"),
    law("requests.extension_days", "延长答复的期限", "20", WORKING, LESS, f"{_INFORMATION}第三十三条"),
    # Rights of others: neither longer nor shorter is stricter.
    line("requests.third_party_days", "第三方提出意见的期限", "15", WORKING, NONE, f"{_INFORMATION}第三十二条"),
    line("requests.joint_days", "共同制作机关提出意见的期限", "15", WORKING, NONE, f"{_INFORMATION}第三十四条"),
    line(
        "requests.annual_report_day",
        "政府信息公开年度报告的截止日",
        "01-31",
        Unit.DAY_OF_YEAR,
        LESS,
        f"{_INFORMATION}第四十九条，乡镇以县里的通知为准",
    ),
)
