"""Roles are given in a division from a day to a day, and taken back at once."""

import pytest

from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.scope import INSTALLATION, Scope
from foundation.townships.models import Assignment, Division, User
from foundation.townships.services import change_password, open_account
from foundation.townships.states import ADMINISTRATORS, ROLES, Capability, Level, Role
from foundation.violations import RuleViolation
from tests.foundation.wording import words
from tests.townships.acts import ACTOR, account, assert_says, day, fresh, grant, official, revoke, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(cast) -> User:
    return account("somebody", official("子一", cast.jinnan))


def refusal(*args, **kwargs) -> RuleViolation:
    before = Assignment.objects.count(), LedgerEntry.objects.count()
    with pytest.raises(RuleViolation) as refused:
        grant(*args, **kwargs)
    assert (Assignment.objects.count(), LedgerEntry.objects.count()) == before
    return refused.value


def latest(thing) -> LedgerEntry:
    return LedgerEntry.objects.filter(ref=str(Ref.of(thing))).latest("pk")


# The lists ---------------------------------------------------------------------------------------


def test_every_role_has_its_level_and_known_capabilities():
    assert set(ROLES) == set(Role)
    for level, capabilities in ROLES.values():
        assert level in {Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE}
        assert capabilities and capabilities <= set(Capability)


def test_no_capability_is_without_a_role():
    assert frozenset().union(*(held for _level, held in ROLES.values())) == set(Capability)


def test_administrators_have_no_part_in_the_business():
    """They come in, and see nothing there but their own screens."""
    own = {Capability.ENTER_DESK, Capability.ENTER_ADMIN, Capability.SECOND_FACTOR}
    assert {role: ROLES[role][1] - own for role in ADMINISTRATORS} == {
        Role.SYSTEM_ADMINISTRATOR: {Capability.MANAGE_ACCOUNTS, Capability.KEEP_HOUSE},
        Role.SECURITY_ADMINISTRATOR: {Capability.MANAGE_GRANTS},
        Role.AUDIT_ADMINISTRATOR: {Capability.READ_LOGS},
    }
    others = [held for role, (_level, held) in ROLES.items() if role not in ADMINISTRATORS]
    powers = {Capability.KEEP_HOUSE, Capability.MANAGE_ACCOUNTS, Capability.MANAGE_GRANTS, Capability.READ_LOGS}
    assert not any(held & powers for held in others)


# Accounts ----------------------------------------------------------------------------------------


def test_a_new_account_may_do_nothing(somebody):
    assert somebody.holdings == {}
    assert not any(somebody.may(capability) for capability in Capability)
    assert (str(somebody), somebody.get_full_name(), somebody.get_short_name()) == (
        str(somebody),
        "somebody",
        "somebody",
    )
    assert words(somebody) == "somebody(somebody)"
    assert somebody.check_password("Test-secret-1")
    entry = latest(somebody)
    assert (entry.stream, entry.act, entry.actor) == ("320831101", "townships.account.open", ACTOR)


def test_an_account_without_an_official_is_proven_in_the_stream_of_the_installation():
    assert latest(account("nobody")).stream == INSTALLATION


def test_a_password_never_reaches_the_ledger(cast, somebody):
    changed = change_password(user=somebody, password="Quite-another-2", now=cast.now)
    assert fresh(somebody).check_password("Quite-another-2") and changed.check_password("Quite-another-2")
    entry = latest(somebody)
    assert (entry.act, entry.actor, entry.stream) == ("townships.account.change_password", str(somebody), "320831101")
    assert b"another" not in bytes(entry.body)
    assert b"argon2" not in bytes(entry.body) and b'"password"' not in bytes(entry.body)
    nobody = account("nobody")
    change_password(user=nobody, password="Quite-another-2", now=cast.now)
    assert latest(nobody).stream == INSTALLATION


def test_nobody_stands_above_the_rules():
    with pytest.raises(PermissionError, match="不设超级用户"):
        User.objects.create_superuser("root", "x")


def test_an_account_may_be_marked_as_one_of_the_demonstration(cast):
    user = open_account(
        username="demo", name="演一", password="x", official=None, actor=ACTOR, now=cast.now, is_demo=True
    )
    assert fresh(user).is_demo


# Giving ------------------------------------------------------------------------------------------


def test_a_role_gives_its_capabilities_in_its_division_only(cast, somebody):
    assignment = grant(somebody, Role.CLERK, cast.jinnan)
    user = fresh(somebody)
    assert {capability for capability in Capability if user.may(capability)} == ROLES[Role.CLERK][1]
    assert user.may(Capability.VIEW_PEOPLE, cast.jinnan.scope)
    assert not user.may(Capability.VIEW_PEOPLE, cast.taji.scope)
    assert not user.may(Capability.VIEW_PEOPLE, cast.county.scope)
    assert not user.may(Capability.VIEW_LEDGER)
    assert words(assignment) == "somebody(somebody):党政办经办(金南镇)"
    entry = latest(assignment)
    assert (entry.stream, entry.act) == ("320831101", "townships.role.grant")


def test_a_county_role_covers_the_county_and_its_townships(cast, somebody):
    grant(somebody, Role.INSPECTOR, cast.county)
    for scope in (cast.county.scope, cast.jinnan.scope, cast.taji.scope):
        assert fresh(somebody).may(Capability.VIEW_LEDGER, scope)
    assert not fresh(somebody).may(Capability.VIEW_LEDGER, Scope("320830"))


def test_a_county_role_may_be_limited_to_a_township(cast, somebody):
    """分片."""
    grant(somebody, Role.INSPECTOR, cast.jinnan)
    assert fresh(somebody).may(Capability.VIEW_LEDGER, cast.jinnan.scope)
    assert not fresh(somebody).may(Capability.VIEW_LEDGER, cast.taji.scope)
    assert not fresh(somebody).may(Capability.VIEW_LEDGER, cast.county.scope)


def test_a_village_role_opens_no_scope(cast, somebody):
    grant(somebody, Role.VILLAGE_REPORTER, cast.village)
    assert fresh(somebody).may(Capability.VIEW_PEOPLE)
    assert not fresh(somebody).may(Capability.VIEW_PEOPLE, cast.village.scope)
    assert fresh(somebody).holdings[Capability.VIEW_PEOPLE].villages == {cast.village.code}


def test_an_unknown_capability_is_a_mistake_of_the_program(somebody):
    with pytest.raises(ValueError, match="fly"):
        somebody.may("fly")


@pytest.mark.parametrize(
    ("role", "place", "wanted"),
    [
        (Role.CLERK, "county", "乡镇级"),
        (Role.CLERK, "village", "乡镇级"),
        (Role.PRINCIPAL, "county", "乡镇级"),
        (Role.VILLAGE_REPORTER, "jinnan", "村级"),
        (Role.INSPECTOR, "village", "县级"),
        (Role.SYSTEM_ADMINISTRATOR, "jinnan", "县级"),
        (Role.SECURITY_ADMINISTRATOR, "village", "县级"),
    ],
)
def test_a_role_is_given_at_its_own_level(cast, somebody, role, place, wanted):
    division = getattr(cast, place)
    violation = refusal(somebody, role, division)
    assert_says(
        violation, "townships.role_level", "division", "范围", str(role.label), division.name, f"请选择{wanted}"
    )


@pytest.mark.parametrize("role", Role)
def test_no_role_is_given_above_the_county(cast, somebody, role):
    violation = refusal(somebody, role, Division.objects.get(code="320000000000"))
    assert_says(violation, "townships.role_level", "division", "省级")


def test_a_role_does_not_end_before_it_begins(cast, somebody):
    violation = refusal(somebody, Role.CLERK, cast.jinnan, day(1), today())
    assert_says(violation, "townships.role_ends_before_start", "end", "失效日期", str(day(1)))
    grant(somebody, Role.CLERK, cast.jinnan, today(), today())


@pytest.mark.parametrize(
    ("start", "last", "is_refused"),
    [(0, None, True), (-9, None, True), (-9, 4, False), (-9, 5, True), (10, 10, True), (11, None, False)],
)
def test_the_same_role_is_not_given_twice_for_the_same_days(cast, somebody, start, last, is_refused):
    grant(somebody, Role.CLERK, cast.jinnan, day(5), day(10))
    last_day = None if last is None else day(last)
    if is_refused:
        violation = refusal(somebody, Role.CLERK, cast.jinnan, day(start), last_day)
        assert_says(violation, "townships.assigned_already", "role", "角色", "金南镇", "党政办经办", "不必重复")
    else:
        grant(somebody, Role.CLERK, cast.jinnan, day(start), last_day)


def test_another_role_or_another_division_may_be_added(cast, somebody):
    grant(somebody, Role.CLERK, cast.jinnan)
    grant(somebody, Role.REVIEWER, cast.jinnan)
    grant(somebody, Role.CLERK, cast.taji)
    assert fresh(somebody).may(Capability.ENTER_DESK, cast.taji.scope)


# 三员 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (held, wanted)
        for held in sorted(ADMINISTRATORS)
        for wanted in (*sorted(ADMINISTRATORS - {held}), Role.INSPECTOR, Role.CLERK)
    ],
)
def test_an_administrator_has_no_other_role(cast, somebody, held, wanted):
    grant(somebody, held, cast.county)
    violation = refusal(somebody, wanted, cast.jinnan if wanted == Role.CLERK else cast.county)
    assert_says(violation, "townships.administrators_apart", "role", "角色", str(held.label), "请另选人员")


@pytest.mark.parametrize("wanted", sorted(ADMINISTRATORS))
def test_whoever_has_a_role_is_no_administrator(cast, somebody, wanted):
    grant(somebody, Role.CLERK, cast.jinnan)
    assert refusal(somebody, wanted, cast.county).code == "townships.administrators_apart"


def test_a_second_account_of_the_same_person_changes_nothing(cast, somebody):
    grant(somebody, Role.SYSTEM_ADMINISTRATOR, cast.county)
    second = account("somebody.else", somebody.official)
    assert refusal(second, Role.SECURITY_ADMINISTRATOR, cast.county).code == "townships.administrators_apart"
    assert refusal(second, Role.CLERK, cast.jinnan).code == "townships.administrators_apart"


def test_accounts_without_an_official_are_different_people(cast):
    grant(account("one"), Role.SYSTEM_ADMINISTRATOR, cast.county)
    grant(account("two"), Role.SECURITY_ADMINISTRATOR, cast.county)


def test_an_administrator_may_change_office_from_one_day_to_the_next(cast, somebody):
    grant(somebody, Role.SYSTEM_ADMINISTRATOR, cast.county, day(-9), today())
    assert refusal(somebody, Role.CLERK, cast.jinnan).code == "townships.administrators_apart"
    grant(somebody, Role.CLERK, cast.jinnan, day(1))


# Taking back -------------------------------------------------------------------------------------


def test_a_role_taken_back_is_gone_with_the_next_request(cast, somebody):
    assignment = revoke(grant(somebody, Role.CLERK, cast.jinnan, day(-5)))
    assert assignment.end == day(-1)
    assert not fresh(somebody).may(Capability.ENTER_DESK)
    assert latest(assignment).act == "townships.role.revoke"


def test_taking_back_one_role_leaves_the_others(cast, somebody):
    assignment = grant(somebody, Role.CLERK, cast.jinnan)
    grant(somebody, Role.REVIEWER, cast.taji)
    revoke(assignment)
    assert not fresh(somebody).may(Capability.ENTER_DESK, cast.jinnan.scope)
    assert fresh(somebody).may(Capability.ENTER_DESK, cast.taji.scope)


def test_of_two_roles_with_the_same_right_one_is_enough(cast, somebody):
    assignment = grant(somebody, Role.CLERK, cast.jinnan)
    grant(somebody, Role.REVIEWER, cast.jinnan)
    revoke(assignment)
    assert fresh(somebody).may(Capability.ENTER_DESK, cast.jinnan.scope)


@pytest.mark.parametrize("start", [0, 7])
def test_a_role_taken_back_before_it_has_begun_was_never_held(cast, somebody, start):
    revoke(grant(somebody, Role.CLERK, cast.jinnan, day(start)))
    assert not fresh(somebody).may(Capability.ENTER_DESK)
    again = grant(somebody, Role.CLERK, cast.jinnan, day(-3))
    assert fresh(somebody).may(Capability.ENTER_DESK)
    assert again.start == day(-3)


@pytest.mark.parametrize("last", [-1, -400])
def test_a_role_that_has_ended_keeps_its_last_day(cast, somebody, last):
    ended = grant(somebody, Role.CLERK, cast.jinnan, day(-500), day(last))
    with pytest.raises(RuleViolation) as refused:
        revoke(ended)
    assert_says(refused.value, "townships.assignment_ended", "end", "角色", "党政办经办", str(day(last)), "不必收回")
    assert Assignment.objects.get(pk=ended.pk).end == day(last)


def test_a_role_that_would_end_today_can_still_be_taken_back(cast, somebody):
    assert revoke(grant(somebody, Role.CLERK, cast.jinnan, day(-3), today())).end == day(-1)
    assert not fresh(somebody).may(Capability.ENTER_DESK)


def test_a_role_is_taken_back_once(cast, somebody):
    stale = grant(somebody, Role.CLERK, cast.jinnan)
    revoke(stale)
    with pytest.raises(RuleViolation):
        revoke(stale)
