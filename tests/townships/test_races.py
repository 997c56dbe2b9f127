"""Two people at the same moment: one of them is refused, or both are right."""

from functools import partial

import pytest

from foundation.townships.models import Assignment, Division, DivisionGrant, HandOver, Official, Post, Tenure, User
from foundation.townships.services import rebuild_grants, set_up_unit
from foundation.townships.states import PostKind, Role
from foundation.violations import RuleViolation
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.foundation.threads import at_once
from tests.townships.acts import ACTOR, account, begin, day, end, fresh, grant, official, revoke, vacate
from tests.townships.leavers import complete, hand_over, merge, proposed, receive

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


def test_a_tenure_ended_twice_at_once_ends_once_with_one_list(people):
    for number in range(ROUNDS):
        post = people.post(people.jinnan, PostKind.COMMITTEE_MEMBER)
        proposed(people, "jinnan", f"事{number}", proposer=Tenure.objects.get(post=post, end__isnull=True).official)
        tenure = Tenure.objects.get(post=post, end__isnull=True)
        results = at_once(partial(end, tenure, day(0)), partial(end, tenure, day(0)))
        assert codes(results) == ["Tenure", "townships.tenure_ended"]
        assert HandOver.objects.filter(tenure=tenure).count() == 1
        Tenure.objects.filter(pk=tenure.pk).update(start=day(-9), end=day(-1))
        begin(official(f"继{number}", people.jinnan), post)


def test_of_two_tenures_of_one_person_that_end_at_once_one_brings_the_list(people):
    """Each must see the other one's end: 丑一 is secretary and head."""
    topic = scene(people.zone, "clerk.kaifaqu").topic("事", proposer=people.official("丑一"))
    held = list(Tenure.objects.filter(official=topic.proposer))
    assert codes(at_once(*(partial(end, tenure, day(0)) for tenure in held))) == ["Tenure", "Tenure"]
    assert HandOver.objects.get().lines.get().title == "事"


def test_nobody_takes_a_post_in_a_unit_that_is_merged_at_the_same_moment(people):
    post = people.post(people.taji, PostKind.HEAD)
    vacate(post, day(-2))
    comes = official("争", people.taji)
    results = at_once(partial(merge, people.taji, people.jinnan), partial(begin, comes, post, day(-1)))
    # Either he comes first and goes with the unit, or he is too late.
    assert codes(results) in (
        ["Tenure", "list"],
        ["list", "townships.division_ended"],
        ["list", "townships.post_taken"],
    )
    assert not Tenure.objects.on(day(0)).filter(post__division=people.taji).exists()


def test_a_role_given_in_a_unit_that_is_merged_at_the_same_moment_does_not_outlast_it(people):
    user = account("somebody")
    results = at_once(
        partial(merge, people.taji, people.jinnan), partial(grant, user, Role.CLERK, people.taji, day(-1))
    )
    assert codes(results) in (["Assignment", "list"], ["list", "townships.division_ended"])
    assert fresh(user).holdings == {}
    assert rebuild_grants(now=people.now) == (0, 0)


def test_a_merger_put_on_record_twice_at_once_is_there_once(people):
    def do():
        return merge(people.taji, people.jinnan)

    assert codes(at_once(do, do)) == ["list", "townships.succession_known"]


def test_a_line_received_by_two_at_once_has_one_receiver(people):
    found = hand_over(people)
    line = found.lines.get()
    results = at_once(*(partial(receive, line, people.official(name)) for name in ("丁三", "丁四")))
    assert codes(results) == ["HandOverLine", "townships.line_received"]
    assert codes(at_once(*[partial(complete, found)] * 2)) == ["HandOver", "townships.hand_over_completed"]


def test_the_copy_is_a_copy_of_the_cast(people):
    assert User.objects.filter(username="clerk.jinnan").exists()
    assert not Assignment.objects.filter(user__username="somebody").exists()
    assert not Official.objects.filter(name__startswith="争").exists()
