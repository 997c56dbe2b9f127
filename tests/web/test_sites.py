"""The inspectors' door: one login page, who may enter, what there is behind it."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from foundation.web.sites import SunlitAdminSite

pytestmark = pytest.mark.django_db

#: `Draft` is that of a publication and that of a paper.
OPEN = ["Draft", "Publication", "Paper", "PaperTemplate"]
DECIDED = ["AdHocMotion", "AgendaItem", "LightSheet", "Meeting", "Resolution", "Topic"]
PEOPLE = ["Assignment", "Body", "Division", "HandOver", "Official", "Post", "Succession", "Tenure", "User"]
LOGS = {"LedgerEntry", "LedgerHead", "Checkpoint", "SecurityEvent"}
INSPECTED = {*LOGS, "Reading", "Finding"}
#: What the country sets stands beside what a county and its townships set.
COUNTRY = {"Arrangement", "Directory", "Parameter", "Regulation", "RecurringDuty", "DutyReport"}


def models_on(response) -> set[str]:
    return {model["object_name"] for app in response.context["app_list"] for model in app["models"]}


def test_the_admin_of_the_project_is_ours():
    assert isinstance(admin.site._wrapped, SunlitAdminSite)
    assert {model.__name__ for model in admin.site._registry} == {
        *PEOPLE,
        *OPEN,
        *DECIDED,
        *COUNTRY,
        *INSPECTED,
    }


@pytest.mark.parametrize(
    ("username", "models"),
    [
        (
            "inspector.county",
            {"Body", "Division", "HandOver", "Official", "Post", "Succession", "Tenure"}
            | {*COUNTRY, *INSPECTED, *OPEN, *DECIDED},
        ),
        ("finance.county", {"Body", "Division", "Official", "Post", "Succession", "Tenure", *COUNTRY}),
        ("system.county", {"User"}),
        ("security.county", {"Assignment"}),
        ("logs.county", LOGS),
    ],
)
def test_everybody_finds_the_pages_of_his_capabilities(login, username, models):
    assert models_on(login(username).get("/admin/")) == models


@pytest.mark.parametrize("username", ["clerk.jinnan", "secretary.taji", "village.jinnan"])
def test_a_township_is_told_why_it_may_not_enter(login, username):
    response = login(username).get("/admin/")
    assert response.status_code == 403
    assert "监督后台只对县级监督部门和三员开放" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/townships/body/", "/admin/townships/body/?q=x&p=2", "/admin/jsi18n/"]
)
def test_anonymous_goes_to_the_one_login_page_and_comes_back(client, cast, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/admin/")
    data = {"username": "finance.county", "password": "Cast-secret-1"}
    assert client.post(response["Location"], data)["Location"] == path


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "/admin/"),
        ("?next=/admin/townships/body/", "/admin/townships/body/"),
        ("?next=//evil.example", "//evil.example"),
    ],
)
def test_the_stock_login_leads_to_the_one_login_page(client, cast, asked, shown):
    response = client.get(f"/admin/login/{asked}")
    assert response["Location"] == f"/accounts/login/?next={shown}"
    data = {"username": "finance.county", "password": "Cast-secret-1"}
    assert client.post(response["Location"], data)["Location"] == ("/desk/" if "evil" in shown else shown)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("logout", "/accounts/me/"),
        ("password_change", "/accounts/password/"),
        ("password_change_done", "/accounts/me/"),
    ],
)
def test_the_stock_pages_of_an_account_lead_to_ours(login, name, target):
    client = login("system.county")
    for answer in (client.get, client.post):
        assert answer(reverse(f"admin:{name}"))["Location"] == target
    assert client.get("/admin/").status_code == 200


def test_the_way_out_of_the_admin_is_the_one_way_out(login):
    text = login("inspector.county").get("/admin/").content.decode()
    assert 'action="/accounts/logout/"' in text
    assert "/admin/logout/" not in text


@pytest.mark.parametrize("name", ["autocomplete", "view_on_site", "townships_body_add", "townships_body_delete"])
def test_what_nobody_uses_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{name}", args=[1] if name.endswith("delete") else [])


@pytest.mark.parametrize(
    "path",
    [
        "/admin/townships/body/add/",
        "/admin/townships/body/1/delete/",
        "/admin/townships/body/1/",
        "/admin/autocomplete/?app_label=townships&model_name=tenure&field_name=official",
        "/admin/r/1/1/",
        "/admin/nowhere/",
        "/admin/townships/divisiongrant/",
        "/admin/auth/group/",
        "/admin/guardian/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_there_is_not_found(login, path, method):
    assert getattr(login("inspector.county"), method)(path).status_code == 404


def test_nothing_is_said_of_what_is_not_there_to_whoever_may_not_enter(login, client):
    assert login("clerk.jinnan").get("/admin/nowhere/").status_code == 404
    assert client.get("/admin/nowhere/").status_code == 404
