"""Who may pass a door of the desk."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from foundation.townships.services import open_account
from foundation.web.doors import desk_page

pytestmark = pytest.mark.django_db


@desk_page
def room(request: HttpRequest, number: int, *, word: str = "") -> HttpResponse:
    """A room of the house."""
    return HttpResponse(f"{number} {word}")


@pytest.fixture
def ask(rf, cast):
    def get(username: str) -> HttpResponse:
        request = rf.get("/desk/room/?a=b")
        request.user = cast.user(username) if username else AnonymousUser()
        return room(request, 7, word="门")

    return get


@pytest.mark.parametrize("username", ["clerk.jinnan", "village.taji", "inspector.county"])
def test_whoever_has_the_desk_passes_with_all_arguments(ask, username):
    assert ask(username).content.decode() == "7 门"


def test_anonymous_goes_to_the_login_and_comes_back(ask):
    assert ask("")["Location"] == "/accounts/login/?next=/desk/room/%3Fa%3Db"


def test_an_account_without_the_desk_is_told_why_and_whom_to_ask(ask, cast):
    open_account(username="citizen", name="无一", password="x", official=None, actor="test", now=cast.now)
    with pytest.raises(PermissionDenied, match=r"工作台只对承担业务工作的人员开放.*安全管理员"):
        ask("citizen")


def test_a_guarded_view_keeps_its_name_and_its_words():
    assert (room.__name__, room.__doc__) == ("room", "A room of the house.")
