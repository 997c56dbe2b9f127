"""Which rows a user sees: two towns and the county, every kind of role."""

import pytest
from django.contrib.auth.models import AnonymousUser

from foundation.townships import selectors
from foundation.townships.models import Assignment, Body, BodySeat, Division, Official, Post, Tenure, User
from foundation.townships.states import Capability, Level, Role
from tests.townships.acts import account, grant, official, today

pytestmark = pytest.mark.django_db

#: Selector → how its rows lead to a division's code.
PEOPLE = {
    selectors.visible_divisions: ("code", Division),
    selectors.visible_bodies: ("division__code", Body),
    selectors.visible_seats: ("body__division__code", BodySeat),
    selectors.visible_posts: ("division__code", Post),
    selectors.visible_officials: ("division__code", Official),
    selectors.visible_tenures: ("post__division__code", Tenure),
}
each_selector = pytest.mark.parametrize("selector", PEOPLE, ids=lambda selector: selector.__name__)
TOWN_ROLES = ["clerk", "reviewer", "member", "secretary", "head", "discipline", "discstaff", "congress", "accountant"]
COUNTY_ROLES = ["inspector", "organisation", "finance", "audit", "personnel", "trading", "petition", "office"]


def codes(selector, user) -> set[str]:
    path, _model = PEOPLE[selector]
    return set(selector(user).values_list(path, flat=True))


def all_codes(selector, **condition) -> set[str]:
    path, model = PEOPLE[selector]
    return set(model.objects.filter(**condition).values_list(path, flat=True))


@each_selector
@pytest.mark.parametrize("town", ["jinnan", "taji"])
@pytest.mark.parametrize("role", TOWN_ROLES)
def test_a_township_sees_itself_and_its_villages_only(cast, selector, town, role):
    user = cast.user(f"{role}.{town}")
    township = getattr(cast, town).township
    seen = codes(selector, user)
    assert seen == all_codes(selector, township=township)
    assert any(code.endswith("000") for code in seen) and any(not code.endswith("000") for code in seen)
    assert {code[:9] for code in seen} == {township}


@each_selector
@pytest.mark.parametrize("role", COUNTY_ROLES)
def test_a_county_office_sees_the_county(cast, selector, role):
    assert codes(selector, cast.user(f"{role}.county")) == all_codes(selector, county="320831")


@each_selector
@pytest.mark.parametrize("role", ["system", "security", "logs"])
def test_an_administrator_sees_no_people(cast, selector, role):
    assert codes(selector, cast.user(f"{role}.county")) == set()


@each_selector
def test_a_village_reporter_sees_his_own_village_only(cast, selector):
    assert codes(selector, cast.user("village.jinnan")) == {cast.village.code}


@each_selector
def test_an_inspector_of_some_townships_sees_those_only(cast, selector):
    """分片: 金南镇 and the zone."""
    user = account("inspector", official("县一", cast.county))
    grant(user, Role.INSPECTOR, cast.jinnan)
    grant(user, Role.INSPECTOR, cast.zone)
    wanted = all_codes(selector, township__in=[cast.jinnan.township, cast.zone.township])
    assert codes(selector, User.objects.get(pk=user.pk)) == wanted


@each_selector
def test_anonymous_disabled_and_unassigned_accounts_see_nothing(cast, selector):
    User.objects.filter(username="clerk.jinnan").update(is_active=False)
    for user in (AnonymousUser(), cast.user("clerk.jinnan"), account("nobody")):
        assert codes(selector, user) == set()


@each_selector
def test_what_lies_above_the_county_is_no_business_of_the_office(cast, selector):
    levels = Division.objects.filter(code__in=codes(selector, cast.user("inspector.county"))).values("level")
    assert {row["level"] for row in levels} <= {Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE}


def test_a_scope_without_villages_hides_everything_from_a_village_reporter(cast):
    user = cast.user("village.jinnan")
    assert not Post.objects.filter(selectors.scope_q(user, Capability.VIEW_PEOPLE)).exists()


# Accounts and assignments ------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["clerk.jinnan", "inspector.county", "security.county", "logs.county"])
def test_accounts_are_for_the_system_administrator_alone(cast, username):
    assert not selectors.visible_accounts(cast.user(username)).exists()


def test_the_system_administrator_sees_the_accounts_of_his_countys_officials(cast):
    county = Division.objects.create(code="320830000000", name="盱眙县", level="county", county="320830")
    account("foreign", official("盱一", county))
    account("nobody")
    seen = set(selectors.visible_accounts(cast.user("system.county")).values_list("username", flat=True))
    assert seen == set(User.objects.filter(official__county="320831").values_list("username", flat=True))
    assert {"clerk.jinnan", "clerk.taji", "village.jinnan", "inspector.county"} <= seen


@pytest.mark.parametrize("username", ["clerk.jinnan", "inspector.county", "system.county", "logs.county"])
def test_assignments_are_for_the_security_administrator_alone(cast, username):
    assert not selectors.visible_assignments(cast.user(username)).exists()


def test_the_security_administrator_sees_the_assignments_of_his_county(cast):
    assert selectors.visible_assignments(cast.user("security.county")).count() == Assignment.objects.count()


# Units on the desk -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "names"),
    [
        ("clerk.jinnan", ["金南镇"]),
        ("clerk.taji", ["塔集镇"]),
        ("inspector.county", ["金南镇", "塔集镇", "金湖经济开发区"]),
        ("system.county", []),
    ],
)
def test_the_desk_lists_the_units_that_one_may_see(cast, username, names):
    units = selectors.visible_units(cast.user(username), today())
    assert [unit.name for unit in units] == names
    assert all(hasattr(unit, "village_count") for unit in units)


def test_a_village_reporter_finds_his_village(cast):
    assert selectors.visible_units(cast.user("village.jinnan"), today()) == [cast.village]
