"""What the open site asks of this room: which counties are served, which units they have, how to find one."""

import pytest

from foundation.townships import selectors
from foundation.townships.models import Division
from foundation.townships.services import import_divisions
from foundation.townships.states import UnitType
from tests.ledger.acts import NOW
from tests.townships.acts import ACTOR, today

pytestmark = pytest.mark.django_db

OTHER_COUNTY = ["320830000000,盱眙县,county", "320830101000,某镇,township", "320830101200,某村,village"]


@pytest.fixture
def other_county(cast) -> Division:
    """A county whose codes are known here but whose units do not work here."""
    data = "\n".join(["code,name,level", *OTHER_COUNTY]).encode()
    import_divisions(data=data, actor=ACTOR, now=NOW)
    return Division.objects.get(code="320830000000")


def test_an_imported_code_alone_serves_nobody(cast, other_county):
    assert list(selectors.served_counties(today())) == [cast.county]


def test_units_come_with_the_number_of_their_villages(cast):
    assert {unit.name: unit.village_count for unit in selectors.units_of(cast.county, today())} == {
        "金南镇": 1,
        "塔集镇": 1,
        "金湖经济开发区": 0,
    }


def test_units_are_grouped_by_type_in_the_order_of_a_county(cast):
    groups = selectors.grouped(selectors.units_of(cast.county, today()))
    assert [(group.type, group.name, [unit.name for unit in group.units]) for group in groups] == [
        (UnitType.TOWN, "镇", ["金南镇", "塔集镇"]),
        (UnitType.ZONE, "开发区", ["金湖经济开发区"]),
    ]
    assert selectors.grouped([]) == []


def test_every_type_has_its_place_and_a_unit_without_type_comes_with_the_others():
    assert sorted(selectors.TYPE_ORDER) == sorted(UnitType)
    rows = [
        Division(code=f"{number:012}", unit_type=kind) for number, kind in enumerate(["village", "", "subdistrict"])
    ]
    assert [group.type for group in selectors.grouped(rows)] == [
        UnitType.SUBDISTRICT,
        UnitType.OTHER,
        UnitType.VILLAGE,
    ]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("320831", "金湖县"),
        ("320831000000", "金湖县"),
        ("320831101", "金南镇"),
        ("320831101000", "金南镇"),
        ("320831102", None),
        ("3208", None),
        ("", None),
        ("32083110", None),
        ("320800000000", None),
        ("320000", None),
        ("320830", None),
        ("320830101", None),
    ],
)
def test_a_page_is_found_by_six_nine_or_twelve_digits(other_county, code, name):
    found = selectors.public_division(code)
    assert (found.name if found else None) == name


def test_a_village_is_found_by_all_its_digits_with_its_ancestors(cast, django_assert_num_queries):
    code = cast.village.code
    with django_assert_num_queries(1):
        village = selectors.public_division(code)
        assert village.parent.parent.name == "金湖县"
    assert selectors.public_division(code[:9]).code == cast.jinnan.code


def test_nine_digits_are_a_township_even_when_a_county_fits(cast):
    """`320831000` would be the county with zeros."""
    assert selectors.public_division("320831000") is None


def test_a_division_has_a_short_code(cast):
    assert [each.short_code for each in (cast.county, cast.jinnan, cast.village)] == [
        "320831",
        "320831101",
        cast.village.code,
    ]
    assert Division.objects.get(code="320000000000").short_code == "320000000000"
