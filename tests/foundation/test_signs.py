"""Signs: what is wrong inside of one makes it red, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from foundation import signs
from foundation.signs import Light, Sign, by_age, span

NOW = datetime(2026, 11, 10, tzinfo=UTC)
SIGN = Sign("test.sign", "测试", "tests.foundation.test_signs.breaks", "没有影响。", "不用做什么。")


def breaks(_now):
    raise ZeroDivisionError("张三的手机号码")


def test_a_sign_that_fails_is_red_and_tells_nothing_but_the_kind_of_error(caplog):
    assert SIGN.read(NOW) == signs.Reading(Light.RED, "这一项没有查成（ZeroDivisionError）。")
    assert "test.sign" in caplog.text


def test_a_code_belongs_to_one_sign_and_a_renamed_function_is_found_at_start(monkeypatch):
    monkeypatch.setattr(signs, "_signs", {})
    signs.register(SIGN, SIGN)
    assert (signs.registered(), signs.check_signs()) == ([SIGN], [])
    with pytest.raises(ValueError, match=r"test\.sign"):
        signs.register(replace(SIGN, title="别的"))
    signs.register(replace(SIGN, code="test.gone", look="tests.foundation.test_signs.renamed"))
    [error] = signs.check_signs()
    assert error.id == "foundation.E002" and "test.gone" in error.msg


def test_an_age_has_a_colour_and_is_said_in_its_largest_unit():
    limits = {"amber": timedelta(minutes=10), "red": timedelta(minutes=15)}
    lights = [by_age(timedelta(minutes=each), **limits) for each in (10, 10.1, 15, 15.1)]
    assert lights == [Light.GREEN, Light.AMBER, Light.AMBER, Light.RED]
    minutes = (0.9, 1, 59, 60, 48 * 60 - 1, 48 * 60)
    assert [span(timedelta(minutes=each)) for each in minutes] == [
        *("不到1分钟", "1分钟", "59分钟", "1小时", "47小时", "2天")
    ]
