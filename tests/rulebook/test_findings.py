"""What is raised, by whom and once; every state × every step × every role; windows, words and proof."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from foundation import house_rules
from foundation.house_rules import Severity
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.rulebook import services
from foundation.rulebook.models import Finding, FindingNote
from foundation.rulebook.registry import say, stored
from foundation.rulebook.selectors import MissingParameter
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import COUNTED, FINAL, FINDING_MOVES, FindingState, Unit
from foundation.townships.models import Division
from foundation.townships.states import Role
from foundation.violations import Basis, RuleViolation
from tests.foundation.broken import broken_ledger
from tests.rulebook.findings import (
    DAY,
    MONDAY,
    PERSON_RULE,
    RULE,
    STEPS,
    by_person,
    finding_at,
    found_in,
    fresh,
    raised,
    take,
    user,
)
from tests.townships.acts import account, assert_says, begin, grant, official

pytestmark = pytest.mark.django_db


# Raised by the machine ---------------------------------------------------------------------------


def test_a_machine_raises_what_it_found_with_the_rows_that_prove_it(cast, machine):
    finding = raised(cast.jinnan, key="k")
    assert (finding.rule, finding.about, finding.key) == (RULE.code, "example.thing:1", "k")
    assert finding.parameters == {"name": "某事", "day": "2026-10-01"}
    assert (finding.severity, finding.state, finding.scope) == ("orange", "raised", cast.jinnan.scope)
    assert (finding.division, finding.raised_at, finding.by_machine) == (cast.jinnan, MONDAY, True)
    assert [each.ref for each in finding.evidence.all()] == ["example.thing:1", str(Ref.of(cast.jinnan))]
    assert (finding.answer_until, finding.answer_provisional) == (date(2026, 11, 5), False)
    entry = cast.entry_of("320831101")
    assert (entry.act, entry.actor, entry.ref) == ("rulebook.finding.raise", "系统", str(Ref.of(finding)))


def test_it_is_written_out_when_it_is_read(cast, machine):
    finding = raised(cast.jinnan)
    assert finding.says == "某事应在2026年10月1日办完。"
    assert (finding.title, str(finding)) == ("示例规则", "金南镇：示例规则")
    with translation.override("en"):
        assert finding.says == "某事应在1 October 2026办完。"


def test_what_this_version_no_longer_knows_is_shown_as_it_stands():
    assert say("gone.rule", {"name": "某事", "day": "2026-10-01"}) == "name：某事；day：2026-10-01"
    assert say(RULE.code, {"other": "1"}) == "other：1"
    assert Finding(rule="gone.rule").title == "gone.rule"


def test_a_village_is_named_with_its_township(cast, machine):
    finding = raised(cast.village)
    assert finding.place == f"金南镇{cast.village.name}"
    assert finding.scope == cast.jinnan.scope


def test_a_second_time_nothing_happens(cast, machine):
    raised(cast.jinnan)
    entries = LedgerEntry.objects.count()
    assert services.raise_finding(rule=RULE.code, found=found_in(cast.jinnan), now=MONDAY + 9 * DAY) is None
    assert (Finding.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_another_thing_or_another_key_is_another_finding(cast, machine):
    assert len({raised(cast.jinnan).pk, raised(cast.jinnan, pk="2").pk, raised(cast.jinnan, key="b").pk}) == 3


@pytest.mark.parametrize("code", ["gone.rule", PERSON_RULE, "decisions.quorum"])
def test_a_machine_raises_machine_rules_only(cast, machine, code):
    with pytest.raises(ValueError, match=code):
        services.raise_finding(rule=code, found=found_in(cast.jinnan), now=MONDAY)


@pytest.mark.parametrize("parameters", [{}, {"name": "某事"}, {"name": "某事", "day": MONDAY.date(), "more": 1}])
def test_parameters_are_those_of_the_rule(parameters):
    with pytest.raises(ValueError, match="wants"):
        stored(RULE, parameters)


def test_without_the_days_to_answer_nothing_is_raised(cast, machine, no_numbers):
    with pytest.raises(MissingParameter):
        services.raise_finding(rule=RULE.code, found=found_in(cast.jinnan), now=MONDAY)
    assert not Finding.objects.exists()


# Raised by a person ------------------------------------------------------------------------------


def test_an_inspector_raises_in_his_own_words(cast):
    finding = by_person(cast.jinnan, text=" 没有\r\n审批单。 ", paper=" 台账 ")
    assert (finding.text, finding.paper, finding.says) == ("没有\n审批单。", "台账", "没有\n审批单。")
    assert (finding.raised_by, finding.raised_by_official.name) == (user("inspector.county"), "县纪一")
    assert (finding.about, finding.severity) == (str(Ref.of(cast.jinnan)), "yellow")
    assert (finding.answer_until, finding.by_machine) == (date(2026, 11, 5), False)


def test_it_is_about_the_first_row_that_proves_it(cast):
    rows = [Ref.of(cast.jinnan), Ref.of(cast.village), Ref.of(cast.jinnan)]
    finding = by_person(cast.jinnan, evidence=rows[1:], paper="")
    assert finding.about == str(rows[1])
    assert [each.ref for each in finding.evidence.all()] == [str(rows[1]), str(rows[0])]


def test_the_same_may_be_raised_again_by_a_person(cast):
    assert by_person(cast.jinnan).pk != by_person(cast.jinnan).pk


def refusal(**more) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        by_person(more.pop("division"), **more)
    assert not Finding.objects.exists()
    return caught.value


def test_what_a_machine_reads_is_not_raised_by_a_person(cast):
    assert_says(
        refusal(division=cast.jinnan, rule="decisions.minutes_late"),
        "rulebook.not_by_person",
        "rule",
        "散会后没有按期印发纪要",
    )
    assert_says(refusal(division=cast.jinnan, rule="gone.rule"), "rulebook.not_by_person", "rule", "gone.rule")


def test_only_townships_and_villages_answer(cast):
    assert_says(refusal(division=cast.county), "rulebook.finding_unit", "division", cast.county.name)
    assert by_person(cast.village).division == cast.village


def test_words_and_proof_are_asked_for(cast):
    assert_says(refusal(division=cast.jinnan, text=" \n"), "rulebook.finding_text", "text", "问题说明")
    assert_says(refusal(division=cast.jinnan, paper=" "), "rulebook.finding_evidence", "evidence")


def test_evidence_is_a_row_that_the_inspector_may_open(cast):
    gone = Ref("townships.division", "999999")
    assert_says(refusal(division=cast.jinnan, evidence=[gone]), "rulebook.evidence_unknown", "evidence", "999999")


@pytest.mark.parametrize("name", ["clerk.jinnan", "discipline.jinnan", "office.county", "logs.county", "citizen"])
def test_others_raise_nothing(cast, name):
    account("citizen")
    with pytest.raises(PermissionDenied, match="提出和核定问题"):
        by_person(cast.jinnan, by=name)


def test_an_inspector_of_one_town_raises_there(cast):
    limited = account("limited", official("县一", cast.county))
    grant(limited, Role.INSPECTOR, cast.taji)
    assert by_person(cast.taji, by="limited")
    with pytest.raises(PermissionDenied):
        by_person(cast.jinnan, by="limited")


def test_somebody_answers_for_every_word(cast):
    grant(account("nameless"), Role.INSPECTOR, cast.county)
    with pytest.raises(PermissionDenied, match="没有对应的干部"):
        by_person(cast.jinnan, by="nameless")


# Every state and every step ----------------------------------------------------------------------

#: By hand from E09: what is answered is judged, what is confirmed is mended, what is mended is closed or goes back.
#: Without an answer it is judged after the last day only (see the windows below).
ALLOWED = {
    ("raised", "answer"): "answered",
    ("answered", "confirm"): "confirmed",
    ("answered", "reject"): "rejected",
    ("confirmed", "rectify"): "rectified",
    ("rectified", "close"): "closed",
    ("rectified", "send_back"): "confirmed",
    ("answered", "addition"): "answered",
    ("confirmed", "addition"): "confirmed",
    ("rectified", "addition"): "rectified",
}
LATE = ALLOWED | {("raised", "confirm"): "confirmed", ("raised", "reject"): "rejected"}


@pytest.mark.parametrize(("state", "step"), list(product(FindingState.values, STEPS)))
@pytest.mark.parametrize("late", [False, True])
def test_exactly_these_steps_may_follow(cast, state, step, late):
    finding = finding_at(FindingState(state), cast.jinnan)
    wanted = (LATE if late else ALLOWED).get((state, step))
    now = MONDAY + 9 * DAY if late else MONDAY
    if wanted:
        take(step, finding, now=now)
        assert fresh(finding).state == wanted
        return
    with pytest.raises(RuleViolation) as caught:
        take(step, finding, now=now)
    assert caught.value.code in ("rulebook.finding_move", "rulebook.window_open", "rulebook.note_early")
    assert_says(caught.value, caught.value.code, "")
    assert fresh(finding).state == state


def test_the_table_in_the_code_is_the_one_by_hand():
    by_hand = {(old, new) for (old, step), new in LATE.items() if step != "addition"}
    assert {(old.value, new.value) for old, new in FINDING_MOVES} == by_hand


def test_what_counts_and_what_is_done():
    assert {state.value for state in COUNTED} == {"confirmed", "rectified", "closed"}
    assert {state.value for state in FINAL} == {"rejected", "closed"}


@pytest.mark.parametrize("state", FindingState)
def test_a_finding_says_whether_it_is_open_and_counts(cast, state):
    finding = finding_at(state, cast.jinnan)
    assert finding.is_open == (state not in FINAL) == Finding.objects.open().filter(pk=finding.pk).exists()
    assert finding.counts == (state in COUNTED) == Finding.objects.counted().filter(pk=finding.pk).exists()


#: Step → the state before it, who may take it in 金南镇. By hand from E09 and the roles of the house.
OF_UNIT = {"clerk.jinnan", "discipline.jinnan"}
OF_COUNTY = {"inspector.county"}
TAKERS = {
    "answer": ("raised", OF_UNIT),
    "confirm": ("answered", OF_COUNTY),
    "reject": ("answered", OF_COUNTY),
    "rectify": ("confirmed", OF_UNIT),
    "close": ("rectified", OF_COUNTY),
    "send_back": ("rectified", OF_COUNTY),
    "addition": ("answered", OF_UNIT | OF_COUNTY),
}
EVERYBODY = [
    *(f"{word}.{town}" for word in ("clerk", "reviewer", "member", "secretary", "head", "discipline", "discstaff")
      for town in ("jinnan", "taji")),
    *("congress.jinnan", "finreview.jinnan", "accountant.jinnan", "assets.jinnan", "village.jinnan"),
    *(f"{word}.county" for word in ("inspector", "organisation", "finance", "audit", "personnel", "trading")),
    *("petition.county", "office.county", "system.county", "security.county", "logs.county"),
]  # fmt: skip


@pytest.mark.parametrize("step", TAKERS)
def test_exactly_these_people_take_a_step(cast, step):
    state, takers = TAKERS[step]
    finding = finding_at(FindingState(state), cast.jinnan)
    for name in EVERYBODY:
        if name in takers:
            continue
        with pytest.raises(PermissionDenied):
            take(step, finding, by=name)
    for name in takers:
        another = finding_at(FindingState(state), cast.jinnan)
        assert take(step, another, by=name).official == user(name).official


def test_nobody_judges_his_own_unit(cast):
    """By place, by role and by post."""
    finding = finding_at(FindingState.ANSWERED, cast.jinnan)
    grant(user("member.jinnan"), Role.INSPECTOR, cast.county)
    lent = account("lent", official("县二", cast.county))
    grant(lent, Role.INSPECTOR, cast.county)
    both = account("both", official("县三", cast.county))
    for role, division in ((Role.INSPECTOR, cast.county), (Role.CLERK, cast.jinnan)):
        grant(both, role, division)
    begin(lent.official, _free_post(cast.jinnan), MONDAY.date())
    for name in ("member.jinnan", "lent", "both"):
        with pytest.raises(PermissionDenied, match="您所在单位的问题"):
            take("confirm", finding, by=name)
    grant(user("member.taji"), Role.INSPECTOR, cast.county)
    assert take("confirm", finding, by="member.taji")


def _free_post(division: Division):
    return division.posts.create(
        kind="office_staff", name="挂职", rank=99, county=division.county, township=division.township
    )


# Windows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["confirm", "reject"])
def test_without_an_answer_nobody_judges_before_the_last_day_has_passed(cast, step):
    finding = by_person(cast.jinnan)
    for days in (0, 3):
        with pytest.raises(RuleViolation) as caught:
            take(step, finding, now=MONDAY + days * DAY)
        assert_says(caught.value, "rulebook.window_open", "", "2026年11月5日")
    take(step, finding, now=MONDAY + 4 * DAY)
    assert fresh(finding).is_late_on(date(2026, 11, 6))


@pytest.mark.parametrize(("days", "late"), [(0, False), (3, False), (4, True)])
def test_a_late_answer_is_taken_and_marked(cast, days, late):
    finding = by_person(cast.jinnan)
    take("answer", finding, now=MONDAY + days * DAY)
    assert fresh(finding).is_late_on(date(2027, 1, 1)) is late


def test_an_open_one_is_late_the_day_after_its_last(cast):
    finding = by_person(cast.jinnan)
    assert [finding.is_late_on(date(2026, 11, day)) for day in (5, 6)] == [False, True]


@pytest.mark.parametrize(("value", "unit", "until"), [("5", Unit.WORKING_DAYS, 9), ("2", Unit.CALENDAR_DAYS, 4)])
def test_a_county_gives_its_units_other_days(cast, machine, value, unit, until):
    services.load_defaults(now=MONDAY)
    set_parameter(
        code="findings.answer_days",
        value=value,
        unit=unit,
        scope=cast.county.scope,
        start=MONDAY.date(),
        basis=Basis("县规"),
        actor="县",
        now=MONDAY,
    )
    assert raised(cast.jinnan).answer_until == date(2026, 11, until)


# Words and proof ---------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_its_words(cast, step):
    state, _takers = TAKERS[step]
    finding = finding_at(FindingState(state), cast.jinnan)
    field = next(iter(STEPS[step][2]))
    with pytest.raises(RuleViolation) as caught:
        take(step, finding, **{field: " \r\n"})
    assert_says(caught.value, "rulebook.finding_text", field, "没有填写")


def test_a_rectification_is_proven(cast):
    finding = finding_at(FindingState.CONFIRMED, cast.jinnan)
    with pytest.raises(RuleViolation) as caught:
        take("rectify", finding, paper="")
    assert_says(caught.value, "rulebook.finding_evidence", "evidence")
    with pytest.raises(RuleViolation) as caught:
        take("rectify", finding, evidence=[Ref.of(cast.taji)])
    assert_says(caught.value, "rulebook.evidence_unknown", "evidence")
    note = take("rectify", finding, paper="", evidence=[Ref.of(cast.jinnan)])
    assert [(each.ref, each.finding_id) for each in note.evidence.all()] == [(str(Ref.of(cast.jinnan)), finding.pk)]


def test_what_is_said_is_kept_with_its_author(cast):
    finding = finding_at(FindingState.RECTIFIED, cast.jinnan)
    take("send_back", finding, now=MONDAY + DAY)
    take("rectify", finding, now=MONDAY + 2 * DAY, text="已签字。")
    said = [(note.kind, note.text, note.official.name, note.account.username) for note in fresh(finding).notes_in_order]
    assert said == [
        ("answer", "情况属实。", "丁十二", "clerk.jinnan"),
        ("confirm", "属实。", "县纪一", "inspector.county"),
        ("rectify", "已补办。", "丁五", "discipline.jinnan"),
        ("send_back", "还缺签字。", "县纪一", "inspector.county"),
        ("rectify", "已签字。", "丁五", "discipline.jinnan"),
    ]
    now = fresh(finding)
    assert (now.judged_at, now.rectified_at, now.closed_at) == (MONDAY, MONDAY + 2 * DAY, None)


def test_a_rectification_that_is_sent_back_is_none_any_more(cast):
    finding = finding_at(FindingState.RECTIFIED, cast.jinnan)
    take("send_back", finding, now=MONDAY + DAY)
    now = fresh(finding)
    assert (now.state, now.judged_at, now.rectified_at) == ("confirmed", MONDAY, None)


@pytest.mark.parametrize("step", STEPS)
def test_the_entry_names_every_row_of_a_step(cast, step):
    state, _takers = TAKERS[step]
    finding = finding_at(FindingState(state), cast.jinnan)
    take(step, finding)
    entry = cast.entry_of("320831101")
    assert (entry.act, entry.ref) == (f"rulebook.finding.{step}", str(Ref.of(finding)))
    tables = {"rulebook_findingnote"} | (set() if step == "addition" else {"rulebook_finding"})
    body = bytes(entry.body).decode()
    assert all(f'"table":"{table}"' in body for table in tables)


def test_severity_comes_from_the_rule():
    assert house_rules.grade_of("decisions.record_untrue") == Severity.RED
    for code in ("decisions.quorum", "gone.rule"):
        with pytest.raises(ValueError, match=code):
            house_rules.grade_of(code)


# With a broken ledger ----------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_without_its_entry_nothing_of_a_step_remains(cast, step):
    state, _takers = TAKERS[step]
    finding = finding_at(FindingState(state), cast.jinnan)
    notes = FindingNote.objects.count()
    with broken_ledger():
        take(step, finding)
    assert (fresh(finding).state, FindingNote.objects.count()) == (state, notes)


def test_without_its_entry_nothing_is_raised(cast, machine):
    services.load_defaults(now=MONDAY)
    with broken_ledger():
        raised(cast.jinnan)
    with broken_ledger():
        by_person(cast.jinnan)
    assert not Finding.objects.exists()


def test_no_step_reads_the_clock(cast):
    """Everything carries the instant it was told."""
    finding = finding_at(FindingState.CLOSED, cast.jinnan, now=MONDAY)
    assert {note.at for note in finding.notes.all()} == {finding.closed_at} == {MONDAY}
    assert finding.raised_at + timedelta(0) == MONDAY
