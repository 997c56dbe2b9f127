"""What stands beside the entries and may be emptied by law, and the first form of entries: changes are found."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from foundation.ledger import coverage
from foundation.ledger.details import ERASED, Line, parsed
from foundation.ledger.merkle import SHA256
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerHead
from foundation.ledger.services.erasure import erase_values
from foundation.ledger.verification import first_bad_entry, verify
from foundation.scope import sealed_stream
from tests.ledger.acts import NOW, STREAM, add_official, doing
from tests.ledger.hands import detail, entry, let_go, put_first_form, put_line, rewrite, run, seal
from tests.ledger.verifying import CHANGED, SHOWN, bad, found

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite takes any value in any column")


# Lines beside the entries ------------------------------------------------------------------------


def test_a_missing_detail_is_found(stream):
    detail(stream, 3).delete()
    assert found() == bad(3, "缺少明细")


def test_details_in_each_others_place_are_found(stream):
    first, second = detail(stream, 2).get(), detail(stream, 3).get()
    first.body, second.body = second.body, first.body
    first.save()
    second.save()
    assert found() == bad(2, "明细第 1 行与存证的摘要不符")


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("part", ["salt", "text"])
def test_a_changed_line_is_found(stream, index, part):
    line = parsed(bytes(detail(stream, 3).get().body))[index]
    changed = Line(bytes(16), line.text) if part == "salt" else Line(line.salt, line.text + b" ")
    put_line(stream, 3, index, changed.encoded)
    assert found() == bad(3, f"明细第 {index + 1} 行与存证的摘要不符")


@pytest.mark.parametrize("index", [0, 1])
def test_an_emptied_line_without_an_act_of_erasure_is_found(stream, index):
    put_line(stream, 3, index, ERASED)
    assert found() == bad(3, f"明细第 {index + 1} 行是空的，而没有删除的记录")


@pytest.mark.parametrize("ending", [b"\n" + ERASED, b"\n" + Line(bytes(16), b"{}").encoded, None])
def test_another_number_of_lines_is_found(stream, ending):
    body = bytes(detail(stream, 3).get().body)
    detail(stream, 3).update(body=body + ending if ending else body.split(b"\n")[0])
    assert found() == bad(3, "明细的行数与存证的内容不符")


@pytest.mark.parametrize("line", [b"", b"--", b"nonsense", b"\xff" * 33, bytes(16).hex().encode()])
def test_a_line_that_we_cannot_have_written_is_found(stream, line):
    put_line(stream, 3, 1, line)
    assert found() == bad(3, "明细不能识别：不是本系统写下的")


def test_a_salt_in_another_spelling_is_found(stream):
    """It covers the same bytes, but it is not what was written."""
    salt, space, text = bytes(detail(stream, 3).get().body).split(b"\n")[1].partition(b" ")
    put_line(stream, 3, 1, salt.upper() + space + text)
    assert found() == (None if salt.isdigit() else bad(3, "明细不能识别：不是本系统写下的"))


@on_sqlite
@pytest.mark.parametrize("value", ["a text", 10**15])
def test_a_detail_that_is_no_bytes_is_found(stream, value):
    run("UPDATE ledger_ledgerdetail SET body = %s WHERE entry = %s", value, entry(stream, 3).get().pk)
    assert found() == bad(3, "明细不能识别：不是本系统写下的")


def test_a_detail_without_an_entry_is_found(stream):
    LedgerDetail.objects.create(entry=900_000_000, body=Line.of(b"{}").encoded)
    assert [str(each) for each in verify().bad] == ["ledger_ledgerdetail:900000000：多出这一行明细：没有它的存证记录"]


def test_every_bad_detail_of_a_stream_is_told(stream):
    put_line(stream, 2, 1, ERASED)
    detail(stream, 4).delete()
    verified = verify()
    assert verified.bad == [bad(2, "明细第 2 行是空的，而没有删除的记录"), bad(4, "缺少明细")]
    assert verified.entries > 5 and not verified.rows_left_out


def batch_of(number: int) -> tuple[dict, Line]:
    body = json.loads(bytes(entry(STREAM, number).get().body))
    return body["batches"][0], parsed(bytes(detail(STREAM, number).get().body))[-1]


@pytest.fixture
def batch(cast) -> int:
    with doing() as record:
        record.touch_all([cast.jinnan, cast.taji, cast.zone])
    with doing() as record:
        # What the batch said is the last word on none of them.
        record.touch(cast.jinnan, cast.taji, cast.zone)
    let_go()
    assert verify().bad == []
    return 1


@pytest.mark.parametrize("what", ["keys", "digests"])
def test_a_batch_that_tells_its_rows_in_another_order_is_found(batch, what):
    said, line = batch_of(batch)
    told = json.loads(line.text)
    told[what].reverse()
    put_line(STREAM, batch, 1, Line(line.salt, json.dumps(told, separators=(",", ":")).encode()).encoded)
    assert found() == bad(batch, "明细第 2 行与存证的摘要不符")
    assert said["count"] == 3


def test_a_batch_whose_root_is_another_is_found(batch):
    """Only a fault of our own could write that."""
    body = json.loads(bytes(entry(STREAM, batch).get().body))
    body["batches"][0]["root"] = bytes(32).hex()
    rewrite(STREAM, {batch: json.dumps(body).encode()})
    seal(STREAM)
    assert found() == bad(batch, "成批的行与存证的摘要不符")


# Erasure -----------------------------------------------------------------------------------------


@pytest.fixture
def erased(stream):
    """Somebody whose name two entries told, one of them in another stream."""
    with doing() as record:
        official = add_official(record, "某某甲")
    with doing(stream="990102") as record:
        official.mobile_public = True
        official.save()
        record.touch(official)
    with doing("test.person.erase") as record:
        official.name = "（已删除）"
        official.save()
        record.touch(official)
        assert erase_values(row=official, stream="990103", actor="甲一", reason="依申请", now=NOW) == 2
    return official


def test_lawful_erasure_leaves_a_ledger_that_verifies(erased):
    verified = verify()
    assert (verified.bad, verified.erased) == ([], 2)
    assert first_bad_entry(STREAM) is first_bad_entry("990102") is first_bad_entry("990103") is None
    for body in LedgerDetail.objects.values_list("body", flat=True):
        assert "某某甲" not in bytes(body).decode()
    erased.name = "某某乙"
    erased.save()
    assert [each.place for each in verify().bad] == [f"townships_official:{erased.pk}"]


def test_an_act_of_erasure_excuses_no_other_line(erased):
    put_line(STREAM, 6, 0, ERASED)
    assert found() == bad(6, "明细第 1 行是空的，而没有删除的记录")
    put_line(STREAM, 5, 1, ERASED)
    assert found() == bad(5, "明细第 2 行是空的，而没有删除的记录")


def test_an_erased_line_that_came_back_is_found(erased):
    put_line(STREAM, 6, 1, Line.of(b"{}").encoded)
    assert found() == bad(6, "明细第 2 行已依法删除，又有了内容")


def test_an_act_of_erasure_that_we_did_not_write_excuses_nothing(erased):
    """Neither in a stream of its own nor by a changed column."""
    put_line(STREAM, 2, 1, ERASED)
    said = bytes(entry("990103", 1).get().body).replace(b'["990101",6,1]', b'["990101",2,1]')
    assert b'["990101",2,1]' in said
    columns = {"stream": "990104", "number": 1, "at": NOW, "actor": "甲一", "act": "ledger.detail.erase"}
    LedgerEntry.objects.create(body=said, leaf=SHA256.leaf(said), **columns)
    LedgerHead.objects.create(stream="990104", hash="sha256", size=1, frontier=SHA256.leaf(said), seal=b"")
    assert found() == bad(2, "明细第 2 行是空的，而没有删除的记录")
    entry(STREAM, 1).update(act="ledger.detail.erase")
    assert found() == bad(1, SHOWN)


def test_without_its_act_an_erasure_is_none(erased):
    entry("990103", 1).update(act="something.else")
    assert found() == bad(6, "明细第 2 行是空的，而没有删除的记录")
    assert found("990103") == bad(1, SHOWN, "990103")


# The first form, and other hashes ----------------------------------------------------------------


@pytest.fixture
def older(db) -> str:
    put_first_form(STREAM, {}, {"facts": {"count": 1}}, {})
    with doing(stream=STREAM):
        pass
    let_go()
    assert found() is None
    return STREAM


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"actor": "乙二"}, SHOWN),
        ({"act": "something.else"}, SHOWN),
        ({"at": NOW + timedelta(seconds=1)}, SHOWN),
        ({"body": b"{}"}, CHANGED),
    ],
    ids=str,
)
def test_entries_of_the_first_form_are_compared_too(older, columns, reason):
    entry(older, 2).update(**columns)
    assert found() == bad(2, reason)


def test_an_entry_of_the_first_form_has_no_detail(older):
    LedgerDetail.objects.create(entry=entry(older, 2).get().pk, body=Line.of(b"").encoded)
    assert found() == bad(2, "多出明细：这一条没有明细")


def test_entries_of_the_first_form_keep_their_order(older):
    entry(older, 2).update(id=900_000_000)
    assert found() == bad(3, "次序有变：排在前一条之前")


def test_a_stream_keeps_the_hash_with_which_it_began(db, settings):
    settings.CRYPTO_SUITE = "guomi"
    for _round in range(3):
        with doing() as record:
            official = add_official(record, "子一")
            record.touch_all([official])
    settings.CRYPTO_SUITE = "international"
    with doing():
        pass
    with doing(stream="990102"):
        pass
    heads = dict(LedgerHead.objects.filter(stream__startswith="9901").values_list("stream", "hash"))
    assert heads == {STREAM: "sm3", "990102": "sha256"}
    assert json.loads(bytes(entry(STREAM, 4).get().body))["hash"] == "sm3"
    assert verify().bad == []
    let_go()
    put_line(STREAM, 2, 1, Line.of(b"{}").encoded)
    assert found() == bad(2, "明细第 2 行与存证的摘要不符")


def test_a_sealed_stream_is_a_stream(db):
    stream = sealed_stream("320831")
    with doing(stream=stream) as record:
        add_official(record, "子一")
    assert first_bad_entry(stream) is None
    assert verify().bad == []
    let_go()
    entry(stream, 1).update(ref="a.b:1")
    assert found(stream) == bad(1, SHOWN, stream)


def test_the_database_is_asked_little(cast, django_assert_max_num_queries):
    """Some for each stream and table, none for each entry or row."""
    with django_assert_max_num_queries(len(coverage.ruled_models()) + 50):
        verify()
