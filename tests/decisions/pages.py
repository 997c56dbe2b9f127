"""Fills in the desk's forms as a browser would: what the page offers, and what the test changes."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


def url(name: str, *args: Any) -> str:
    return reverse(f"decisions:{name}", args=args)


def text(response: Any) -> str:
    return response.content.decode()


def token_in(response: Any) -> str:
    """The token of the first form of a page."""
    found = TOKEN.search(text(response))
    assert found, text(response)
    return found[1]


def post(client: Client, address: str, data: dict[str, Any] | None = None, *, token: str = "", **more: Any) -> Any:
    """Send a form with a token of its own, or with one that was used before."""
    from foundation.web.tokens import new_token

    return client.post(address, {"form_token": token or new_token(), **(data or {})}, **more)


def confirm(client: Client, address: str, data: dict[str, Any] | None = None) -> Any:
    """Fill in, look once more, confirm: the answer to the confirmation."""
    look = post(client, address, data)
    assert look.status_code == 200
    assert not look.context["form"].errors, look.context["form"].errors
    assert "web/check.html" in {template.name for template in look.templates}
    return client.post(address, {**hidden(look), "step": "confirm"})


def hidden(response: Any) -> dict[str, str]:
    """The answers that the check page carries along."""
    form = response.context["form"]
    return {field.html_name: "" if field.value() is None else field.value() for field in form}


def errors(response: Any) -> str:
    """All that the form says is wrong."""
    assert response.status_code == 200
    return str(response.context["form"].errors)


def opens_at(page: str) -> str:
    """The one element that has the focus when the page opens."""
    (found,) = re.findall(r"<[^>]* autofocus[^>]*>", page)
    return found
