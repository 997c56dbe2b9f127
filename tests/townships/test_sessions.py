"""One's own logins: seen, and ended with effect in the next request."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.urls import reverse
from django.utils import timezone

from foundation.townships.models import LoginSession
from foundation.townships.selectors import name_of_session
from foundation.townships.services import end_other_sessions, end_session
from foundation.townships.sessions import SessionStore
from foundation.townships.tasks import clear_sessions
from foundation.web.tokens import new_token
from tests.townships.doorway import ELSEWHERE, LOGIN, come_in, logins_of, noted, sign_in

pytestmark = pytest.mark.django_db

SESSIONS, OTHERS, ME = "/accounts/sessions/", "/accounts/sessions/others/end/", "/accounts/me/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
WECHAT = "Mozilla/5.0 (Linux; Android 12) Chrome/99 Mobile Safari/537.36 MicroMessenger/8.0.49"


@pytest.fixture
def here(cast, clock):
    return come_in("clerk.jinnan", HTTP_USER_AGENT=FIREFOX)


@pytest.fixture
def elsewhere(here, clock):
    clock.forward(minutes=3)
    return come_in("clerk.jinnan", HTTP_USER_AGENT=WECHAT, REMOTE_ADDR=ELSEWHERE)


def end_of(client) -> str:
    return reverse("accounts:end_session", args=[name_of_session(client.session.session_key)])


def press(client, path: str, **more: str):
    return client.post(path, {"form_token": new_token()} | more)


def is_out(client) -> bool:
    return client.get(ME).status_code == 302


# What is kept ------------------------------------------------------------------------------------


def test_a_login_knows_whose_it_is_where_and_since_when(elsewhere, cast, clock):
    row = LoginSession.objects.get(session_key=elsewhere.session.session_key)
    assert (row.user, row.started, row.seen) == (cast.user("clerk.jinnan"), clock.now, clock.now)
    assert (row.network, row.device, str(row)) == (ELSEWHERE, "微信 · Android", row.session_key)


def test_a_session_before_the_login_belongs_to_nobody(cast, client):
    sign_in(client, "inspector.county")
    (row,) = LoginSession.objects.all()
    assert (row.user, row.started, row.seen, row.network, row.device) == (None, None, None, "", "")
    assert SESSION_KEY not in client.session


def test_the_night_forgets_what_has_ended(elsewhere, clock):
    LoginSession.objects.filter(network=ELSEWHERE).update(expire_date=clock.now - timedelta(seconds=1))
    clear_sessions()
    assert len(logins_of("clerk.jinnan")) == 1


def test_a_session_that_was_ended_is_not_written_again(here):
    """A request that was under way when it was ended."""
    store = SessionStore(here.session.session_key)
    store["seen"] = timezone.now().isoformat()
    LoginSession.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert logins_of("clerk.jinnan") == []


# The page ----------------------------------------------------------------------------------------


def test_the_page_lists_ones_own_logins_and_marks_this_one(here, elsewhere):
    come_in("clerk.taji")
    response = here.get(SESSIONS)
    text = response.content.decode()
    rows = response.context["rows"]
    assert [(row["login"].device, row["here"]) for row in rows] == [
        ("微信 · Android", False),
        ("Firefox · Windows", True),
    ]
    assert text.count("本次登录") == 1 and ELSEWHERE in text and "127.0.0.1" in text
    assert text.count("结束登录") == 1 and "结束其他全部登录" in text
    assert "在 2 处登录" in here.get(ME).content.decode()
    for client in (here, elsewhere):
        assert client.session.session_key not in text, "whoever sees the page could use it"


def test_a_single_login_offers_nothing_to_end(here):
    text = here.get(SESSIONS).content.decode()
    assert "本次登录" in text and "结束其他全部登录" not in text and "结束登录" not in text


def test_what_has_ended_by_itself_is_not_listed(here, elsewhere, clock):
    LoginSession.objects.filter(network=ELSEWHERE).update(expire_date=clock.now)
    assert len(here.get(SESSIONS).context["rows"]) == 1


def test_an_unknown_device_and_network_are_said_to_be_unknown(cast):
    client = come_in("clerk.jinnan", REMOTE_ADDR="", HTTP_USER_AGENT="curl/8")
    text = client.get(SESSIONS).content.decode()
    assert "未知设备" in text and "未知网络" in text


def test_the_queries_of_the_page_do_not_depend_on_its_rows(here, django_assert_num_queries):
    here.get(SESSIONS)
    with django_assert_num_queries(5):
        here.get(SESSIONS)
    for _time in range(3):
        come_in("clerk.jinnan")
    with django_assert_num_queries(5):
        assert len(here.get(SESSIONS).context["rows"]) == 4


# Ending ------------------------------------------------------------------------------------------


def test_an_ended_login_is_refused_at_its_next_click(here, elsewhere):
    response = press(here, end_of(elsewhere))
    assert response["Location"] == SESSIONS
    assert "这个登录已结束" in here.get(SESSIONS).content.decode()
    assert elsewhere.get("/desk/")["Location"] == f"{LOGIN}?next=/desk/"
    assert not is_out(here)
    (event,) = noted("session_ended")
    assert (event.stream, event.network) == ("320831101", "127.0.0.1")
    assert "clerk.jinnan" in event.reason and "微信" in event.reason and ELSEWHERE in event.reason


def test_all_others_end_at_once(here, elsewhere):
    third = come_in("clerk.jinnan")
    assert press(here, OTHERS)["Location"] == SESSIONS
    assert [is_out(client) for client in (here, elsewhere, third)] == [False, True, True]
    (event,) = noted("session_ended")
    assert event.reason == "clerk.jinnan × 2"


def test_when_there_are_no_others_nothing_is_noted(here):
    press(here, OTHERS)
    assert noted("session_ended") == [] and not is_out(here)


@pytest.mark.parametrize("path", ["one", "others"])
def test_a_button_pressed_twice_leads_to_the_same_page(here, elsewhere, path):
    url = end_of(elsewhere) if path == "one" else OTHERS
    sent = {"form_token": new_token()}
    assert [here.post(url, sent)["Location"] for _time in range(2)] == [SESSIONS, SESSIONS]
    assert len(noted("session_ended")) == 1


def test_a_button_without_its_token_does_nothing(here, elsewhere):
    for url in (end_of(elsewhere), OTHERS):
        assert here.post(url)["Location"] == SESSIONS
    assert "没有办理" in here.get(SESSIONS).content.decode()
    assert not is_out(elsewhere)


def test_nobody_ends_somebody_elses_login(here, elsewhere, cast):
    stranger = come_in("clerk.taji")
    assert press(here, end_of(stranger)).status_code == 404
    assert press(here, reverse("accounts:end_session", args=["0" * 20])).status_code == 404
    press(here, OTHERS)
    assert not is_out(stranger)


def test_the_key_of_a_session_is_no_name_of_it(here, elsewhere):
    assert press(here, reverse("accounts:end_session", args=[elsewhere.session.session_key])).status_code == 404
    assert not is_out(elsewhere)


def test_this_login_is_left_by_its_own_button(here):
    assert press(here, end_of(here)).status_code == 404
    assert not is_out(here)


@pytest.mark.parametrize("path", [OTHERS, "/accounts/sessions/00/end/"])
def test_a_link_ends_nothing(here, path):
    assert here.get(path).status_code == 405


def test_nobody_sees_or_ends_anything_without_a_login(client, db):
    assert client.get(SESSIONS)["Location"] == f"{LOGIN}?next={SESSIONS}"
    assert client.post(OTHERS)["Location"] == f"{LOGIN}?next={OTHERS}"


# The services ------------------------------------------------------------------------------------


def test_a_session_of_nobody_is_no_login(cast, client, clock):
    sign_in(client, "inspector.county")
    with pytest.raises(ValueError, match="no login"):
        end_session(session=LoginSession.objects.get(), actor="x", now=clock.now)
    assert LoginSession.objects.count() == 1


def test_an_administrator_ends_all_of_somebody(here, elsewhere, cast, clock):
    clerk, administrator = cast.user("clerk.jinnan"), cast.user("system.county")
    assert end_other_sessions(user=clerk, keep="", actor=administrator, now=clock.now) == 2
    assert is_out(here) and is_out(elsewhere)
    assert noted("session_ended")[0].actor == str(administrator)
