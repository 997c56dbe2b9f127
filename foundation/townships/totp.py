"""The second factor as numbers and letters: one-time codes (RFC 6238) and printed recovery codes. No rows here."""

import secrets
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from unicodedata import normalize
from urllib.parse import quote, urlencode

import segno
from django_otp.oath import TOTP

from foundation.keys import sealing

IN_A_SESSION = {"table": "townships_loginsession", "key": "", "field": "pending"}
STEP_SECONDS = 30
DIGITS = 6
#: How many steps a clock may be wrong since the last time, or a person slow.
TOLERANCE = 1
#: Shown by the app beside the account.
ISSUER = "阳光用权"

#: Without i, l, o: a printed code is read by people.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
GROUP = 4
GROUPS = 3
CODES = 10


# Secrets -----------------------------------------------------------------------------------------


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 advises."""
    return b32encode(secrets.token_bytes(20)).decode()


def sealed(text: str) -> str:
    """A secret or a printed code as a session keeps it between two pages. No row holds it, so it is bound to none."""
    return sealing.encrypt(text, **IN_A_SESSION)


def opened(kept: str) -> str:
    """What `sealed` has kept; "" stays "". Raises `KeyTrouble` when the key is gone or the text was altered."""
    return sealing.decrypt(kept, **IN_A_SESSION) if kept else ""


def grouped(secret: str) -> str:
    """For those who type it: `abcd efgh …`."""
    return " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))


def address(secret: str, username: str) -> str:
    """What the QR code says to an authenticator app."""
    label = f"{quote(ISSUER)}:{quote(username)}"
    query = urlencode({"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"


def picture(secret: str, username: str) -> bytes:
    """The QR code as SVG."""
    out = BytesIO()
    segno.make(address(secret, username), error="m", micro=False).save(out, kind="svg", scale=5, light="#fff")
    return out.getvalue()


# One-time codes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Match:
    """Which step a code belongs to, and how many steps that clock is off."""

    step: int
    drift: int


def match(secret: str, code: str, now: datetime, *, drift: int = 0, last_step: int = -1) -> Match | None:
    """The step after `last_step` that shows `code`, around `now` by the device's clock, off by `drift` steps."""
    digits = "".join(normalize("NFKC", code).split())
    if not (len(digits) == DIGITS and digits.isascii() and digits.isdigit()):
        return None
    totp = _totp(secret, now, drift)
    if not totp.verify(int(digits), tolerance=TOLERANCE, min_t=last_step + 1):
        return None
    return Match(step=totp.t(), drift=totp.drift)


def code_at(secret: str, now: datetime, *, drift: int = 0) -> str:
    """What the app shows at `now`."""
    return f"{_totp(secret, now, drift).token():0{DIGITS}d}"


def step_at(now: datetime) -> int:
    """The number of the step that `now` lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def _totp(secret: str, now: datetime, drift: int) -> TOTP:
    totp = TOTP(b32decode(secret), step=STEP_SECONDS, digits=DIGITS, drift=drift)
    totp.time = now.timestamp()
    return totp


# Recovery codes ----------------------------------------------------------------------------------


def new_codes() -> list[str]:
    """Ten codes such as `abcd-efgh-jkmn`. Their first groups differ: that is how a row is found."""
    firsts: set[str] = set()
    while len(firsts) < CODES:
        firsts.add(_letters(GROUP))
    return ["-".join([first, *(_letters(GROUP) for _group in range(GROUPS - 1))]) for first in sorted(firsts)]


def sign_and_rest(code: str) -> tuple[str, str] | None:
    """The first group, which finds the row, and the rest, which proves it; nothing when it cannot be a code."""
    letters = "".join(sign for sign in normalize("NFKC", code).lower() if sign not in "-‐‑–—_. " and not sign.isspace())
    if len(letters) != GROUP * GROUPS or not set(letters) <= set(LETTERS):
        return None
    return letters[:GROUP], letters[GROUP:]


def _letters(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(number))
