"""Whoever gets round the triggers is found. The tests drop them by hand; they come back with the transaction's end."""

import json

import pytest
from django.db import connection

from foundation.ledger.canonical import EMPTY, leaf_hash, node_hash
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.ledger.selectors import BadEntry, first_bad_entry
from foundation.ledger.triggers import declared
from tests.ledger.acts import NOW, STREAM, doing


@pytest.fixture
def stream(db) -> str:
    """Five entries in a stream that nothing guards any more."""
    for number in range(1, 6):
        with doing(f"act {number}"):
            pass
    with connection.cursor() as cursor:
        for trigger in declared():
            if trigger.statements(connection.vendor):
                table = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {trigger.name}{table}")
    assert first_bad_entry(STREAM) is None
    return STREAM


def entry(number: int):
    return LedgerEntry.objects.filter(stream=STREAM, number=number)


def test_a_stream_that_nobody_has_written_to_is_whole(db):
    assert first_bad_entry("999999") is None


def test_every_stream_of_the_cast_is_whole(cast):
    streams = list(LedgerHead.objects.values_list("stream", flat=True))
    assert {"000000", "320831", "320831101", "320831103"} <= set(streams)
    assert [first_bad_entry(each) for each in streams] == [None] * len(streams)


def test_a_changed_body_is_found(stream):
    found = bytes(entry(3).get().body)
    entry(3).update(body=found.replace("甲一".encode(), "乙二".encode()))
    assert first_bad_entry(stream) == BadEntry(stream, 3, "内容与摘要不符")


def test_a_changed_body_with_its_own_leaf_is_found(stream):
    found = bytes(entry(3).get().body).replace("甲一".encode(), "乙二".encode())
    entry(3).update(body=found, leaf=leaf_hash(found))
    assert first_bad_entry(stream) == BadEntry(stream, 3, "内容与摘要不符")


def test_a_changed_chain_value_is_found(stream):
    entry(4).update(chain=bytes(32))
    assert first_bad_entry(stream) == BadEntry(stream, 4, "内容与摘要不符")


@pytest.mark.parametrize(
    "columns",
    [{"actor": "somebody else"}, {"act": "something.else"}, {"ref": "a.b:1"}, {"at": NOW.replace(microsecond=90)}],
    ids=lambda columns: next(iter(columns)),
)
def test_a_column_that_says_something_else_than_the_body_is_found(stream, columns):
    entry(2).update(**columns)
    assert first_bad_entry(stream) == BadEntry(stream, 2, "显示的内容与存证的内容不符")


@pytest.mark.parametrize("number", [1, 3])
def test_a_missing_entry_is_found(stream, number):
    entry(number).delete()
    assert first_bad_entry(stream) == BadEntry(stream, number, "缺少这一条")


def test_two_entries_in_each_others_place_are_found(stream):
    entry(2).update(number=99)
    entry(3).update(number=2)
    entry(99).update(number=3)
    assert first_bad_entry(stream) == BadEntry(stream, 2, "内容与摘要不符")


def test_a_cut_tail_is_found(stream):
    entry(5).delete()
    assert first_bad_entry(stream) == BadEntry(stream, 5, "末端与记录不符")


@pytest.mark.parametrize("columns", [{"size": 4}, {"size": 6}, {"chain": bytes(32)}], ids=str)
def test_a_changed_head_is_found(stream, columns):
    LedgerHead.objects.filter(stream=stream).update(**columns)
    assert first_bad_entry(stream) == BadEntry(stream, 6, "末端与记录不符")


def test_a_missing_head_is_found(stream):
    LedgerHead.objects.filter(stream=stream).delete()
    assert first_bad_entry(stream) == BadEntry(stream, 6, "末端与记录不符")


def test_all_entries_gone_is_found(stream):
    LedgerEntry.objects.filter(stream=stream).delete()
    assert first_bad_entry(stream) == BadEntry(stream, 1, "末端与记录不符")


def test_an_entry_added_by_hand_is_found(stream):
    """Even one whose hashes are right: the head does not know it."""
    last = entry(5).get()
    said = json.dumps(json.loads(bytes(last.body)) | {"number": 6}).encode()
    leaf = leaf_hash(said)
    LedgerEntry.objects.create(
        stream=stream,
        number=6,
        at=NOW,
        actor="甲一（jia）",
        act="act 5",
        body=said,
        leaf=leaf,
        chain=node_hash(bytes(last.chain), leaf),
    )
    assert first_bad_entry(stream) == BadEntry(stream, 7, "末端与记录不符")


def only_entry(stream: str, body: bytes) -> None:
    """A stream of one entry with all hashes computed anew."""
    LedgerEntry.objects.filter(stream=stream, number__gt=1).delete()
    chain = node_hash(EMPTY, leaf_hash(body))
    entry(1).update(body=body, leaf=leaf_hash(body), chain=chain)
    LedgerHead.objects.filter(stream=stream).update(size=1, chain=chain)


def test_an_entry_of_another_stream_is_found(stream):
    """What the body says of its stream and number gives it away."""
    only_entry(stream, bytes(LedgerEntry.objects.filter(stream="320831101").first().body))
    assert first_bad_entry(stream) == BadEntry(stream, 1, "显示的内容与存证的内容不符")


@pytest.mark.parametrize("body", [b"", b"nonsense", b"\xff", b"{}", b"[]", b"null", b'{"stream": 1.5}'])
def test_bytes_that_are_no_entry_are_found(stream, body):
    only_entry(stream, body)
    assert first_bad_entry(stream) == BadEntry(stream, 1, "显示的内容与存证的内容不符")


def test_a_fault_in_one_stream_leaves_the_others_whole(stream):
    entry(3).delete()
    assert first_bad_entry("320831101") is None
