"""What a form shows of a value, and what it makes of what comes back."""

import pytest
from django import forms

from foundation.keys.masks import masked
from foundation.keys.states import Mask
from tests.keys.cards import TOWN

MOBILE = "13800138000"


@pytest.mark.parametrize(
    ("value", "mask", "shown"),
    [
        (MOBILE, Mask.MOBILE, "138****8000"),
        ("+8613800138000", Mask.MOBILE, "+86*******8000"),
        ("0517868812", Mask.MOBILE, "****"),
        ("320831199001011234", Mask.ID_NUMBER, "3208**********1234"),
        ("320831900101123", Mask.ID_NUMBER, "3208*******1123"),
        ("32083119900101", Mask.ID_NUMBER, "****"),
        ("6222021234567890123", Mask.ACCOUNT, "****0123"),
        ("62220212345", Mask.ACCOUNT, "****"),
        ("张三", Mask.NAME, "张*"),
        ("zhang@example.com", Mask.EMAIL, "z****@example.com"),
        ("@example.com", Mask.EMAIL, "****"),
        ("欧阳震华", Mask.NAME, "欧***"),
        ("张", Mask.NAME, "****"),
        ("任何内容", Mask.HIDDEN, "****"),
        ("", Mask.MOBILE, "****"),
    ],
)
def test_the_mask_shows_enough_to_recognise_and_not_to_use(value, mask, shown):
    assert masked(value, mask) == shown


@pytest.fixture
def card(cards):
    return cards.objects.create(mobile=MOBILE, note="家庭困难", **TOWN)


def form_for(cards, card, data=None, **options):
    form_class = forms.modelform_factory(cards, fields=["mobile", "note"], **options)
    return form_class(data, instance=card)


def test_the_page_holds_the_mask_and_not_the_value(cards, card):
    page = form_for(cards, card).as_p()
    assert 'value="138****8000"' in page and 'value="****"' in page
    assert MOBILE not in page and "困难" not in page
    assert page.count('autocomplete="off"') == 2 and 'maxlength="20"' in page


def test_what_comes_back_unchanged_stays(cards, card):
    before = card.__dict__["mobile"]
    form = form_for(cards, card, {"mobile": " 138****8000", "note": "****"})
    assert form.is_valid() and not form.has_changed()
    saved = form.save()
    assert saved.__dict__["mobile"] == before
    assert (saved.mobile.open(), saved.note.open()) == (MOBILE, "家庭困难")


def test_what_is_not_sent_at_all_stays(cards, card):
    form = form_for(cards, card, {"mobile": "138****8000"})
    assert form.is_valid()
    assert form.save().note.open() == "家庭困难"


def test_a_new_value_and_an_emptied_one_are_taken(cards, card):
    form = form_for(cards, card, {"mobile": "13900139001", "note": ""})
    assert form.is_valid() and form.changed_data == ["mobile", "note"]
    form.save()
    saved = cards.objects.get(pk=card.pk)
    assert (saved.mobile.open(), saved.note, saved.mobile_index != "") == ("13900139001", "", True)
    assert cards.objects.filter(mobile_index__of="13900139001").exists()


@pytest.mark.parametrize("typed", ["138****8001", "139****8000", "138***8000", "*"])
def test_a_mask_that_was_half_overwritten_is_refused_and_what_was_typed_stays(cards, card, typed):
    form = form_for(cards, card, {"mobile": typed, "note": "****"})
    assert not form.is_valid()
    assert "请完整填写，或恢复原样" in str(form.errors["mobile"])
    assert f'value="{typed}"' in form.as_p()


def test_a_hidden_text_may_hold_a_star_but_not_the_mask(cards, card):
    assert form_for(cards, card, {"mobile": "138****8000", "note": "见附件*"}).is_valid()
    assert not form_for(cards, card, {"mobile": "138****8000", "note": "****补充"}).is_valid()


def test_a_first_entry_is_plain_text(cards):
    form = form_for(cards, None, {"mobile": MOBILE, "note": "星**"})
    assert form.is_valid()
    assert form.cleaned_data == {"mobile": MOBILE, "note": "星**"}


def test_a_value_too_long_is_refused_with_what_was_typed(cards):
    form = form_for(cards, None, {"mobile": "1" * 21, "note": ""})
    assert list(form.errors) == ["mobile"]


def test_a_closed_field_keeps_what_is_there(cards, card):
    form = form_for(cards, card, {"mobile": "13900139001", "note": "x"})
    form.fields["mobile"].disabled = True
    assert form.is_valid()
    assert form.save().mobile.open() == MOBILE
