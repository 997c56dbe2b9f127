"""The admin shows what is asked for: own rows, all of them, with as few queries as ever."""

import re

import pytest
from django.contrib import admin

from decisions.models import AdHocMotion, AgendaItem, LightSheet, Meeting, Resolution, Topic
from disclosure.models import Draft, Publication
from foundation.calendar.models import Arrangement
from foundation.documents import models as documents
from foundation.keys.models import Reading
from foundation.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from foundation.refs import Ref
from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.rulebook.models import Finding, Parameter, Regulation
from foundation.security.models import SecurityEvent
from foundation.townships.models import Assignment, Body, Division, HandOver, Official, Post, Succession, Tenure, User
from foundation.townships.states import Role
from powers.models import Directory
from tests.decisions.scenes import scene
from tests.disclosure.made import publication_of
from tests.ledger.acts import doing
from tests.townships.acts import account, grant, official
from tests.web.admin_records import INSPECTED, READERS, address, every_model

pytestmark = pytest.mark.django_db


def shown(response) -> set[int]:
    return {row.pk for row in response.context["cl"].result_list}


@pytest.fixture
def limited(cast, login):
    """An inspector of 金南镇 only (分片)."""
    grant(account("limited", official("县一", cast.county)), Role.INSPECTOR, cast.jinnan)
    return login("limited")


def test_every_model_of_the_admin_is_tried_here():
    assert set(READERS) == set(admin.site._registry)


# Whose rows --------------------------------------------------------------------------------------


@pytest.mark.once
@every_model
@pytest.mark.parametrize("view", ["change", "history"])
def test_a_reader_opens_every_record_of_his_county(cast, login, model, view):
    username, rows = READERS[model]
    for town in (cast.jinnan, cast.taji):
        response = login(username).get(address(model, view, rows(town.township).first().pk))
        assert response.status_code == 200


@pytest.mark.parametrize("model", INSPECTED, ids=lambda model: model.__name__)
def test_an_inspector_of_one_town_lists_its_rows_only(cast, limited, model):
    _username, rows = READERS[model]
    own = set(rows(cast.jinnan.township).values_list("pk", flat=True))
    assert own
    if model is Parameter:
        # What the country sets holds in every town.
        own |= set(Parameter.objects.filter(county="").values_list("pk", flat=True))
    response = limited.get(address(model, "changelist"))
    assert shown(response) <= own
    assert response.context["cl"].result_count == len(own)


@pytest.mark.parametrize("term", ["戊一", "塔集"])
def test_a_search_finds_nothing_of_another_town(limited, term):
    for model in INSPECTED[:-1]:
        assert shown(limited.get(address(model, "changelist"), {"q": term})) == set()


@pytest.mark.parametrize(
    "query",
    ["level=x", "pk=x", "o=x", "o=99", "p=x", "e=1", "name__regex=(", "parent__name=x", "nothing=x", "_to_field=name"],
)
def test_a_filter_that_makes_no_sense_breaks_nothing(login, query):
    """A page, the list without it, or a refusal, but no fault."""
    assert login("inspector.county").get(f"{address(Division, 'changelist')}?{query}").status_code < 500


@every_model
def test_every_filter_that_a_list_offers_works(login, model):
    username, rows = READERS[model]
    # Some filters offer what there is.
    rows("320831101")
    client = login(username)
    changes = client.get(address(model, "changelist")).context["cl"]
    assert len(changes.filter_specs) == len(admin.site._registry[model].list_filter)
    for spec in changes.filter_specs:
        choice = list(spec.choices(changes))[-1]
        assert client.get(address(model, "changelist") + choice["query_string"]).status_code == 200


def test_a_filter_and_a_search_together_find_what_they_say(login):
    client = login("system.county")
    response = client.get(address(User, "changelist"), {"is_active__exact": "1", "q": "clerk"})
    assert "共 3 条" in response.content.decode() and "显示全部" in response.content.decode()
    assert {row.username for row in response.context["cl"].result_list} == {
        "clerk.jinnan",
        "clerk.taji",
        "clerk.kaifaqu",
    }


# The ledger --------------------------------------------------------------------------------------


def test_an_entry_is_shown_with_its_bytes_and_its_chain_value(login):
    with doing(stream="320831101"):
        pass
    entry = LedgerEntry.objects.filter(stream="320831101").latest("number")
    text = login("inspector.county").get(address(LedgerEntry, "change", entry.pk)).content.decode()
    assert bytes(entry.leaf).hex() in text
    assert "test.thing.do" in text and "2026-03-04T05:06:07.000089Z" in text


def test_the_newest_entries_come_first(login):
    rows = list(login("inspector.county").get(address(LedgerEntry, "changelist")).context["cl"].result_list)
    assert rows == sorted(rows, key=lambda row: row.pk, reverse=True)
    assert len(rows) == 50


# Lists -------------------------------------------------------------------------------------------

#: Model → queries of its list: as many for three rows as for fifty.
QUERIES = {
    Division: 5,
    Body: 5,
    Post: 5,
    Official: 5,
    Tenure: 5,
    User: 5,
    Assignment: 5,
    Topic: 5,
    Meeting: 5,
    AgendaItem: 5,
    Resolution: 5,
    # Two more: how many there were in each quarter, and of which bodies.
    AdHocMotion: 7,
    LightSheet: 5,
    Draft: 5,
    Publication: 5,
    documents.Draft: 5,
    documents.Paper: 5,
    # One more: the kinds that there are, for its filter.
    documents.PaperTemplate: 6,
    Parameter: 5,
    Arrangement: 5,
    RecurringDuty: 5,
    # One more: the townships that there are, for its filter.
    DutyReport: 6,
    # Two more: the rules and the units that there are, for its filters.
    Finding: 7,
    Regulation: 5,
    Directory: 5,
    SecurityEvent: 5,
    Reading: 5,
    HandOver: 5,
    Succession: 5,
}


def test_the_queries_of_every_list_are_counted():
    """Those of the ledger's lists depend on what stands in them: tests/townships/test_ledger_lists.py."""
    assert set(READERS) - set(QUERIES) == {LedgerEntry, LedgerHead, Checkpoint}


@pytest.mark.unmeasured
@pytest.mark.once
@pytest.mark.parametrize("model", QUERIES, ids=lambda model: model.__name__)
def test_the_queries_of_a_list_do_not_depend_on_its_rows(cast, login, model, django_assert_num_queries):
    username, rows = READERS[model]
    client = login(username)
    rows(cast.taji.township)
    with django_assert_num_queries(QUERIES[model]):
        few = client.get(address(model, "changelist"), {"q": "村一"})
    for number in range(3):
        somebody = official(f"村一{number}", cast.jinnan)
        user = account(f"more{number}", somebody, name="村一")
        grant(user, Role.CLERK, cast.taji)
        publication_of(cast.jinnan)
    scene(cast.jinnan, "clerk.jinnan").resolution()
    rows(cast.jinnan.township)
    with django_assert_num_queries(QUERIES[model]):
        more = client.get(address(model, "changelist"))
    assert len(shown(more)) > len(shown(few))


def test_the_history_of_a_record_is_in_the_ledger(cast, login):
    """Django's own list of changes would always say that there are none."""
    row, client = cast.official("丁一"), login("inspector.county")
    page = client.get(address(Official, "history", row.pk)).content.decode()
    (link,) = re.findall(r'href="([^"]*\?q=[^"]*)"', page)
    assert {entry.ref for entry in client.get(link).context["cl"].result_list} == {str(Ref.of(row))}
    user = cast.user("clerk.jinnan")
    page = login("system.county").get(address(User, "history", user.pk)).content.decode()
    assert "没有查看存证日志的权限" in page and "?q=" not in page


def test_the_ledger_itself_has_no_history(login):
    entry = LedgerEntry.objects.filter(stream="320831101").first()
    page = login("inspector.county").get(address(LedgerEntry, "history", entry.pk)).content.decode()
    assert "只增加，不修改" in page


def test_a_list_stops_after_twenty_pages(cast, login):
    for number in range(3):
        official(f"子{number}", cast.jinnan)
    Official.objects.bulk_create(
        Official(name=f"多{number}", division=cast.jinnan, county="320831", township="320831101")
        for number in range(1100)
    )
    client = login("inspector.county")
    page = client.get(address(Official, "changelist"))
    changes = page.context["cl"]
    assert (changes.result_count, changes.paginator.num_pages) == (1000, 20)
    assert page.content.decode().count("至少 1000 条，请用搜索或者筛选缩小范围") == 2
    assert client.get(address(Official, "changelist"), {"p": 20}).status_code == 200
    assert client.get(address(Official, "changelist"), {"p": 21}).status_code in {302, 404}
    assert len(client.get(address(Official, "changelist"), {"all": ""}).context["cl"].result_list) == 50


def test_a_search_finds_a_tenure_by_its_post(login):
    response = login("inspector.county").get(address(Tenure, "changelist"), {"q": "文书"})
    assert {row.post.name for row in response.context["cl"].result_list} == {"党政办文书"}
