"""Somebody who is logged in, as the pages of the desk want him."""

from typing import Any

from django.contrib.auth import user_logged_in
from django.http import HttpResponseBase
from django.test import Client

from foundation.townships.models import User
from foundation.townships.sessions import VERIFIED


class Visitor:
    """Opens pages through the whole house, second factor included."""

    def __init__(self, username: str) -> None:
        self.client = Client(headers={"host": "127.0.0.1"})
        user_logged_in.connect(_verify)
        try:
            user = User.objects.get(username=username)
            self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        finally:
            user_logged_in.disconnect(_verify)

    def open(self, url: str, asked: dict[str, str] | None = None) -> HttpResponseBase:
        response = self.client.get(url, asked or {})
        if response.status_code != 200:
            raise RuntimeError(f"{url} {asked} answered {response.status_code}")
        return response


def _verify(request: Any, **_more: Any) -> None:
    request.session[VERIFIED] = True
