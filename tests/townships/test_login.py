"""The one login door."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.townships.forms.account import LoginForm
from foundation.townships.models import LoginSession as Session
from foundation.townships.models import User
from foundation.townships.states import Capability
from tests.cast import PASSWORD, next_code
from tests.townships.acts import account
from tests.townships.doorway import LOGIN, is_logged_in, noted, show, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("username", "place"),
    [
        ("clerk.jinnan", "/desk/"),
        ("village.taji", "/desk/"),
        ("secretary.taji", "/desk/"),
        ("inspector.county", "/desk/"),
        ("system.county", "/desk/"),
        ("security.county", "/desk/"),
        ("logs.county", "/desk/"),
        ("citizen", "/accounts/me/"),
    ],
)
def test_everybody_lands_where_his_work_is(cast, client, username, place):
    account("citizen", password=PASSWORD)
    response = sign_in(client, username)
    if response["Location"] == "/accounts/second-factor/":
        response = show(client, next_code(username))
    assert (response.status_code, response["Location"]) == (302, place)
    assert client.get(place).status_code == 200


def test_the_admin_is_where_those_land_who_have_nothing_but_the_admin(cast, client, monkeypatch):
    """No role is such today; a county may cut one to this size."""
    monkeypatch.setattr(User, "may", lambda self, capability, scope=None: capability == Capability.ENTER_ADMIN)
    assert sign_in(client, "clerk.jinnan")["Location"] == "/admin/"


@pytest.mark.parametrize("target", ["/desk/people/", "/accounts/me/?a=b", "/admin/townships/body/?p=1"])
def test_whoever_was_on_his_way_goes_on(cast, client, target):
    page = client.get(LOGIN, {"next": target})
    hidden = re.search(r'name="next" value="([^"]*)"', page.content.decode())
    assert hidden and hidden[1] == target
    assert sign_in(client, "finance.county", next=target)["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/desk/",
        "http://evil.example",
        "//evil.example/desk/",
        "///evil.example",
        r"\\evil.example",
        r"/\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        " //evil.example",
        "ftp://testserver/x",
    ],
)
@pytest.mark.parametrize("where", ["field", "query"])
def test_nobody_is_sent_to_another_place(cast, client, target, where):
    if where == "field":
        response = sign_in(client, "clerk.jinnan", next=target)
    else:
        response = client.post(LOGIN, {"username": "clerk.jinnan", "password": PASSWORD}, query_params={"next": target})
    assert (response.status_code, response["Location"]) == (302, "/desk/")


def test_unknown_wrong_and_disabled_get_the_same_answer(cast):
    User.objects.filter(username="clerk.taji").update(is_active=False)
    answers = set()
    for username, password in [("nobody.xx", PASSWORD), ("clerk.jinnan", "wrong"), ("clerk.taji", PASSWORD)]:
        client = Client()
        response = sign_in(client, username, password)
        assert response.status_code == 200
        assert not is_logged_in(client)
        text = response.content.decode().replace(username, "X")
        answers.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    (answer,) = answers
    assert "账号或密码不正确" in answer and "请核对后重新输入" in answer
    assert PASSWORD not in answer


@pytest.fixture
def work(monkeypatch) -> list[str]:
    """Every computation of a hash, which is what a login spends its time with."""
    done: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        done.append("hash")
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return done


def test_unknown_wrong_and_disabled_cost_the_same_work(cast, work):
    User.objects.filter(username="clerk.taji").update(is_active=False)
    spent = []
    for username, password in [("nobody.xx", PASSWORD), ("clerk.jinnan", "wrong"), ("clerk.taji", PASSWORD)]:
        work.clear()
        with CaptureQueriesContext(connection) as queries:
            sign_in(Client(), username, password)
        spent.append((len(work), len(queries)))
    assert len(set(spent)) == 1 and spent[0][0] == 1, spent


def test_a_form_without_account_or_password_is_shown_again(cast, client):
    response = client.post(LOGIN, {})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"username", "password"}


def test_a_disabled_account_would_not_pass_the_form_either(cast):
    """Should a backend ever let it in."""
    with pytest.raises(ValidationError, match="账号或密码不正确"):
        LoginForm().confirm_login_allowed(User(is_active=False))


def test_a_name_is_the_same_however_its_signs_are_composed(cast, client):
    account("ｃｌｅｒｋ.wide", password=PASSWORD)
    assert User.objects.filter(username="clerk.wide").exists()
    assert sign_in(client, "clerk.wide").status_code == 302


def test_the_login_gives_a_new_session(cast, client):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    sign_in(client, "clerk.jinnan")
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_the_session_cookie_is_hidden_from_scripts_and_ends_with_the_browser(cast, client):
    cookie = sign_in(client, "clerk.jinnan").cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (True, "Lax", "", "")


def test_a_disabled_account_is_out_with_its_next_click(login):
    client = login("clerk.jinnan")
    assert client.get("/desk/").status_code == 200
    User.objects.filter(username="clerk.jinnan").update(is_active=False)
    assert client.get("/desk/")["Location"] == f"{LOGIN}?next=/desk/"


def test_logging_out_ends_the_session(login):
    client = login("clerk.jinnan")
    key = client.session.session_key
    response = client.post("/accounts/logout/")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/desk/")["Location"] == f"{LOGIN}?next=/desk/"


def test_whoever_is_not_logged_in_may_leave_too_and_nothing_is_noted(cast, client):
    assert client.post("/accounts/logout/").status_code == 302
    assert noted("logged_out") == []


def test_a_link_cannot_log_anybody_out(login):
    client = login("clerk.jinnan")
    for method in (client.get, client.head, client.put, client.delete):
        assert method("/accounts/logout/").status_code == 405
    assert is_logged_in(client)


def test_logging_out_sends_nobody_to_another_place(login):
    response = login("clerk.jinnan").post("/accounts/logout/", {"next": "https://evil.example/"})
    assert not response["Location"].startswith("https://evil")


@pytest.mark.parametrize("path", [LOGIN, "/accounts/logout/", "/accounts/password/"])
def test_a_form_of_another_site_is_refused_with_a_page_that_says_what_to_do(cast, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="clerk.jinnan"))
    response = client.post(path, {"username": "clerk.jinnan", "password": PASSWORD})
    assert response.status_code == 403
    assert "没有提交成功" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_whoever_is_logged_in_may_log_in_as_somebody_else(login):
    client = login("clerk.jinnan")
    assert client.get(LOGIN).status_code == 200
    sign_in(client, "clerk.taji")
    assert client.get("/accounts/me/").context["account"].username == "clerk.taji"


def test_the_door_speaks_english_too(cast, client):
    assert client.get("/en/accounts/login/").status_code == 200
    response = sign_in(client, "clerk.jinnan", path="/en/accounts/login/")
    assert response["Location"] == "/desk/"


def test_the_login_page_is_kept_nowhere(cast, client):
    assert "no-store" in client.get(LOGIN)["Cache-Control"]


def test_the_hasher_of_the_project_is_argon2():
    from config import settings as project

    assert project.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
