"""`with act(...)`: all of it with its entry, or nothing at all."""

import hashlib
import json
from datetime import datetime
from itertools import count

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.ledger import details, heads
from foundation.ledger.canonical import row_bytes
from foundation.ledger.merkle import SHA256, Frontier
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerHead
from foundation.ledger.selectors import entries_about
from foundation.ledger.services import act
from foundation.ledger.verification import first_bad_entry
from foundation.refs import Ref
from foundation.townships.models import Official, Post
from tests.ledger.acts import NOW, STREAM, add_official, doing, names, told, told_batches, written

pytestmark = pytest.mark.django_db


def last() -> LedgerEntry:
    return LedgerEntry.objects.order_by("pk").last()


def body(entry: LedgerEntry) -> dict:
    return json.loads(bytes(entry.body))


# One act -----------------------------------------------------------------------------------------


def test_an_entry_has_exactly_these_bytes(monkeypatch):
    monkeypatch.setattr(details.os, "urandom", bytes)
    monkeypatch.setattr(heads, "next_orders", lambda _count: [990_000_001])
    with doing(stream="990102", count=3):
        pass
    entry = LedgerEntry.objects.get(stream="990102")
    actor = hashlib.sha256(b"\x00" + bytes(16) + "甲一（jia）".encode()).hexdigest()
    assert bytes(entry.body).decode() == (
        f'{{"act":"test.thing.do","actor":"{actor}","at":"2026-03-04T05:06:07.000089Z","batches":[],'
        '"facts":{"count":3},"hash":"sha256","number":1,"order":990000001,"ref":"","rows":[],"stream":"990102","v":2}'
    )
    assert bytes(entry.leaf) == hashlib.sha256(b"\x00" + bytes(entry.body)).digest()
    assert bytes(LedgerDetail.objects.get(entry=entry.pk).body).decode() == f"{'0' * 32} 甲一（jia）"
    assert (entry.at, entry.actor, entry.act, entry.ref) == (NOW, "甲一（jia）", "test.thing.do", "")
    assert str(entry) == "990102#1"


def test_the_head_of_a_stream_is_its_last_entry():
    for _round in range(3):
        with doing():
            pass
    head = LedgerHead.objects.get(stream=STREAM)
    leaves = [bytes(entry.leaf) for entry in LedgerEntry.objects.filter(stream=STREAM).order_by("number")]
    assert Frontier(SHA256, head.size, bytes(head.frontier)).root() == SHA256.root(leaves)
    assert (head.size, head.hash) == (3, "sha256")
    assert str(head) == f"{STREAM}#3"


def test_a_touched_row_is_named_with_table_key_columns_and_digest():
    with doing() as record:
        official = add_official(record, "子一")
    (said,) = body(last())["rows"]
    assert [said] == [
        {
            "table": "townships_official",
            "key": str(official.pk),
            "columns": [
                "county",
                "division_id",
                "id",
                "id_number",
                "mobile",
                "mobile_public",
                "name",
                "office_phone",
                "township",
            ],
            "digest": said["digest"],
        }
    ]
    assert told(last()) == {("townships_official", str(official.pk)): row_bytes(official)}


def test_the_digest_is_of_the_row_as_it_is_when_the_act_ends():
    with doing() as record:
        official = add_official(record, "子一")
        official.name = "子二"
        official.save()
    stored = Official.objects.get(pk=official.pk)
    assert told(last()) == {("townships_official", str(stored.pk)): row_bytes(stored)}


def test_a_row_touched_twice_is_named_once():
    with doing() as record:
        official = add_official(record, "子一")
        record.touch(official, official)
    assert len(body(last())["rows"]) == 1


def test_an_act_is_about_its_first_row_unless_it_says_otherwise(cast):
    with doing() as record:
        first = add_official(record, "子一")
        add_official(record, "子二")
    assert last().ref == str(Ref.of(first))
    with doing() as record:
        record.about(cast.jinnan)
        add_official(record, "子三")
    assert last().ref == str(Ref.of(cast.jinnan))
    with doing() as record:
        add_official(record, "子四")
        record.about(cast.jinnan)
    assert last().ref == str(Ref.of(cast.jinnan))
    assert list(entries_about(Ref.of(first))) == [LedgerEntry.objects.get(ref=str(Ref.of(first)))]


def test_many_rows_at_once_leave_their_number_and_their_root():
    posts = list(Post.objects.all()[:5])
    with doing() as record:
        record.touch_all(iter(posts))
        record.touch_all([])
    (line,) = told_batches(last())
    in_order = sorted(posts, key=lambda post: post.pk)
    assert line.keys == tuple(str(post.pk) for post in in_order)
    assert line.digests == tuple(SHA256.leaf(line.salt + row_bytes(post)) for post in in_order)
    (batch,) = body(last())["batches"]
    assert batch == {
        "table": "townships_post",
        "columns": ["county", "division_id", "id", "kind", "name", "rank", "township"],
        "count": 5,
        "root": SHA256.root(line.digests).hex(),
        "digest": line.line.digest(SHA256).hex(),
    }
    assert (body(last())["rows"], last().ref) == ([], "")


# What cannot be proven is not done ---------------------------------------------------------------


def test_an_act_that_fails_leaves_neither_row_nor_entry_nor_gap():
    with pytest.raises(ZeroDivisionError), doing() as record:
        add_official(record, "子一")
        raise ZeroDivisionError
    assert (names("子一"), written(), LedgerHead.objects.filter(stream=STREAM).exists()) == ([], [], False)
    with doing("test.after.failure"):
        pass
    assert written() == ["test.after.failure"]


@pytest.mark.parametrize("fact", [1.5, gettext_lazy("事"), datetime(2026, 1, 1), object()])
def test_a_fact_without_canonical_form_undoes_the_act(fact):
    with pytest.raises(TypeError), doing(fact=fact) as record:
        add_official(record, "子一")
    assert (names("子一"), written()) == ([], [])


def test_equal_rows_have_other_digests_each_time(cast):
    """Nobody confirms a guess about a row by comparing digests."""
    for _round in range(2):
        with doing() as record:
            record.touch(cast.jinnan)
    first, second = LedgerEntry.objects.filter(stream=STREAM).order_by("number")
    assert told(first) == told(second)
    assert body(first)["rows"][0]["digest"] != body(second)["rows"][0]["digest"]
    assert body(first)["actor"] != body(second)["actor"]


def test_an_actor_has_one_line(db):
    with act("test.thing.do", stream=STREAM, actor="甲一\n乙二", now=NOW):
        pass
    assert last().actor == "甲一 乙二"
    assert first_bad_entry(STREAM) is None


def test_an_unsaved_row_cannot_be_touched(cast):
    unsaved = Official(name="子二", division=cast.jinnan)
    for touch in (lambda record: record.touch(unsaved), lambda record: record.touch_all([unsaved])):
        with pytest.raises(ValueError, match="is not saved yet"), doing() as record:
            add_official(record, "子一")
            touch(record)
    assert (names("子一"), written()) == ([], [])


def test_a_batch_of_two_tables_is_refused(cast):
    with pytest.raises(ValueError, match="rows of one table"), doing() as record:
        record.touch_all([cast.jinnan, cast.official("丁一")])


# Acts within acts --------------------------------------------------------------------------------


def test_a_nested_act_is_written_with_the_outer_one_and_after_it():
    with doing("outer"):
        with doing("inner"), doing("innermost"):
            assert written() == []
        with doing("second"):
            pass
        assert written() == []
    assert written() == ["outer", "inner", "innermost", "second"]


def test_a_nested_act_that_fails_and_is_caught_leaves_neither_row_nor_entry():
    with doing("outer") as outer:
        add_official(outer, "子一")
        with pytest.raises(ZeroDivisionError), doing("inner") as inner:
            add_official(inner, "子二")
            raise ZeroDivisionError
        with doing("other") as other:
            add_official(other, "子三")
    assert (names("子一", "子二", "子三"), written()) == (["子一", "子三"], ["outer", "other"])


def test_with_a_nested_act_everything_within_it_is_taken_back():
    with doing("outer"):
        with pytest.raises(ZeroDivisionError), doing("inner"):
            with doing("innermost") as innermost:
                add_official(innermost, "子一")
            raise ZeroDivisionError
    assert (names("子一"), written()) == ([], ["outer"])


def test_of_two_equal_nested_acts_the_one_that_failed_is_taken_back(cast):
    official = add_official(None, "子一")
    with doing("outer"):
        with doing("inner") as first:
            kept = Official.objects.get(pk=official.pk)
            kept.name = "子二"
            kept.save()
            first.touch(kept)
        with pytest.raises(ZeroDivisionError), doing("inner") as second:
            lost = Official.objects.get(pk=official.pk)
            lost.name = "子三"
            lost.save()
            second.touch(lost)
            raise ZeroDivisionError
    assert written() == ["outer", "inner"]
    stored = Official.objects.get(pk=official.pk)
    assert stored.name == "子二"
    assert told(last()) == {("townships_official", str(stored.pk)): row_bytes(stored)}


def test_an_act_inside_a_savepoint_that_is_rolled_back_leaves_no_entry():
    """Two acts of which both or none shall happen: the second is refused, the first did not happen either."""
    with doing("outer"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            with doing("first") as first:
                add_official(first, "子一")
            raise ZeroDivisionError
    assert (names("子一"), written()) == ([], ["outer"])


def test_when_the_outer_act_fails_the_nested_ones_go_with_it():
    with pytest.raises(ZeroDivisionError), doing("outer"):
        with doing("inner") as inner:
            add_official(inner, "子一")
        raise ZeroDivisionError
    assert (names("子一"), written()) == ([], [])


def test_acts_one_after_the_other_in_one_transaction_are_taken_back_together():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        with doing("first"):
            pass
        with doing("second"):
            pass
        raise ZeroDivisionError
    assert written() == []


def test_each_stream_counts_for_itself():
    with doing("a", stream="990103"):
        with doing("b", stream="990101"):
            pass
        with doing("c", stream="990103"):
            pass
    with doing("d", stream="990101"):
        pass
    assert written("990103") == ["a", "c"]
    assert written("990101") == ["b", "d"]
    assert first_bad_entry("990101") is first_bad_entry("990103") is None


# Acts that found nothing to do -------------------------------------------------------------------


def test_a_dropped_act_leaves_no_entry_and_no_head():
    with doing() as record:
        record.drop()
    assert written() == []
    assert not LedgerHead.objects.filter(stream=STREAM).exists()


def test_dropping_an_act_drops_no_other():
    with doing("outer") as outer:
        outer.drop()
        with doing("inner"):
            pass
        with doing("nothing") as nothing:
            nothing.drop()
    assert written() == ["inner"]


def test_an_act_that_touched_something_cannot_be_dropped_nor_a_dropped_one_touch(cast):
    for touch in (lambda record: record.touch(cast.jinnan), lambda record: record.touch_all([cast.jinnan])):
        with pytest.raises(ValueError, match="cannot be dropped"), doing() as record:
            touch(record)
            record.drop()
        with pytest.raises(ValueError, match="cannot touch"), doing() as record:
            record.drop()
            touch(record)
    assert written() == []


# Any tree of acts --------------------------------------------------------------------------------

streams = st.sampled_from(["a", "b"])
kinds = st.sampled_from(["act", "act", "act", "dropped", "savepoint"])
trees = st.recursive(
    st.tuples(kinds, streams, st.booleans(), st.just([])),
    lambda inside: st.tuples(kinds, streams, st.booleans(), st.lists(inside, max_size=3)),
    max_leaves=8,
)
runs = count(1)


class Told(Exception):
    """The tree says: fail here."""


def perform(tree, prefix: str, numbers) -> list[tuple[str, str]]:
    """Do what a tree says; returns (stream, act) of what should have been written."""
    kind, stream, fails, inside = tree
    name = f"act {next(numbers)}"
    expected = [(prefix + stream, name)] if kind == "act" else []
    if kind == "savepoint":
        with transaction.atomic():
            expected += perform_all(inside, prefix, numbers, fails)
        return expected
    with doing(name, stream=prefix + stream) as record:
        if kind == "dropped":
            record.drop()
        else:
            add_official(record, f"{prefix}{name}")
        expected += perform_all(inside, prefix, numbers, fails)
    return expected


def perform_all(inside, prefix: str, numbers, fails: bool) -> list[tuple[str, str]]:
    expected = []
    for tree in inside:
        try:
            expected += perform(tree, prefix, numbers)
        except Told:
            pass
    if fails:
        raise Told
    return expected


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(tree=trees)
def test_whatever_fails_where_rows_and_entries_agree(db, tree):
    prefix = f"{next(runs)}"
    try:
        expected = perform(tree, prefix, count(1))
    except Told:
        expected = []
    for stream in (f"{prefix}a", f"{prefix}b"):
        assert written(stream) == [name for where, name in expected if where == stream]
        assert first_bad_entry(stream) is None
    people = sorted(f"{prefix}{name}" for _stream, name in expected)
    assert sorted(Official.objects.filter(name__startswith=f"{prefix}act").values_list("name", flat=True)) == people
