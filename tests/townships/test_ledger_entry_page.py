"""The page of an entry and its proof file: all for whoever sees values, none of them for the audit administrator."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.ledger import proofs
from foundation.ledger.merkle import Hasher
from foundation.ledger.models import Checkpoint, LedgerDetail, LedgerEntry
from foundation.ledger.selectors import first_checkpoint_over
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.ledger.services.erasure import erase_values
from foundation.refs import Ref
from tests.decisions.scenes import scene
from tests.ledger.acts import add_official, doing
from tests.townships.contacts import ID_NUMBER, MOBILE, reachable

pytestmark = pytest.mark.django_db

#: Stands in values and titles, and must be read by nobody who may not see them.
CANARY = "金丝雀广场"


def page_of(entry, view: str = "change") -> str:
    return reverse(f"admin:ledger_ledgerentry_{view}", args=[entry.pk])


def words(client, entry) -> str:
    return client.get(page_of(entry)).content.decode()


def entry_of(act: str) -> LedgerEntry:
    return LedgerEntry.objects.filter(act=act).latest("pk")


@pytest.fixture
def decided(cast):
    town = scene(cast.jinnan, "clerk.jinnan")
    return town.resolution(town.topic(CANARY))


@pytest.fixture
def inspector(login):
    return login("inspector.county")


@pytest.fixture
def logs(login):
    return login("logs.county")


# The page ----------------------------------------------------------------------------------------


def test_an_inspector_reads_what_was_done_and_what_it_changed(inspector, decided):
    entry = entry_of("decisions.item.announce_result")
    text = words(inspector, entry)
    for word in (
        "宣布结果",
        "decisions.item.announce_result",
        "金南镇",
        f"1. {CANARY}",
        "原为",
        "已列入议程",
        "已作决定",
        "通过所需票数",
        bytes(entry.leaf).hex(),
        "sha256",
        f"第 {entry.number} 条",
        "规范字节",
    ):
        assert word in text
    assert f'href="/desk/items/{decided.item_id}/"' in text


def test_the_audit_administrator_reads_which_rows_and_columns_and_nothing_of_their_content(logs, decided):
    """Every entry of a whole decision, on every page: no title, no value."""
    for entry in LedgerEntry.objects.filter(act__startswith="decisions.", stream="320831101"):
        text = words(logs, entry)
        assert CANARY not in text and "党委会" not in text
        assert "看不到内容" in text and "原为" not in text
    text = words(logs, entry_of("decisions.topic.propose"))
    for word in ("提出议题", f"议题：{decided.topic_id}", "议题名称、", "规范字节"):
        assert word in text
    for path in (
        reverse("admin:ledger_ledgerentry_changelist"),
        page_of(entry_of("decisions.topic.propose"), "history"),
    ):
        assert CANARY not in logs.get(path).content.decode()


def test_a_number_that_is_encrypted_is_on_no_page(cast, inspector, logs):
    official = reachable(cast.official("丁一"))
    with doing(stream="320831101") as record:
        record.touch(official)
    for client in (inspector, logs):
        for entry in LedgerEntry.objects.filter(ref=str(Ref.of(official))):
            make_checkpoint(now=cast.now)
            for text in (words(client, entry), client.get(page_of(entry, "proof")).content.decode()):
                assert MOBILE not in text and ID_NUMBER not in text
    assert "已加密" in words(inspector, LedgerEntry.objects.get(act="townships.official.contact"))


def test_facts_stand_on_the_page_by_their_names(cast, inspector):
    with doing("ledger.detail.erase", stream="320831101", reason="依申请删除", lines=[["320831101", 1, 2]]):
        pass
    text = words(inspector, entry_of("ledger.detail.erase"))
    for word in ("理由", "依申请删除", "删除的明细行", "[[&quot;320831101&quot;, 1, 2]]"):
        assert word in text


def test_an_act_without_rows_and_a_batch_say_so(cast, inspector):
    with doing(stream="320831101"):
        pass
    assert "没有写入记录" in words(inspector, LedgerEntry.objects.latest("pk"))
    with doing(stream="320831101") as record:
        record.touch_all(list(cast.jinnan.posts.all()))
    text = words(inspector, LedgerEntry.objects.latest("pk"))
    assert "职务：批量写入" in text and "开头几行的主键" in text


def test_what_somebody_wrote_is_shown_as_text(cast, inspector):
    with doing(stream="320831101") as record:
        add_official(record, "<b>甲</b>")
    text = words(inspector, LedgerEntry.objects.latest("pk"))
    assert "&lt;b&gt;甲" in text and "<b>甲" not in text


def test_the_neighbours_of_an_entry_are_a_click_away(inspector, decided):
    before, entry, after = LedgerEntry.objects.filter(stream="320831101").order_by("number")[5:8]
    text = words(inspector, entry)
    assert page_of(before) in text and page_of(after) in text
    first = LedgerEntry.objects.get(stream="320831101", number=1)
    assert "上一条" not in words(inspector, first) and "下一条" in words(inspector, first)
    assert "下一条" not in words(inspector, LedgerEntry.objects.filter(stream="320831101").latest("number"))


def test_other_entries_about_the_same_thing_are_a_click_away(inspector, decided):
    entry = entry_of("decisions.item.announce_result")
    found = inspector.get(reverse("admin:ledger_ledgerentry_changelist"), {"q": entry.ref})
    assert len(found.context["cl"].result_list) > 5
    assert f"?q=decisions.agendaitem%3A{decided.item_id}" in words(inspector, entry)


def test_what_was_done_in_the_same_instant_is_a_click_away_unless_it_lies_elsewhere(cast, inspector, logs):
    with doing(stream="320831101") as record:
        add_official(record, "甲二")
        with doing("keys.value.reveal", stream="320831-sealed"), doing("townships.role.grant", stream="320831"):
            pass
    entry = LedgerEntry.objects.filter(stream="320831101").latest("number")
    assert "授予角色" in words(logs, entry) and "查看加密内容" not in words(logs, entry)
    assert "查看加密内容" in words(inspector, entry)


def test_the_queries_of_the_page_are_few(inspector, logs, decided):
    entry = entry_of("decisions.item.announce_result")
    with CaptureQueriesContext(connection) as queries:
        inspector.get(page_of(entry))
    assert len(queries) <= 34
    with CaptureQueriesContext(connection) as queries:
        logs.get(page_of(entry))
    assert len(queries) <= 16
    assert not [query for query in queries if "ledger_ledgerdetail" in query["sql"]]


# Which checkpoint ---------------------------------------------------------------------------------


def test_the_first_checkpoint_over_an_entry_is_named(cast, inspector):
    with doing(stream="320831101"):
        pass
    entry = LedgerEntry.objects.latest("pk")
    assert first_checkpoint_over(entry) is None
    assert "还没有存证点覆盖" in words(inspector, entry)
    made = [make_checkpoint(now=cast.now, always=True) for _time in range(3)]
    assert first_checkpoint_over(entry) == made[0]
    text = words(inspector, entry)
    assert reverse("admin:ledger_checkpoint_change", args=[made[0].pk]) in text
    assert page_of(entry, "proof") in text


def test_a_checkpoint_from_before_an_entry_does_not_cover_it(cast):
    old = make_checkpoint(now=cast.now)
    with doing(stream="320831101"):
        pass
    entry = LedgerEntry.objects.latest("pk")
    # Put on record later than it happened: the checkpoint seems to be younger.
    assert old.at > entry.at
    assert first_checkpoint_over(entry) is None
    later = make_checkpoint(now=cast.now)
    assert first_checkpoint_over(entry) == later


def test_an_entry_put_on_record_long_after_is_found_under_the_newest(cast):
    for _time in range(6):
        make_checkpoint(now=cast.now, always=True)
    with doing(stream="320831101"):
        pass
    newest = make_checkpoint(now=cast.now + timedelta(days=1))
    assert first_checkpoint_over(LedgerEntry.objects.latest("pk")) == newest


# The proof ---------------------------------------------------------------------------------------


def proof(client, entry) -> dict:
    response = client.get(page_of(entry, "proof"))
    assert response.status_code == 200
    name = f"sunlit-proof-{entry.stream}-{entry.number}.json"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def test_the_proof_of_an_inspector_has_every_line_and_each_fits_its_digest(cast, inspector, decided):
    make_checkpoint(now=cast.now)
    entry = entry_of("decisions.item.announce_result")
    given = proof(inspector, entry)
    body = json.loads(given["entry"])
    digests = [body["actor"], *(row["digest"] for row in body["rows"])]
    assert sorted(given["lines"], key=int) == [str(index) for index in range(len(digests))]
    for index, line in given["lines"].items():
        salt, _space, text = line.partition(" ")
        assert Hasher.of(given["hash"]).leaf(bytes.fromhex(salt) + text.encode()).hex() == digests[int(index)]
    assert CANARY in json.dumps(given, ensure_ascii=False)
    assert given == json.loads(proofs.inclusion(entry, range(len(digests))))


def test_the_proof_of_the_audit_administrator_has_no_line(cast, logs, decided):
    make_checkpoint(now=cast.now)
    for entry in LedgerEntry.objects.filter(act__startswith="decisions.", stream="320831101"):
        given = proof(logs, entry)
        assert given["lines"] == {} and given["entry"] == bytes(entry.body).decode()
        assert CANARY not in json.dumps(given, ensure_ascii=False)


def test_an_erased_line_is_left_out_of_the_proof(cast, inspector):
    with doing(stream="320831101") as record:
        somebody = add_official(record, "甲二")
    entry = LedgerEntry.objects.latest("pk")
    somebody.name = ""
    somebody.save()
    erase_values(row=somebody, stream="320831101", actor="甲一", reason="依申请删除", now=cast.now)
    make_checkpoint(now=cast.now)
    assert set(proof(inspector, entry)["lines"]) == {"0"}


def test_an_entry_without_a_detail_is_proven_without_lines(cast, inspector):
    with doing(stream="320831101"):
        pass
    entry = LedgerEntry.objects.latest("pk")
    with connection.cursor() as cursor:
        on = ' ON "ledger_ledgerdetail"' if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER ledger_ledgerdetail_no_delete{on}")
    LedgerDetail.objects.filter(entry=entry.pk).delete()
    make_checkpoint(now=cast.now)
    assert proof(inspector, entry)["lines"] == {}


def test_without_a_checkpoint_over_it_the_proof_is_refused_in_words(inspector, logs):
    with doing(stream="320831101"):
        pass
    entry = LedgerEntry.objects.latest("pk")
    assert not Checkpoint.objects.exists()
    for client in (inspector, logs):
        response = client.get(page_of(entry, "proof"))
        assert response.status_code == 409
        assert "还没有存证点覆盖这条记录" in response.content.decode()
        assert page_of(entry, "proof") not in words(client, entry)


@pytest.mark.parametrize("key", ["0", "x", "999999999999999999999", "-1"])
def test_the_proof_of_no_entry_is_not_found(inspector, key):
    path = reverse("admin:ledger_ledgerentry_proof", args=["1"]).replace("/1/", f"/{key}/")
    assert inspector.get(path).status_code == 404
