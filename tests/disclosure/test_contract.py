"""The publication contract: what a copy must hold, and what never gets into one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosure import contract, rules
from disclosure.contract import KINDS, Kind, Section, Text, tidy
from disclosure.models import Draft, Publication
from foundation.townships.models import Division
from foundation.townships.states import Level
from tests.disclosure.made import SECTIONS, a_card, day
from tests.townships.acts import assert_says


def a_text(title="示例村道路维修", sections=SECTIONS, **card) -> Text:
    return tidy(title, a_card(**card), sections)


def broken(name: str, value: str) -> Text:
    """A text whose part `name` is `value`."""
    if name == "title":
        return a_text(title=value)
    if name == "heading":
        return a_text(sections=[Section(value, "正文。")])
    if name == "text":
        return a_text(sections=[SECTIONS[0], Section("依据", value)])
    return a_text(**{name: value})


#: Part of a text → the field that it belongs to in a form, and what a person calls it.
PARTS = {
    "title": ("title", "标题"),
    "what": ("what", "办什么事"),
    "body": ("body", "由谁决定"),
    "how_to_object": ("how_to_object", "怎样提出异议"),
    "heading": ("sections", "第 1 节的标题"),
    "text": ("sections", "第 2 节的正文"),
}
LONGEST = {"title": 120, "what": 300, "body": 100, "how_to_object": 1000, "heading": 60, "text": 20_000}


@pytest.mark.parametrize("part", PARTS)
def test_a_text_has_a_longest_length_and_the_message_names_the_part(part):
    field, name = PARTS[part]
    assert rules.texts_fit(broken(part, "长" * LONGEST[part])) is None
    assert_says(rules.texts_fit(broken(part, "长" * (LONGEST[part] + 1))), "disclosure.too_long", field, name)


@pytest.mark.parametrize("part", sorted(PARTS.keys() - {"how_to_object"}))
@pytest.mark.parametrize("nothing", ["", "   ", "\n\t\r\n"])
def test_a_part_must_not_be_empty(part, nothing):
    field, name = PARTS[part]
    assert_says(rules.texts_fit(broken(part, nothing)), "disclosure.empty", field, name)


def test_there_are_at_most_thirty_sections():
    assert rules.texts_fit(a_text(sections=SECTIONS[:1] * 30)) is None
    assert rules.texts_fit(a_text(sections=[])) is None
    assert_says(
        rules.texts_fit(a_text(sections=SECTIONS[:1] * 31)), "disclosure.too_many_sections", "sections", "31", "30"
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ufffe", "\U0001ffff", "\ud800"])
def test_signs_that_nobody_sees_are_refused(part, sign):
    field, name = PARTS[part]
    assert_says(rules.texts_are_plain(broken(part, f"修{sign}路")), "disclosure.not_plain", field, name)


@pytest.mark.parametrize("sign", ["\n", "　", "<b>", "&amp;", "’", "镕", "𠮷", "\u200d"])
def test_ordinary_signs_are_taken(sign):
    assert rules.texts_are_plain(broken("text", f"修{sign}路")) is None


@pytest.mark.parametrize("part", PARTS)
def test_a_personal_number_is_refused_wherever_it_stands(part):
    field, name = PARTS[part]
    refusal = rules.no_personal_numbers(broken(part, "请致电 13800000000。"))
    assert_says(refusal, "disclosure.personal_number", field, name, "手机号码", "个人信息")
    assert "第十五条" in str(refusal)


def test_a_copy_without_personal_numbers_is_taken():
    assert rules.no_personal_numbers(a_text()) is None


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal("0.01"), Decimal("9999999999999.99")])
def test_an_amount_may_be_missing_and_has_two_places(amount):
    assert rules.amount_is_money(amount) is None


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "10000000000000", "NaN", "Infinity", "sNaN", "1e40"])
def test_other_amounts_are_refused(amount):
    assert_says(rules.amount_is_money(Decimal(amount)), "disclosure.amount", "amount", "金额")


def test_how_to_object_stands_on_every_decision_and_wherever_a_last_day_stands(monkeypatch):
    monkeypatch.setitem(KINDS, "notice", Kind("notice", "通知"))
    silent = a_card(how_to_object="")
    assert_says(rules.card_is_whole("decision", silent), "disclosure.how_to_object", "how_to_object", "怎样提出异议")
    assert_says(rules.card_is_whole("notice", silent), "disclosure.how_to_object", "how_to_object")
    assert rules.card_is_whole("notice", replace(silent, object_until=None)) is None
    assert rules.card_is_whole("decision", a_card(object_until=None)) is None


def test_a_decision_was_made_today_at_the_latest():
    assert rules.dates_make_sense(a_card(decided_on=day(0)), None, day()) is None
    assert_says(
        rules.dates_make_sense(a_card(decided_on=day(1)), None, day()), "disclosure.decided_later", "decided_on"
    )


def test_objections_do_not_end_before_the_decision():
    card = a_card(decided_on=day(-1), object_until=day(-1))
    assert rules.dates_make_sense(card, None, day()) is None
    early = replace(card, object_until=day(-2))
    assert_says(rules.dates_make_sense(early, None, day()), "disclosure.until_before_decision", "object_until")


@pytest.mark.parametrize(("until", "down", "fits"), [(7, 8, True), (7, 7, False), (None, 1, True), (None, 0, False)])
def test_a_copy_is_taken_down_after_the_objections_and_not_today(until, down, fits):
    card = a_card(object_until=None if until is None else day(until))
    refusal = rules.dates_make_sense(card, day(down), day())
    if fits:
        assert refusal is None
    else:
        assert_says(refusal, "disclosure.take_down_early", "take_down_on")


def test_only_known_kinds_are_published():
    assert rules.kind_is_known("decision") is None
    assert_says_kind(rules.kind_is_known("poem"))


def assert_says_kind(refusal):
    assert (refusal.code, refusal.field) == ("disclosure.kind", "kind")
    assert "poem" in refusal.message
    assert "集体决定" in refusal.message


@pytest.mark.parametrize("level", Level.values)
def test_counties_units_and_villages_publish(level):
    refusal = rules.division_has_a_page(Division(name="某地", level=level))
    if level in ("county", "township", "village"):
        assert refusal is None
    else:
        assert_says(refusal, "disclosure.division", "division", "某地")


def test_what_only_the_keyboard_left_behind_is_tidied():
    text = tidy(
        " 标题\t一\r\n二 ", a_card(what="a\nb", how_to_object="甲\r\n乙\r丙 "), [Section(" 甲\n乙", "一\r\n\r\n二\t三")]
    )
    assert text.title == "标题 一 二"
    assert text.card.what == "a b"
    assert text.card.how_to_object == "甲\n乙\n丙"
    assert text.sections == (Section("甲 乙", "一\n\n二 三"),)


def test_tidying_leaves_the_numbers_alone():
    card = a_card(amount=Decimal("1.50"))
    assert tidy("标题", card, SECTIONS).card == card


def test_every_text_of_a_copy_is_looked_at():
    assert [part.name for part in a_text().parts()] == [
        *["标题", "办什么事", "由谁决定", "怎样提出异议"],
        *["第 1 节的标题", "第 1 节的正文", "第 2 节的标题", "第 2 节的正文"],
    ]


@pytest.mark.parametrize(
    ("reason", "code"), [("", "disclosure.no_reason"), ("长" * 1001, "disclosure.reason_too_long")]
)
def test_a_return_has_a_reason(reason, code):
    assert_says(rules.reason_is_given(reason), code, "reason", "退回理由")
    assert rules.reason_is_given("长" * contract.REASON) is None


def test_the_limits_are_those_of_the_columns():
    """What the rules let through fits the table."""
    for model, names in ((Draft, ("title", "what", "body", "how_to_object")), (Publication, ("title",))):
        for name in names:
            assert model._meta.get_field(name).max_length == LONGEST[name]
    assert Draft._meta.get_field("return_reason").max_length == contract.REASON
