"""Whose a record is."""

import pytest

from foundation.scope import Scope, scope_columns


def test_a_county_owns_records_of_its_own():
    assert Scope("320831").stream == "320831"
    assert scope_columns(Scope("320831")) == {"county": "320831", "township": ""}


def test_a_township_has_its_own_stream():
    assert Scope("320831", "320831101").stream == "320831101"
    assert scope_columns(Scope("320831", "320831101")) == {"county": "320831", "township": "320831101"}


@pytest.mark.parametrize("county", ["", "32083", "3208311", "32083x", "３２０８３１", "32083²", " 20831"])
def test_a_county_has_six_digits(county):
    with pytest.raises(ValueError, match="a county has 6 digits"):
        Scope(county)


@pytest.mark.parametrize(
    "township", ["32083110", "3208311011", "320830101", "320831abc", "320831 01", "320831１０１", "320831"]
)
def test_a_township_has_nine_digits_and_begins_with_its_county(township):
    with pytest.raises(ValueError, match="a township of 320831 has 9 digits"):
        Scope("320831", township)


def test_two_scopes_are_the_same_when_their_codes_are():
    assert Scope("320831", "320831101") == Scope("320831", "320831101")
    assert len({Scope("320831"), Scope("320831", "")}) == 1
    assert Scope("320831") != Scope("320831", "320831101")


def test_a_record_knows_its_scope(cast):
    official = cast.official("丁一")
    assert official.scope == Scope("320831", "320831101") == cast.jinnan.scope
