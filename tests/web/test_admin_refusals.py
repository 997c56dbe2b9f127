"""The admin shows: nothing of others, nothing secret, and nothing can be done in it."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry

from foundation.ledger.models import LedgerEntry
from foundation.townships.models import Assignment, Division, Official, Tenure, User
from foundation.townships.states import Role
from tests.townships.acts import account, grant, official
from tests.web.admin_records import INSPECTED, READERS, address, every_model

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def limited(cast, login):
    """An inspector of 金南镇 only (分片)."""
    grant(account("limited", official("县一", cast.county)), Role.INSPECTOR, cast.jinnan)
    return login("limited")


# Whose rows --------------------------------------------------------------------------------------


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", INSPECTED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("view", ["change", "history"])
def test_another_towns_record_is_not_found(cast, limited, model, view):
    _username, rows = READERS[model]
    assert limited.get(address(model, view, rows(cast.jinnan.township).first().pk)).status_code == 200
    foreign = address(model, view, rows(cast.taji.township).first().pk)
    assert limited.get(foreign).status_code == 404
    assert limited.post(foreign).status_code == 404


def test_a_record_of_another_county_is_not_found(cast, login):
    county = Division.objects.create(code="320830000000", name="盱眙县", level="county", county="320830")
    stranger = account("stranger", official("盱一", county))
    assert login("system.county").get(address(User, "change", stranger.pk)).status_code == 404
    assert login("inspector.county").get(address(Division, "change", county.pk)).status_code == 404
    assert login("inspector.county").get(address(Official, "change", stranger.official.pk)).status_code == 404


@pytest.mark.parametrize("key", ["0", "999999999", "99999999999999999999999999", "x", "1.0", "-1", "1 or 1=1"])
def test_a_key_that_is_none_is_not_found(login, key):
    for model in (Division, LedgerEntry):
        path = address(model, "change", 1).replace("/1/", f"/{key}/")
        assert login("inspector.county").get(path).status_code == 404


# Who may not -------------------------------------------------------------------------------------


@every_model
def test_anonymous_goes_to_the_login_and_a_clerk_is_told_why_not(cast, client, login, model):
    _username, rows = READERS[model]
    key = rows(cast.jinnan.township).first().pk
    for path in (address(model, "changelist"), address(model, "change", key), address(model, "history", key)):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
        response = login("clerk.jinnan").get(path)
        assert response.status_code == 403
        assert "监督后台只对县级监督部门和三员开放" in response.content.decode()


@pytest.mark.unmeasured
@every_model
def test_another_administrator_is_told_what_is_missing(cast, login, model):
    """三员 see nothing of each other's and nothing of the business."""
    _username, rows = READERS[model]
    other = login("security.county" if model is User else "system.county")
    key = rows(cast.jinnan.township).first().pk
    for path in (address(model, "change", key), address(model, "history", key)):
        response = other.get(path)
        assert response.status_code == 403
        assert str(model._meta.verbose_name) in response.content.decode()
    assert other.get(address(model, "changelist")).status_code == 403


# What cannot be done -----------------------------------------------------------------------------


@pytest.mark.unmeasured
@every_model
def test_nothing_can_be_added_changed_or_deleted(cast, login, model, rf):
    username, rows = READERS[model]
    client = login(username)
    row = rows(cast.jinnan.township).first()
    before = list(model.objects.order_by("pk").values_list())
    changed = {field.name: "1" for field in model._meta.concrete_fields}
    assert client.post(address(model, "change", row.pk), changed).status_code == 403
    client.post(address(model, "changelist"), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
    client.post(address(model, "changelist"), changed)
    # What was refused is noted in the security log, and nowhere else.
    assert list(model.objects.order_by("pk").values_list())[: len(before)] == before
    assert not LogEntry.objects.exists()
    request = rf.get("/")
    request.user = User.objects.get(username=username)
    page = admin.site._registry[model]
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.get_actions(request) == {}


@every_model
def test_a_list_shows_neither_boxes_nor_buttons(login, model):
    username, _rows = READERS[model]
    text = login(username).get(address(model, "changelist")).content.decode()
    for part in ("_selected_action", "addlink", "delete_selected", 'name="_save"'):
        assert part not in text


# Secrets -----------------------------------------------------------------------------------------


def test_no_page_shows_a_password(cast, login):
    user = cast.user("clerk.jinnan")
    client = login("system.county")
    for path in (address(User, "changelist"), address(User, "change", user.pk), address(User, "history", user.pk)):
        assert user.password not in client.get(path).content.decode()


@pytest.mark.parametrize(
    "lookup",
    ["password__startswith", "password", "password__regex", "official__accounts__password__startswith"],
)
def test_no_filter_finds_out_a_password(cast, login, lookup):
    """Whatever it is compared with, the answer is the same."""
    client = login("system.county")
    found = [
        client.get(address(User, "changelist"), {lookup: text}).status_code
        for text in (cast.user("clerk.jinnan").password[:8], "never")
    ]
    assert found == [400, 400]


def test_no_filter_of_another_list_finds_out_a_password(cast, login):
    start = cast.user("clerk.jinnan").password[:8]
    for model, path in ((Assignment, "user"), (Official, "accounts"), (Tenure, "official__accounts")):
        response = login(READERS[model][0]).get(address(model, "changelist"), {f"{path}__password__startswith": start})
        assert response.status_code == 400
