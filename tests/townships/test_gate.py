"""Between the session and the pages: idle sessions end, open duties come first, citizens are left alone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.townships.models import LoginSession, User
from foundation.townships.services import open_account
from foundation.townships.states import Role
from foundation.web.tokens import new_token
from tests.cast import JINNAN, PASSWORD, SEED
from tests.townships.acts import account, day, grant, official
from tests.townships.doorway import CODES, LOGIN, come_in, is_logged_in, logins_of
from tests.townships.test_second_factor import enrol

pytestmark = pytest.mark.django_db

ME, PASSWORD_PAGE, DESK = "/accounts/me/", "/accounts/password/", "/desk/"


def writes(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return sum(query["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for query in queries)


# Idle --------------------------------------------------------------------------------------------


def test_a_session_ends_after_its_minutes_without_a_click(cast, clock):
    client = come_in("clerk.jinnan")
    clock.forward(minutes=19, seconds=59)
    assert client.get(ME).status_code == 200
    clock.forward(minutes=20)
    assert client.get(ME)["Location"] == f"{LOGIN}?next={ME}"


def test_every_click_puts_the_end_off(cast, clock):
    client = come_in("clerk.jinnan")
    for _click in range(5):
        clock.forward(minutes=15)
        assert client.get(ME).status_code == 200
    (row,) = logins_of("clerk.jinnan")
    assert (row.seen, row.expire_date) == (clock.now, clock.now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    assert row.started == clock.now - timedelta(minutes=75)


@pytest.mark.parametrize("page", ["upkeep/own_jobs.html", "documents/page.html"])
def test_a_page_that_comes_anew_by_itself_keeps_no_desk_open(cast, clock, page):
    """A job may wait for hours while nobody sits at the desk."""
    source = get_template(page).template.source
    (again,) = re.findall(r'http-equiv="refresh" content="\d+; url=([^"]+)"', source)
    client = come_in("clerk.jinnan")
    for _each in range(2):
        clock.forward(minutes=8)
        assert client.get(f"/desk/jobs/{again}").status_code == 200
    clock.forward(minutes=5)
    assert client.get(f"/desk/jobs/{again}").status_code == 302


def test_a_session_is_written_at_most_once_a_minute(cast, clock):
    client = come_in("clerk.jinnan")
    assert writes(client, ME) == 0
    clock.forward(seconds=59)
    assert writes(client, ME) == 0
    clock.forward(seconds=1)
    assert writes(client, ME) > 0
    assert writes(client, ME) == 0


def test_the_session_of_somebody_who_only_looks_for_nothing_ends_too(cast, clock):
    """An address that leads nowhere is no work."""
    client = come_in("clerk.jinnan")
    clock.forward(minutes=15)
    assert client.get("/nowhere/").status_code == 404
    clock.forward(minutes=6)
    assert client.get(ME).status_code == 302


def test_a_session_without_a_time_gets_one(login, clock):
    client = login("clerk.jinnan")
    session = client.session
    del session["seen"]
    session.save()
    client.get(ME)
    assert logins_of("clerk.jinnan")[0].seen == clock.now


# Citizens ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", f"/t/{JINNAN}/", "/report/", "/en/"])
@pytest.mark.parametrize("username", ["", "clerk.jinnan", "inspector.county"])
def test_a_public_page_never_touches_the_session(login, clock, path, username):
    client = login(username)
    if username == "inspector.county":
        User.objects.filter(username=username).update(password_until=day(-1))
    before = list(LoginSession.objects.values())
    clock.forward(minutes=5)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200 and "Cookie" not in response.get("Vary", "") and not response.cookies
    assert not [query["sql"] for query in queries if "loginsession" in query["sql"]]
    assert list(LoginSession.objects.values()) == before


# A second factor that becomes due ----------------------------------------------------------------


def test_a_role_that_asks_for_the_second_factor_ends_a_session_without_it(cast):
    client = come_in("clerk.jinnan")
    grant(cast.user("clerk.jinnan"), Role.PRINCIPAL, cast.jinnan)
    response = client.get("/desk/people/?q=1")
    assert response["Location"] == f"{LOGIN}?next=/desk/people/%3Fq%3D1"
    assert not is_logged_in(client) and logins_of("clerk.jinnan") == []
    assert "须用动态验证码登录" in client.get(LOGIN).content.decode()


@pytest.mark.parametrize("path", [ME, "/admin/", PASSWORD_PAGE, "/accounts/enrol/", "/accounts/second-factor/", CODES])
def test_no_page_is_open_to_such_a_session(cast, path):
    """Binding a device there would prove nothing: the password alone has opened it."""
    client = come_in("clerk.jinnan")
    grant(cast.user("clerk.jinnan"), Role.PRINCIPAL, cast.jinnan)
    assert client.get(path)["Location"].startswith(f"{LOGIN}?next=")
    assert not is_logged_in(client)


@pytest.mark.parametrize("path", [LOGIN, "/accounts/logout/"])
def test_the_way_in_and_the_way_out_are_open_to_it(cast, path):
    client = come_in("clerk.jinnan")
    grant(cast.user("clerk.jinnan"), Role.PRINCIPAL, cast.jinnan)
    response = client.get(path) if path == LOGIN else client.post(path)
    assert response.status_code == (200 if path == LOGIN else 302)


def test_a_session_that_has_shown_it_goes_on(cast, clock):
    enrol(cast.user("clerk.jinnan"), SEED)
    client = come_in("clerk.jinnan")
    grant(cast.user("clerk.jinnan"), Role.PRINCIPAL, cast.jinnan)
    assert client.get(DESK).status_code == 200


# A password that has run out ---------------------------------------------------------------------


@pytest.fixture
def late(cast):
    """The clerk's password was good until yesterday."""
    client = come_in("clerk.jinnan")
    User.objects.filter(username="clerk.jinnan").update(password_until=day(-1))
    return client


@pytest.mark.parametrize("path", [DESK, ME, "/admin/", "/accounts/enrol/", "/accounts/sessions/", "/desk/people/"])
def test_a_password_that_has_run_out_leads_to_its_page_and_nowhere_else(late, path):
    response = late.get(path)
    assert (response.status_code, response["Location"]) == (302, PASSWORD_PAGE)
    assert "已到期" in late.get(PASSWORD_PAGE).content.decode()


def test_it_may_be_changed_and_then_everything_is_open(late):
    sent = {"old": PASSWORD, "new": "Quite-another-2", "again": "Quite-another-2", "form_token": new_token()}
    assert late.post(PASSWORD_PAGE, sent)["Location"] == ME
    assert late.get(DESK).status_code == 200


def test_a_form_with_a_mistake_is_shown_again_there(late):
    sent = {"old": "wrong", "new": "Quite-another-2", "again": "Quite-another-2", "form_token": new_token()}
    assert late.post(PASSWORD_PAGE, sent).status_code == 200
    assert late.get(DESK)["Location"] == PASSWORD_PAGE


def test_whoever_does_not_want_to_may_leave(late):
    assert late.post("/accounts/logout/").status_code == 302
    assert late.get("/").status_code == 200


@pytest.mark.parametrize(("until", "is_open"), [(-1, False), (0, True), (1, True), (None, True)])
def test_a_password_is_good_to_the_end_of_its_last_day(cast, until, is_open):
    client = come_in("clerk.jinnan")
    User.objects.filter(username="clerk.jinnan").update(password_until=None if until is None else day(until))
    assert (client.get(DESK).status_code == 200) == is_open


def test_a_new_account_of_a_real_person_changes_its_password_first(cast, client):
    holder = official("子一", cast.jinnan)
    user = open_account(username="real", name="子一", password=PASSWORD, official=holder, actor="test", now=cast.now)
    assert user.password_until == timezone.localdate() - timedelta(days=1)
    client.post(LOGIN, {"username": "real", "password": PASSWORD})
    assert client.get(ME)["Location"] == PASSWORD_PAGE
    assert account("demo").password_until is None


def test_new_codes_are_shown_before_the_password_is_changed(cast, client):
    """A new inspector: temporary password, device, codes, and only then his own password."""
    from tests.townships.test_enrolment import bind, printed

    holder = official("县纪二", cast.county)
    account("real", holder, password=PASSWORD, is_demo=False)
    grant(User.objects.get(username="real"), Role.INSPECTOR, cast.county)
    client.post(LOGIN, {"username": "real", "password": PASSWORD})
    assert bind(client)["Location"] == CODES
    assert len(printed(client)) == 10
    assert client.post(CODES)["Location"] == DESK
    assert client.get(DESK)["Location"] == PASSWORD_PAGE
