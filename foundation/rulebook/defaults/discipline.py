"""Checks, findings, clues, accountability, audits, tolerance."""

from foundation.rulebook.defaults.table import law, line
from foundation.rulebook.states import Stricter, Unit

DAYS, WORKING, MONTHS, POINTS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.POINTS
MORE, LESS, NONE = Stricter.MORE, Stricter.LESS, Stricter.NONE

_CLUES = "《中国共产党纪律检查机关监督执纪工作规则》"
_REPORTS = "《纪检监察机关处理检举控告工作规则》"
_PETITIONS = "《信访工作条例》"
_ACCOUNT = "《中国共产党问责条例》"
_CARD = "《象山县领导干部廉政监督卡管理办法》扣分细则（种子文件：对“一把手”的监督）"
_AUDIT = "《中华人民共和国审计法》"
_LEADERS = "种子文件：对“一把手”的监督"
_TWO = "种子文件：两个责任"
_TOLERANCE = "容错纠错的办理期限（县定，各地不一）"

DEFAULTS = (
    line("oversight.talk_months", "廉政谈话的间隔", "12", MONTHS, LESS, f"每年廉政谈话不少于一次（{_TWO}）"),
    line("oversight.duty_report_months", "述责述廉的间隔", "12", MONTHS, LESS, f"每年召开述职述廉大会（{_LEADERS}）"),
    line("oversight.assessment_months", "责任制考核的间隔", "6", MONTHS, LESS, f"责任制考核安排在年中和年末（{_TWO}）"),
    line(
        "oversight.assessment_veto", "考核一票否决的分数线", "80", POINTS, MORE, f"考核结果低于80分一票否决（{_TWO}）"
    ),
    line("oversight.self_check_days", "作风建设自查自纠的间隔", "7", DAYS, LESS, f"每周开展自查自纠（{_TWO}）"),
    line("oversight.joint_review_months", "四责联审的间隔", "12", MONTHS, LESS, "年度四责联审（种子文件：“7+8”模式）"),
    line(
        "oversight.appointment_check_months",
        "检查选人用人工作的间隔",
        "12",
        MONTHS,
        LESS,
        f"每年进行检查（{_LEADERS}）",
    ),
    line(
        "oversight.congress_review_months",
        "人大代表评议部门主要负责人的间隔",
        "12",
        MONTHS,
        LESS,
        f"县人大每年有计划地组织人大代表对政府组成单位的“一把手”进行述职评议（{_LEADERS}）",
    ),
    line("findings.answer_days", "单位答复问题的期限", "3", WORKING, LESS, "系统发现的问题先由单位答复（县定）"),
    line("clues.proposal_months", "提出线索处置意见的期限", "1", MONTHS, LESS, f"{_CLUES}关于线索处置的规定"),
    line("clues.inquiry_days", "函询回复的期限", "15", WORKING, LESS, f"{_CLUES}关于谈话函询的规定"),
    line("clues.inquiry_report_months", "谈话函询后写出报告的期限", "1", MONTHS, LESS, f"{_CLUES}关于谈话函询的规定"),
    line("clues.acceptance_days", "实名检举告知受理的期限", "15", WORKING, LESS, f"{_REPORTS}关于实名检举的规定"),
    line("clues.result_days", "实名检举告知结果的期限", "15", WORKING, LESS, f"{_REPORTS}关于实名检举的规定"),
    line("clues.send_up_days", "上级管理干部检举件报送的期限", "5", WORKING, LESS, f"{_REPORTS}第十五条"),
    line("clues.hand_on_days", "转办件受理或者转交的期限", "5", WORKING, LESS, f"{_REPORTS}第十六条"),
    law("clues.petition_register_days", "信访事项登记和转送的期限", "15", DAYS, LESS, f"{_PETITIONS}第二十二条"),
    law("clues.petition_days", "信访事项办结的期限", "60", DAYS, LESS, f"{_PETITIONS}第三十四条"),
    law("clues.petition_extension_days", "信访事项延长办理的期限", "30", DAYS, LESS, f"{_PETITIONS}第三十四条"),
    line("accountability.appeal_months", "问责决定申诉的期限", "1", MONTHS, NONE, f"{_ACCOUNT}第二十条"),
    line("accountability.answer_months", "答复问责申诉的期限", "1", MONTHS, LESS, f"{_ACCOUNT}第二十条"),
    line("accountability.formalities_months", "办理组织处理手续的期限", "1", MONTHS, LESS, f"{_ACCOUNT}第十三条"),
    line("accountability.admonition_months", "诫勉的影响期", "6", MONTHS, MORE, "诫勉工作的规定"),
    line("accountability.points_least", "一次扣分的最低分值", "0.5", POINTS, NONE, _CARD),
    line("accountability.points_most", "一次扣分的最高分值", "2", POINTS, NONE, _CARD),
    line("accountability.points_honours", "取消当年评先资格的累计扣分（以上）", "4", POINTS, LESS, _CARD),
    line("accountability.points_bonus", "扣发当年考核奖的累计扣分（以上）", "6", POINTS, LESS, _CARD),
    line("accountability.bonus_share", "扣发当年考核奖的比例", "1/2", Unit.SHARE_AT_LEAST, MORE, _CARD),
    line("accountability.points_removal", "降职、免职的年度累计扣分（以上）", "10", POINTS, LESS, _CARD),
    line("accountability.points_two_years", "降职、免职的连续两年累计扣分（以上）", "12", POINTS, LESS, _CARD),
    line("accountability.points_three_years", "降职、免职的连续三年累计扣分（以上）", "14", POINTS, LESS, _CARD),
    law("audits.notice_days", "审计通知书提前送达的天数", "3", DAYS, MORE, f"{_AUDIT}第四十二条"),
    # 2019: the official's own answer is counted in working days; the Act counts calendar days for the unit's.
    line("audits.reply_days", "单位答复审计报告征求意见稿的期限", "10", DAYS, NONE, f"{_AUDIT}第四十四条"),
    line(
        "audits.official_reply_days",
        "领导干部答复审计报告征求意见稿的期限",
        "10",
        WORKING,
        NONE,
        "《党政主要领导干部和国有企事业单位主要领导人员经济责任审计规定》",
    ),
    line("audits.class_a_months", "A类对象审计的间隔", "24", MONTHS, LESS, f"对A类对象实施两年一审（{_LEADERS}）"),
    line("audits.follow_up_months", "严重问题跟踪审计的间隔", "12", MONTHS, LESS, f"下一年进行跟踪审计（{_LEADERS}）"),
    line("tolerance.application_days", "申请容错的期限", "10", WORKING, NONE, _TOLERANCE),
    line("tolerance.acceptance_days", "受理容错申请的期限", "5", WORKING, LESS, _TOLERANCE),
    line("tolerance.verification_days", "核实容错情形的期限", "30", WORKING, LESS, _TOLERANCE),
    line("tolerance.reply_days", "答复容错申请的期限", "10", WORKING, LESS, _TOLERANCE),
)
