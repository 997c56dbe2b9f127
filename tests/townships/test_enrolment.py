"""Setting up an authenticator app, and the codes for the day when it is lost."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from foundation.townships import pending, proving, totp
from foundation.townships.models import Authenticator
from foundation.townships.sessions import VERIFIED
from foundation.townships.states import Role
from foundation.townships.views import account as views_account
from foundation.web.tokens import new_token
from tests.cast import PASSWORD, SEED, next_code
from tests.townships.acts import account, day, grant, official
from tests.townships.doorway import (
    CODES,
    ENROL,
    FACTOR,
    LOGIN,
    come_in,
    is_logged_in,
    logins_of,
    noted,
    show,
    sign_in,
    token_of,
    wrong,
)
from tests.townships.test_second_factor import CODES as PRINTED
from tests.townships.test_second_factor import enrol

pytestmark = pytest.mark.django_db

PICTURE, RENEW, ME = "/accounts/enrol/picture/", "/accounts/codes/renew/", "/accounts/me/"


@pytest.fixture
def newcomer(cast, client, clock) -> Client:
    """A second inspector of the county after his first password, without a device yet."""
    user = account("new.inspector", official("县纪二", cast.county), password=PASSWORD)
    grant(user, Role.INSPECTOR, cast.county)
    assert sign_in(client, "new.inspector", next="/admin/")["Location"] == f"{FACTOR}?next=%2Fadmin%2F"
    return client


@pytest.fixture
def clerk(login, clock) -> Client:
    return login("clerk.jinnan")


@pytest.fixture
def bound(cast, login, clock) -> Client:
    """The clerk, who has bound a device of his own will."""
    enrol(cast.user("clerk.jinnan"), SEED)
    return login("clerk.jinnan")


def offered(client: Client) -> str:
    """The secret on the page, as somebody types it."""
    page = client.get(ENROL).content.decode()
    return re.search(r'<strong class="code">([A-Z2-7 ]+)</strong>', page)[1].replace(" ", "")


def bind(client: Client, **more: str):
    code = totp.code_at(offered(client), timezone.now())
    return client.post(ENROL, {"code": code, "form_token": token_of(client, ENROL)} | more)


def printed(client: Client) -> list[str]:
    return re.findall(r'<li class="code">([a-z-]+)</li>', client.get(CODES).content.decode())


def device_of(username: str) -> Authenticator | None:
    return Authenticator.objects.filter(user__username=username).first()


# On the way in -----------------------------------------------------------------------------------


def test_whoever_needs_a_device_and_has_none_sets_one_up_before_he_is_in(newcomer):
    assert newcomer.get(f"{FACTOR}?next=%2Fadmin%2F")["Location"] == f"{ENROL}?next=%2Fadmin%2F"
    page = newcomer.get(ENROL, {"next": "/admin/"}).content.decode()
    assert "绑定动态验证码" in page and PICTURE in page and "new.inspector" in page
    assert 'name="current"' not in page and not is_logged_in(newcomer)
    response = bind(newcomer, next="/admin/")
    assert response["Location"] == f"{CODES}?next=%2Fadmin%2F"
    assert is_logged_in(newcomer) and newcomer.session[VERIFIED] is True
    codes = printed(newcomer)
    assert len(codes) == 10
    assert newcomer.post(CODES, {"next": "/admin/"})["Location"] == "/admin/"
    assert newcomer.get("/admin/").status_code == 200
    again = Client()
    sign_in(again, "new.inspector")
    assert again.post(FACTOR, {"recovery": codes[4], "form_token": token_of(again)})["Location"] == "/desk/"


def test_setting_up_may_take_fifteen_minutes_and_the_secret_stays(newcomer, clock):
    secret = offered(newcomer)
    clock.forward(minutes=15)
    assert offered(newcomer) == secret
    clock.forward(seconds=1)
    assert newcomer.get(ENROL)["Location"] == LOGIN
    assert newcomer.get(PICTURE)["Location"] == LOGIN
    assert newcomer.post(ENROL, {"code": "123456", "form_token": new_token()})["Location"] == LOGIN
    assert device_of("new.inspector") is None


def test_whoever_has_a_device_cannot_set_up_another_with_his_password_alone(cast, client):
    """The thief of a password."""
    sign_in(client, "inspector.county", next="/desk/people/")
    assert client.get(ENROL)["Location"] == FACTOR
    assert client.post(ENROL, {"code": "123456", "form_token": new_token()})["Location"] == FACTOR
    assert device_of("inspector.county").secret.open() == SEED


def test_the_picture_shows_the_secret_and_is_kept_nowhere(newcomer):
    assert newcomer.get(PICTURE).status_code == 404
    secret = offered(newcomer)
    response = newcomer.get(PICTURE)
    assert (response["Content-Type"], response.content) == ("image/svg+xml", totp.picture(secret, "new.inspector"))
    assert "no-store" in response["Cache-Control"]
    assert newcomer.post(PICTURE).status_code == 405


def test_a_code_that_the_app_does_not_show_binds_nothing_and_the_secret_stays(newcomer):
    secret = offered(newcomer)
    response = newcomer.post(ENROL, {"code": "000000", "form_token": token_of(newcomer, ENROL)})
    assert "与应用里显示的不符" in response.content.decode()
    assert response.context["form"].errors.keys() == {"code"}
    assert offered(newcomer) == secret and not is_logged_in(newcomer)
    assert noted("factor_failed") == [], "nobody guesses at a secret that he has just been shown"
    assert bind(newcomer).status_code == 302


def test_a_secret_of_the_browser_is_not_the_secret(newcomer):
    """It lies in the session: what comes with the form is not looked at."""
    mine = totp.new_secret()
    sent = {"code": totp.code_at(mine, timezone.now()), "secret": mine, "form_token": token_of(newcomer, ENROL)}
    assert newcomer.post(ENROL, sent).status_code == 200
    assert device_of("new.inspector") is None


def test_nobody_without_a_password_sets_anything_up(client, db):
    for path in (ENROL, PICTURE):
        assert client.get(path)["Location"] == LOGIN
    for path in (CODES, RENEW):
        assert client.get(path)["Location"] == f"{LOGIN}?next={path}"


def test_a_lock_holds_here_too(newcomer):
    secret, token = offered(newcomer), token_of(newcomer, ENROL)
    for _time in range(5):
        sign_in(Client(), "new.inspector", "wrong")
    assert newcomer.post(ENROL, {"code": totp.code_at(secret, timezone.now()), "form_token": token}).status_code == 429
    assert device_of("new.inspector") is None and not is_logged_in(newcomer)


def test_the_form_sent_twice_at_the_same_moment_binds_once(newcomer):
    """The second request read its session before the first one had finished: it is led on, but not logged in."""
    sent = {"code": totp.code_at(offered(newcomer), timezone.now()), "form_token": token_of(newcomer, ENROL)}
    kept = dict(newcomer.session.items())
    assert newcomer.post(ENROL, sent)["Location"] == CODES
    late = Client()
    session = late.session
    session.update(kept)
    session.save()
    late.cookies["sessionid"] = session.session_key
    response = late.post(ENROL, sent)
    assert response.status_code == 302 and not is_logged_in(late)
    assert Authenticator.objects.filter(user__username="new.inspector").count() == 1
    assert len(printed(newcomer)) == 10


def test_two_tabs_show_the_same_secret(newcomer):
    assert len({offered(newcomer) for _tab in range(3)}) == 1


def test_a_role_that_begins_asks_for_a_device_at_the_next_login(cast, login):
    grant(cast.user("clerk.jinnan"), Role.PRINCIPAL, cast.jinnan, start=day(1))
    assert login("clerk.jinnan").get("/desk/").status_code == 200


# Of one's own will -------------------------------------------------------------------------------


def test_anybody_may_bind_a_device(clerk, cast):
    elsewhere = come_in("clerk.jinnan")
    page = clerk.get(ENROL).content.decode()
    assert "取消" in page and "工作台" in page
    assert bind(clerk)["Location"] == CODES
    assert clerk.session[VERIFIED] is True and pending.SECRET not in clerk.session
    assert clerk.get(ME).status_code == 200, "he stays in"
    assert elsewhere.get(ME).status_code == 302, "the others do not: they have shown nothing"
    assert "已绑定" in clerk.get(ME).content.decode()


def test_the_codes_are_shown_until_they_are_put_away(clerk, clock):
    bind(clerk)
    first = printed(clerk)
    assert printed(clerk) == first, "a printer may ask for the page again"
    assert "no-store" in clerk.get(CODES)["Cache-Control"]
    assert clerk.post(CODES)["Location"] == "/desk/"
    response = clerk.get(CODES, follow=True)
    assert response.redirect_chain == [(ME, 302)]
    assert "只在生成后显示一次" in response.content.decode()
    assert not any(code in str(dict(clerk.session.items())) for code in first)


def test_the_codes_are_not_shown_to_whoever_finds_the_screen_later(clerk, clock):
    bind(clerk)
    clock.forward(minutes=15)
    assert len(printed(clerk)) == 10
    clock.forward(seconds=1)
    assert clerk.get(CODES)["Location"] == ME
    assert pending.CODES not in clerk.session


def test_codes_put_away_lead_nobody_to_another_place(clerk):
    bind(clerk)
    assert clerk.post(CODES, {"next": "https://evil.example/"})["Location"] == "/desk/"


# Another device ----------------------------------------------------------------------------------


@pytest.mark.parametrize("proof", ["app", "printed"])
def test_another_device_needs_a_code_of_the_old_one_or_a_printed_one(bound, clock, proof):
    clock.forward(minutes=2)
    page = bound.get(ENROL).content.decode()
    assert "更换验证设备" in page and 'name="current"' in page
    secret = offered(bound)
    assert secret != SEED
    assert bind(bound, current=next_code("clerk.jinnan") if proof == "app" else PRINTED[0])["Location"] == CODES
    assert device_of("clerk.jinnan").secret.open() == secret
    assert len(printed(bound)) == 10 and not set(printed(bound)) & set(PRINTED)
    assert len(logins_of("clerk.jinnan")) == 1


@pytest.mark.parametrize("current", ["000000", "zzzz-zzzz-zzzz", "x"])
def test_without_it_nothing_is_replaced_and_the_guess_is_counted(bound, current):
    current = wrong("clerk.jinnan") if current == "000000" else current
    response = bind(bound, current=current)
    assert response.context["form"].errors.keys() == {"current"}
    assert device_of("clerk.jinnan").secret.open() == SEED
    assert [event.actor for event in noted("factor_failed")] == ["clerk.jinnan"]


def test_without_any_it_is_not_even_tried(bound):
    assert bind(bound).context["form"].errors.keys() == {"current"}
    assert noted("factor_failed") == []


def test_guessing_from_within_is_locked_too(bound):
    assert [bind(bound, current=wrong("clerk.jinnan")).status_code for _time in range(5)] == [200] * 4 + [429]
    assert bind(bound, current=PRINTED[0]).status_code == 429
    assert device_of("clerk.jinnan").secret.open() == SEED


def test_a_wrong_code_of_the_new_device_uses_nothing_up(bound):
    sent = {"code": "000000", "current": PRINTED[0], "form_token": token_of(bound, ENROL)}
    assert bound.post(ENROL, sent).context["form"].errors.keys() == {"code"}
    assert device_of("clerk.jinnan").user.recovery_codes.filter(used_at=None).count() == 10
    assert noted("recovery_used") == []


def test_the_replacing_form_sent_twice_replaces_once(bound, clock):
    secret = offered(bound)
    sent = {"code": totp.code_at(secret, timezone.now()), "current": PRINTED[0], "form_token": token_of(bound, ENROL)}
    first = bound.post(ENROL, sent)
    codes = printed(bound)
    assert first["Location"] == bound.post(ENROL, sent)["Location"] == CODES
    assert printed(bound) == codes and device_of("clerk.jinnan").secret.open() == secret


# Other codes -------------------------------------------------------------------------------------


def test_new_codes_need_a_code_of_the_app(bound, clock):
    clock.forward(minutes=2)
    assert "还剩 10 个" in bound.get(ME).content.decode()
    refused = show(bound, wrong("clerk.jinnan"), path=RENEW)
    assert "已经用过" in refused.content.decode() and len(noted("factor_failed")) == 1
    assert show(bound, PRINTED[0], path=RENEW).status_code == 200
    sent = {"code": next_code("clerk.jinnan"), "form_token": token_of(bound, RENEW)}
    assert [bound.post(RENEW, sent)["Location"] for _time in range(2)] == [CODES, CODES]
    codes = printed(bound)
    assert len(codes) == 10 and not set(codes) & set(PRINTED)
    assert {row.sign for row in device_of("clerk.jinnan").user.recovery_codes.all()} == {code[:4] for code in codes}


def test_without_a_device_there_are_no_codes(clerk):
    assert clerk.get(RENEW)["Location"] == ENROL
    assert "备用验证码" not in clerk.get(ME).content.decode()


# At the same moment ------------------------------------------------------------------------------


def test_a_device_bound_meanwhile_in_another_tab_is_said(newcomer, cast, monkeypatch):
    """Two forms, both read when there was no device; the other one was first."""
    token, secret = token_of(newcomer, ENROL), offered(newcomer)
    first = proving.act_when_proved

    def late(*args, **more):
        enrol(cast.user("new.inspector"), totp.new_secret())
        return first(*args, **more)

    monkeypatch.setattr(proving, "act_when_proved", late)
    response = newcomer.post(ENROL, {"code": totp.code_at(secret, timezone.now()), "form_token": token})
    assert "已经绑定" in response.content.decode() and not is_logged_in(newcomer)
    assert device_of("new.inspector").secret.open() != secret


def test_a_form_that_was_sent_a_moment_before_is_not_done_again(clerk, monkeypatch):
    """The first one is still at work when the second one comes: it waits for the lock, and finds the result."""
    sent = {"code": totp.code_at(offered(clerk), timezone.now()), "form_token": token_of(clerk, ENROL)}
    kept = clerk.session[pending.SECRET]
    clerk.post(ENROL, sent)
    codes = printed(clerk)
    device_of("clerk.jinnan").delete()
    session = clerk.session
    session[pending.SECRET] = kept
    session.save()
    monkeypatch.setattr(views_account, "replayed", lambda *_args, **_more: "")
    assert clerk.post(ENROL, sent)["Location"] == CODES
    assert device_of("clerk.jinnan") is None and printed(clerk) == codes
