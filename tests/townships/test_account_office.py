"""The system administrator's desk: opening accounts, closing them, new passwords, unlocking."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from foundation.townships.models import Authenticator, LoginSession, Official, User
from foundation.townships.states import Role
from foundation.web.tokens import new_token
from tests.cast import PASSWORD
from tests.townships.acts import account, grant, official

pytestmark = pytest.mark.django_db

ACCOUNTS, PEOPLE, NEW = "/desk/office/accounts/", "/desk/office/accounts/people/", "/desk/office/accounts/new/"


@pytest.fixture
def system(login):
    return login("system.county")


def page_of(user) -> str:
    return reverse("office:account", args=[user.pk])


def act(client, user, name, token=""):
    return client.post(reverse("office:account_act", args=[user.pk, name]), {"form_token": token or new_token()})


def word_on(response) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', response.content.decode())
    assert found, response.content.decode()[:2000]
    return found.group(1)


# Finding -------------------------------------------------------------------------------------------


def test_the_list_tells_state_and_second_factor_and_finds_by_name(system, cast):
    text = system.get(ACCOUNTS, {"q": "inspector"}).content.decode()
    assert "inspector.county" in text and "已绑定" in text and "启用" in text and "clerk.jinnan" not in text
    assert "没有找到这样的账号" in system.get(ACCOUNTS, {"q": "nobody at all"}).content.decode()


def test_the_list_shows_no_role_and_no_business(system):
    text = system.get(ACCOUNTS).content.decode()
    assert "党政办经办" not in text and "议题" not in text


def test_the_queries_of_the_list_do_not_depend_on_its_rows(system, cast, django_assert_num_queries):
    with django_assert_num_queries(6):
        system.get(ACCOUNTS)
    for number in range(5):
        account(f"aa{number}", official(f"丁{number}", cast.jinnan))
    with django_assert_num_queries(6):
        system.get(ACCOUNTS)


def test_people_without_an_account_are_found_by_name_with_their_posts(system):
    text = system.get(PEOPLE, {"q": "丁三"}).content.decode()
    assert "丁三" in text and "党委副书记" in text
    assert "没有找到还没有账号的“丁一二三”" in system.get(PEOPLE, {"q": "丁一二三"}).content.decode()
    assert "为他开通账号" not in system.get(PEOPLE).content.decode()
    assert "丁十二" not in system.get(PEOPLE, {"q": "丁十二"}).content.decode().replace('value="丁十二"', "").replace(
        "“丁十二”", ""
    )


# Opening -------------------------------------------------------------------------------------------


def test_an_account_is_opened_for_somebody_on_record_and_its_word_is_shown_once(system, cast, client):
    third = cast.official("丁三")
    url = reverse("office:open_account", args=[third.pk])
    assert "丁三（金南镇）" in system.get(url).content.decode()
    token = new_token()
    response = system.post(url, {"form_token": token, "username": "third.jinnan"})
    word = word_on(response)
    made = User.objects.get(username="third.jinnan")
    assert (made.official, made.name, made.is_demo) == (third, "丁三", False)
    assert made.check_password(word) and made.password_until is not None
    validate_password(word)
    again = system.post(url, {"form_token": token, "username": "third.jinnan"}, follow=True)
    assert word not in again.content.decode() and "只显示一次" in again.content.decode()
    client.post("/accounts/login/", {"username": "third.jinnan", "password": word})
    assert client.get("/accounts/me/")["Location"] == "/accounts/password/"


@pytest.mark.parametrize("username", ["", "clerk.jinnan", "a b", "x" * 51])
def test_a_wrong_name_is_explained_and_nobody_is_made(system, cast, username):
    before = User.objects.count()
    third = cast.official("丁三")
    response = system.post(
        reverse("office:open_account", args=[third.pk]), {"form_token": new_token(), "username": username}
    )
    assert response.status_code == 200 and response.context["form"].errors["username"]
    assert User.objects.count() == before


def test_somebody_who_is_not_on_record_is_recorded_with_his_account(system, cast):
    form = {"form_token": new_token(), "name": "丁委派", "division": cast.jinnan.pk, "username": "sent.jinnan"}
    word_on(system.post(NEW, form))
    made = User.objects.get(username="sent.jinnan")
    assert made.official.name == "丁委派" and made.official.division == cast.jinnan


def test_when_the_name_is_taken_nobody_is_recorded_either(system, cast):
    form = {"form_token": new_token(), "name": "丁委派", "division": cast.jinnan.pk, "username": "clerk.jinnan"}
    response = system.post(NEW, form)
    assert "clerk.jinnan" in response.content.decode() and response.context["form"].errors["username"]
    assert not Official.objects.filter(name="丁委派").exists()


# One account ---------------------------------------------------------------------------------------


def test_an_account_is_disabled_at_once_and_enabled_again(system, cast, login):
    clerk, user = login("clerk.jinnan"), cast.user("clerk.jinnan")
    assert "停用账号" in system.get(page_of(user)).content.decode()
    assert act(system, user, "disable")["Location"] == page_of(user)
    assert clerk.get("/desk/")["Location"].startswith("/accounts/login/")
    assert not LoginSession.objects.filter(user=user).exists()
    text = system.get(page_of(user)).content.decode()
    assert "启用账号" in text and "停用账号" not in text
    act(system, user, "enable")
    assert login("clerk.jinnan").get("/desk/").status_code == 200


def test_a_new_password_ends_the_old_and_every_login(system, cast, login, client):
    clerk, user = login("clerk.jinnan"), cast.user("clerk.jinnan")
    token = new_token()
    word = word_on(act(system, user, "password", token))
    assert clerk.get("/desk/")["Location"].startswith("/accounts/login/")
    user.refresh_from_db()
    assert user.check_password(word) and not user.check_password(PASSWORD)
    again = act(system, user, "password", token)
    assert again["Location"] == page_of(user)
    user.refresh_from_db()
    assert user.check_password(word)
    with pytest.raises(ValidationError):
        validate_password(PASSWORD, user)


def test_a_locked_account_is_unlocked(system, cast, client):
    for _guess in range(5):
        locked = client.post("/accounts/login/", {"username": "clerk.jinnan", "password": "wrong"})
    assert locked.status_code == 429
    right = {"username": "clerk.jinnan", "password": PASSWORD}
    assert client.post("/accounts/login/", right).status_code == 429
    act(system, cast.user("clerk.jinnan"), "unlock")
    assert client.post("/accounts/login/", right)["Location"] == "/desk/"


def test_nobody_acts_on_his_own_account(system, cast):
    own = cast.user("system.county")
    assert "不能对自己的账号办理" in system.get(page_of(own)).content.decode()
    for name in ("disable", "password"):
        response = act(system, own, name)
        assert response.status_code == 200 and response.context["form"].errors
    own.refresh_from_db()
    assert own.is_active and own.check_password(PASSWORD)


def test_an_act_that_is_none_and_an_account_out_of_reach_are_not_found(system, cast):
    user = cast.user("clerk.jinnan")
    assert system.get(reverse("office:account_act", args=[user.pk, "promote"])).status_code == 404
    stray = account("stray")
    assert system.get(page_of(stray)).status_code == 404


def test_the_second_factor_is_reset_by_the_other_administrator(login, cast):
    security, user = login("security.county"), cast.user("inspector.county")
    url = reverse("office:reset_factor", args=[user.pk])
    assert "确认重置" in security.get(url).content.decode()
    security.post(url, {"form_token": new_token()})
    assert not Authenticator.objects.filter(user=user).exists()
    again = security.post(url, {"form_token": new_token()})
    assert again.status_code == 200 and again.context["form"].errors
    assert login("system.county").get(url).status_code == 403


def test_an_account_of_somebody_without_record_has_a_page_for_nobody(login, cast):
    """Without an official there is no county, so no county's administrator reaches it."""
    stray = account("stray")
    grant(stray, Role.CLERK, cast.jinnan)
    for username in ("system.county", "security.county"):
        assert "stray" not in login(username).get("/desk/office/accounts/", {"q": "stray"}).content.decode().replace(
            'value="stray"', ""
        )
