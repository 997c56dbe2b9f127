"""guardian's rows are a projection of the assignments of today, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.townships.models import Assignment, DivisionGrant, User
from foundation.townships.permissions import check_may
from foundation.townships.services import rebuild_grants
from foundation.townships.states import ROLES, Capability, Role
from foundation.townships.tasks import rebuild_grants as nightly
from tests.townships.acts import account, day, fresh, grant, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(cast) -> User:
    return account("somebody", official("子一", cast.jinnan))


def rows(user: User) -> set[tuple[str, str]]:
    return set(DivisionGrant.objects.filter(user=user).values_list("content_object__code", "permission__codename"))


def later(days: int):
    return timezone.now() + timedelta(days=days)


def permission(capability: Capability) -> Permission:
    return Permission.objects.get(content_type__app_label="townships", codename=capability)


def test_there_is_a_permission_for_each_capability_and_no_other():
    codenames = Permission.objects.filter(content_type__app_label="townships").values_list("codename", flat=True)
    assert sorted(codenames) == sorted(Capability.values)


def test_a_role_makes_a_row_for_each_of_its_capabilities(cast, somebody):
    grant(somebody, Role.CLERK, cast.jinnan)
    assert rows(somebody) == {(cast.jinnan.code, capability) for capability in ROLES[Role.CLERK][1]}


def test_the_projection_of_the_cast_is_right(cast):
    assert rebuild_grants(now=cast.now) == (0, 0)


def test_a_role_from_tomorrow_opens_nothing_today_and_all_tomorrow(cast, somebody):
    grant(somebody, Role.ACCOUNTANT, cast.jinnan, day(1))
    assert rows(somebody) == set() and not fresh(somebody).may(Capability.ENTER_DESK)
    assert rebuild_grants(now=timezone.now()) == (0, 0)
    assert rebuild_grants(now=later(1)) == (2, 0)
    assert fresh(somebody).may(Capability.ENTER_DESK, cast.jinnan.scope)


def test_a_role_until_today_opens_nothing_tomorrow(cast, somebody):
    grant(somebody, Role.ACCOUNTANT, cast.jinnan, day(-3), day(0))
    assert fresh(somebody).may(Capability.ENTER_DESK)
    assert rebuild_grants(now=later(1)) == (0, 2)
    assert not fresh(somebody).may(Capability.ENTER_DESK)


def test_a_role_that_ended_yesterday_opens_nothing(cast, somebody):
    grant(somebody, Role.CLERK, cast.jinnan, day(-3), day(-1))
    assert rows(somebody) == set()


def test_midnight_is_that_of_the_county(cast, somebody):
    """16:00 UTC is the next day in China."""
    grant(somebody, Role.ACCOUNTANT, cast.jinnan, day(1))
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert rebuild_grants(now=midnight - timedelta(seconds=1)) == (0, 0)
    assert rebuild_grants(now=midnight) == (2, 0)


def test_a_disabled_account_may_do_nothing_at_once_and_loses_its_rows_at_night(cast, somebody):
    grant(somebody, Role.ACCOUNTANT, cast.jinnan)
    # No service disables an account yet.
    User.objects.filter(pk=somebody.pk).update(is_active=False)
    assert fresh(somebody).holdings == {}
    assert not fresh(somebody).may(Capability.ENTER_DESK)
    assert rebuild_grants(now=cast.now) == (0, 2)
    User.objects.filter(pk=somebody.pk).update(is_active=True)
    assert rebuild_grants(now=cast.now) == (2, 0)


def test_rows_added_and_removed_by_hand_are_mended(cast, somebody):
    grant(somebody, Role.CLERK, cast.jinnan)
    DivisionGrant.objects.get(user=somebody, permission=permission(Capability.VIEW_PEOPLE)).delete()
    for capability in (Capability.MANAGE_GRANTS, Capability.VIEW_LEDGER):
        DivisionGrant.objects.create(user=somebody, content_object=cast.county, permission=permission(capability))
    assert rebuild_grants(now=cast.now) == (1, 2)
    assert rows(somebody) == {(cast.jinnan.code, capability) for capability in ROLES[Role.CLERK][1]}
    assert rebuild_grants(now=cast.now) == (0, 0)


def test_giving_a_role_mends_the_rows_of_that_account_and_of_no_other(cast, somebody):
    other = cast.user("clerk.taji")
    for user in (somebody, other):
        DivisionGrant.objects.create(
            user=user, content_object=cast.county, permission=permission(Capability.MANAGE_GRANTS)
        )
    grant(somebody, Role.CLERK, cast.jinnan)
    assert not fresh(somebody).may(Capability.MANAGE_GRANTS)
    assert fresh(other).may(Capability.MANAGE_GRANTS)


def test_without_any_assignment_no_row_remains(cast):
    Assignment.objects.all().delete()
    count = DivisionGrant.objects.count()
    assert rebuild_grants(now=cast.now) == (0, count)


def test_the_projection_leaves_no_entry(cast):
    before = LedgerEntry.objects.count()
    DivisionGrant.objects.all().delete()
    assert rebuild_grants(now=cast.now)[0] > 0
    assert LedgerEntry.objects.count() == before


def test_every_night_the_task_says_what_it_mended(somebody):
    DivisionGrant.objects.filter(user__username="accountant.jinnan").delete()
    assert nightly() == "+2 -0"
    assert nightly() == "+0 -0"


def test_the_number_of_queries_does_not_grow_with_the_accounts(cast, django_assert_max_num_queries):
    DivisionGrant.objects.all().delete()
    with django_assert_max_num_queries(9):
        rebuild_grants(now=cast.now)


def test_what_an_account_may_do_is_read_once(cast, django_assert_num_queries):
    user, scope = cast.user("clerk.jinnan"), cast.jinnan.scope
    with django_assert_num_queries(1):
        for capability in Capability:
            user.may(capability, scope)


# The reason --------------------------------------------------------------------------------------


def test_whoever_holds_the_capability_passes(cast):
    check_may(cast.user("clerk.jinnan"), Capability.VIEW_PEOPLE)
    check_may(cast.user("clerk.jinnan"), Capability.VIEW_PEOPLE, cast.jinnan.scope)


@pytest.mark.parametrize("username", ["clerk.taji", "system.county", ""])
def test_whoever_does_not_is_told_which_roles_do(cast, username):
    user = cast.user(username) if username else AnonymousUser()
    with pytest.raises(PermissionDenied) as refused:
        check_may(user, Capability.VIEW_PEOPLE, cast.jinnan.scope)
    reason = str(refused.value)
    assert "查看组织和任职" in reason and "党政办经办" in reason and "县纪委监督员" in reason
    assert "安全管理员授权" in reason
    assert "系统管理员" not in reason


def test_the_command_after_an_upgrade_brings_every_right_in_line(cast, capsys):
    DivisionGrant.objects.filter(user__username="clerk.jinnan", permission__codename="keep_staff").delete()
    assert not cast.user("clerk.jinnan").may("keep_staff")
    call_command("rebuild_grants")
    assert "新增 1 项" in capsys.readouterr().out
    assert cast.user("clerk.jinnan").may("keep_staff")
