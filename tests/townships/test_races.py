"""Two people at the same moment: one of them is refused, or both are right."""

from functools import partial

import pytest

from foundation.townships.models import Assignment, Division, DivisionGrant, Official, Post, Tenure, User
from foundation.townships.services import rebuild_grants, set_up_unit
from foundation.townships.states import PostKind, Role
from foundation.violations import RuleViolation
from tests.cast import Cast
from tests.foundation.threads import at_once
from tests.townships.acts import ACTOR, account, begin, day, fresh, grant, official, revoke, vacate

ROUNDS = 3


@pytest.fixture
def people(copied_db) -> Cast:
    return Cast()


def codes(results: list) -> list[str]:
    """What each one got: a row, or the code of a refusal."""
    return sorted(result.code if isinstance(result, RuleViolation) else type(result).__name__ for result in results)


def test_of_two_who_take_a_post_at_once_one_gets_it(people):
    for number in range(ROUNDS):
        post = people.post(people.jinnan, PostKind.HEAD)
        vacate(post, day(-1))
        first, second = (official(f"争{number}{who}", people.jinnan) for who in "甲乙")
        results = at_once(partial(begin, first, post), partial(begin, second, post))
        assert codes(results) == ["Tenure", "townships.post_taken"]
        Tenure.objects.filter(post=post, end__isnull=True).update(start=day(-1))


def test_a_unit_set_up_twice_at_once_is_set_up_once(people):
    division = Division.objects.create(
        code="320831400000", name="某农场", level="township", unit_type="farm", county="320831", township="320831400"
    )

    def set_up():
        return set_up_unit(division=division, actor=ACTOR, now=people.now)

    assert codes(at_once(set_up, set_up)) == ["list", "townships.unit_exists"]
    assert Post.objects.filter(division=division, kind=PostKind.SECRETARY).count() == 1


def test_two_accounts_of_one_person_do_not_become_two_administrators_at_once(people):
    for number in range(ROUNDS):
        person = official(f"兼{number}", people.county)
        one, two = account(f"one{number}", person), account(f"two{number}", person)
        results = at_once(
            partial(grant, one, Role.SYSTEM_ADMINISTRATOR, people.county),
            partial(grant, two, Role.SECURITY_ADMINISTRATOR, people.county),
        )
        assert codes(results) == ["Assignment", "townships.administrators_apart"]


def test_the_same_role_given_twice_at_once_is_given_once(people):
    user = account("somebody")

    def give():
        return grant(user, Role.CLERK, people.jinnan)

    assert codes(at_once(give, give)) == ["Assignment", "townships.assigned_already"]


def test_of_two_roles_taken_back_at_once_no_right_remains(people):
    """Each must see that the other one is gone too."""
    for number in range(ROUNDS):
        user = account(f"leaver{number}")
        held = [grant(user, role, people.jinnan, day(-3)) for role in (Role.CLERK, Role.REVIEWER)]
        assert codes(at_once(*(partial(revoke, each) for each in held))) == ["Assignment", "Assignment"]
        assert fresh(user).holdings == {}


def test_the_nightly_projection_takes_nothing_from_whoever_is_given_a_role_meanwhile(people):
    users = [account(f"new{number}") for number in range(4)]
    DivisionGrant.objects.filter(user__username__startswith="clerk").delete()

    def give_all():
        return [grant(user, Role.CLERK, people.jinnan) for user in users]

    results = at_once(give_all, *[partial(rebuild_grants, now=people.now)] * 2)
    assert [len(result) for result in results] == [4, 2, 2]
    assert rebuild_grants(now=people.now) == (0, 0)
    assert all(fresh(user).may("enter_desk", people.jinnan.scope) for user in users)


def test_the_copy_is_a_copy_of_the_cast(people):
    assert User.objects.filter(username="clerk.jinnan").exists()
    assert not Assignment.objects.filter(user__username="somebody").exists()
    assert not Official.objects.filter(name__startswith="争").exists()
