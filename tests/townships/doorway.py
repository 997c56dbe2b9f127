"""Ways through the login, for tests: by the form, step by step, by somebody who has a clock of his own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from foundation.security.models import SecurityEvent
from foundation.townships import totp
from foundation.townships.models import Authenticator, LoginSession
from tests.cast import PASSWORD, SEED, next_code

LOGIN, FACTOR, ENROL, CODES = (f"/accounts/{name}/" for name in ("login", "second-factor", "enrol", "codes"))
ELSEWHERE = "198.51.100.7"


def sign_in(client: Client, username: str, password: str = PASSWORD, path: str = LOGIN, **more: str):
    """The first step."""
    return client.post(path, {"username": username, "password": password, **more})


def token_of(client: Client, path: str = FACTOR) -> str:
    """The token of the form that waits there."""
    response = client.get(path)
    assert response.status_code == 200, response.headers.get("Location")
    return str(response.context["form"]["form_token"].value())


def show(client: Client, code: str, path: str = FACTOR, **more: str):
    """The second step, with the code of the app."""
    return client.post(path, {"code": code, "form_token": token_of(client, path), **more})


def recover(client: Client, code: str, **more: str):
    """The second step, with a printed code."""
    return client.post(FACTOR, {"recovery": code, "form_token": token_of(client), **more})


def come_in(username: str, **extra: Any) -> Client:
    """Both steps, as far as they are asked for."""
    client = Client(**extra)
    if sign_in(client, username)["Location"].startswith(FACTOR):
        show(client, next_code(username))
    assert is_logged_in(client)
    return client


def is_logged_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def wrong(username: str) -> str:
    """Six digits that the app does not show, and did not show, and will not show for a while."""
    around = {totp.code_at(secret_of(username), timezone.now() + timedelta(seconds=30 * step)) for step in range(-4, 5)}
    return next(code for code in ("000000", "111111", "222222", *map(str, range(300000, 300020))) if code not in around)


def secret_of(username: str) -> str:
    device = Authenticator.objects.filter(user__username=username).first()
    return device.secret.open() if device else SEED


def noted(kind: str) -> list[SecurityEvent]:
    return list(SecurityEvent.objects.filter(kind=kind).order_by("pk"))


def logins_of(username: str) -> list[LoginSession]:
    return list(LoginSession.objects.filter(user__username=username))


class Clock:
    """What `timezone.now()` says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.localtime().replace(microsecond=0)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def forward(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


Login = Callable[[str], Client]
