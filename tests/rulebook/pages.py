"""Short ways to the desk's pages on numbers."""

from typing import Any

from django.urls import reverse

from tests.foundation.wording import words

TOKEN = "once-" * 5


def url(name: str, *args: object) -> str:
    return reverse(f"rulebook:{name}", args=args)


def text(response: Any) -> str:
    return words(response.content.decode())


def send(client: Any, address: str, step: str = "confirm", **data: object) -> Any:
    return client.post(address, {"form_token": TOKEN, "step": step, **data})
