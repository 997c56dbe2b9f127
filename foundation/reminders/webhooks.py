"""Group robots: where they may be, how DingTalk wants a message signed, what counts as delivered."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, quote_plus, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.reminders.trouble import Undelivered

#: This machine, for tests and demonstrations: there alone a robot may be spoken to without TLS, at any port.
LOCAL = "127.0.0.1"
HTTPS_PORT = 443
TIMEOUT = 10
#: Their answers have a hundred letters.
ANSWER_MOST = 64 * 1024


def place_of(address: str) -> SplitResult | None:
    """The parts of an address at which a robot may be spoken to; nothing for any other."""
    if not address.isascii() or any(letter <= " " or letter == "\x7f" for letter in address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.hostname not in settings.ROBOT_HOSTS or "@" in parts.netloc or parts.fragment:
        return None
    if parts.hostname == LOCAL:
        return parts if parts.scheme == "http" else None
    return parts if parts.scheme == "https" and port in (None, HTTPS_PORT) else None


def post(address: str, secret: str, text: str) -> None:
    """Let a robot say `text`. Raises `Undelivered` with the reason; never follows a redirection, asks no proxy."""
    parts = place_of(address)
    if parts is None:
        raise Undelivered(_("Webhook 地址：不在允许的范围内。请停用后重新登记。"))
    query = f"{parts.query}&{_signature(secret, timezone.now())}" if secret else parts.query
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    _check(*_exchange(parts, f"{parts.path or '/'}?{query}", body))


def _exchange(parts: SplitResult, target: str, body: bytes) -> tuple[int, bytes]:
    kind = HTTPConnection if parts.hostname == LOCAL else HTTPSConnection
    connection = kind(str(parts.hostname), parts.port, timeout=TIMEOUT)
    try:
        connection.request("POST", target, body, {"Content-Type": "application/json; charset=utf-8"})
        response = connection.getresponse()
        return response.status, response.read(ANSWER_MOST)
    except (OSError, HTTPException) as error:
        # Its kind alone: nobody knows whether its words repeat the address.
        raise Undelivered(_("群机器人没有应答（%(kind)s）。") % {"kind": type(error).__name__}) from error
    finally:
        connection.close()


def _check(status: int, answer: bytes) -> None:
    """Both say `{"errcode": 0, "errmsg": "ok"}`, and what is wrong in the same two words."""
    try:
        said: Any = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    code = said.get("errcode") if isinstance(said, dict) else None
    if status == HTTPStatus.OK and code == 0:
        return
    if code:
        words = {"code": _plain(code), "words": _plain(said.get("errmsg", ""))}
        raise Undelivered(_("群机器人拒绝：%(words)s（errcode %(code)s）。") % words)
    raise Undelivered(_("群机器人的应答看不懂（HTTP %(status)d）。") % {"status": status})


def _plain(said: Any) -> str:
    """What another machine has said, so that a database takes it: half letters and NUL would stop the whole sweep."""
    return "".join(letter for letter in str(said) if letter.isprintable())[:80]


def _signature(secret: str, now: datetime) -> str:
    """DingTalk's 加签: who knows the address alone cannot speak. Good for an hour."""
    stamp = int(now.timestamp() * 1000)
    digest = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")
    return f"timestamp={stamp}&sign={quote_plus(base64.b64encode(digest))}"
