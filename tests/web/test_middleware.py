"""Headers on every response, caches that keep nothing private, refusals and faults in words."""

import pytest
from django.test import Client

from foundation.web.middleware import CONTENT_SECURITY_POLICY

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]

#: Who asks, what for, and the answer: every kind of response that there is.
ANSWERS = [
    ("", "/", 200),
    ("", "/en/", 200),
    ("", "/t/320831101/", 301),
    ("", "/t/320831101000", 301),
    ("", "/desk/", 302),
    ("", "/accounts/login/", 200),
    ("", "/nowhere/", 404),
    ("", "/accounts/logout/", 405),
    ("", "/test/suspect/", 400),
    ("", "/test/forbid/", 403),
    ("", "/test/refuse/", 409),
    ("", "/test/crash/", 500),
    ("", "/static/css/base.css", 200),
    ("", "/static/nothing.css", 404),
    ("clerk.jinnan", "/desk/", 200),
    ("clerk.jinnan", "/admin/", 403),
    ("clerk.jinnan", "/desk/people/320831103000/", 404),
    ("clerk.jinnan", "/test/refuse/", 409),
    ("clerk.jinnan", "/test/crash/", 500),
    ("inspector.county", "/admin/", 200),
    ("inspector.county", "/admin/townships/body/", 200),
    ("inspector.county", "/admin/townships/body/999999999/change/", 404),
    ("inspector.county", "/admin/townships/user/", 403),
]
every_answer = pytest.mark.parametrize(("username", "path", "code"), ANSWERS)


@pytest.fixture
def ask(login):
    def get(username: str, path: str, **headers: str):
        client: Client = login(username)
        client.raise_request_exception = False
        response = client.get(path, **headers)
        if response.streaming:
            response.getvalue()
        return response

    return get


@every_answer
def test_every_response_forbids_what_a_page_must_not_do(ask, username, path, code):
    response = ask(username, path)
    assert response.status_code == code
    assert response["Content-Security-Policy"] == (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"


def test_the_policy_has_no_hole():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "data:" not in CONTENT_SECURITY_POLICY and "*" not in CONTENT_SECURITY_POLICY


def test_a_wrong_host_is_refused_with_the_same_headers(ask):
    response = ask("", "/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/t/%00/",
        "/desk/people/%00/",
        "/?a=%00",
        "/admin/townships/body/?q=%00",
        "/admin/townships/body/?kind__exact=%00",
        "/admin/townships/body/?name=x%00y",
        "/admin/ledger/ledgerentry/?act=%00",
        "/admin/townships/body/%00/change/",
    ],
)
def test_an_address_with_a_nul_is_refused(ask, path):
    """PostgreSQL would not look for it."""
    response = ask("inspector.county", path)
    assert response.status_code == 400
    assert "请求无法识别" in response.content.decode()
    assert ask("", "/?a=%2500").status_code == 200


# Caches ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("username", "path", "code"), [answer for answer in ANSWERS if answer[0]])
def test_what_somebody_saw_after_logging_in_stays_in_no_cache(ask, username, path, code):
    control = ask(username, path)["Cache-Control"]
    assert "no-store" in control and "private" in control


def test_open_pages_stay_private_for_whoever_is_logged_in(ask):
    assert "no-store" in ask("clerk.jinnan", "/")["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/en/", "/t/320831101000/", "/report/"])
def test_open_pages_set_no_cookie_and_may_be_kept(ask, path):
    response = ask("", path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "no-store" not in response.get("Cache-Control", "")


def test_the_response_that_begins_a_session_stays_in_no_cache(ask):
    response = ask("", "/test/greet/")
    assert "sessionid" in response.cookies
    assert "no-store" in response["Cache-Control"]


def test_static_files_may_be_kept_by_everyone(ask):
    assert "no-store" not in ask("clerk.jinnan", "/static/css/base.css").get("Cache-Control", "")


# Refusals and faults -----------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["", "clerk.jinnan"])
def test_a_refusal_outside_a_form_says_reason_remedy_basis_and_rule(ask, username):
    response = ask(username, "/test/refuse/")
    assert response.status_code == 409
    text = response.content.decode()
    for part in ("金额：超过限额。请分期办理。", "《某办法》第三条", "test.rule", "没有任何内容被改动"):
        assert part in text


def test_a_missing_right_says_why(ask):
    response = ask("clerk.jinnan", "/test/forbid/")
    assert "因为今天不行。" in response.content.decode()


def test_a_fault_tells_nothing_of_its_cause_and_is_left_to_the_log(ask, caplog):
    response = ask("clerk.jinnan", "/test/crash/")
    text = response.content.decode()
    assert "secret reason" not in text and "ZeroDivisionError" not in text and "Traceback" not in text
    assert "系统出了故障" in text
    assert "the secret reason" in caplog.text


def test_other_errors_are_not_taken_for_refusals(login):
    with pytest.raises(ZeroDivisionError):
        login("").get("/test/crash/")


def test_what_is_not_there_does_not_repeat_what_was_asked_for(ask):
    text = ask("", "/<script>alert(1)</script>/").content.decode()
    assert "<script>alert" not in text
