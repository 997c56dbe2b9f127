"""The lists of the ledger: what stands in them, how it is found, and what that costs."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.ledger import proofs
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.ledger.selectors import acts_within
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.refs import Ref
from foundation.townships.selectors import streams
from tests.decisions.scenes import scene
from tests.ledger.acts import doing

pytestmark = pytest.mark.django_db

LIST = reverse("admin:ledger_ledgerentry_changelist")
HEADS = reverse("admin:ledger_ledgerhead_changelist")


def entries(client, **query) -> list[LedgerEntry]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def words(client, path=LIST, **query) -> str:
    return client.get(path, query).content.decode()


@pytest.fixture
def decided(cast):
    return scene(cast.jinnan, "clerk.jinnan").resolution()


@pytest.fixture
def inspector(login):
    return login("inspector.county")


# What is shown -----------------------------------------------------------------------------------


def test_an_entry_is_listed_with_the_names_that_people_use(inspector, decided):
    entry = LedgerEntry.objects.get(act="decisions.item.announce_result")
    text = words(inspector, q=f"{entry.stream}#{entry.number}")
    for word in ("金南镇", "320831101", "宣布结果", "丁十二（clerk.jinnan）", "1. 修建文化广场"):
        assert word in text
    assert f'href="/desk/items/{decided.item_id}/"' in text


def test_a_thing_that_nobody_presents_is_listed_by_its_own_name(inspector, cast):
    person = cast.official("丁一")
    text = words(inspector, q=str(Ref.of(person)))
    assert ">丁一</td>" in text


def test_the_audit_administrator_finds_kind_and_key_and_no_title(login, decided):
    client = login("logs.county")
    (entry,) = entries(client, act="decisions.item.announce_result")
    text = words(client, act="decisions.item.announce_result")
    assert f"上会议题 {decided.item_id}" in text and "宣布结果" in text
    assert "修建文化广场" not in text and "/desk/items/" not in text
    assert entry.actor in text


def test_an_entry_about_nothing_and_one_about_something_unknown_are_listed(inspector):
    for ref in ("", "no.thing:1"):
        with doing(stream="320831101") as record:
            record.ref = ref
    assert "no.thing 1" in words(inspector, stream="320831101")


def test_a_reference_that_is_none_is_listed_as_nothing(inspector):
    with doing(stream="320831101") as record:
        record.ref = "whatever"
    (entry,) = entries(inspector, q="320831101#" + str(LedgerEntry.objects.filter(stream="320831101").count()))
    assert entry.thing is None


# How it is found ---------------------------------------------------------------------------------


def test_a_place_finds_one_entry(inspector):
    for spelling in ("320831101#3", "320831101＃3", " 320831101#3 "):
        assert [str(entry) for entry in entries(inspector, q=spelling)] == ["320831101#3"]
    assert entries(inspector, q="320831101#999999") == []
    assert entries(inspector, q="320831101#" + "9" * 18) == []


def test_a_thing_finds_all_that_was_done_to_it(inspector, decided):
    ref = str(Ref.of(decided.topic))
    found = entries(inspector, q=ref)
    assert found and {entry.ref for entry in found} == {ref}


def test_a_stream_finds_its_entries(inspector):
    assert {entry.stream for entry in entries(inspector, q="320831103")} == {"320831103"}
    assert entries(inspector, q="320831-sealed") == []


@pytest.mark.parametrize("term", ["丁十二", "clerk.jinnan", "丁十二（clerk.jinnan）"])
def test_a_person_is_found_by_name_and_by_account(inspector, decided, term):
    found = entries(inspector, q=term)
    assert found and {entry.actor for entry in found} == {"丁十二（clerk.jinnan）"}


@pytest.mark.parametrize("term", ["宣布结果", "decisions.item.announce_result"])
def test_an_act_is_found_by_its_name(inspector, decided, term):
    assert {entry.act for entry in entries(inspector, q=term)} == {"decisions.item.announce_result"}


def test_without_a_term_everything_is_listed(inspector):
    assert len(entries(inspector, q=" ")) == 50


def test_a_filter_names_the_streams_by_their_owners(inspector):
    text = words(inspector)
    for name in ("金湖县 320831", "金南镇 320831101", "塔集镇 320831103"):
        assert name in text
    found = entries(inspector, stream="320831103")
    assert {entry.stream for entry in found} == {"320831103"}
    numbers = [entry.number for entry in found]
    assert numbers == sorted(numbers, reverse=True)


def test_a_filter_of_a_stream_that_is_not_the_readers_finds_nothing(login):
    with doing(stream="320830101"):
        pass
    for username in ("inspector.county", "logs.county"):
        for stream in ("320830101", "000000", "320831-sealed", "x"):
            assert entries(login(username), stream=stream) == []


def test_the_filter_offers_the_acts_that_occur_where_one_reads(cast, login, inspector):
    assert "提出议题" not in words(inspector)
    scene(cast.jinnan, "clerk.jinnan").topic()
    assert "提出议题" in words(inspector)
    county = streams.reach_of(cast.user("inspector.county")).q()
    assert "decisions.topic.propose" in acts_within(county)
    assert set(acts_within(county)) == {
        act for act in LedgerEntry.objects.filter(county).values_list("act", flat=True) if act != "test.thing.do"
    }
    with doing("keys.key.retire", stream="320830101"):
        pass
    assert "keys.key.retire" not in acts_within(county)


def test_a_filter_of_an_act_finds_its_entries(inspector):
    assert {entry.act for entry in entries(inspector, act="townships.tenure.begin")} == {"townships.tenure.begin"}


def test_no_column_sorts_the_list_whatever_the_address_says(inspector):
    wanted = [entry.pk for entry in entries(inspector)]
    assert wanted == sorted(wanted, reverse=True)
    for order in ("1", "-1", "3", "4.5", "-6"):
        assert [entry.pk for entry in entries(inspector, o=order)] == wanted
    assert "sortable" not in words(inspector)


def test_nothing_is_counted_whatever_the_address_says(inspector):
    with CaptureQueriesContext(connection) as queries:
        assert inspector.get(LIST, {"_facets": "True"}).status_code == 200
    assert not [query for query in queries if "COUNT(" in query["sql"].upper()]


# What it costs -----------------------------------------------------------------------------------


def queries_of(client, path=LIST, **query) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, query).status_code == 200
    return len(queries)


def test_the_queries_of_a_list_do_not_depend_on_its_entries(cast, login):
    client = login("inspector.county")
    town = scene(cast.jinnan, "clerk.jinnan")
    town.topic("一"), town.topic("二")
    few = queries_of(client, q="decisions.topic.propose")
    for number in range(10):
        town.topic(f"三{number}")
    assert queries_of(client, q="decisions.topic.propose") == few == 12


def test_many_kinds_of_things_cost_a_few_queries_each(cast, login, decided):
    client = login("inspector.county")
    listed = entries(client)
    kinds = {entry.ref.partition(":")[0] for entry in listed}
    assert len(kinds) > 5
    assert queries_of(client) <= 10 + 2 * len(kinds)


def test_the_queries_of_the_list_of_streams_do_not_depend_on_them(cast, login):
    client = login("inspector.county")
    few = queries_of(client, HEADS)
    for number in range(5):
        with doing(stream=f"32083190{number}"):
            pass
    assert queries_of(client, HEADS) == few == 6


def test_the_list_of_checkpoints_costs_the_same_for_many(cast, login):
    path = reverse("admin:ledger_checkpoint_changelist")
    client = login("logs.county")
    make_checkpoint(now=cast.now)
    few = queries_of(client, path)
    for _time in range(3):
        make_checkpoint(now=cast.now, always=True)
    assert queries_of(client, path) == few == 5


@pytest.mark.postgres
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="its planner can be told not to scan")
def test_the_newest_entries_are_read_from_an_index(cast):
    """A sort of all entries takes a thousand times as long at 200,000: where no index gives the order, it stays."""
    page = admin.site._registry[LedgerEntry]
    visible = streams.visible_entries(cast.user("inspector.county"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
    for rows in (visible.order_by("-pk"), visible.filter(stream="320831101").order_by("-number")):
        assert "Sort" not in rows[:50].explain()
    assert page.sortable_by == ()


# Streams and checkpoints -------------------------------------------------------------------------


def test_a_stream_is_listed_with_its_owner_its_size_and_its_seal(inspector):
    head = LedgerHead.objects.get(stream="320831101")
    text = words(inspector, HEADS)
    for word in ("金南镇", f">{head.size}<", "sha256", "相符"):
        assert word in text


def test_a_head_that_somebody_else_wrote_is_not_in_order(cast, inspector):
    LedgerHead.objects.filter(stream="320831101").update(seal=b"\0" * 33)
    assert "不符：可能被人改动" in words(inspector, HEADS)
    page = words(inspector, reverse("admin:ledger_ledgerhead_change", args=["320831101"]))
    assert "不符：可能被人改动" in page


def test_the_end_of_a_stream_tells_its_root_and_leads_to_its_entries(inspector):
    page = words(inspector, reverse("admin:ledger_ledgerhead_change", args=["320831101"]))
    assert proofs.stored_tree("320831101").root().hex() in page
    assert f'href="{LIST}?stream=320831101"' in page
    assert "金南镇" in page


def test_a_stream_without_an_entry_has_no_last_time(inspector):
    LedgerHead.objects.create(stream="320831109", hash="sha256", size=0, frontier=b"", seal=b"")
    assert inspector.get(reverse("admin:ledger_ledgerhead_change", args=["320831109"])).status_code == 200


def test_a_checkpoint_shows_its_note_and_gives_it_byte_for_byte(cast, login):
    checkpoint = make_checkpoint(now=cast.now)
    for username in ("inspector.county", "logs.county"):
        client = login(username)
        page = words(client, reverse("admin:ledger_checkpoint_change", args=[checkpoint.pk]))
        url = reverse("admin:ledger_checkpoint_note", args=[checkpoint.pk])
        assert checkpoint.note.splitlines()[0] in page and url in page
        response = client.get(url)
        assert response.content == checkpoint.note.encode()
        assert response["Content-Disposition"] == f'attachment; filename="sunlit-checkpoint-{checkpoint.pk}.txt"'
        assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_the_list_of_checkpoints_says_how_much_each_covers(cast, inspector):
    make_checkpoint(now=cast.now)
    total = LedgerEntry.objects.count()
    number = LedgerHead.objects.count()
    assert f"{number} 个日志流，共 {total} 条" in words(inspector, reverse("admin:ledger_checkpoint_changelist"))
