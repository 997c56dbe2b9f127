"""Whoever gets round the triggers is found: trees, heads, nodes, and what is shown of the entries."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from foundation.ledger import merkle
from foundation.ledger.merkle import SHA256
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.ledger.verification import first_bad_entry, groups, streams, verify
from tests.ledger.acts import NOW, STREAM, add_official, doing
from tests.ledger.hands import detail, entry, let_go, rewrite, run, seal
from tests.ledger.verifying import CHANGED, MISSING, OTHER, SHOWN, bad, found

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite takes any value in any column")


def test_a_stream_that_nobody_has_written_to_is_whole(db):
    assert first_bad_entry("999999") is None


def test_every_stream_of_the_cast_is_whole(cast):
    names = list(LedgerHead.objects.values_list("stream", flat=True))
    assert {"000000", "320831", "320831101", "320831103"} <= set(names)
    assert [first_bad_entry(each) for each in names] == [None] * len(names)
    verified = verify()
    assert verified.bad == []
    assert (verified.streams, verified.entries) == (len(names), LedgerEntry.objects.count())
    assert verified.rows > 300 and (verified.erased, verified.unnamed, verified.rows_left_out) == (0, 0, False)


def test_a_place_and_its_reason_can_be_printed():
    assert str(bad(3, CHANGED)) == "990101#3：内容与摘要不符"


# Entries -----------------------------------------------------------------------------------------


def test_a_changed_body_is_found(stream):
    said = bytes(entry(stream, 3).get().body)
    entry(stream, 3).update(body=said.replace(b'"count":3', b'"count":4'))
    assert found() == bad(3, CHANGED)


def test_a_changed_leaf_is_found(stream):
    entry(stream, 4).update(leaf=bytes(32))
    assert found() == bad(4, CHANGED)


def test_bytes_that_wander_from_one_leaf_into_the_next_are_found(stream):
    """All leaves one after another are what they were."""
    first, second = (bytes(entry(stream, number).get().leaf) for number in (3, 4))
    entry(stream, 3).update(leaf=first[:-1])
    entry(stream, 4).update(leaf=first[-1:] + second)
    assert found() == bad(3, CHANGED)


def test_bytes_that_wander_from_the_leaf_into_the_body_are_found(stream):
    """Put side by side they are what they were."""
    row = LedgerEntry.objects.get(stream=stream, number=4)
    leaf, body = bytes(row.leaf), bytes(row.body)
    entry(stream, 4).update(leaf=leaf[:16], body=leaf[16:] + body)
    assert found() == bad(4, CHANGED)


@pytest.mark.parametrize("all_computed_anew", [False, True])
def test_a_changed_body_with_its_own_leaf_is_found(stream, all_computed_anew):
    """Nothing but the sealed end can tell, and that says no more than that something before it changed."""
    said = bytes(entry(stream, 3).get().body).replace(b'"count":3', b'"count":4')
    if all_computed_anew:
        rewrite(stream, {3: said})
        assert found() == bad(5, "末端的封印不符：不是本系统写下的")
    else:
        entry(stream, 3).update(body=said, leaf=SHA256.leaf(said))
        assert found() == bad(5, "末端与内容不符")


@pytest.mark.parametrize(
    "columns",
    [{"act": "something.else"}, {"ref": "a.b:1"}, {"at": NOW + timedelta(microseconds=1)}],
    ids=lambda columns: next(iter(columns)),
)
def test_a_column_that_says_something_else_than_the_body_is_found(stream, columns):
    entry(stream, 2).update(**columns)
    assert found() == bad(2, SHOWN)


def test_another_actor_is_found(stream):
    entry(stream, 2).update(actor="somebody else")
    assert found() == bad(2, "操作人与存证的内容不符")


@pytest.mark.parametrize("number", [1, 3])
def test_a_missing_entry_is_found(stream, number):
    entry(stream, number).delete()
    assert found() == bad(number, MISSING)


def test_two_entries_in_each_others_place_are_found(stream):
    entry(stream, 2).update(number=99)
    entry(stream, 3).update(number=2)
    entry(stream, 99).update(number=3)
    assert found() == bad(5, "末端与内容不符")


def test_two_entries_in_each_others_order_are_found(stream):
    first, second = entry(stream, 2).get().pk, entry(stream, 3).get().pk
    entry(stream, 2).update(id=900_000_000)
    entry(stream, 3).update(id=first)
    entry(stream, 2).update(id=second)
    assert found() == bad(2, SHOWN)


def test_an_entry_moved_to_another_stream_is_found(stream):
    size = LedgerHead.objects.get(stream=OTHER).size
    entry(stream, 5).update(stream=OTHER, number=size + 1)
    assert found() == bad(5, "缺少这一条：末端记有 5 条")
    assert found(OTHER) == bad(size + 1, f"多出这一条：末端只记有 {size} 条", OTHER)


def test_an_entry_added_by_hand_is_found(stream):
    """Even one whose hashes are right: the head does not know it."""
    said = json.dumps(json.loads(bytes(entry(stream, 5).get().body)) | {"number": 6}).encode()
    columns = {"stream": stream, "number": 6, "at": NOW, "actor": "甲一（jia）", "act": "act 5"}
    LedgerEntry.objects.create(body=said, leaf=SHA256.leaf(said), **columns)
    assert found() == bad(6, "多出这一条：末端只记有 5 条")
    rewrite(stream, {})
    assert found() == bad(6, "末端的封印不符：不是本系统写下的")


def test_an_entry_twice_is_found(stream):
    copy = entry(stream, 5).get()
    copy.pk, copy.number = copy.pk + 1, 6
    copy.save(force_insert=True)
    assert found() == bad(6, "多出这一条：末端只记有 5 条")


def only_entry(body: bytes) -> None:
    """A stream of one entry, sealed as if the house had written it."""
    LedgerEntry.objects.filter(stream=STREAM, number__gt=1).delete()
    rewrite(STREAM, {1: body})
    seal(STREAM)


def test_an_entry_of_another_stream_is_found(stream):
    """What the body says of its stream and number gives it away, even under our own seal."""
    only_entry(bytes(LedgerEntry.objects.filter(stream=OTHER).first().body))
    assert found() == bad(1, SHOWN)


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "body",
    [b"", b"nonsense", b"\xff", b"{}", b"[]", b"null", b'{"v": 3}', b'{"v": 2}', b'{"v": 2, "hash": "md5"}', DEEP],
    ids=lambda body: body[:24].decode("latin-1"),
)
def test_bytes_that_are_no_entry_are_found(stream, body):
    only_entry(body)
    assert found() == bad(1, "内容不能识别：不是本系统写下的")


def test_a_fault_in_one_stream_leaves_the_others_whole(stream):
    entry(stream, 3).update(leaf=bytes(32))
    assert first_bad_entry(OTHER) is None
    verified = verify()
    assert verified.bad == [bad(3, CHANGED)]
    assert (verified.rows, verified.rows_left_out) == (0, True)


@on_sqlite
@pytest.mark.parametrize(
    ("column", "value", "number", "reason"),
    [
        ("body", "a text", 2, CHANGED),
        ("body", 10**15, 2, CHANGED),
        ("leaf", "a text", 2, CHANGED),
        ("number", "second", 2, MISSING),
        ("at", "yesterday", 2, "显示的内容不能识别"),
        ("at", "2026-02-30 00:00:00", 2, "显示的内容不能识别"),
        ("at", "2026-03-04T05:06:07.000089", 2, "显示的内容不能识别"),
        ("act", b"\xff", 2, SHOWN),
    ],
)
def test_values_that_no_column_of_ours_holds_are_found(stream, column, value, number, reason):
    run(f"UPDATE ledger_ledgerentry SET {column} = %s WHERE stream = %s AND number = 2", value, stream)
    assert found() == bad(number, reason)


# Heads and nodes ---------------------------------------------------------------------------------


def test_a_cut_tail_is_found(stream):
    entry(stream, 5).delete()
    assert found() == bad(5, "缺少这一条：末端记有 5 条")


def test_a_cut_tail_with_its_head_set_back_is_found_by_the_seal(stream):
    entry(stream, 5).delete()
    rewrite(stream, {})
    assert found() == bad(4, "末端的封印不符：不是本系统写下的")


def test_a_cut_tail_with_an_old_sealed_head_is_found_by_what_the_rest_tells(db):
    """The seal is good: only business rows, and checkpoints, remember more."""
    with doing() as record:
        add_official(record, "子一")
    old = LedgerHead.objects.get(stream=STREAM)
    with doing() as record:
        later = add_official(record, "子二")
    checkpoint = make_checkpoint(now=NOW)
    let_go()
    detail(STREAM, 2).delete()
    entry(STREAM, 2).delete()
    LedgerHead.objects.filter(stream=STREAM).update(size=1, frontier=bytes(old.frontier), seal=bytes(old.seal))
    assert first_bad_entry(STREAM) is None
    assert verify().bad == [bad(2, "缺少这一条：存证点 1记有 2 条")]
    checkpoint.delete()
    (only,) = verify().bad
    assert str(only) == f"townships_official:{later.pk}：多出这一行：没有任何一次办理写过它"
    later.delete()
    assert verify().bad == []
    said = [str(each) for each in verify(note=checkpoint.note).bad]
    assert said == ["所给的存证点：库中没有这一个存证点", "990101#2：缺少这一条：所给的存证点记有 2 条"]


@pytest.mark.parametrize(
    ("columns", "number", "reason"),
    [
        ({"size": 4}, 5, "多出这一条：末端只记有 4 条"),
        ({"size": 6}, 6, "缺少这一条：末端记有 6 条"),
        ({"frontier": bytes(64)}, 5, "末端与内容不符"),
        ({"frontier": b""}, 5, "末端与内容不符"),
        ({"seal": b""}, 5, "末端的封印不符：不是本系统写下的"),
        ({"seal": b"i" + bytes(32)}, 5, "末端的封印不符：不是本系统写下的"),
        ({"hash": "sm3"}, 1, CHANGED),
        ({"hash": "md5"}, 1, "摘要算法“md5”不能识别"),
    ],
    ids=str,
)
def test_a_changed_head_is_found(stream, columns, number, reason):
    LedgerHead.objects.filter(stream=stream).update(**columns)
    assert found() == bad(number, reason)


@on_sqlite
@pytest.mark.parametrize(("column", "value"), [("size", "five"), ("frontier", "text"), ("seal", "text")])
def test_a_head_with_values_that_no_column_of_ours_holds_is_found(stream, column, value):
    run(f"UPDATE ledger_ledgerhead SET {column} = %s WHERE stream = %s", value, stream)
    assert found() == bad(1, "日志流的末端或节点不能识别：不是本系统写下的")


def test_the_seal_of_another_stream_is_found(stream):
    with doing(stream="990102"):
        pass
    other = LedgerHead.objects.get(stream="990102")
    LedgerHead.objects.filter(stream=stream).update(seal=bytes(other.seal))
    assert found() == bad(5, "末端的封印不符：不是本系统写下的")


def test_a_missing_head_is_found(stream):
    LedgerHead.objects.filter(stream=stream).delete()
    assert found() == bad(1, "日志流的末端不见了")


def test_all_entries_gone_is_found(stream):
    LedgerEntry.objects.filter(stream=stream).delete()
    LedgerDetail.objects.filter(entry__gt=LedgerEntry.objects.latest("pk").pk).delete()
    assert found() == bad(1, "缺少这一条：末端记有 5 条")


def test_a_head_of_nothing_is_found(stream):
    LedgerHead.objects.create(stream="990109", hash="sha256", size=0, frontier=b"", seal=b"i" + bytes(32))
    assert found("990109") == bad(1, "末端的封印不符：不是本系统写下的", "990109")


def test_a_node_of_a_stream_without_a_head_is_found(stream):
    node = LedgerNode.objects.create(stream="990109", level=8, index=0, hash=bytes(32))
    assert str(node) == "990109/8/0"
    assert found("990109") == bad(1, "日志流的末端不见了", "990109")


@pytest.fixture
def long_stream(db, monkeypatch) -> str:
    """Of 300 entries; groups are of four, so that there are nodes of three levels."""
    monkeypatch.setattr(merkle, "GROUP_LEVELS", 2)
    monkeypatch.setattr(streams, "GROUP_LEVELS", 2)
    monkeypatch.setattr(streams, "GROUP", 4)
    monkeypatch.setattr(groups, "GROUP", 4)
    with doing("outer"):
        for number in range(2, 72):
            with doing(f"act {number}"):
                pass
    let_go()
    levels = LedgerNode.objects.filter(stream=STREAM).values_list("level", flat=True)
    assert sorted(levels) == [2] * 17 + [4] * 4 + [6]
    assert found() is None
    return STREAM


@pytest.mark.parametrize(
    ("level", "index", "number"), [(2, 0, 1), (2, 16, 65), (4, 3, 61), (6, 0, 61)], ids=lambda value: str(value)
)
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_node_that_is_not_the_root_of_its_group_is_found(long_stream, level, index, number, how):
    node = LedgerNode.objects.filter(stream=STREAM, level=level, index=index)
    if how == "changed":
        node.update(hash=bytes(32))
    else:
        node.delete()
    assert found() == bad(number, f"日志树节点 {level}/{index} 与内容不符")


@pytest.mark.parametrize(("level", "index"), [(2, 17), (4, 4), (6, 1), (8, 0), (3, 0), (32767, 9)])
def test_a_node_too_many_is_found(long_stream, level, index):
    LedgerNode.objects.create(stream=STREAM, level=level, index=index, hash=bytes(32))
    assert found() == bad(71, f"多出日志树节点 {level}/{index}")


@pytest.mark.parametrize("number", [1, 4, 5, 64, 70])
def test_an_entry_anywhere_in_a_long_stream_is_named(long_stream, number):
    entry(STREAM, number).update(leaf=bytes(32))
    assert found() == bad(number, CHANGED)


@pytest.mark.parametrize(
    ("gone", "first"), [(range(6, 8), 6), (range(9, 13), 9), (range(1, 5), 1), (range(70, 72), 70)]
)
def test_numbers_missing_of_a_long_stream_are_named(long_stream, gone, first):
    """Part of a group, a whole one, the first, the end."""
    LedgerEntry.objects.filter(stream=STREAM, number__in=gone).delete()
    assert found() == bad(first, "缺少这一条：末端记有 71 条" if first == 70 else MISSING)


def test_the_first_missing_of_a_far_number_is_named_at_once(long_stream):
    copy = entry(STREAM, 71).get()
    copy.pk, copy.number = copy.pk + 1, 1 << 60
    copy.save(force_insert=True)
    assert found() == bad(72, MISSING)


def test_a_rewritten_part_of_a_long_stream_is_found_by_its_node(long_stream):
    said = bytes(entry(STREAM, 30).get().body).replace(b"act 30", b"act 31")
    entry(STREAM, 30).update(body=said, leaf=SHA256.leaf(said))
    assert found() == bad(29, "日志树节点 2/7 与内容不符")


def test_groups_of_256_have_nodes(db):
    """As it is in real life."""
    with doing("outer"):
        for _number in range(599):
            with doing():
                pass
    assert list(LedgerNode.objects.filter(stream=STREAM).values_list("level", "index")) == [(8, 0), (8, 1)]
    assert first_bad_entry(STREAM) is None
    let_go()
    LedgerNode.objects.filter(stream=STREAM, index=1).update(hash=bytes(32))
    assert found() == bad(257, "日志树节点 8/1 与内容不符")


# Checkpoints and trees ---------------------------------------------------------------------------


def test_a_checkpoint_tells_from_where_on_a_rewritten_stream_differs(stream):
    for number in (6, 7, 8):
        with doing(f"act {number}"):
            pass
        if number == 6:
            make_checkpoint(now=NOW)
    note = make_checkpoint(now=NOW).note
    said = bytes(entry(stream, 7).get().body).replace(b"act 7", b"act 0")
    rewrite(stream, {7: said})
    entry(stream, 7).update(act="act 0")
    assert verify().bad == [bad(7, "第 7 至 8 条与存证点 2不符")]
    seal(stream)
    assert verify(note=note).bad == [bad(7, "第 7 至 8 条与所给的存证点不符")]
    assert first_bad_entry(stream) is None, "whoever has the keys can rewrite all but what is kept elsewhere"


def test_checkpoints_of_several_sizes_within_a_group_and_beyond(long_stream):
    for number in range(72, 90):
        with doing(f"act {number}"):
            pass
        make_checkpoint(now=NOW + timedelta(seconds=number))
    assert found() is None
    rewrite(STREAM, {80: bytes(entry(STREAM, 80).get().body).replace(b"act 80", b"act 90")})
    seal(STREAM)
    assert bad(80, "第 80 至 80 条与存证点 9不符") in verify().bad


def test_progress_is_told(long_stream):
    told = []
    verify(report=lambda *said: told.append(said))
    assert ("日志树 990101", 64, 71) in told
