"""Every URL of the resolver has a row, and every role gets the answer that the row says."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from http.cookies import SimpleCookie

import pytest
from django.contrib.auth.backends import ModelBackend
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from foundation.townships.models import User
from foundation.townships.services import grant_role, open_account
from foundation.townships.states import Role
from foundation.web import views
from tests.doors.roles import ACCOUNTS, EVERYBODY
from tests.doors.rows import Row, expected
from tests.doors.table import ROWS


def url_names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from url_names(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or str(pattern.pattern)))


#: Made by `people` for each test anew.
OF_THIS_TEST = {"inspector.taji", "citizen", "disabled"}


@pytest.fixture
def people(cast):
    """The accounts that the cast lacks: without a role, disabled, and an inspector of one district alone."""
    # Of the demonstration: a real one would be sent to change its password first.
    more = {"password": "x", "actor": "test", "now": cast.now, "is_demo": True}
    district = open_account(username="inspector.taji", name="县纪二", official=cast.official("县纪一"), **more)
    grant_role(
        user=district,
        role=Role.INSPECTOR,
        division=cast.taji,
        start=timezone.localdate(),
        actor="test",
        now=cast.now,
    )
    open_account(username="citizen", name="无一", official=None, **more)
    open_account(username="disabled", name="停一", official=None, **more)
    User.objects.filter(username="disabled").update(is_active=False)
    return cast


def answer(client: Client, method: str, url: str, data: dict[str, str]) -> int | str:
    response = client.post(url, data) if method == "post" else client.get(url)
    if response.streaming:
        # Read to its end, a file is closed.
        list(response)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return "login"
    return response.status_code


def test_every_url_has_a_row():
    assert sorted(set(url_names(get_resolver()))) == sorted({row.name for row in ROWS})


def test_every_role_tries():
    words = set(ACCOUNTS)
    for role in Role:
        word = {
            Role.PRINCIPAL: "secretary",
            Role.DISCIPLINE_SECRETARY: "discipline",
            Role.CONGRESS_CHAIR: "congress",
            Role.ASSETS_CENTRE: "assets",
            Role.VILLAGE_REPORTER: "village",
            Role.TRADING_CENTRE: "trading",
        }.get(role, role.value.replace("_", " "))
        assert word in words, role


@pytest.fixture
def quick_sessions(settings):
    """Sessions in the cookie: three dozen log-ins for each door write nothing."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"


@pytest.fixture
def plain_refusals(monkeypatch):
    """What a refusal looks like, and that it is on record, is tried elsewhere; here are fifteen thousand of them."""
    monkeypatch.setattr(views, "render", lambda _request, _page, _context=None, status=200: HttpResponse(status=status))
    monkeypatch.setattr(views, "_note", lambda _kind, _request, _reason: None)
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def known_faces(monkeypatch):
    """Who somebody is is read once for each door, not at each of his knocks. What he may do is asked each time."""
    read = ModelBackend.get_user
    known = {}

    def get_user(backend, user_id):
        if user_id not in known:
            known[user_id] = read(backend, user_id)
        # A copy that has been asked nothing yet; nobody for a disabled account.
        return copy(known[user_id])

    monkeypatch.setattr(ModelBackend, "get_user", get_user)


#: Account → its cookies: somebody of the cast logs in once, and stays what he is in every door's test.
_cookies: dict[str, SimpleCookie[str]] = {}


def let_in(login: Callable[[str], Client], account: str) -> Client:
    if account not in _cookies:
        client = login(account)
        if account in OF_THIS_TEST:
            return client
        _cookies[account] = client.cookies
    client = Client()
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in _cookies[account].items()})
    return client


def through_one_house(clients: Iterable[Client]) -> None:
    """Each client would build the middleware for itself, as if three dozen servers stood there."""
    house = ClientHandler(enforce_csrf_checks=False)
    for client in clients:
        client.handler = house


def tried(row: Row) -> list[str]:
    """Everybody. In the second suite of `make test` one for each answer: who may does not depend on the database."""
    if not os.environ.get("SUNLIT_DATABASE_TESTS_ONLY"):
        return sorted(EVERYBODY)
    by_answer = {(role_answer(row.get, role, row), role_answer(row.post, role, row)): role for role in EVERYBODY}
    return sorted(by_answer.values())


@pytest.mark.unmeasured
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_door(row: Row, people, login, quick_sessions, plain_refusals, known_faces):
    url = reverse(row.name, args=row.args(people))
    clients = {role: let_in(login, ACCOUNTS[role]) for role in tried(row)}
    through_one_house(clients.values())
    wrong = {
        f"{method} as {role}": got
        for method, codes in (("get", row.get), ("post", row.post))
        for role, client in clients.items()
        if (got := answer(client, method, url, row.data)) != role_answer(codes, role, row)
    }
    assert not wrong


def role_answer(codes, role: str, row: Row) -> int | str:
    wanted = expected(codes, role)
    return "login" if row.name == "admin:login" and wanted == 302 else wanted
