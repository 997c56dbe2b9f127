"""What a refusal says."""

import pickle

import pytest

from foundation.violations import Basis, RuleViolation, refuse_on
from tests.foundation.wording import words


def test_a_confirmed_basis_is_cited():
    assert str(Basis("《某某办法》第十二条", confirmed=True)) == "《某某办法》第十二条"


def test_a_basis_nobody_has_checked_is_never_printed_as_a_citation():
    assert words(Basis("《某某办法》第十二条")) == "按本县规定(待县确认)"


def test_a_violation_says_its_message_and_its_basis():
    violation = RuleViolation("a.b", "金额:太大。请核对。", Basis("第三条", confirmed=True), field="amount")
    assert words(violation) == "金额:太大。请核对。(第三条)"
    assert (violation.code, violation.field, violation.args) == ("a.b", "amount", ("a.b", "金额:太大。请核对。"))


def test_a_violation_without_basis_says_its_message_only():
    assert str(RuleViolation("a.b", "不行。")) == "不行。"
    assert RuleViolation("a.b", "不行。").field == ""


def test_a_violation_survives_the_way_to_another_process():
    violation = RuleViolation("a.b", "不行。", Basis("第三条"), field="amount")
    copy = pickle.loads(pickle.dumps(violation))  # noqa: S301 - our own bytes
    assert vars(copy) == vars(violation)


def test_the_first_objection_is_raised():
    first, second = RuleViolation("a", "一"), RuleViolation("b", "二")
    with pytest.raises(RuleViolation) as refused:
        refuse_on(None, first, second)
    assert refused.value is first


def test_without_objection_nothing_is_raised():
    refuse_on()
    refuse_on(None, None)
