"""The table of defaults: whole, readable, and with the numbers of the law and of the seeds."""

from foundation.rulebook.defaults import AREAS, BEGINNING, DEFAULTS
from foundation.rulebook.selectors import parameter
from foundation.rulebook.states import Stricter
from foundation.rulebook.values import can_be_read
from tests.rulebook.numbers import JINNAN, days

#: The table of deadlines (rules.md, topic 13) and the numbers of the seeds, typed from them and not from the code.
EXPECTED = {
    "decisions.delivery_days": "2 自然日",
    "decisions.quorum": "超过1/2",
    "decisions.quorum_personnel": "2/3以上",
    "decisions.majority": "超过1/2",
    "decisions.plan_overdue_days": "1 自然日",
    "decisions.check_months": "3 个月",
    "decisions.report_months": "12 个月",
    "disclosure.notice_days": "7 自然日",
    "disclosure.quarter_months": "3 个月",
    "disclosure.quarter_day": "当月15日",
    "disclosure.proactive_days": "20 工作日",
    "disclosure.budget_days": "20 自然日",
    "disclosure.check_months": "6 个月",
    "disclosure.report_months": "12 个月",
    "disclosure.village_check_months": "3 个月",
    "requests.correction_days": "7 工作日",
    "requests.reply_days": "20 工作日",
    "requests.extension_days": "20 工作日",
    "requests.third_party_days": "15 工作日",
    "appointments.notice_days": "5 工作日",
    "appointments.probation_months": "12 个月",
    "appointments.bar_months": "6 个月",
    "appointments.rotation_months": "72 个月",
    "appointments.reserve_months": "12 个月",
    "declarations.yearly_day": "1月31日",
    "declarations.change_days": "30 自然日",
    "powers.risk_measures": "1 个",
    "projects.county_centre": "100,000.00 元",
    "projects.candidates_within_days": "3 自然日",
    "projects.candidates_days": "3 自然日",
    "projects.contract_days": "30 自然日",
    "projects.report_days": "15 自然日",
    "projects.contract_notice_days": "2 工作日",
    "projects.contract_filing_days": "7 工作日",
    "spending.review_months": "3 个月",
    "spending.accountant_months": "24 个月",
    "oversight.talk_months": "12 个月",
    "oversight.duty_report_months": "12 个月",
    "oversight.assessment_months": "6 个月",
    "oversight.assessment_veto": "80 分",
    "oversight.self_check_days": "7 自然日",
    "oversight.joint_review_months": "12 个月",
    "oversight.appointment_check_months": "12 个月",
    "oversight.congress_review_months": "12 个月",
    "findings.answer_days": "3 工作日",
    "clues.proposal_months": "1 个月",
    "clues.acceptance_days": "15 工作日",
    "clues.result_days": "15 工作日",
    "clues.send_up_days": "5 工作日",
    "clues.inquiry_days": "15 工作日",
    "clues.petition_days": "60 自然日",
    "clues.petition_extension_days": "30 自然日",
    "accountability.appeal_months": "1 个月",
    "accountability.answer_months": "1 个月",
    "accountability.formalities_months": "1 个月",
    "accountability.admonition_months": "6 个月",
    "accountability.points_least": "0.5 分",
    "accountability.points_most": "2 分",
    "accountability.points_honours": "4 分",
    "accountability.points_bonus": "6 分",
    "accountability.bonus_share": "1/2以上",
    "accountability.points_removal": "10 分",
    "accountability.points_two_years": "12 分",
    "accountability.points_three_years": "14 分",
    "audits.notice_days": "3 自然日",
    "audits.reply_days": "10 自然日",
    "audits.official_reply_days": "10 工作日",
    "audits.class_a_months": "24 个月",
    "audits.follow_up_months": "12 个月",
    "tolerance.application_days": "10 工作日",
    "tolerance.acceptance_days": "5 工作日",
    "tolerance.verification_days": "30 工作日",
    "tolerance.reply_days": "10 工作日",
    "reminders.ahead_days": "1 工作日",
    "reminders.principal_days": "3 工作日",
    "reminders.county_days": "10 工作日",
}


def test_the_deadlines_of_the_law_and_the_numbers_of_the_seeds_are_loaded(rulebook, today):
    assert {code: str(parameter(code, scope=JINNAN, on=today)) for code in EXPECTED} == EXPECTED


def test_every_default_holds_and_none_is_cited(rulebook, today):
    for code, default in DEFAULTS.items():
        found = parameter(code, scope=JINNAN, on=today)
        assert (found.title, found.text, found.unit) == (default.title, default.text, default.unit)
        assert str(found.basis) == "按本县规定（待县确认）"
    assert days(JINNAN, BEGINNING) == 2


def test_the_table_is_whole():
    """Codes, areas and titles are what the desk and `docs/reference/parameters.md` sort it by."""
    assert list(AREAS) == list(dict.fromkeys(default.area for default in DEFAULTS.values()))
    assert len({default.title for default in DEFAULTS.values()}) == len(DEFAULTS)
    for code, default in DEFAULTS.items():
        assert default.code == code and len(code) <= 60 and len(default.basis.text) <= 300, code
        assert default.title and can_be_read(default.text, default.unit), code
        assert not default.is_floor or default.stricter != Stricter.NONE, code


def test_majorities_and_quorums_are_floors_and_what_is_uncertain_is_none():
    floors = {code for code, default in DEFAULTS.items() if default.is_floor}
    assert {"decisions.quorum", "decisions.quorum_personnel", "decisions.majority", "requests.reply_days"} <= floors
    uncertain = {
        "decisions.delivery_days",
        "disclosure.notice_days",
        "appointments.notice_days",
        "findings.answer_days",
    }
    assert not floors & (uncertain | {code for code in DEFAULTS if code.startswith(("tolerance.", "oversight."))})
