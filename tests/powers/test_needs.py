"""What a matter needs: one function, by the directory, the sum, the unit and the day. Written by hand from P11."""

from datetime import timedelta
from decimal import Decimal

import pytest

from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.scope import Scope
from foundation.townships.states import BodyKind
from foundation.violations import Basis, RuleViolation
from powers.seed import CLASSES
from powers.selectors import directory_on, entry_named, needs_of
from powers.states import LISTED, Boundary, Step, Track
from tests.powers.directories import adopted
from tests.townships.acts import today

PARTY, HEAD, CONGRESS = BodyKind.PARTY_COMMITTEE, BodyKind.HEAD_MEETING, BodyKind.PEOPLES_CONGRESS


def needs(code, unit, amount=None, day=None):
    day = day or today()
    return needs_of(entry_named(code, unit, day), None if amount is None else Decimal(amount), unit, day)


def test_the_model_has_six_classes_and_twenty_eight_entries_of_the_four():
    assert len(CLASSES) == 6
    assert sum(len(matters) for _name, _category, matters in CLASSES) == 28
    assert {category for _name, category, _matters in CLASSES} == set(LISTED)
    codes = [matter.code for _name, _category, matters in CLASSES for matter in matters]
    assert len(set(codes)) == 28


#: 以上 includes its number, 超过 does not. Works from 50,000 yuan, purchases over 20,000.
@pytest.mark.parametrize(
    ("code", "amount", "track"),
    [
        ("works", "49999.99", Track.LIGHT),
        ("works", "50000.00", Track.FULL),
        ("works", "50000.01", Track.FULL),
        ("purchase", "19999.99", Track.LIGHT),
        ("purchase", "20000.00", Track.LIGHT),
        ("purchase", "20000.01", Track.FULL),
        ("works", None, Track.FULL),
        ("works", "0", Track.LIGHT),
        ("budget", "1", Track.FULL),
        ("budget", None, Track.FULL),
    ],
)
def test_a_sum_divides_the_tracks_on_both_sides_of_its_limit(cast, code, amount, track):
    assert needs(code, cast.jinnan, amount).track == track


def test_what_stays_below_goes_to_one_body_with_no_sheet(cast):
    found = needs("purchase", cast.jinnan, "9600")
    assert (found.bodies, found.steps, found.secret_vote, found.publication) == ((HEAD,), (), False, True)
    assert str(found.threshold) == "20,000.00 元" and "待县确认" in str(found.threshold.basis)


def test_the_steps_come_in_the_order_of_the_sheet(cast):
    found = needs("works", cast.jinnan, "860000")
    assert found.steps == (Step.LEADER, Step.FUNDS, Step.LEGALITY, Step.PRINCIPAL, Step.SCREENING)
    personnel = needs("appointment", cast.jinnan)
    assert personnel.steps == (Step.LEADER, Step.TALK, Step.DISCIPLINE, Step.PRINCIPAL, Step.SCREENING)
    assert personnel.secret_vote and not personnel.publication and personnel.bodies == (PARTY,)


def test_the_budget_passes_the_congress_where_the_unit_has_one(cast):
    """街道 and zones have none: there the party committee decides alone, and it is said what was left out."""
    town = needs("budget", cast.jinnan)
    assert (town.bodies, town.left_out, town.debate) == ((PARTY, CONGRESS), (), True)
    zone = needs("budget", cast.zone)
    assert (zone.bodies, zone.left_out) == ((PARTY,), (CONGRESS,))
    street = cast.jinnan
    street.unit_type = "subdistrict"
    assert needs("budget", street).bodies == (PARTY,)


def set_sum(cast, text, scope, **more):
    return set_parameter(
        code="powers.project_sum",
        scope=scope,
        value=text,
        unit=Unit.YUAN,
        basis=Basis("县里规定"),
        start=today(),
        actor="县办",
        now=cast.now,
        **more,
    )


def test_a_town_may_set_a_sum_stricter_and_never_looser_than_the_countys_floor(cast):
    set_sum(cast, "40000.00", Scope("320831"), floor="40000.00")
    own = Scope("320831", "320831101")
    with pytest.raises(RuleViolation) as caught:
        set_sum(cast, "40000.01", own)
    assert "40,000.00" in caught.value.message
    set_sum(cast, "30000.00", own)
    assert needs("works", cast.jinnan, "30000").track == Track.FULL
    assert needs("works", cast.taji, "30000").track == Track.LIGHT
    yesterday = today() - timedelta(days=1)
    assert needs("works", cast.jinnan, "30000", yesterday).track == Track.LIGHT, "the past keeps its number"


def test_a_unit_works_by_the_model_until_it_has_its_own(cast):
    model = directory_on(cast.jinnan, today())
    assert model.is_countys and model.division == cast.county
    own = adopted(cast.jinnan)
    assert directory_on(cast.jinnan, today()) == own
    assert directory_on(cast.jinnan, today() - timedelta(days=1)) == model
    assert directory_on(cast.taji, today()) == model
    assert entry_named("nothing", cast.jinnan, today()) is None


def test_the_boundary_is_data():
    assert [each.value for each in Boundary] == ["at_least", "over"]
