"""已核对依据: the number stays, its basis is printed from then on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation.rulebook.models import Parameter
from foundation.rulebook.selectors import MissingParameter, parameter
from foundation.rulebook.services import confirm_basis
from foundation.violations import Basis, RuleViolation
from tests.foundation.broken import broken_ledger
from tests.rulebook.numbers import CODE, COUNTY, JINNAN, change

TEXT = "《议事规则》第八条"


def confirm(cast, scope=COUNTY, basis=TEXT, code=CODE, actor="县司法局", **more):
    return confirm_basis(code=code, scope=scope, basis=basis, actor=actor, now=cast.now, **more)


def test_a_default_becomes_the_countys_own_number_from_today_on(rulebook, today):
    row = confirm(rulebook)
    assert (row.county, row.value, row.start, row.end, row.floor, row.confirmed) == (
        "320831",
        "2",
        today,
        None,
        "",
        True,
    )
    assert str(parameter(CODE, scope=JINNAN, on=today).basis) == TEXT
    assert not parameter(CODE, scope=JINNAN, on=today - timedelta(days=1)).basis.confirmed
    assert bytes(rulebook.entry_of("320831").body).decode().count("rulebook_parameter") == 1


def test_a_rule_of_ones_own_is_confirmed_where_it_stands(rulebook, today):
    own = change(rulebook, "4", JINNAN, today, basis=Basis("镇规"), end=today + timedelta(days=9))
    coming = change(rulebook, "5", JINNAN, today + timedelta(days=10), basis=Basis("镇规"))
    row = confirm(rulebook, JINNAN, actor=rulebook.user("clerk.jinnan"))
    assert (row.pk, row.value, row.end, row.basis) == (own.pk, "4", own.end, TEXT)
    coming.refresh_from_db()
    assert not coming.confirmed
    assert rulebook.entry_of("320831101").ref == f"rulebook.parameter:{own.pk}"


def test_a_default_that_ends_ends_for_the_county_too(rulebook, today):
    change(rulebook, "3", None, today + timedelta(days=5))
    assert confirm(rulebook).end == today + timedelta(days=4)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"basis": "  "}, "rulebook.no_basis"),
        ({"code": "decisions.gone"}, "rulebook.unknown_code"),
        ({"scope": JINNAN}, "rulebook.other_level"),
    ],
)
def test_a_confirmation_that_makes_no_sense_is_refused(rulebook, wanted, code):
    with pytest.raises(RuleViolation) as caught:
        confirm(rulebook, **wanted)
    assert caught.value.code == code


def test_a_basis_is_confirmed_once(rulebook, today):
    change(rulebook, "4", COUNTY, today)
    with pytest.raises(RuleViolation) as caught:
        confirm(rulebook)
    assert caught.value.code == "rulebook.confirmed_already"


def test_what_the_county_says_is_not_the_townships_to_confirm(rulebook, today):
    change(rulebook, "4", COUNTY, today, basis=Basis("县规"))
    for more in ({"scope": JINNAN}, {"scope": JINNAN, "village": rulebook.village.code}):
        with pytest.raises(RuleViolation) as caught:
            confirm(rulebook, **more)
        assert caught.value.code == "rulebook.other_level"


def test_a_later_version_of_ones_own_stands_in_the_way(rulebook, today):
    """The default's number would have to end before it: the new version brings its own basis."""
    change(rulebook, "4", COUNTY, today + timedelta(days=5))
    with pytest.raises(RuleViolation) as caught:
        confirm(rulebook)
    assert caught.value.code == "rulebook.not_latest"


def test_only_who_keeps_the_rules_confirms(rulebook):
    for username, scope in (("inspector.county", COUNTY), ("clerk.jinnan", COUNTY), ("clerk.taji", JINNAN)):
        with pytest.raises(PermissionDenied):
            confirm(rulebook, scope, actor=rulebook.user(username))


def test_nothing_remains_when_the_ledger_fails(rulebook, today):
    with broken_ledger():
        confirm(rulebook)
    assert not Parameter.objects.filter(county="320831").exists()
    row = change(rulebook, "4", COUNTY, today, basis=Basis("县规"))
    with broken_ledger():
        confirm(rulebook)
    row.refresh_from_db()
    assert (row.basis, row.confirmed) == ("县规", False)


def test_before_the_defaults_there_is_nothing_to_confirm(cast, no_numbers):
    with pytest.raises(MissingParameter):
        confirm(cast)


def test_what_has_run_out_is_not_confirmed(rulebook, today):
    Parameter.objects.filter(code=CODE).update(end=today - timedelta(days=1))
    with pytest.raises(MissingParameter):
        confirm(rulebook)
