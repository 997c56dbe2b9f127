"""The security administrator gives and takes roles on the desk."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation.townships import services
from foundation.townships.models import Assignment
from foundation.townships.states import Role
from foundation.violations import RuleViolation
from foundation.web.tokens import new_token
from tests.townships.acts import account, day, grant, official, today

pytestmark = pytest.mark.django_db

HOLDERS = "/desk/office/grants/"


@pytest.fixture
def security(login):
    return login("security.county")


@pytest.fixture
def newcomer(cast):
    return account("newcomer", official("丁新", cast.jinnan))


def page_of(user) -> str:
    return reverse("office:holder", args=[user.pk])


def answers(cast, **changes):
    return {
        "form_token": new_token(),
        "role": Role.CLERK,
        "division": cast.jinnan.pk,
        "start": today().isoformat(),
        "end": "",
        **changes,
    }


def give(client, user, answers, step="confirm"):
    return client.post(reverse("office:grant", args=[user.pk]), {**answers, "step": step})


def test_the_list_shows_who_holds_what_and_finds_people(security):
    text = security.get(HOLDERS, {"q": "clerk.jinnan"}).content.decode()
    assert "clerk.jinnan" in text and "党政办经办 · 金南镇" in text and "clerk.taji" not in text
    assert "没有找到这样的账号" in security.get(HOLDERS, {"q": "nobody at all"}).content.decode()


def test_the_list_goes_on_by_account_name(security, cast):
    first = security.get(HOLDERS)
    assert first.context["older"]
    second = security.get(HOLDERS + first.context["older"])
    names = [page.context["table"].rows[0][0].label for page in (first, second)]
    assert names == sorted(names) and names[0] != names[1]
    assert second.context["newer"]


def test_accounts_of_another_county_are_not_in_reach(security, cast):
    services.open_account(username="stray", name="无一", password="x", official=None, actor="test", now=cast.now)
    assert "stray" not in security.get(HOLDERS, {"q": "stray"}).content.decode().replace('value="stray"', "")
    stray = services.accounts.User.objects.get(username="stray")
    assert security.get(page_of(stray)).status_code == 404


def test_the_queries_of_the_list_do_not_depend_on_its_rows(security, cast, django_assert_num_queries):
    with django_assert_num_queries(6):
        security.get(HOLDERS)
    for number in range(5):
        grant(account(f"aa{number}", official(f"丁{number}", cast.jinnan)), Role.CLERK, cast.taji)
    with django_assert_num_queries(6):
        security.get(HOLDERS)


def test_a_role_is_looked_at_once_more_and_given(security, newcomer, cast, login):
    form = answers(cast)
    look = give(security, newcomer, form, step="")
    assert "确认授予" in look.content.decode() and not newcomer.assignments.exists()
    assert give(security, newcomer, form)["Location"] == page_of(newcomer)
    (made,) = newcomer.assignments.all()
    assert (made.role, made.division, made.start, made.end) == (Role.CLERK, cast.jinnan, today(), None)
    assert login("newcomer").get("/desk/topics/").status_code == 200
    assert "党政办经办" in security.get(page_of(newcomer)).content.decode()


def test_the_same_form_twice_gives_one_role(security, newcomer, cast):
    form = answers(cast)
    assert give(security, newcomer, form)["Location"] == give(security, newcomer, form)["Location"]
    assert newcomer.assignments.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": ""}, "没有填写"),
        ({"start": "gestern"}, "不是有效的日期"),
        ({"end": day(-1).isoformat()}, "失效日期：不能早于生效日期"),
        ({"role": Role.VILLAGE_REPORTER}, "不能授予"),
        ({"role": Role.SYSTEM_ADMINISTRATOR}, "不能授予"),
        ({"division": "999999"}, "不在可选的范围内"),
    ],
)
def test_a_wrong_answer_is_explained_and_the_others_are_kept(security, newcomer, cast, changes, said):
    response = give(security, newcomer, answers(cast, **changes), step="")
    assert response.status_code == 200
    assert said in response.content.decode()
    assert str(response.context["form"]["start"].value())
    assert not newcomer.assignments.exists()


def test_a_role_is_taken_back_and_the_next_click_is_refused(security, cast, login):
    clerk = login("clerk.jinnan")
    assert clerk.get("/desk/topics/").status_code == 200
    (held,) = cast.user("clerk.jinnan").assignments.all()
    url = reverse("office:revoke", args=[held.pk])
    assert "确认收回" in security.get(url).content.decode()
    assert security.post(url, {"form_token": new_token()})["Location"] == page_of(cast.user("clerk.jinnan"))
    assert clerk.get("/desk/topics/").status_code == 403
    again = security.post(url, {"form_token": new_token()})
    assert again.status_code == 200 and "不必收回" in again.content.decode()


def test_roles_to_come_and_roles_that_have_ended_are_told_apart(security, newcomer, cast):
    grant(newcomer, Role.CLERK, cast.jinnan, day(5), day(9))
    grant(newcomer, Role.MEMBER, cast.jinnan, day(-9), day(-5))
    revoked = grant(newcomer, Role.REVIEWER, cast.jinnan, day(3))
    services.revoke_role(assignment=revoked, actor="test", now=cast.now)
    context = security.get(page_of(newcomer)).context
    assert [held.role for held, _words in context["coming"]] == [Role.CLERK]
    assert context["current"] == []
    assert len(context["past"]) == 2


# Nobody gives himself anything -----------------------------------------------------------------------


def test_nobody_gives_or_takes_his_own_rights(security, cast):
    own = cast.user("security.county")
    response = give(security, own, answers(cast, role=Role.INSPECTOR, division=cast.county.pk), step="")
    assert "不能给自己授权" in response.content.decode()
    (held,) = own.assignments.all()
    refused = security.post(reverse("office:revoke", args=[held.pk]), {"form_token": new_token()})
    assert "不能给自己授权或收回自己的授权" in refused.content.decode()


def test_a_second_account_of_the_same_person_counts_as_himself(cast):
    own = cast.user("security.county")
    second = account("second", own.official)
    with pytest.raises(RuleViolation) as refused:
        services.grant_role(user=second, role=Role.CLERK, division=cast.jinnan, start=today(), actor=own, now=cast.now)
    assert refused.value.code == "townships.own_rights"


def test_accounts_without_a_person_are_told_apart(cast):
    """Two accounts that belong to nobody on record are not therefore the same person."""
    one = services.open_account(username="a1", name="无一", password="x", official=None, actor="test", now=cast.now)
    two = services.open_account(username="a2", name="无二", password="x", official=None, actor="test", now=cast.now)
    made = services.grant_role(user=two, role=Role.CLERK, division=cast.jinnan, start=today(), actor=one, now=cast.now)
    assert made.pk


# The database itself ---------------------------------------------------------------------------------


def insert(user, role, division, start, end=None):
    with transaction.atomic():
        return Assignment.objects.create(
            user=user, role=role, division=division, start=start, end=end, county="320831", township=""
        )


def test_the_database_keeps_the_three_administrators_apart(cast):
    system = cast.user("system.county")
    for role in (Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, Role.CLERK):
        with pytest.raises(IntegrityError, match="administrators hold no other role"):
            insert(system, role, cast.county, today())
    second = account("second", system.official)
    with pytest.raises(IntegrityError, match="administrators hold no other role"):
        insert(second, Role.AUDIT_ADMINISTRATOR, cast.county, today())


def test_the_database_refuses_a_change_that_joins_them(cast):
    clerk = cast.user("clerk.jinnan")
    (held,) = clerk.assignments.all()
    held.end = day(-1)
    held.save()
    insert(clerk, Role.AUDIT_ADMINISTRATOR, cast.county, today())
    held.end = None
    with pytest.raises(IntegrityError, match="administrators hold no other role"), transaction.atomic():
        held.save()


def test_the_database_lets_one_follow_the_other(cast):
    """Not on the same day: yesterday's administrator may be today's clerk, what never began counts for nothing."""
    newcomer = account("newcomer", official("丁新", cast.jinnan))
    insert(newcomer, Role.AUDIT_ADMINISTRATOR, cast.county, day(-9), day(-1))
    insert(newcomer, Role.CLERK, cast.jinnan, today(), day(4))
    insert(newcomer, Role.AUDIT_ADMINISTRATOR, cast.county, day(3), day(2))
    insert(newcomer, Role.AUDIT_ADMINISTRATOR, cast.county, day(5))
    assert newcomer.assignments.count() == 4
