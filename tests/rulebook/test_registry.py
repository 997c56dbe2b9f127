"""Every rule has a declaration, every declaration a rule; the page of rules is current and readable."""

import ast
import importlib
import re
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.utils.functional import Promise

from foundation import house_rules
from foundation.house_rules import Effect, Rule, Severity, by_person, declare, refusal
from foundation.rulebook import registry, sources
from foundation.rulebook.defaults import DEFAULTS
from foundation.violations import Basis
from script import rules_page
from script.sandbox import PROJECT
from tests.lists import RULES
from tests.rulebook.findings import BROKEN, RULE, machines

DECLARED = {rule.code: rule for rule in house_rules.declared()}
BLOCKING = {code for code, rule in DECLARED.items() if rule.effect == Effect.BLOCKING}
FLAGGING = sorted(set(DECLARED) - BLOCKING)
#: Refusals with a class of their own, which tests/lists.py does not list.
SPECIAL = {"townships.bad_file", "rulebook.missing", "decisions.no_procedure"}


# Declared and raised -----------------------------------------------------------------------------


def test_every_refusal_is_declared_and_every_declared_one_is_raised():
    """New ones: a line in `house_rules.py` of their room, then `python -m script.rules_page`."""
    assert {each.code for each in sources.raised()} == BLOCKING
    assert set(RULES) | SPECIAL == BLOCKING


def test_a_flagging_rule_refuses_nothing():
    assert not set(FLAGGING) & {each.code for each in sources.raised()}


@pytest.mark.parametrize("code", sorted(DECLARED))
def test_a_rule_belongs_to_its_room_and_has_a_short_chinese_name(code):
    rule = DECLARED[code]
    assert rule.room in {config.label for config in apps.get_app_configs()}
    assert isinstance(rule.title, Promise), "translated"
    assert re.search(r"[\u4e00-\u9fff]", str(rule.title))
    assert len(str(rule.title)) <= 20


@pytest.mark.parametrize("code", FLAGGING)
def test_a_flagging_rule_has_a_grade_and_a_machine_or_a_person(code):
    rule = DECLARED[code]
    assert isinstance(rule.severity, Severity)
    assert bool(rule.machine) != rule.by_person
    if rule.machine:
        assert set(re.findall(r"%\((\w+)\)s", str(rule.says))) == set(rule.shapes)
        assert rule.rows


def test_names_are_not_given_twice():
    titles = [str(rule.title) for rule in DECLARED.values()]
    assert sorted(titles) == sorted(set(titles))


def resolved(module: str, written: str) -> Basis:
    """The basis that an expression of a module stands for."""
    found = getattr(importlib.import_module(module.rpartition(".")[0]), written)
    assert isinstance(found, Basis)
    return found


@pytest.mark.parametrize("each", sources.raised(), ids=lambda each: each.code)
def test_the_declared_basis_is_the_one_that_a_refusal_prints(each):
    rule = DECLARED[each.code]
    if each.basis == "wanted.basis":
        assert rule.parameter in DEFAULTS
    elif each.basis == "floor.basis":
        # That of whoever set the floor.
        assert rule.basis is None
    else:
        assert rule.basis == (resolved(each.place, each.basis) if each.basis else None)


def test_a_parameter_that_a_rule_reads_exists():
    assert {rule.parameter for rule in DECLARED.values()} - {""} <= set(DEFAULTS)


def test_a_code_is_declared_once():
    with machines(RULE):
        declare(RULE)
        with pytest.raises(ValueError, match="declared twice"):
            declare(refusal(RULE.code, "别的"))


def test_a_machine_that_is_gone_is_found_at_start():
    gone = Rule(
        "rulebook.gone", "没有了", Effect.FLAGGING, severity=Severity.RED, machine="tests.rulebook.findings.gone"
    )
    with machines(RULE, gone):
        (error,) = [each for each in run_checks() if each.id == "rules.E001"]
    assert "rulebook.gone" in error.msg


# In words ----------------------------------------------------------------------------------------


def test_a_basis_that_nobody_has_confirmed_is_not_printed():
    assert registry.basis_in_words(DECLARED["decisions.last_word"]) == "按本县规定（待县确认）"
    assert registry.basis_in_words(DECLARED["decisions.quorum"]) == "按本县规定（待县确认）"
    assert "第十五条" in registry.basis_in_words(DECLARED["disclosure.personal_number"])
    assert registry.basis_in_words(DECLARED["townships.post_taken"]) == "系统的办理要求"


def test_how_a_breach_comes_to_light_is_said():
    assert registry.raised_in_words(DECLARED["decisions.quorum"]) == "办理时当场拒绝"
    assert registry.raised_in_words(RULE) == "机器每夜提出：示例记录"
    assert registry.raised_in_words(by_person("a.b", "某", None, Severity.RED)).startswith("人工提出")


def test_rules_stand_by_room():
    rooms = registry.rooms()
    assert [room.label for room in rooms][:3] == ["decisions", "powers", "disclosure"]
    assert sorted(rule.code for room in rooms for rule in room.rules) == sorted(DECLARED)
    assert rooms[0].name == "集体决策"


# Where a rule is used ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("decisions.chair_absent", ["decisions.open_meeting"]),
        ("decisions.last_word", ["decisions.cast_vote", "decisions.record_statement"]),
        ("disclosure.source_taken", ["disclosure.prepare"]),
        ("townships.bad_file", ["townships.import_divisions"]),
        ("townships.no_unit", ["townships.set_up_unit"]),
        ("web.foreign_form", ["foundation.web.tokens._result_of"]),
        ("rulebook.finding_unit", ["rulebook.raise_by_person"]),
        ("keys.reason", ["keys.reveal"]),
    ],
)
def test_where_a_rule_is_used_is_read_from_the_source(code, places):
    assert sources.used_in()[code] == places


def test_a_rule_of_a_lower_room_is_found_in_the_rooms_that_use_it():
    assert {"decisions.convene_meeting", "townships.begin_tenure"} <= set(sources.used_in()["townships.division_ended"])


def test_names_are_followed_through_packages_but_not_in_circles():
    trees = {
        "a": ast.parse("from b import x"),
        "b": ast.parse("from a import x"),
        "c": ast.parse("from a import x\nY: int = 1\nZ = W = x\ndef use():\n    x()\n    other.thing()"),
    }
    modules = sources._modules(trees)
    assert sources._followed("a.x", modules) in {"a.x", "b.x"}
    assert modules["c"].mentions["use"] == {"x", "other", "other.thing"}
    assert set(modules["c"].mentions) == {"Y", "Z", "W", "use"}


# The page in the documentation -------------------------------------------------------------------


def test_the_page_of_rules_is_current():
    assert rules_page.stale(rules_page.PAGE, rules_page.page()) == ""


def test_a_stale_page_fails_with_the_command_that_renews_it(tmp_path, capsys):
    missing, old = tmp_path / "rules.md", tmp_path / "old.md"
    old.write_text("# 旧的")
    for path in (missing, old):
        assert "请运行 .venv/bin/python -m script.rules_page" in rules_page.stale(path, rules_page.page())
        with patch.object(rules_page, "PAGE", path):
            assert rules_page.main(["--check"]) == 1
    assert "规则表不是最新的" in capsys.readouterr().out
    with patch.object(rules_page, "PAGE", old):
        assert rules_page.main([]) == 0
        assert rules_page.main(["--check"]) == 0


def test_lint_checks_the_page():
    assert "script.rules_page" in (PROJECT / "script" / "lint.py").read_text()


# The page on the desk ----------------------------------------------------------------------------


def page_of(client, query: str = "") -> str:
    response = client.get(f"/desk/rules/registry/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.once
@pytest.mark.parametrize("name", ["clerk.jinnan", "village.jinnan", "office.county", "logs.county"])
def test_everybody_who_works_here_reads_the_rules(cast, login, name):
    page = page_of(login(name))
    for rule in DECLARED.values():
        assert str(rule.title) in page
        assert rule.code in page
    assert page.index("集体决策</h2>") < page.index("区划、组织与人员</h2>")


@pytest.mark.once
@pytest.mark.parametrize(
    ("q", "found", "not_found"),
    [
        ("末位", "末位表态", "逐项议决"),
        ("decisions.quorum", "到会人数够才议决", "末位表态"),
        ("签到开会", "主持人须到会并有表决权", "末位表态"),
        ("每夜检查", "会议到期没有召开", "会议记录与实际不符"),
        ("条例", "不公开证件、银行卡和手机号码", "逐项议决"),
        ("红（重）", "会议记录与实际不符", "逐项议决"),
        ("机器每夜", "会议到期没有召开", "会议记录与实际不符"),
    ],
)
def test_rules_are_found_by_any_of_their_words(cast, login, q, found, not_found):
    page = page_of(login("clerk.jinnan"), f"?q={q}")
    assert found in page
    assert not_found not in page


@pytest.mark.once
def test_the_page_names_acts_and_leads_to_each_room(cast, login):
    """Officials read it: no names of functions where the act has a name."""
    page = page_of(login("clerk.jinnan"))
    assert sources.acts()["decisions.open_meeting"] == "decisions.meeting.open"
    assert "decisions.open_meeting" not in page and "decisions.breaches" not in page
    assert page.count('href="#part-') == page.count('id="part-') == len(registry.rooms())


@pytest.mark.once
def test_nothing_found_is_said(cast, login):
    assert "没有找到这样的规则" in page_of(login("clerk.jinnan"), "?q=没有这样的词")
    assert "末位表态" in page_of(login("clerk.jinnan"), f"?q={'长' * 60}")


def test_a_broken_rule_is_declared_like_any_other():
    with machines(BROKEN):
        assert registry.machine_rules() == [BROKEN]
