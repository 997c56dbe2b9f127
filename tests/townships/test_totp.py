"""One-time codes and printed codes, as numbers and letters."""

import re
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.contrib.auth.password_validation import validate_password

from foundation.townships import totp
from foundation.townships.passwords import temporary_password

#: RFC 6238, appendix B: the secret and, of the eight digits there, the last six.
RFC = b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
NOON = datetime(2026, 11, 22, 4, 0, 0, tzinfo=UTC)
STEP = totp.step_at(NOON)


def at(steps: int) -> datetime:
    return NOON + timedelta(seconds=30 * steps)


def shown(steps: int) -> str:
    return totp.code_at(RFC, at(steps))


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(seconds, code):
    now = datetime.fromtimestamp(seconds, tz=UTC)
    assert totp.code_at(RFC, now) == code
    assert totp.match(RFC, code, now) == totp.Match(step=seconds // 30, drift=0)


@pytest.mark.parametrize(("steps", "drift"), [(-2, None), (-1, -1), (0, 0), (1, 1), (2, None)])
def test_a_clock_may_be_one_step_off(steps, drift):
    match = totp.match(RFC, shown(steps), NOON)
    assert match == (None if drift is None else totp.Match(step=STEP + steps, drift=drift))


@pytest.mark.parametrize(("steps", "passes"), [(1, False), (2, True), (3, True), (4, True), (5, False)])
def test_a_clock_that_is_known_to_be_off_may_be_another_step_off(steps, passes):
    match = totp.match(RFC, shown(steps), NOON, drift=3)
    assert match == (totp.Match(step=STEP + steps, drift=steps) if passes else None)


@pytest.mark.parametrize(("last", "passes"), [(-2, True), (-1, True), (0, False), (1, False)])
def test_a_code_of_a_step_that_was_used_or_of_an_earlier_one_is_refused(last, passes):
    assert (totp.match(RFC, shown(0), NOON, last_step=STEP + last) is not None) == passes


@pytest.mark.parametrize("written", ["{}", " {} ", "\t{}\n", "{a} {b}", "{full}", "{full_a}　{full_b}"])
def test_a_code_may_be_written_as_people_write_it(written):
    code = shown(0)
    full = code.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    parts = {"a": code[:3], "b": code[3:], "full": full, "full_a": full[:3], "full_b": full[3:]}
    assert totp.match(RFC, written.format(code, **parts), NOON)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "12345a", "-12345", "+12345", "٣٤٥٦٧٨", "½½½½½½", "1.2345", "\0" * 6]
)
def test_what_is_no_code_is_refused(code):
    assert totp.match(RFC, code, NOON) is None


def test_secrets_differ_and_are_long():
    secrets = {totp.new_secret() for _time in range(50)}
    assert len(secrets) == 50
    assert all(re.fullmatch("[A-Z2-7]{32}", secret) for secret in secrets)


def test_a_secret_is_kept_and_found_again():
    assert totp.opened(totp.sealed(RFC)) == RFC


def test_a_secret_is_typed_in_groups_of_four():
    assert totp.grouped("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_an_app_reads_account_issuer_and_secret():
    parts = urlsplit(totp.address(RFC, "a&b c@县.一"))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/阳光用权:a&b c@县.一")
    assert parse_qs(parts.query) == {"secret": [RFC], "issuer": ["阳光用权"], "digits": ["6"], "period": ["30"]}


def test_the_picture_is_plain_svg():
    drawn = totp.picture(RFC, "clerk.jinnan").decode()
    assert drawn.startswith("<?xml") and "<svg" in drawn
    assert "style=" not in drawn and "<script" not in drawn


# Printed codes -----------------------------------------------------------------------------------


def test_ten_codes_of_three_groups_begin_differently():
    for _time in range(20):
        codes = totp.new_codes()
        assert len(codes) == 10 and len({code[:4] for code in codes}) == 10
        assert all(re.fullmatch("[a-hjkmnp-z]{4}-[a-hjkmnp-z]{4}-[a-hjkmnp-z]{4}", code) for code in codes)


@pytest.mark.parametrize(
    "written",
    ["abcd-efgh-jkmn", "ABCD-EFGH-JKMN", " abcd efgh jkmn ", "abcdefghjkmn", "ａｂｃｄ－efgh—jkmn", "abcd.efgh_jkmn"],
)
def test_a_printed_code_may_be_written_as_people_write_it(written):
    assert totp.sign_and_rest(written) == ("abcd", "efghjkmn")


@pytest.mark.parametrize(
    "written", ["", "abcd", "abcd-efgh-jkm", "abcd-efgh-jkmnp", "abci-efgh-jkmn", "123456", "abcd-efgh-jk\0n"]
)
def test_what_is_no_printed_code_is_refused(written):
    assert totp.sign_and_rest(written) is None


# Temporary passwords -----------------------------------------------------------------------------


def test_a_temporary_password_is_good_and_readable(cast):
    clerk = cast.user("clerk.jinnan")
    passwords = {temporary_password() for _time in range(300)}
    assert len(passwords) == 300
    for password in passwords:
        validate_password(password, clerk)
        assert not set(password) & set("ilIoO01")
        assert len(password) == 14
