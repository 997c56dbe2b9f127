"""Five wrong guesses, of password and second factor together, lock one account for one network."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, SEED, next_code
from tests.townships.doorway import (
    ELSEWHERE,
    FACTOR,
    LOGIN,
    come_in,
    is_logged_in,
    noted,
    recover,
    show,
    sign_in,
    token_of,
    wrong,
)
from tests.townships.test_second_factor import CODES, enrol

pytestmark = pytest.mark.django_db


def guess(username: str, times: int, **extra) -> list[int]:
    return [sign_in(Client(**extra), username, "wrong").status_code for _time in range(times)]


def later(**time: float) -> None:
    """The guesses were made so long ago."""
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(**time))


def test_the_fifth_wrong_password_locks_and_the_right_one_does_not_help(cast):
    assert guess("clerk.jinnan", 5) == [200, 200, 200, 200, 429]
    response = sign_in(Client(), "clerk.jinnan")
    text = response.content.decode()
    assert response.status_code == 429 and response["Retry-After"] == "900"
    assert "15 分钟内不能从这里登录" in text and "从其他网络登录不受影响" in text
    assert "no-store" in response["Cache-Control"]
    assert {event.actor for event in noted("locked")} == {"clerk.jinnan"}


def test_another_network_and_another_account_are_not_locked(cast):
    guess("clerk.jinnan", 5)
    assert is_logged_in(come_in("clerk.jinnan", REMOTE_ADDR=ELSEWHERE))
    assert is_logged_in(come_in("clerk.taji"))


def test_another_browser_of_the_same_network_is_locked_too(cast):
    guess("clerk.jinnan", 3, HTTP_USER_AGENT="one")
    assert guess("clerk.jinnan", 2, HTTP_USER_AGENT="two") == [200, 429]


def test_an_unknown_account_is_locked_like_any_other(cast):
    assert guess("nobody.xx", 5) == [200, 200, 200, 200, 429]


def test_the_lock_ends_after_its_minutes_and_guessing_on_does_not_lengthen_it(cast):
    guess("clerk.jinnan", 5)
    later(minutes=14)
    assert guess("clerk.jinnan", 2) == [429, 429]
    later(minutes=15, seconds=1)
    assert is_logged_in(come_in("clerk.jinnan"))


def test_a_login_forgets_the_wrong_guesses(cast):
    guess("clerk.jinnan", 4)
    come_in("clerk.jinnan")
    assert guess("clerk.jinnan", 4) == [200] * 4


@pytest.mark.parametrize(("minutes", "said"), [(1, "1 分钟"), (90, "90 分钟"), (1440, "1440 分钟")])
def test_the_page_says_how_long(cast, settings, minutes, said):
    settings.AXES_COOLOFF_TIME = timedelta(minutes=minutes)
    guess("clerk.jinnan", 5)
    response = sign_in(Client(), "clerk.jinnan")
    assert said in response.content.decode() and response["Retry-After"] == str(minutes * 60)


def test_behind_a_proxy_the_last_hop_is_the_network(cast, settings):
    settings.BEHIND_PROXY = True
    mine = {"HTTP_X_FORWARDED_FOR": f"{ELSEWHERE}, 203.0.113.9"}
    assert guess("clerk.jinnan", 4, **mine) == [200] * 4
    # What the client writes before it changes nothing, and another last hop is another network.
    assert guess("clerk.jinnan", 1, HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.9") == [429]
    assert is_logged_in(come_in("clerk.jinnan", HTTP_X_FORWARDED_FOR=f"203.0.113.9, {ELSEWHERE}"))


def test_the_addresses_of_one_household_are_one_network(cast):
    for tail in range(1, 5):
        assert guess("clerk.jinnan", 1, REMOTE_ADDR=f"2001:db8:1:2::{tail}") == [200]
    assert guess("clerk.jinnan", 1, REMOTE_ADDR="2001:db8:1:2:ffff::1") == [429]
    assert is_logged_in(come_in("clerk.jinnan", REMOTE_ADDR="2001:db8:1:3::1"))
    assert guess("clerk.taji", 4, REMOTE_ADDR="::ffff:192.0.2.1") == [200] * 4
    assert guess("clerk.taji", 1, REMOTE_ADDR="192.0.2.1") == [429]


def test_without_a_proxy_nobody_chooses_his_network(cast):
    assert guess("clerk.jinnan", 4, HTTP_X_FORWARDED_FOR=ELSEWHERE) == [200] * 4
    assert guess("clerk.jinnan", 1, HTTP_X_FORWARDED_FOR="192.0.2.1") == [429]


# The second factor -------------------------------------------------------------------------------


@pytest.fixture
def waiting(cast, client) -> Client:
    sign_in(client, "inspector.county")
    return client


def codes(client: Client, times: int) -> list[int]:
    return [show(client, wrong("inspector.county")).status_code for _time in range(times)]


def test_wrong_codes_and_wrong_passwords_are_counted_together(waiting):
    guess("inspector.county", 2)
    assert codes(waiting, 3) == [200, 200, 429]
    assert sign_in(Client(), "inspector.county").status_code == 429
    assert len(noted("factor_failed")) == 3 and len(noted("login_failed")) == 3


def test_a_right_password_in_between_forgets_nothing(waiting):
    codes(waiting, 4)
    sign_in(waiting, "inspector.county")
    assert codes(waiting, 1) == [429]


def test_after_both_steps_the_guesses_are_forgotten(waiting):
    codes(waiting, 4)
    assert show(waiting, next_code("inspector.county")).status_code == 302
    assert AccessAttempt.objects.count() == 0


def test_the_right_code_does_not_help_while_the_account_is_locked(waiting):
    token = token_of(waiting)
    guess("inspector.county", 5)
    code = next_code("inspector.county")
    assert waiting.post(FACTOR, {"code": code, "form_token": token}).status_code == 429
    assert not is_logged_in(waiting)
    assert waiting.get(FACTOR)["Location"] == LOGIN, "the login begins again when the lock is over"
    later(minutes=16)
    sign_in(waiting, "inspector.county")
    assert show(waiting, code).status_code == 302, "the code was not used up"


def test_a_lock_of_the_second_factor_holds_for_its_network_only(waiting):
    codes(waiting, 5)
    assert is_logged_in(come_in("inspector.county", REMOTE_ADDR=ELSEWHERE))


def test_printed_codes_are_counted_too(cast, client, clock):
    enrol(cast.user("clerk.jinnan"), SEED)
    sign_in(client, "clerk.jinnan")
    assert [recover(client, "zzzz-zzzz-zzzz").status_code for _time in range(5)] == [200, 200, 200, 200, 429]
    sign_in(client, "clerk.jinnan")
    assert client.get(FACTOR).status_code == 302
    assert cast.user("clerk.jinnan").recovery_codes.filter(used_at=None).count() == len(CODES)


def test_what_somebody_typed_is_kept_nowhere(waiting):
    sign_in(Client(), "clerk.taji", "Nearly-my-password")
    show(waiting, wrong("inspector.county"), next="/desk/")
    recover(waiting, "zzzz-zzzz-zzzy")
    kept = "".join(f"{row.get_data} {row.post_data}" for row in AccessAttempt.objects.all())
    for secret in ("Nearly", wrong("inspector.county"), "zzzy", PASSWORD, "clerk.taji"):
        assert secret not in kept
    assert "next=/desk/" in kept, "the rest of the form is there"


def test_a_lock_needs_both_names_in_the_settings():
    assert settings.AXES_LOCKOUT_PARAMETERS == [["username", "ip_address"]]
