"""The second step of a login: nobody is in before it, whatever order things come in."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from foundation.townships import pending, totp
from foundation.townships.models import Authenticator, User
from foundation.townships.sessions import VERIFIED
from foundation.townships.states import Role
from foundation.web.models import FormToken
from tests.cast import PASSWORD, SEED, next_code
from tests.townships.acts import account, grant, official
from tests.townships.doorway import (
    FACTOR,
    LOGIN,
    come_in,
    is_logged_in,
    logins_of,
    noted,
    recover,
    show,
    sign_in,
    token_of,
    wrong,
)
from tests.townships.test_second_factor import CODES, enrol

pytestmark = pytest.mark.django_db

WHO = ["inspector.county", "secretary.jinnan", "head.taji", "system.county", "security.county", "logs.county"]


@pytest.fixture
def waiting(cast, client) -> Client:
    """The secretary of 金南镇 after his password."""
    assert sign_in(client, "secretary.jinnan")["Location"] == FACTOR
    return client


def test_the_demo_county_and_the_cast_know_who_needs_a_second_factor(cast):
    enrolled = set(Authenticator.objects.values_list("user__username", flat=True))
    assert enrolled >= set(WHO)
    assert enrolled == {user.username for user in User.objects.all() if user.may("second_factor")}
    assert {row.user.recovery_codes.count() for row in Authenticator.objects.all()} == {0}


@pytest.mark.parametrize("username", WHO)
def test_a_password_alone_lets_nobody_in_who_needs_more(cast, client, username):
    response = sign_in(client, username)
    assert (response.status_code, response["Location"]) == (302, FACTOR)
    assert not is_logged_in(client)
    assert client.get("/desk/")["Location"] == f"{LOGIN}?next=/desk/"
    assert noted("logged_in") == [] and logins_of(username) == []
    response = show(client, next_code(username))
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert client.session[VERIFIED] is True
    (event,) = noted("logged_in")
    assert event.actor == str(User.objects.get(username=username))


@pytest.mark.parametrize("username", ["clerk.jinnan", "member.taji", "finance.county"])
def test_others_come_in_by_their_password(cast, client, username):
    assert sign_in(client, username)["Location"] == "/desk/"
    assert is_logged_in(client) and VERIFIED not in client.session


def test_whoever_has_bound_a_device_of_his_own_will_is_asked_too(cast, client, clock):
    enrol(cast.user("clerk.jinnan"), SEED)
    assert sign_in(client, "clerk.jinnan")["Location"] == FACTOR
    assert show(client, next_code("clerk.jinnan"))["Location"] == "/desk/"


def test_a_role_of_tomorrow_asks_for_nothing_today(cast, client):
    user = account("somebody", official("子一", cast.county), password=PASSWORD)
    grant(user, Role.INSPECTOR, cast.county, start=timezone.localdate() + timezone.timedelta(days=1))
    assert sign_in(client, "somebody")["Location"] == "/accounts/me/"


@pytest.mark.parametrize("target", ["/desk/people/", "/accounts/me/?a=b&c=d", "/admin/"])
def test_whoever_was_on_his_way_goes_on_after_both_steps(cast, client, target):
    second = sign_in(client, "inspector.county", next=target)["Location"]
    page = client.get(second).content.decode()
    hidden = set(re.findall(r'name="next" value="([^"]*)"', page))
    assert hidden == {target.replace("&", "&amp;")}
    assert show(client, next_code("inspector.county"), next=target)["Location"] == target


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", r"\\evil.example", "javascript:evil()"])
def test_nobody_is_sent_to_another_place(cast, client, target):
    assert sign_in(client, "inspector.county", next=target)["Location"] == FACTOR
    assert "evil" not in client.get(FACTOR, {"next": target}).content.decode()
    assert show(client, next_code("inspector.county"), next=target)["Location"] == "/desk/"


def test_the_door_speaks_english_too(cast, client):
    response = sign_in(client, "inspector.county", path=f"/en{LOGIN}")
    assert response["Location"] == f"/en{FACTOR}"
    assert show(client, next_code("inspector.county"), path=f"/en{FACTOR}")["Location"] == "/desk/"


def test_the_page_says_whose_login_it_is_and_is_kept_nowhere(waiting):
    response = waiting.get(FACTOR)
    assert "secretary.jinnan" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert waiting.put(FACTOR).status_code == 405


def test_the_session_between_the_steps_belongs_to_nobody_and_holds_no_password(waiting):
    kept = waiting.session[pending.PENDING]
    assert set(kept) == {"user", "backend", "password", "at", "token"}
    assert kept["password"] == User.objects.get(username="secretary.jinnan").get_session_auth_hash()
    assert PASSWORD not in str(kept)


def test_each_step_gives_a_new_session(cast, client):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    sign_in(client, "inspector.county")
    first = client.session.session_key
    assert "planted" not in client.session
    show(client, next_code("inspector.county"))
    assert len({planted, first, client.session.session_key}) == 3
    assert [row.session_key for row in logins_of("inspector.county")] == [client.session.session_key]
    assert pending.PENDING not in client.session


# Wrong codes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["000000", "12345", "abcdef", "", "１２３", "9" * 21])
def test_a_wrong_code_says_so_and_keeps_nobody_in(waiting, code):
    response = show(waiting, code if code != "000000" else wrong("secretary.jinnan"))
    assert response.status_code == 200 and response.context["form"].errors["code"]
    assert not is_logged_in(waiting)
    assert show(waiting, next_code("secretary.jinnan")).status_code == 302


def test_a_wrong_code_is_noted_with_the_name_and_not_as_a_wrong_password(waiting):
    show(waiting, wrong("secretary.jinnan"))
    (event,) = noted("factor_failed")
    assert (event.actor, event.stream, event.network) == ("secretary.jinnan", "320831101", "127.0.0.1")
    assert noted("login_failed") == []


def test_a_code_opens_once(cast):
    code = next_code("inspector.county")
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, "inspector.county")
    assert show(first, code).status_code == 302
    refused = show(second, code)
    assert "已经用过" in refused.content.decode() and not is_logged_in(second)


def test_the_code_of_somebody_elses_app_is_wrong(cast, client):
    enrol(cast.user("clerk.jinnan"), secret := totp.new_secret())
    sign_in(client, "inspector.county")
    assert show(client, totp.code_at(secret, timezone.now())).status_code == 200
    assert not is_logged_in(client)


def test_a_printed_code_opens_once_and_says_how_many_are_left(cast, clock):
    enrol(cast.user("clerk.jinnan"), SEED)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, "clerk.jinnan")
    page = first.post(FACTOR, {"recovery": CODES[0], "form_token": token_of(first)}, follow=True)
    assert page.redirect_chain == [("/desk/", 302)]
    assert "还剩 9 个" in page.content.decode()
    response = recover(second, CODES[0])
    assert "备用验证码不正确或已经用过" in response.content.decode()
    assert '<details class="more" open>' in response.content.decode()
    assert not is_logged_in(second)
    assert len(noted("recovery_used")) == 1 and len(noted("factor_failed")) == 1


def test_an_app_code_is_no_printed_code_and_the_other_way_round(cast, client, clock):
    enrol(cast.user("clerk.jinnan"), SEED)
    sign_in(client, "clerk.jinnan")
    assert recover(client, next_code("clerk.jinnan")).status_code == 200
    assert show(client, CODES[0]).status_code == 200
    assert not is_logged_in(client)


# Wrong order -------------------------------------------------------------------------------------


def test_without_a_password_there_is_no_second_step(client, db):
    for response in (client.get(FACTOR), client.post(FACTOR, {"code": "123456", "form_token": "x" * 30})):
        assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert "没有完成" in client.get(LOGIN).content.decode()


def test_where_somebody_was_going_is_not_forgotten_when_he_begins_again(client, db):
    assert client.get(FACTOR, {"next": "/desk/people/"})["Location"] == f"{LOGIN}?next=%2Fdesk%2Fpeople%2F"


def test_after_five_minutes_the_password_is_asked_for_again(cast, client, clock):
    sign_in(client, "inspector.county")
    token = token_of(client)
    clock.forward(minutes=5)
    assert client.get(FACTOR).status_code == 200
    clock.forward(seconds=1)
    sent = {"code": next_code("inspector.county"), "form_token": token}
    assert client.post(FACTOR, sent)["Location"] == LOGIN
    assert not is_logged_in(client)


def test_a_wrong_code_does_not_lengthen_the_five_minutes(cast, client, clock):
    sign_in(client, "inspector.county")
    clock.forward(minutes=4)
    show(client, wrong("inspector.county"))
    clock.forward(minutes=2)
    assert client.get(FACTOR).status_code == 302


@pytest.mark.parametrize("change", ["disabled", "password", "deleted device"])
def test_what_changes_between_the_steps_counts(waiting, change):
    user = User.objects.get(username="secretary.jinnan")
    if change == "disabled":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif change == "password":
        user.set_password("Other-1234")
        user.save()
    else:
        Authenticator.objects.filter(user=user).delete()
    expected = "/accounts/enrol/" if change == "deleted device" else LOGIN
    assert waiting.get(FACTOR)["Location"] == expected


def test_whoever_is_logged_in_goes_on(login):
    client = login("clerk.jinnan")
    assert client.get(FACTOR)["Location"] == "/desk/"
    assert client.get(FACTOR, {"next": "/accounts/me/"})["Location"] == "/accounts/me/"
    assert client.post(FACTOR, {"code": "123456"})["Location"] == "/desk/"


def test_a_login_as_somebody_else_ends_the_first_one_at_once(cast):
    client = come_in("clerk.jinnan")
    sign_in(client, "inspector.county")
    assert not is_logged_in(client) and logins_of("clerk.jinnan") == []
    assert [event.actor for event in noted("logged_out")] == [str(cast.user("clerk.jinnan"))]


def test_a_login_without_a_second_step_forgets_the_one_that_waited(waiting):
    sign_in(waiting, "clerk.jinnan")
    assert pending.PENDING not in waiting.session
    waiting.post("/accounts/logout/")
    assert waiting.get(FACTOR)["Location"] == LOGIN


def test_in_two_tabs_the_code_belongs_to_the_login_of_its_own_page(waiting):
    """In the second tab somebody else gives his password; the first page still shows the secretary."""
    stale = token_of(waiting)
    sign_in(waiting, "inspector.county")
    response = waiting.post(FACTOR, {"code": next_code("secretary.jinnan"), "form_token": stale}, follow=True)
    assert response.redirect_chain == [(FACTOR, 302)]
    text = response.content.decode()
    assert "另一个页面又开始了登录" in text and "inspector.county" in text
    assert not is_logged_in(waiting) and noted("factor_failed") == []
    assert show(waiting, next_code("inspector.county")).status_code == 302


def test_the_page_before_does_not_open_again_after_leaving(cast, client):
    sign_in(client, "inspector.county")
    sent = {"code": next_code("inspector.county"), "form_token": token_of(client)}
    client.post(FACTOR, sent)
    client.post("/accounts/logout/")
    assert client.post(FACTOR, sent)["Location"] == LOGIN
    assert not is_logged_in(client)


def test_the_session_between_the_steps_is_gone_after_them(cast, client):
    sign_in(client, "inspector.county")
    between = client.session.session_key
    sent = {"code": next_code("inspector.county"), "form_token": token_of(client)}
    client.post(FACTOR, sent)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = between
    assert thief.post(FACTOR, sent)["Location"] == LOGIN
    assert not is_logged_in(thief)


def test_the_same_form_twice_at_the_same_moment_leads_to_the_same_place(cast, client):
    """The second request read its session before the first one had finished."""
    sign_in(client, "inspector.county")
    between = client.session.session_key
    kept = dict(client.session.items())
    sent = {"code": next_code("inspector.county"), "form_token": token_of(client)}
    assert client.post(FACTOR, sent)["Location"] == "/desk/"
    late = Client()
    session = late.session
    session.update(kept)
    session.save()
    late.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert session.session_key != between
    assert late.post(FACTOR, sent)["Location"] == "/desk/"
    assert FormToken.objects.count() == 1 and noted("factor_failed") == []


def test_a_form_of_another_site_is_refused(cast):
    client = Client(enforce_csrf_checks=True)
    assert client.post(FACTOR, {"code": "123456"}).status_code == 403
