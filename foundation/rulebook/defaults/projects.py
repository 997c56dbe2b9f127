"""Works, purchases, trades, and public money."""

from foundation.rulebook.defaults.table import law, line
from foundation.rulebook.states import Stricter, Unit

DAYS, WORKING, MONTHS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS
MORE, LESS = Stricter.MORE, Stricter.LESS

_TENDER = "《中华人民共和国招标投标法》"
_TENDER_RULES = "《中华人民共和国招标投标法实施条例》"
_PURCHASE = "《中华人民共和国政府采购法》"
_PURCHASE_RULES = "《中华人民共和国政府采购法实施条例》"
_MUST = "《必须招标的工程项目规定》第五条"

DEFAULTS = (
    line(
        "projects.county_centre",
        "由县公共资源交易中心招标的起点（含本数）",
        "100000.00",
        Unit.YUAN,
        LESS,
        "十万元以下由各镇“三资”管理中心招标，十万元以上由县公共资源交易中心招标（种子文件：“7+8”模式）",
    ),
    line("projects.tender_works", "工程必须招标的起点", "4000000.00", Unit.YUAN, LESS, _MUST),
    line("projects.tender_goods", "重要设备和材料必须招标的起点", "2000000.00", Unit.YUAN, LESS, _MUST),
    line("projects.tender_services", "勘察、设计、监理必须招标的起点", "1000000.00", Unit.YUAN, LESS, _MUST),
    line(
        "projects.scattered_goods",
        "分散采购货物和服务的限额标准",
        "500000.00",
        Unit.YUAN,
        LESS,
        "政府采购限额标准（以本省规定为准）",
    ),
    line(
        "projects.scattered_works",
        "分散采购工程的限额标准",
        "600000.00",
        Unit.YUAN,
        LESS,
        "政府采购限额标准（以本省规定为准）",
    ),
    line(
        "projects.splitting_months",
        "同类项目合并计算的时间",
        "12",
        MONTHS,
        MORE,
        f"{_PURCHASE_RULES}第二十八条",
    ),
    law("projects.documents_days", "招标文件发售期", "5", DAYS, MORE, f"{_TENDER_RULES}第十六条"),
    law("projects.bid_days", "招标文件发出至投标截止的天数", "20", DAYS, MORE, f"{_TENDER}第二十四条"),
    law("projects.clarification_days", "澄清修改距投标截止的天数", "15", DAYS, MORE, f"{_TENDER_RULES}第二十一条"),
    law("projects.bidders", "投标人的最少家数", "3", Unit.COUNT, MORE, f"{_TENDER}第二十八条"),
    law("projects.committee", "评标委员会的最少人数（单数）", "5", Unit.COUNT, MORE, f"{_TENDER}第三十七条"),
    law(
        "projects.committee_experts",
        "评标委员会中专家的比例",
        "2/3",
        Unit.SHARE_AT_LEAST,
        MORE,
        f"{_TENDER}第三十七条",
    ),
    law(
        "projects.candidates_within_days",
        "收到评标报告后公示候选人的期限",
        "3",
        DAYS,
        LESS,
        f"{_TENDER_RULES}第五十四条",
    ),
    law("projects.candidates_days", "中标候选人公示期", "3", DAYS, MORE, f"{_TENDER_RULES}第五十四条"),
    law("projects.objection_days", "答复评标结果异议的期限", "3", DAYS, LESS, f"{_TENDER_RULES}第五十四条"),
    law("projects.contract_days", "中标通知书发出后订立合同的期限", "30", DAYS, LESS, f"{_TENDER}第四十六条"),
    law("projects.report_days", "确定中标人后提交书面报告的期限", "15", DAYS, LESS, f"{_TENDER}第四十七条"),
    law("projects.result_days", "采购结果公告的期限", "2", WORKING, LESS, f"{_PURCHASE_RULES}第四十三条"),
    law("projects.single_source_days", "单一来源采购公示期", "5", WORKING, MORE, f"{_PURCHASE_RULES}第三十八条"),
    law(
        "projects.contract_notice_days",
        "采购合同签订后公告的期限",
        "2",
        WORKING,
        LESS,
        f"{_PURCHASE_RULES}第五十条",
    ),
    law("projects.contract_filing_days", "采购合同签订后备案的期限", "7", WORKING, LESS, f"{_PURCHASE}第四十七条"),
    law("projects.records_months", "采购文件保存的时间", "180", MONTHS, MORE, f"{_PURCHASE}第四十二条"),
    law("projects.additions", "补充采购不得超过原合同的比例", "1/10", Unit.SHARE_OVER, LESS, f"{_PURCHASE}第四十九条"),
    line(
        "projects.change_share",
        "合同变更累计须报批的比例",
        "1/10",
        Unit.SHARE_OVER,
        LESS,
        "建设工程变更累计超过合同价款十分之一的须报批（县定）",
    ),
    line(
        "spending.review_months",
        "三项费用审核和备案的间隔",
        "3",
        MONTHS,
        LESS,
        "三项费用财务单列、季度审核，每季度经镇长签字背书后报县财政部门备案（种子文件：“7+8”模式）",
    ),
    line(
        "spending.accountant_months",
        "委派会计轮换的间隔",
        "24",
        MONTHS,
        LESS,
        "委派会计每两年轮换一次（种子文件：对“一把手”的监督）",
    ),
    line("spending.funds_notice_days", "专项资金分配公示期", "7", DAYS, MORE, "专项资金分配结果公示（县定）"),
)
